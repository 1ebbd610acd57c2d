"""Turns the persons of a record into the names that a style prints: turned, shortened, joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from commentaries.citations.names import NameParts, parts_of
from commentaries.record import Contributor, PersonName, Record

_HYPHEN = re.compile("([-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}])")


def authors_of(record: Record) -> list[NameParts]:
    """Who comes first. The house, or else the series, stands for an author whom a text does not name."""
    return names_of(record.writers) or [NameParts(record.series.publisher or record.series.title)]


def names_of(persons: Iterable[Contributor]) -> list[NameParts]:
    return [_movable(person.name) for person in persons]


def publisher_of(record: Record) -> str:
    """The institute, unless it stands in the author's place already."""
    return _unless_author(record.series.publisher, record)


def series_of(record: Record) -> str:
    """The series' title, unless it stands in the author's place already."""
    return _unless_author(record.series.title, record)


def _unless_author(name: str, record: Record) -> str:
    return "" if [name] == [author.natural for author in authors_of(record)] else name


def _movable(name: PersonName) -> NameParts:
    """The parts of a name; whole, as it is printed, in a script without large letters, where none could be left."""
    parts = parts_of(name)
    if parts.given and _has_case(parts.given) and _has_case(parts.family):
        return parts
    return NameParts(name.printed or parts.whole_family)


def _has_case(text: str) -> bool:
    letter = next((sign for sign in text if sign.isalpha()), "")
    return letter.lower() != letter.upper()


def shortened(name: NameParts, between: str = "") -> NameParts:
    """With the first letters of the given names, and ``between`` between two of them.

    ``Ursula Jean-Marie de`` becomes ``U.J.-M. de``: what begins with a small letter is no name to shorten.
    """
    given = ""
    for word in re.sub(r"\.(?=\w)", ". ", name.given).split():
        given += between + _initials(word) if word[0].isupper() else f" {word} "
    return replace(name, given=" ".join(given.split()))


def _initials(word: str) -> str:
    """``J.-M.`` of ``Jean-Marie``, whatever hyphen it has."""
    parts = _HYPHEN.split(word)
    return "".join(part if _HYPHEN.fullmatch(part) else f"{part[0]}." for part in parts if part)


def listed(names: Sequence[str], last: str, *, of_two: str = "") -> str:
    """The names with commas, and ``last`` before the last of them; ``of_two`` between two, where that is another."""
    if len(names) == 2 and of_two:
        return of_two.join(names)
    return ", ".join(names[:-1]) + last + names[-1] if len(names) > 1 else "".join(names)


def credited(pattern: str, names: str) -> str:
    """A pattern of ``words`` with its names; nothing without any."""
    return pattern.format(names=names) if names else ""
