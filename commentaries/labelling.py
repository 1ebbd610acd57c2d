"""Turns a place in the count of a series into the number as it is printed, as it stands in addresses, and as a DOI."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commentaries.models import Series
from commentaries.models.series import Restart
from commentaries.patterns import write


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its printed label and its address."""

    period: int
    sequence: int | None
    suffix: str
    label: str
    address: str


def period_of(series: Series, day: date) -> int:
    """The period a day's number belongs to: its year, or 0 where numbers never restart."""
    return day.year if series.restart == Restart.YEARLY else 0


def number_for(series: Series, day: date, sequence: int, suffix: str = "") -> Number:
    """A number written by the patterns that the series had on that day."""
    facts = series.facts_on(day)
    return Number(
        period_of(series, day),
        sequence,
        suffix,
        write(facts.number_pattern, day, sequence, suffix),
        write(facts.address_pattern, day, sequence, suffix).lower(),
    )


def unnumbered(series: Series, day: date, slug: str) -> Number:
    """The text of a series without numbers, or an older one without: nothing is printed, the slug is its address."""
    return Number(period_of(series, day), None, "", "", slug)


def doi_for(series: Series, day: date, sequence: int, suffix: str = "") -> str:
    """The DOI that follows from the number, for a series with a prefix."""
    if not (series.doi_prefix and series.doi_suffix):
        return ""
    return f"{series.doi_prefix}/{write(series.doi_suffix, day, sequence, suffix)}"
