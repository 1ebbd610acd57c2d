"""Turns a record into a citation in the Harvard style of “Cite Them Right”, 12th edition.

It prints no series with a report.
"""

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
from commentaries.citations.styles.sentences import address_of, joined, number_of, sentence, year_of
from commentaries.citations.styles.words import Words
from commentaries.record import Record

MOST_NAMES = 3
"""Of more the first is named alone."""


def cite_harvard(record: Record, words: Words) -> list[Run]:
    """``Quillon, A. (2025)`` *Title* ``. Commentary 25 | 61. Place: Institute. Available at: https://….``"""
    address, publisher = address_of(record), publisher_of(record)
    place = record.series.publisher_place if publisher else ""
    return joined(
        " ",
        _authors(authors_of(record), words),
        [Run(f"({year_of(record) or words.no_date})")],
        sentence(Run(record.title, is_italic=True)),
        sentence(credited(words.interview_by, _others(interviewers_of(record), words))),
        sentence(credited(words.translated_by, _others(translators_of(record), words))),
        sentence(*number_of(record, words)),
        sentence(": ".join(filter(None, (place, publisher)))),
        sentence(words.available_at, *address) if address else [],
    )


def _authors(authors: list[NameParts], words: Words) -> list[Run]:
    names = [shortened(name).inverted for name in authors]
    if len(names) > MOST_NAMES:
        return [Run(f"{names[0]} "), Run("et al.", is_italic=True)]
    return [Run(listed(names, f" {words.and_} "))]


def _others(persons: list[NameParts], words: Words) -> str:
    names = [shortened(name).natural for name in persons]
    return f"{names[0]} et al." if len(names) > MOST_NAMES else listed(names, f" {words.and_} ")
