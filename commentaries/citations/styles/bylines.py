"""Turns the persons of a record into the names that a style prints: turned, shortened, joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commentaries.citations.names import NameParts, parts_of
from commentaries.record import PersonName, Record, Role


def authors_of(record: Record) -> list[NameParts]:
    """Who wrote or answered. The house stands for an author whom a text does not name."""
    return _named(record, Role.AUTHOR, Role.INTERVIEWEE) or [NameParts(record.series.publisher or record.series.title)]


def interviewers_of(record: Record) -> list[NameParts]:
    return _named(record, Role.INTERVIEWER)


def translators_of(record: Record) -> list[NameParts]:
    return _named(record, Role.TRANSLATOR)


def publisher_of(record: Record) -> str:
    """The institute, unless it stands for the author already."""
    return record.series.publisher if _named(record, Role.AUTHOR, Role.INTERVIEWEE) else ""


def _named(record: Record, *roles: Role) -> list[NameParts]:
    return [_movable(person.name) for person in record.contributors if person.role in roles]


def _movable(name: PersonName) -> NameParts:
    """The parts of a name; whole, as it is printed, where no large letter begins them or could be left of them."""
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
    for word in name.given.replace(".", ". ").split():
        if word[0].isupper():
            given += between + "-".join(f"{part[0]}." for part in word.split("-") if part)
        else:
            given += f" {word} "
    return replace(name, given=" ".join(given.split()))


def listed(names: Sequence[str], last: str, *, of_two: str = "") -> str:
    """The names with commas, and ``last`` before the last of them; ``of_two`` between two, where that is another."""
    if len(names) == 2 and of_two:
        return of_two.join(names)
    return ", ".join(names[:-1]) + last + names[-1] if len(names) > 1 else "".join(names)


def credited(pattern: str, names: str) -> str:
    """A pattern of ``words`` with its names; nothing without any."""
    return pattern.format(names=names) if names else ""
