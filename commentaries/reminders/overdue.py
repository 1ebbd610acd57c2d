"""Turns the days on which texts were to appear, once they are over, into a mail to whoever planned them.

Only of a plan and of a draft: whatever is further on its way has steps, and a step that is late has reminders.
"""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from commentaries import mails
from commentaries.mails import Plan, Text
from commentaries.models import CommentaryPage, DeskLine, FollowUp, Person, Series
from commentaries.permissions import user_works_on_series
from commentaries.reminders.rules import GIVEN_UP_AFTER, at_work
from commentaries.stages import stage_of, with_stage

if TYPE_CHECKING:
    from commentaries.working_days import WorkingDays

MAIL = "overdue"


def tell(now: datetime) -> int:
    """Stores a mail about each plan and draft whose day is over, once for that day; returns about how many."""
    told = _events_stored()
    new = [line for line in _overdue_at(now) if _event_of(line) not in told]
    for line in new:
        with transaction.atomic():  # all its mails or none: the next turn looks for one of them
            _tell(line)
    return len(new)


def _overdue_at(now: datetime) -> list[DeskLine]:
    """The plans and drafts of the series that are at work now, if their day is over since not too long."""
    days_over = [_days_over(series, days, now) for series, days in at_work(now).items()]
    if not days_over:
        return []
    lines = DeskLine.objects.filter(reduce(or_, days_over), Q(page=None) | Q(page__live=False), dropped_at=None)
    found = list(lines.select_related("series", "author", "planned_by__account").order_by("pk"))
    drafts = _drafts_among([line.page_id for line in found if line.page_id])
    return [line for line in found if line.page_id is None or line.page_id in drafts]


def _days_over(series: Series, days: WorkingDays, now: datetime) -> Q:
    today = series.today(now)
    return Q(series=series, target_on__lt=today, target_on__gte=days.before(today, GIVEN_UP_AFTER))


def _drafts_among(keys: list[int]) -> set[int]:
    texts = with_stage(CommentaryPage.objects.filter(pk__in=keys, archived=False)) if keys else []
    return {page.pk for page in texts if stage_of(page).code == "draft"}


def _event_of(line: DeskLine) -> str:
    return f"line-{line.pk}-{line.target_on:%Y%m%d}"


def _events_stored() -> set[str]:
    stored = FollowUp.objects.filter(kind=mails.KIND, key__startswith=f"{MAIL}:")
    return {key.split(":")[1] for key in stored.values_list("key", flat=True)}


def _tell(line: DeskLine) -> None:
    about = Text(CommentaryPage.objects.get(pk=line.page_id)) if line.page_id else Plan(line)
    mails.plan(
        MAIL,
        about,
        _whom(line, about),
        by=None,
        event=_event_of(line),
        link=reverse("commentaries:decide", args=[line.page_id]) if line.page_id else reverse("wagtailadmin_home"),
        line=line.pk,
        is_plan=line.page_id is None,
        due=str(line.target_on),
    )


def _whom(line: DeskLine, about: Text | Plan) -> list[Person]:
    """Who planned it, or who stands in for them; the editors where that one has nothing to do with the series now."""
    planner = line.planned_by
    if planner is None or planner.account is None or planner.pk in about.writing():
        return about.editors()
    return about.in_place_of(planner) if user_works_on_series(planner.account, line.series) else about.editors()


@mails.goes_only_if(MAIL)
def is_still_to_come(facts: dict[str, Any], page: CommentaryPage | None) -> bool:
    """Whether the text is still planned, or a draft, as it was then, and nobody has set another day."""
    line = DeskLine.objects.filter(pk=facts["line"], dropped_at=None).first()
    if line is None or str(line.target_on) != facts["due"] or facts["is_plan"] != (line.page_id is None):
        return False
    return page is None or page.pk in _drafts_among([page.pk])
