"""Turns a month into weeks of days, each with what is planned, due, scheduled and published on it."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from commentaries.models import CommentaryPage
from series.desk import Line, line_of_a_published_text, lines_for, texts_on_the_desk

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

_DECIDED = {"scheduled", "published"}
_OWED = "owed"
"""Has appeared, and waits for a second yes by its day."""
MARGIN = timedelta(days=1)
"""Around a month, for the clocks of series in other time zones."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the desk on one day: that on which it appears or is to appear, or, ``is_due``, that of its step."""

    line: Line
    is_due: bool = False

    @property
    def change_path(self) -> str:
        """Where those who work on the series change the day; empty where it is that of a decision."""
        if self.line.planned is not None:
            return reverse("series_plan", args=[self.line.planned])
        if self.line.stage in {*_DECIDED, _OWED}:
            return ""
        return reverse("series_handling", args=[self.line.text])

    @property
    def field(self) -> str:
        """The field of that page which holds the day."""
        return "due_on" if self.is_due else "target_on"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar. Days of the months beside stand in the first and last week."""

    day: date
    is_of_month: bool
    is_today: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def written(self) -> str:
        """As addresses write it."""
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def has_today(self) -> bool:
        return any(day.is_today and day.is_of_month for week in self.weeks for day in week)

    @property
    def days_with_lines(self) -> list[Day]:
        """For a narrow screen, where a month is a list."""
        return [day for week in self.weeks for day in week if day.is_of_month and day.entries]


def month_named(written: str, *, today: date) -> date:
    """The first day of a month as addresses write it, ``2026-12``; of this month for whatever is none."""
    try:
        first = datetime.strptime(written, "%Y-%m").date()
    except ValueError:
        return today.replace(day=1)
    return first if MINYEAR < first.year < MAXYEAR else today.replace(day=1)


def month_of(user: AbstractBaseUser, first: date, *, today: date) -> Month:
    """The month that begins with this day, for the series that this account works on."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    shown = weeks[0][0], weeks[-1][-1]
    found: dict[date, list[Entry]] = defaultdict(list)
    for line in (*_published(user, *shown), *_under_way(lines_for(user))):
        for day, entry in _entries_of(line):
            found[day].append(entry)
    return Month(
        first,
        tuple(
            tuple(
                Day(
                    day,
                    day.month == first.month,
                    day == today,
                    tuple(sorted(found[day], key=lambda entry: entry.line.title)),
                )
                for day in week
            )
            for week in weeks
        ),
    )


def _entries_of(line: Line) -> Iterator[tuple[date, Entry]]:
    """The day on which it appears, or is to appear as long as none is decided; and that by which its step is done."""
    appears_on = line.due_on if line.stage in _DECIDED else line.target_on
    if appears_on and line.stage != _OWED:
        yield appears_on, Entry(line)
    if line.due_on and (line.due_on != appears_on or line.stage == _OWED):
        yield line.due_on, Entry(line, is_due=True)


def _under_way(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.stage != "published"]


def _published(user: AbstractBaseUser, first: date, last: date) -> list[Line]:
    """What appeared between two days, by the clock of each series."""
    moments = [timezone.make_aware(datetime.combine(day, time())) for day in (first - MARGIN, last + 2 * MARGIN)]
    texts = CommentaryPage.objects.filter(texts_on_the_desk(user), live=True, archived=False, placed_at__range=moments)
    texts = texts.select_related("issue", "series").defer("body").prefetch_related("authorships__person")
    return [line_of_a_published_text(page, page.series) for page in texts.order_by("placed_at")]
