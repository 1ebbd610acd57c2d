"""Turns a record into a citation by the Chicago Manual of Style, 18th edition, by author and date.

Of its two systems the one for a text without footnotes of its own, to be cited in any other.
"""

from __future__ import annotations

from commentaries.citations.house import Run
from commentaries.citations.names import NameParts
from commentaries.citations.styles.bylines import authors_of, credited, listed, names_of, publisher_of, series_of
from commentaries.citations.styles.headlines import SMALL_IN_CHICAGO, headline
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

MOST_NAMES, NAMES_OF_MORE = 6, 3


def cite_chicago(record: Record, words: Words) -> list[Run]:
    """``Quillon, Ada. 2025.`` *Title* ``. Commentary 25 | 61. Series. Institute. https://….``"""
    asked = credited(words.interview_by, _others(names_of(record.interviewers), words))
    genre = "" if record.label or asked else genre_of(record, words)
    return joined(
        " ",
        sentence(_authors(authors_of(record), words)),
        sentence(year_of(record) or words.no_date_short),
        sentence(titled(record, headline(record.title, record.language, small=SMALL_IN_CHICAGO))),
        sentence(asked),
        sentence(*numbered(record, words, sign=words.number.capitalize()), genre),
        sentence(credited(words.translated_by, _others(names_of(record.translators), words))),
        sentence(series_of(record)),
        sentence(publisher_of(record)),
        sentence(*address_of(record)),
    )


def _authors(authors: list[NameParts], words: Words) -> str:
    """The first as the list of references files it, under the name behind the particle; a comma always follows."""
    first, *others = authors
    names = [first.filed, *(name.natural for name in others)]
    return _limited(names) or listed(names, f", {words.and_} ")


def _others(persons: list[NameParts], words: Words) -> str:
    names = [name.natural for name in persons]
    return _limited(names) or listed(names, f", {words.and_} ", of_two=f" {words.and_} ")


def _limited(names: list[str]) -> str:
    return ", ".join([*names[:NAMES_OF_MORE], "et al."]) if len(names) > MOST_NAMES else ""
