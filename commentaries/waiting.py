"""Says where a text stands, and lists what waits for one person: reviews, decisions, consents, changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from commentaries import publishing, versions
from commentaries.models import (
    CommentaryPage,
    Decision,
    DecisionTask,
    FollowUp,
    Invitation,
    Person,
    Review,
    ReviewTask,
    Series,
)
from commentaries.permissions import person_of, task_states_for, user_can_decide, user_works_on_series

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a text stands on its way: in a word or two, and in a sentence."""

    label: str
    sentence: str


def stage_of(page: CommentaryPage) -> Stage:
    """Where a text stands, for its editor, its authors and the page of decision."""
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return _back_with_the_authors(page)
    if state is not None and state.current_task_state is not None:
        return _under_way(page, state.current_task_state)
    if page.live:
        return _public(page)
    if scheduled := page.scheduled_revision:
        when = _moment(scheduled.approved_go_live_at, page.series)
        return Stage(_("Scheduled"), _("Decided: it appears on %(when)s.") % {"when": when})
    last = Decision.objects.filter(version__page=page).select_related("person").order_by("-decided_at").first()
    if last and last.outcome == Decision.Outcome.REJECT:
        return Stage(
            _("Rejected"),
            _("Rejected by %(person)s on %(day)s.")
            % {"person": last.person, "day": _day(last.decided_at, page.series)},
        )
    return Stage(_("Draft"), _("A draft, not submitted yet."))


def _back_with_the_authors(page: CommentaryPage) -> Stage:
    last = Decision.objects.filter(version__page=page, outcome=Decision.Outcome.CHANGES).order_by("-decided_at").first()
    if last is None:
        return Stage(_("Changes asked for"), _("Back with the authors: changes are asked for."))
    return Stage(
        _("Changes asked for"),
        _("Back with the authors since %(day)s: changes are asked for.") % {"day": _day(last.decided_at, page.series)},
    )


def _under_way(page: CommentaryPage, task_state: TaskState) -> Stage:
    since = {"day": _day(task_state.started_at, page.series)}
    if not isinstance(task_state.task.specific, ReviewTask):
        return Stage(_("For decision"), _("Has been waiting for the editor’s decision since %(day)s.") % since)
    if not Invitation.objects.filter(task_state=task_state).exists():
        return Stage(_("In review"), _("In review since %(day)s, but nobody is invited yet.") % since)
    given = Review.objects.filter(invitation__task_state=task_state).count()
    return Stage(
        _("In review"),
        _("In review since %(day)s; %(given)s of %(needed)s answers in.")
        % {**since, "given": given, "needed": page.series.reviews_needed},
    )


def _public(page: CommentaryPage) -> Stage:
    if page.issue and page.issue.published_on:
        facts = {"day": date_format(page.issue.published_on, "j F Y"), "number": page.issue.label}
        sentence = _("Published on %(day)s as %(number)s.") if page.issue.label else _("Published on %(day)s.")
        sentence = sentence % facts
    else:
        sentence = _("Published.")
    if page.has_unpublished_changes:
        sentence += " " + _("It was changed since; readers do not see these changes.")
    return Stage(_("Published"), sentence)


def _day(moment: datetime, series: Series) -> str:
    return date_format(timezone.localtime(moment, series.zone), "j F")


