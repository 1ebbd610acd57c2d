"""Turns everything that is under way in an editor's series into lines: who has it, since when, and until when.

The same queries for ten lines and for five hundred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision

from commentaries import due, register
from commentaries.models import (
    ClosedDays,
    CommentaryPage,
    DeskLine,
    FastTrack,
    FollowUp,
    Hold,
    Invitation,
    Issue,
    Series,
)
from commentaries.permissions import EDITORIAL, series_of, texts_worked_on_by
from commentaries.rounds import NOBODY, Asked, asked_about
from commentaries.waiting import failed_follow_ups
from series.deposits.states import is_unconfirmed, registration_of, with_registrations
from series.desk.holders import Holders
from series.desk.lines import Line, day_of, line_of_a_plan

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet

    from commentaries.working_days import WorkingDays

JUST_PUBLISHED = timedelta(days=14)
"""How long a text stays on the desk after it has appeared."""
REJECTED_FOR = timedelta(days=30)
"""And after it was rejected."""
_ASKED = {Invitation.State.OPEN, Invitation.State.ANSWERED}
"""Neither declined nor taken back: those whose answers are counted."""


def series_on_the_desk(user: AbstractBaseUser) -> QuerySet[Series]:
    """The series that this account works on; all of them for administrators."""
    if user.is_active and user.is_superuser:
        return Series.objects.order_by("title", "pk")
    return Series.objects.filter(pk__in=series_of(user, *EDITORIAL)).order_by("title", "pk")


def texts_on_the_desk(user: AbstractBaseUser) -> Q:
    """Those of the series that this account works on, and those that it edits as a guest."""
    return Q() if user.is_active and user.is_superuser else texts_worked_on_by(user)


def lines_for(user: AbstractBaseUser) -> list[Line]:
    """Everything under way in the series of this account, as it comes; of other series, what it edits as a guest."""
    own = series_on_the_desk(user)
    pages = list(_texts_under_way(texts_on_the_desk(user)))
    series = {each.pk: each for each in own} | {page.series_id: page.series for page in pages}
    facts = _Facts(user, series, pages)
    texts = [line for page in pages if (line := facts.line_of(page))]
    return [*texts, *(facts.line_of_plan(plan) for plan in _plans(own))]


def _plans(series: Iterable[Series]) -> QuerySet[DeskLine]:
    plans = DeskLine.objects.filter(series__in=list(series), page=None, dropped_at=None)
    return plans.select_related("author").order_by("target_on", "pk")


def _texts_under_way(mine: Q) -> QuerySet[CommentaryPage]:
    """Whatever is neither public and at rest nor gone: drafts, what is in a workflow, scheduled, held, just out, out on
    one person's word, or with a DOI that nobody confirms.
    """
    is_new = Q(live=True, placed_at__gt=timezone.now() - JUST_PUBLISHED)
    is_hidden = Q(live=False) & ~Q(issue__state=Issue.State.REMOVED)
    is_owed = Q(pk__in=due.owing_a_second_yes().values("pk"))
    has_failed = Q(pk__in=FollowUp.objects.filter(state=FollowUp.State.FAILED).values("page"))
    texts = CommentaryPage.objects.filter(mine, archived=False)
    texts = texts.filter(is_hidden | is_new | is_owed | due.is_in_a_workflow() | has_failed | is_unconfirmed())
    scheduled = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=Cast(OuterRef("pk"), CharField()),
        approved_go_live_at__isnull=False,
    )
    return (
        with_registrations(due.with_steps(texts))
        .select_related("tally")
        .annotate(
            goes_live_at=Subquery(scheduled.order_by("-pk").values("approved_go_live_at")[:1]),
            held_at=Subquery(Hold.objects.filter(issue=OuterRef("issue"), ended_at=None).values("held_at")[:1]),
            is_on_fast_track=Exists(FastTrack.objects.standing().filter(page=OuterRef("pk"))),
        )
        .order_by("pk")
    )


@dataclass(slots=True)
class _Facts:
    """What the lines of many texts are made of, read at once."""

    user: AbstractBaseUser
    series: dict[int, Series]
    pages: list[CommentaryPage]
    holders: Holders = field(init=False)
    days: dict[int, WorkingDays] = field(init=False)
    asked: dict[int, Asked] = field(init=False)
    failed: Counter[int] = field(init=False)
    failed_plans: Counter[int] = field(init=False)
    reserved: dict[Any, str] = field(init=False)
    given: dict[tuple[int, int], int] = field(init=False)

    def __post_init__(self) -> None:
        self.holders = Holders(self.user, self.series, self.pages)
        self.days = ClosedDays.objects.working_days_of_each(self.series.values())
        self.asked = asked_about(self.pages)
        failed = list(failed_follow_ups(self.user).values_list("page", "payload__line"))
        self.failed = Counter(page for page, _line in failed if page)
        self.failed_plans = Counter(line for page, line in failed if line and not page)
        self.given = register.given_so_far(self.series)
        works = [page.translation_key for page in self.pages if page.issue_id is None]
        entries = Issue.objects.filter(work__in=works, state=Issue.State.RESERVED)
        self.reserved = dict(entries.values_list("work", "label"))

    def line_of_plan(self, plan: DeskLine) -> Line:
        return line_of_a_plan(plan, self.series[plan.series_id], failed=self.failed_plans[plan.pk])

    def line_of(self, page: CommentaryPage) -> Line | None:
        """The line of a text; none for one that was rejected long ago."""
        series, round_ = self.series[page.series_id], self.asked.get(page.pk, NOBODY)
        step = next(iter(due.steps_of(page, self.days[page.series_id], round_)), None)
        owed = due.owed_step(page, self.days[page.series_id]) if step and step.code != due.SECOND else None
        stage, today = due.stage_at(page, step), series.today()
        if stage.code == "rejected" and page.decided_at < timezone.now() - REJECTED_FOR:
            return None
        asked = [each for each in round_.invitations if each.state in _ASKED] if stage.code == "review" else []
        holders = self.holders.of(page, stage.code, asked, step)
        due_on = self._due(page, stage.code, step)
        tally = getattr(page, "tally", None) if stage.code not in {"published", due.OWED, "removed"} else None
        is_to_come = step is not None or stage.code not in {"published", "held", "removed", "rejected"}
        return Line(
            stage=stage.code,
            stage_label=stage.label,
            title=page.draft_title or page.title,
            url=reverse("commentaries:decide", args=[page.pk]),
            series=series,
            number=(number := page.issue.label if page.issue else self.reserved.get(page.translation_key, "")),
            number_to_come="" if number else self._number_to_come(page, stage.code),
            authors=self.holders.names_of_authors(page),
            holders=tuple(name for name, _key in holders),
            holder_keys=frozenset(key for _name, key in holders),
            since=day_of(self._since(page, stage.code), series),
            due_on=due_on,
            days_left=(due_on - today).days if due_on and is_to_come else None,
            target_on=_target_of(page),
            asked=len(asked),
            answered=sum(each.state == Invitation.State.ANSWERED for each in asked),
            failed=self.failed[page.pk],
            words=tally.words if tally else None,
            open_points=tally.open_points if tally else 0,
            text=page.pk,
            is_on_fast_track=page.is_on_fast_track,
            is_being_corrected=stage.code == due.OWED and page.has_unpublished_changes,
            owed_on=owed.due_on if owed else None,
            is_owed_late=owed is not None and owed.due_on < today,
            handler=page.desk_line.handled_by_id if hasattr(page, "desk_line") else None,
            registration=registration_of(page),
        )

    def _number_to_come(self, page: CommentaryPage, stage: str) -> str:
        """The next of its series, of what is to be decided on or is scheduled."""
        if stage not in {"decision", "scheduled"}:
            return ""
        series = self.series[page.series_id]
        day = (day_of(page.goes_live_at, series) if stage == "scheduled" else None) or series.today()
        number = register.next_number(series, day=day, given=self.given)
        return number.label if number else ""

    def _due(self, page: CommentaryPage, stage: str, step: due.Step | None) -> date | None:
        """The day of the step under way, else that on which the text is to appear."""
        if step:
            return step.due_on
        if stage == "scheduled":
            return day_of(page.goes_live_at, self.series[page.series_id])
        return None if stage in {"published", "removed", "rejected"} else _target_of(page)

    @staticmethod
    def _since(page: CommentaryPage, stage: str) -> datetime | None:
        if stage in {"review", "decision"}:
            return page.current_workflow_state.current_task_state.started_at
        if stage == due.OWED:
            return page.owed_since
        if stage in {"changes", "scheduled", "rejected"}:
            return page.decided_at
        moments = {"published": page.placed_at, "held": page.held_at, "asked_back": page.asked_back_at}
        return moments.get(stage) or page.latest_revision_created_at


def _target_of(page: CommentaryPage) -> date | None:
    line = getattr(page, "desk_line", None)
    return line.target_on if line else None
