"""Turns a pattern into numbers as it writes them, and finds two texts that it would name alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import product
from string import Formatter

from commentaries.citations.wording import MONTHS

_NUMBER = re.compile(r"\{n(?:![a-z])?(?::[^}]*)?\}")


@dataclass(frozen=True, slots=True)
class Place:
    """A text's place in the count of a series: ``period`` is the year, or 0 where numbers never restart."""

    period: int
    sequence: int
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two places that get one name, and the name."""

    name: str
    one: Place
    other: Place


_YEARS = range(2000, 2100)
"""A century: two digits of a year tell its years apart."""
_YEARS_WITH_MONTHS = range(2000, 2025)
_SEQUENCES = (*range(1, 181), 199, 201, 999, 1000, 1001, 2001, 2025, 11001)
_A_MONTH = "|".join(MONTHS["en"])
_WRITTEN = {"yy": r"\d\d", "yyyy": r"\d{4}", "n": r"\d+", "suffix": "[a-z]*", "month": _A_MONTH, "MONTH": _A_MONTH}
_MONTHS = {name.lower(): number for number, name in enumerate(MONTHS["en"], start=1)}
_SUFFIXES = ("", "A", "S", "AB", "SUP")


def write(pattern: str, day: date, sequence: int, suffix: str = "") -> str:
    """A number as its pattern writes it; a suffix precedes it where the pattern has no place for one."""
    month = MONTHS["en"][day.month - 1]
    return with_suffix(pattern, suffix).format(
        yy=f"{day.year % 100:02d}",
        yyyy=f"{day.year:04d}",
        n=sequence,
        suffix=suffix,
        month=month,
        MONTH=month.upper(),
    )


def with_suffix(pattern: str, suffix: str) -> str:
    """The pattern with a place for the suffix, if there is a suffix."""
    if not suffix or "{suffix" in pattern:
        return pattern
    return _NUMBER.sub("{suffix}{n}", pattern)


def read(pattern: str, name: str, *, restarts: bool) -> Place | None:
    """The place that the pattern calls so, in this century; none where it calls no text so."""
    found = expression(pattern).fullmatch(name)
    if found is None:
        return None
    said = found.groupdict()
    year = int(said.get("yyyy") or f"20{said.get('yy') or '00'}")
    month = _MONTHS[(said.get("month") or said.get("MONTH") or "january").lower()]
    number, suffix = int(said["n"]), (said.get("suffix") or "").upper()
    if year < date.min.year or write(pattern, date(year, month, 1), number, suffix).lower() != name.lower():
        return None
    return Place(year if restarts else 0, number, suffix)


def names(pattern: str, *, restarts: bool) -> dict[str, Place]:
    """What the pattern calls the texts of a century, a hundred a year and a few far ones, extra ones too.

    Lower case: a DOI is the same in capitals (ISO 26324). Of places that get one name the last is kept.
    """
    return {name.lower(): place for name, place in named(pattern, restarts=restarts)}


@lru_cache  # to try a century takes a quarter of a second, and a series is saved more often than its pattern changes
def first_clash(pattern: str, *, restarts: bool) -> Clash | None:
    """Two texts of one series that the pattern would name alike; none where there are none among those of ``names``."""
    known: dict[str, Place] = {}
    for name, place in named(pattern, restarts=restarts):
        if known.setdefault(name.lower(), place) != place:
            return Clash(name, known[name.lower()], place)
    return None


@lru_cache
def first_common(pattern: str, other: str, *, restarts: bool, other_restarts: bool) -> Clash | None:
    """Two texts of two series that their patterns would name alike, ordinary numbers before extra ones."""
    ours, theirs = names(pattern, restarts=restarts), names(other, restarts=other_restarts)
    common = min((name for name in ours if name in theirs), key=lambda name: ours[name].suffix, default=None)
    return Clash(common, ours[common], theirs[common]) if common else None


def expression(pattern: str) -> re.Pattern[str]:
    """All that the pattern could write, of any year and with any suffix, and more; each of its names is a group."""
    parts, known = [], set[str]()
    for text, name, _spec, _conversion in Formatter().parse(with_suffix(pattern, "any")):
        parts.append(re.escape(text))
        if name:
            written = _WRITTEN.get(name, "")
            parts.append(written if name in known else f"(?P<{name}>{written})")  # it may be written in another width
            known.add(name)
    return re.compile("".join(parts), re.IGNORECASE)


def named(pattern: str, *, restarts: bool) -> Iterator[tuple[str, Place]]:
    """Each name as it is written, with its place."""
    used = {name for _text, name, _spec, _conversion in Formatter().parse(pattern) if name}
    has_months = bool(used & {"month", "MONTH"})
    months = range(1, 13) if has_months else (1,)
    years = _YEARS_WITH_MONTHS if has_months else _YEARS if restarts or used & {"yy", "yyyy"} else _YEARS[:1]
    for year, month, sequence, suffix in product(years, months, _SEQUENCES, _SUFFIXES):
        place = Place(year if restarts else 0, sequence, suffix)
        yield write(pattern, date(year, month, 1), sequence, suffix), place