def _moment(moment: datetime, series: Series) -> str:
    local = timezone.localtime(moment, series.zone)
    return _("%(day)s at %(time)s (time of %(zone)s)") % {
        "day": date_format(local, "j F Y"),
        "time": date_format(local, "H:i"),
        "zone": series.time_zone.rpartition("/")[2].replace("_", " "),
    }


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One thing asked of a person, and where to do it."""

    what: str
    title: str
    url: str
    due_on: date | None = None
    is_late: bool = False


def waiting_for(user: AbstractBaseUser) -> list[WaitingItem]:
    """Everything that waits for this person, the late first."""
    items = [*_reviews(user), *_editorial(user), *_own_texts(user)]
    return sorted(items, key=lambda item: (not item.is_late, item.due_on or date.max))


@dataclass(frozen=True, slots=True)
class FailedWork:
    """A follow-up that has failed for good, in words."""

    pk: int
    what: str
    page: CommentaryPage | None
    error: str


def failed_follow_ups(user: AbstractBaseUser) -> QuerySet[FollowUp]:
    """What has failed for good, for those who work on the series; all of it for administrators."""
    failed = FollowUp.objects.filter(state=FollowUp.State.FAILED).select_related("page", "issue")
    if user.is_superuser:
        return failed
    mine = [series.pk for series in Series.objects.all() if user_works_on_series(user, series)]
    return failed.filter(page__series__in=mine)


def failed_for(user: AbstractBaseUser, *, limit: int = 20) -> list[FailedWork]:
    """Failed follow-ups as the home page lists them, the newest first."""
    found = list(failed_follow_ups(user).order_by("-next_at")[:limit])
    people = Person.objects.in_bulk([work.payload["to"] for work in found if work.payload.get("to")])
    return [FailedWork(work.pk, _what_failed(work, people), work.page, work.error) for work in found]


def _what_failed(work: FollowUp, people: dict[int, Person]) -> str:
    if person := people.get(work.payload.get("to", 0)):
        return _("A mail to %(person)s was not sent") % {"person": person}
    return _("Not done: %(kind)s") % {"kind": work.kind}


def _reviews(user: AbstractBaseUser) -> list[WaitingItem]:
    person = person_of(user)
    if person is None:
        return []
    open_ones = Invitation.objects.filter(person=person, state=Invitation.State.OPEN).select_related(
        "version__page__series"
    )
    return [
        WaitingItem(
            _("Review"),
            invitation.version.title,
            reverse("commentaries:review", args=[invitation.pk]),
            invitation.due_on,
            invitation.due_on < invitation.version.page.series.today(),
        )
        for invitation in open_ones
        if invitation.version.page
    ]


def _editorial(user: AbstractBaseUser) -> list[WaitingItem]:
    found = []
    for task in [*ReviewTask.objects.filter(active=True), *DecisionTask.objects.filter(active=True)]:
        for task_state in task_states_for(task, user).select_related("workflow_state"):
            found.extend(_for_editor(user, task, task_state))
    return found


def _for_editor(user: AbstractBaseUser, task: ReviewTask | DecisionTask, task_state: TaskState) -> list[WaitingItem]:
    page = CommentaryPage.objects.select_related("series").filter(pk=task_state.workflow_state.object_id).first()
    if page is None:
        return []
    link = reverse("commentaries:decide", args=[page.pk])
    title = page.draft_title or page.title
    if isinstance(task, DecisionTask):
        return [WaitingItem(_("Decide"), title, link)] if user_can_decide(user, page) else []
    asked = Invitation.objects.filter(task_state=task_state).exclude(state=Invitation.State.DECLINED).count()
    return [WaitingItem(_("Invite reviewers"), title, link)] if asked < page.series.reviews_needed else []


def _own_texts(user: AbstractBaseUser) -> list[WaitingItem]:
    person = person_of(user)
    if person is None:
        return []
    texts = CommentaryPage.objects.filter(authorships__person=person, live=False).select_related("series").distinct()
    found = []
    for page in texts:
        state = page.current_workflow_state
        title = page.draft_title or page.title
        if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            found.append(WaitingItem(_("Changes are asked"), title, reverse("wagtailadmin_pages:edit", args=[page.pk])))
        elif state and _awaits_consent(page, user):
            found.append(WaitingItem(_("Say yes to the text"), title, reverse("commentaries:consent", args=[page.pk])))
    return found


def _awaits_consent(page: CommentaryPage, user: AbstractBaseUser) -> bool:
    """Whether the text under way has changed since this author last said yes to it."""
    person = person_of(user)
    standing = publishing.standing_of(versions.latest_of(page))
    return standing.second is None and all(a.person_id != person.pk for a in standing.affirmations)
