"""Turns a record into a citation in the Harvard style of “Cite Them Right”, 12th edition.

It prints no series with a report.
"""

from __future__ import annotations

from commentaries.citations.house import Run
from commentaries.citations.names import NameParts
from commentaries.citations.styles.bylines import authors_of, credited, listed, names_of, publisher_of, shortened
from commentaries.citations.styles.sentences import address_of, genre_of, joined, numbered, sentence, titled, year_of
from commentaries.citations.styles.words import Words
from commentaries.record import Record

MOST_NAMES = 3
"""Of more the first is named alone."""


def cite_harvard(record: Record, words: Words) -> list[Run]:
    """``Quillon, A. (2025)`` *Title* ``. Commentary 25 | 61. Place: Institute. Available at: https://….``"""
    address, publisher = address_of(record), publisher_of(record)
    asked = credited(words.interview_by, _others(names_of(record.interviewers), words))
    return joined(
        " ",
        _authors(authors_of(record), words),
        f"({year_of(record) or words.no_date})",
        sentence(titled(record)),
        sentence(asked),
        sentence(credited(words.translated_by, _others(names_of(record.translators), words))),
        sentence(*numbered(record, words), "" if record.label or asked else genre_of(record, words)),
        sentence(*joined(": ", record.series.publisher_place, publisher)) if publisher else "",
        sentence(words.available_at, *address) if address else "",
    )


def _authors(authors: list[NameParts], words: Words) -> list[Run]:
    names = [shortened(name).inverted for name in authors]
    if len(names) > MOST_NAMES:
        return [Run(f"{names[0]} "), Run("et al.", is_italic=True)]
    return [Run(listed(names, f" {words.and_} "))]


def _others(persons: list[NameParts], words: Words) -> str:
    names = [shortened(name).natural for name in persons]
    return f"{names[0]} et al." if len(names) > MOST_NAMES else listed(names, f" {words.and_} ")
