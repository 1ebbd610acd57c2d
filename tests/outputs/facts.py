"""Holds the facts that an output says of a text against those that are true, and names each that is not the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Facts:
    """What an output says of a text, or what is true; ``None`` where an output has no place for a fact.

    Names are as printed, in order: ``authors`` are those of the byline, ``interviewers`` those of them who asked.
    ``orcids`` are bare and belong to the authors one by one, empty for who has none. ``published`` is as precise as it
    is known, in ISO 8601; ``doi`` is bare, ``licence`` the address of its terms. A text without one of them has ``""``.
    """

    title: str | None = None
    authors: tuple[str, ...] | None = None
    interviewers: tuple[str, ...] | None = None
    translators: tuple[str, ...] | None = None
    orcids: tuple[str, ...] | None = None
    series: str | None = None
    number: str | None = None
    issns: frozenset[str] | None = None
    published: str | None = None
    doi: str | None = None
    licence: str | None = None
    language: str | None = None


NAMES = tuple(each.name for each in fields(Facts))


def all_but(*names: str) -> tuple[str, ...]:
    assert set(names) <= set(NAMES)
    return tuple(name for name in NAMES if name not in names)


def disagreements(
    said: Facts, true: Facts, *, says: tuple[str, ...], bluntly: tuple[str, ...] = (), by_role: bool = False
) -> Iterator[str]:
    """What is otherwise than it should be, a line each.

    Of a fact in ``bluntly`` the beginning is said, as of a language without its script. An output that lists persons
    ``by_role`` tells those who asked in an interview after the others.
    """
    for name in NAMES:
        wanted, found = getattr(true, name), getattr(said, name)
        if name == "authors" and by_role:
            wanted = tuple(sorted(wanted, key=lambda author: author in (true.interviewers or ())))
        if name not in says:
            if found is not None:
                yield f"{name}: said {found!r}, though it has no place for it"
        elif name in bluntly:
            if not (found and wanted.startswith(found)):
                yield f"{name}: {found!r} is no beginning of {wanted!r}"
        elif _even(found) != _even(wanted):
            yield f"{name}: {found!r} instead of {wanted!r}"


def _even(fact: object) -> object:
    """A page shows one space where a title has two, and so may every output."""
    return re.sub(r"\s+", " ", fact).strip() if isinstance(fact, str) else fact
