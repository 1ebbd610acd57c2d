"""Turns a weekend and a list of closed days into answers about working days: is it one, which one, how many.

Dates only: whose day it is, by which clock, is said elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY_AND_SUNDAY = frozenset({5, 6})
_LONGEST_CLOSED = 366
"""Days. Where nobody ever works, a day of the calendar counts as one: a date has to be found."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The days from ``first`` to ``last``, both included; the same days of every year where it comes again."""

    first: date
    last: date
    every_year: bool = False

    def includes(self, day: date) -> bool:
        if not self.every_year:
            return self.first <= day <= self.last
        first, last, asked = ((each.month, each.day) for each in (self.first, self.last, day))
        return first <= asked <= last if first <= last else asked >= first or asked <= last


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The days on which people work. ``weekend`` counts the days of the week from Monday, which is 0."""

    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    closed: tuple[Closed, ...] = ()

    def include(self, day: date) -> bool:
        return day.weekday() not in self.weekend and not any(each.includes(day) for each in self.closed)

    def after(self, day: date, number: int) -> date:
        """The day by which so many working days have passed after this one; the day itself for none."""
        return self._walk(day, number, timedelta(days=1))

    def before(self, day: date, number: int) -> date:
        """The day that lies so many working days before this one; the day itself for none."""
        return self._walk(day, number, timedelta(days=-1))

    def between(self, first: date, last: date) -> int:
        """How many working days come after the first and up to the last; none if the last comes before."""
        return sum(self.include(first + timedelta(days=number + 1)) for number in range((last - first).days))

    def _walk(self, day: date, number: int, step: timedelta) -> date:
        for _working_day in range(number):
            day += step
            met = day
            for _closed_day in range(_LONGEST_CLOSED):
                if self.include(met):
                    day = met
                    break
                met += step
        return day
