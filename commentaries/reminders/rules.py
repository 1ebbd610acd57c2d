"""Turns the day on which something is due, and today, into the rule that holds; and says whose clock it is for.

Mails go in the daytime of a working day, by the clock of the series.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from commentaries.models import ClosedDays, Series

if TYPE_CHECKING:
    from commentaries import due
    from commentaries.working_days import WorkingDays

BEFORE, AFTER, TO_THE_EDITOR = "before", "after", "late"
"""The rules."""
DAYS_BEFORE, DAYS_AFTER, DAYS_TO_THE_EDITOR = 2, 1, 3
"""Working days from the day on which a step is due to the day of each rule."""
GIVEN_UP_AFTER = 10
"""Working days after which nobody is told any more: whatever is older was told, or was there before reminders were."""
_MORNING, _EVENING = time(8), time(20)


def rule_on(day: date, step: due.Step, days: WorkingDays) -> str | None:
    """The rule that holds on a working day: before the due day and on it, after it, and when it is late.

    Nobody is reminded of what was asked on the same day.
    """
    if day <= step.due_on:
        from_day = max(days.before(step.due_on, DAYS_BEFORE), days.after(step.begun_on, 1))
        return BEFORE if from_day <= day else None
    over = days.between(step.due_on, day)
    if DAYS_AFTER <= over < DAYS_TO_THE_EDITOR:
        return AFTER
    return TO_THE_EDITOR if DAYS_TO_THE_EDITOR <= over < DAYS_TO_THE_EDITOR + GIVEN_UP_AFTER else None


def at_work(now: datetime) -> dict[Series, WorkingDays]:
    """The series by whose clock it is daytime, on a working day; with their working days."""
    by_day = [each for each in Series.objects.all() if _MORNING <= now.astimezone(each.zone).time() < _EVENING]
    days = ClosedDays.objects.working_days_of_each(by_day)
    return {each: days[each.pk] for each in by_day if days[each.pk].include(each.today(now))}
