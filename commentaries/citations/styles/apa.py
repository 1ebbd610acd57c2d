"""Turns a record into a citation by the manual of the American Psychological Association (APA), 7th edition."""

from __future__ import annotations

from commentaries.citations.house import Run
from commentaries.citations.names import NameParts
from commentaries.citations.styles.bylines import (
    authors_of,
    credited,
    interviewers_of,
    listed,
    publisher_of,
    shortened,
    translators_of,
)
from commentaries.citations.styles.sentences import address_of, joined, number_of, runs_of, sentence, year_of
from commentaries.citations.styles.words import Words
from commentaries.record import Record

MOST_AUTHORS = 20
"""Of more the first nineteen and the last are named (section 9.8)."""


def cite_apa(record: Record, words: Words) -> list[Run]:
    """``Quillon, A. (2025).`` *Title* ``(Commentary 25 | 61; Series). Institute. https://…``"""
    return joined(
        " ",
        sentence(_authors(authors_of(record))),
        sentence(f"({year_of(record) or words.undated})"),
        sentence(*joined(" ", [Run(record.title, is_italic=True)], *_details(record, words))),
        sentence(publisher_of(record)),
        address_of(record),
    )


def _details(record: Record, words: Words) -> tuple[list[Run], list[Run]]:
    """In round brackets who else took part, number and series; in square ones what a text without a number is."""
    number = number_of(record, words)
    asked = interviewers_of(record)
    facts = joined(
        "; ",
        runs_of([credited(words.interviewers if len(asked) > 1 else words.interviewer, _others(asked))]),
        runs_of([credited(words.translators, _others(translators_of(record)))]),
        number if record.label else [],
        runs_of([record.series.title]),
    )
    return (
        [Run("("), *facts, Run(")")] if facts else [],
        [] if record.label else [Run("["), *number, Run("]")],
    )


def _authors(authors: list[NameParts]) -> str:
    names = [shortened(name, " ").inverted for name in authors]
    if len(names) > MOST_AUTHORS:
        return ", ".join([*names[: MOST_AUTHORS - 1], f"… {names[-1]}"])
    return listed(names, ", & ")


def _others(persons: list[NameParts]) -> str:
    return listed([shortened(name, " ").natural for name in persons], ", & ", of_two=" & ")
