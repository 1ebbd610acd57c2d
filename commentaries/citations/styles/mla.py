"""Turns a record into a citation by the handbook of the Modern Language Association (MLA), 9th edition."""

from __future__ import annotations

from commentaries.citations.house import Run
from commentaries.citations.names import NameParts
from commentaries.citations.styles.bylines import (
    authors_of,
    credited,
    interviewers_of,
    listed,
    publisher_of,
    translators_of,
)
from commentaries.citations.styles.headlines import headline
from commentaries.citations.styles.sentences import address_of, joined, number_of, runs_of, sentence
from commentaries.citations.styles.words import Words
from commentaries.citations.wording import written_date
from commentaries.record import Record

MOST_NAMES = 2
"""Of more the first is named alone."""
MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


def cite_mla(record: Record, words: Words) -> list[Run]:
    """``Quillon, Ada.`` *Title* ``. Commentary 25 | 61, Institute, 25 Nov. 2025, https://…. Series.``"""
    number = number_of(record, words)
    return joined(
        " ",
        sentence(_authors(authors_of(record), words)),
        sentence(Run(headline(record.title, record.language), is_italic=True)),
        sentence(credited(words.interview_by, _others(interviewers_of(record), words))),
        [] if record.label else sentence(*number),
        sentence(
            *joined(
                ", ",
                runs_of([credited(words.translated_by, _others(translators_of(record), words))]),
                number if record.label else [],
                runs_of([publisher_of(record)]),
                runs_of([_date(record, words)]),
                address_of(record),
            )
        ),
        sentence(record.series.title),
    )


def _authors(authors: list[NameParts], words: Words) -> str:
    first, *others = authors
    if len(authors) > MOST_NAMES:
        return f"{first.inverted}, et al."
    return listed([first.inverted, *(name.natural for name in others)], f", {words.and_} ")


def _others(persons: list[NameParts], words: Words) -> str:
    names = [name.natural for name in persons]
    return f"{names[0]} et al." if len(names) > MOST_NAMES else listed(names, f" {words.and_} ")


def _date(record: Record, words: Words) -> str:
    """``25 Nov. 2025``; Italian months are written out."""
    day = record.published
    if day is None or not day.is_exact or words.language != "en":
        return written_date(day, words.language)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
