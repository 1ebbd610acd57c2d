"""Turns a record into a citation by the manual of the American Psychological Association (APA), 7th edition."""

from __future__ import annotations

from commentaries.citations.house import Run
from commentaries.citations.names import NameParts
from commentaries.citations.styles.bylines import (
    authors_of,
    credited,
    listed,
    names_of,
    publisher_of,
    series_of,
    shortened,
)
from commentaries.citations.styles.sentences import (
    address_of,
    genre_of,
    joined,
    numbered,
    sentence,
    titled,
    year_of,
)
from commentaries.citations.styles.words import Words
from commentaries.record import Record

MOST_AUTHORS = 20
"""Of more the first nineteen and the last are named (section 9.8)."""


def cite_apa(record: Record, words: Words) -> list[Run]:
    """``Quillon, A. (2025).`` *Title* ``(Commentary 25 | 61; Series). Institute. https://…``"""
    return joined(
        " ",
        sentence(_authors(authors_of(record))),
        sentence(f"({year_of(record) or words.no_date_short})"),
        _titled(record, words),
        sentence(publisher_of(record)),
        address_of(record),
    )


def _titled(record: Record, words: Words) -> list[Run]:
    """In round brackets who else took part, number and series; in square ones what a text without a number is."""
    asked = names_of(record.interviewers)
    details = joined(
        "; ",
        credited(words.interviewers if len(asked) > 1 else words.interviewer, _others(asked)),
        credited(words.translators, _others(names_of(record.translators))),
        numbered(record, words, sign=words.number.capitalize()),
        series_of(record),
    )
    genre = "" if record.label else f"[{genre_of(record, words)}]"
    return sentence(*joined(" ", [titled(record)], ["(", *details, ")"] if details else "", genre))


def _authors(authors: list[NameParts]) -> str:
    names = [shortened(name, " ").inverted for name in authors]
    if len(names) > MOST_AUTHORS:
        return ", ".join([*names[: MOST_AUTHORS - 1], f"… {names[-1]}"])
    return listed(names, ", & ")


def _others(persons: list[NameParts]) -> str:
    return listed([shortened(name, " ").natural for name in persons], ", & ", of_two=" & ")
