"""Tests which days count as working days: over weekends, closed days and the ends of years."""

from __future__ import annotations

from datetime import date

import pytest

from commentaries.working_days import Closed, WorkingDays

USUAL = WorkingDays()
CHRISTMAS = Closed(date(2020, 12, 24), date(2021, 1, 6), every_year=True)
ASSUMPTION = Closed(date(2020, 8, 15), date(2020, 8, 15), every_year=True)
MOVE = Closed(date(2025, 11, 26), date(2025, 11, 27))
"""Wednesday and Thursday, once."""
MONDAY, TUESDAY, FRIDAY, SATURDAY = date(2025, 11, 24), date(2025, 11, 25), date(2025, 11, 28), date(2025, 11, 29)
NEXT_MONDAY, NEXT_TUESDAY = date(2025, 12, 1), date(2025, 12, 2)


@pytest.mark.parametrize(
    ("days", "start", "number", "after"),
    [
        (USUAL, MONDAY, 0, MONDAY),
        (USUAL, SATURDAY, 0, SATURDAY),
        (USUAL, MONDAY, 1, TUESDAY),
        (USUAL, FRIDAY, 1, NEXT_MONDAY),
        (USUAL, SATURDAY, 1, NEXT_MONDAY),
        (USUAL, MONDAY, 5, NEXT_MONDAY),
        (WorkingDays(frozenset({4, 5})), date(2025, 11, 27), 1, date(2025, 11, 30)),
        (WorkingDays(frozenset({6})), FRIDAY, 1, SATURDAY),
        (WorkingDays(closed=(MOVE,)), TUESDAY, 1, FRIDAY),
        (WorkingDays(closed=(MOVE,)), date(2026, 11, 25), 1, date(2026, 11, 26)),
        (USUAL, date(2025, 12, 31), 1, date(2026, 1, 1)),
        (WorkingDays(closed=(CHRISTMAS,)), date(2025, 12, 23), 1, date(2026, 1, 7)),
        (WorkingDays(closed=(CHRISTMAS,)), date(2025, 12, 22), 3, date(2026, 1, 8)),
        (WorkingDays(closed=(ASSUMPTION,)), date(2031, 8, 14), 1, date(2031, 8, 18)),
        (USUAL, date(2028, 2, 28), 1, date(2028, 2, 29)),
        (USUAL, date(2027, 2, 26), 1, date(2027, 3, 1)),
    ],
)
def test_the_working_day_so_many_after_and_back_again(days: WorkingDays, start: date, number: int, after: date) -> None:
    assert days.after(start, number) == after
    if days.include(start):
        assert days.before(after, number) == start
        assert days.between(start, after) == number


@pytest.mark.parametrize(
    ("day", "number", "before"),
    [
        (MONDAY, 1, date(2025, 11, 21)),
        (SATURDAY, 1, FRIDAY),
        (SATURDAY, 2, date(2025, 11, 27)),
        (TUESDAY, 2, date(2025, 11, 21)),
    ],
)
def test_the_working_day_so_many_before(day: date, number: int, before: date) -> None:
    assert USUAL.before(day, number) == before


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [
        (FRIDAY, SATURDAY, 0),
        (FRIDAY, NEXT_MONDAY, 1),
        (FRIDAY, NEXT_TUESDAY, 2),
        (NEXT_MONDAY, FRIDAY, 0),
        (MONDAY, MONDAY, 0),
    ],
)
def test_how_many_there_are_between(first: date, last: date, number: int) -> None:
    assert USUAL.between(first, last) == number


def test_days_that_come_again_every_year_cross_its_end() -> None:
    closed = [date(2025, 12, 24), date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 6)]
    open_ = [date(2025, 12, 23), date(2026, 1, 7), date(2026, 7, 1)]
    assert all(CHRISTMAS.includes(day) for day in closed)
    assert not any(CHRISTMAS.includes(day) for day in open_)


def test_where_nobody_ever_works_a_date_is_found_all_the_same() -> None:
    never = WorkingDays(closed=(Closed(date(2020, 1, 1), date(2020, 12, 31), every_year=True),))
    assert never.after(MONDAY, 2) == date(2025, 11, 26)
    assert never.before(MONDAY, 1) == date(2025, 11, 23)
