"""Turns a record into a citation by the handbook of the Modern Language Association (MLA), 9th edition."""

from __future__ import annotations

from commentaries.citations.house import Run
from commentaries.citations.names import NameParts
from commentaries.citations.styles.bylines import authors_of, credited, listed, names_of, publisher_of, series_of
from commentaries.citations.styles.headlines import SMALL_IN_MLA, headline
from commentaries.citations.styles.sentences import address_of, genre_of, joined, numbered, sentence, titled
from commentaries.citations.styles.words import SHORT_MONTHS, Words
from commentaries.citations.wording import written_date
from commentaries.record import Record

MOST_NAMES = 2
"""Of more the first is named alone."""


def cite_mla(record: Record, words: Words) -> list[Run]:
    """``Quillon, Ada.`` *Title* ``. Commentary 25 | 61, Institute, 25 Nov. 2025, https://…. Series.``"""
    asked = credited(words.interview_by, _others(names_of(record.interviewers), words))
    publication = joined(
        ", ",
        credited(words.translated_by, _others(names_of(record.translators), words)),
        numbered(record, words, sign=words.number),
        publisher_of(record),
        _date(record, words),
        address_of(record),
    )
    return joined(
        " ",
        sentence(_authors(authors_of(record), words)),
        sentence(titled(record, headline(record.title, record.language, small=SMALL_IN_MLA))),
        sentence(asked),
        "" if record.label or asked else sentence(genre_of(record, words)),
        sentence(*publication),
        sentence(series_of(record)),
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
    """``25 Nov. 2025``, as precise as it is known."""
    day = record.published
    if day is None or not day.is_exact or words.language != "en":
        return written_date(day, words.language)
    return f"{day.day} {SHORT_MONTHS[day.month - 1]} {day.year}"
