"""Says where a text stands on its way to the public."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry, TaskState, WorkflowState

from commentaries.citations import unbroken, written_date, written_day
from commentaries.models import (
    CommentaryPage,
    Decision,
    Hold,
    Invitation,
    Issue,
    Review,
    ReviewTask,
    Series,
    Withdrawal,
)
from commentaries.permissions import person_of, withdrawal_is_asked
from commentaries.record import PublicationDate

if TYPE_CHECKING:
    from commentaries.models.querysets import CommentaryQuerySet


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a text stands on its way: in a word or two, and in a sentence that is made when it is asked for.

    ``code`` is the same in every language.
    """

    code: str
    label: str
    tell: Callable[[], str]

    @property
    def sentence(self) -> str:
        return self.tell()


STAGE_NAMES = {
    "planned": pgettext_lazy("text’s stage", "Planned"),
    "draft": pgettext_lazy("text’s stage", "Draft"),
    "review": gettext_lazy("In review"),
    "changes": gettext_lazy("Changes asked for"),
    "decision": gettext_lazy("For decision"),
    "scheduled": pgettext_lazy("text’s stage", "Scheduled"),
    "asked_back": gettext_lazy("Withdrawal asked"),
    "owed": gettext_lazy("Second yes owed"),
    "published": pgettext_lazy("text’s stage", "Published"),
    "held": pgettext_lazy("text’s stage", "Held"),
    "removed": pgettext_lazy("text’s stage", "Removed"),
    "rejected": pgettext_lazy("text’s stage", "Rejected"),
}
"""By their code, in the order of a text's way."""


def stage_of(page: CommentaryPage) -> Stage:
    """Where a text stands, for its editor, its authors and the page of decision."""
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return _stage("changes", partial(_back_with_the_authors, page))
    if state is not None and state.current_task_state is not None:
        if issubclass(state.current_task_state.task.specific_class, ReviewTask):
            return _stage("review", partial(_in_review, page, state.current_task_state))
        return _stage("decision", partial(_for_decision, page, state.current_task_state))
    if page.live:
        return _stage("published", partial(_public, page))
    if withheld := withheld_stage_of(page):
        return withheld
    if page.approved_schedule:
        return _stage("scheduled", partial(_scheduled, page))
    if withdrawal_is_asked(page):
        return _stage("asked_back", partial(_asked_back, page))
    if _last_outcome(page) == Decision.Outcome.REJECT:
        return _stage("rejected", partial(_rejected, page))
    return _stage("draft", partial(_draft, page))


def withheld_stage_of(page: CommentaryPage) -> Stage | None:
    """What readers see of a text that was taken from them, whatever is under way to bring it back."""
    if page.live or page.issue is None:
        return None
    if page.issue.state == Issue.State.HELD:
        return _stage("held", partial(_held, page))
    return _stage("removed", partial(_removed, page))


def _stage(code: str, tell: Callable[[], str]) -> Stage:
    return Stage(code, str(STAGE_NAMES[code]), tell)


def letter_to_authors(page: CommentaryPage) -> Decision | None:
    """What the editor last wrote to the authors, as long as the next step is theirs; none once it is published."""
    if page.current_workflow_task is not None:
        return None
    last = Decision.objects.filter(version__page=page).select_related("person").order_by("-decided_at").first()
    return last if last and last.outcome != Decision.Outcome.PUBLISH else None


def with_stage(texts: CommentaryQuerySet) -> CommentaryQuerySet:
    """With what the words for their stages are made of, at the same cost for one text and for many."""
    last = Decision.objects.filter(version__page=OuterRef("pk")).order_by("-decided_at")
    return (
        texts.select_related("series", "issue")
        .defer("body")
        .prefetch_workflow_states()
        .annotate_approved_schedule()
        .annotate(
            last_outcome=Subquery(last.values("outcome")[:1]),
            asked_back_at=Subquery(Withdrawal.objects.open().filter(page=OuterRef("pk")).values("asked_at")[:1]),
        )
    )


def _last_outcome(page: CommentaryPage) -> str | None:
    if hasattr(page, "last_outcome"):
        return page.last_outcome
    return Decision.objects.filter(version__page=page).order_by("-decided_at").values_list("outcome", flat=True).first()


def _back_with_the_authors(page: CommentaryPage) -> str:
    last = Decision.objects.filter(version__page=page, outcome=Decision.Outcome.CHANGES).order_by("-decided_at").first()
    if last is None:
        return _("Back with the authors: changes are asked for.")
    since = {"day": _day(last.decided_at, page.series)}
    return _("Back with the authors since %(day)s: changes are asked for.") % since


def _for_decision(page: CommentaryPage, task_state: TaskState) -> str:
    since = {"day": _day(task_state.started_at, page.series)}
    return _("Has been waiting for the editor’s decision since %(day)s.") % since


def _in_review(page: CommentaryPage, task_state: TaskState) -> str:
    since = {"day": _day(task_state.started_at, page.series)}
    if not Invitation.objects.filter(task_state=task_state).exists():
        return _("In review since %(day)s, but nobody is invited yet.") % since
    given = Review.objects.filter(invitation__task_state=task_state).count()
    return _("In review since %(day)s; %(given)s of %(needed)s answers in.") % {
        **since,
        "given": given,
        "needed": page.series.reviews_needed,
    }


def _scheduled(page: CommentaryPage) -> str:
    when = _moment(page.scheduled_revision.approved_go_live_at, page.series)
    return _("Decided: it appears on %(when)s.") % {"when": when}


def _asked_back(page: CommentaryPage) -> str:
    asked = Withdrawal.objects.open().filter(page=page.pk).select_related("person").get()
    facts = {"person": asked.person, "when": _moment(asked.asked_at, page.series)}
    return _("%(person)s asked on %(when)s to withdraw it, so it does not appear until an editor decides.") % facts


def _draft(page: CommentaryPage) -> str:
    """A draft; of one that was scheduled, who took it off the schedule or confirmed its withdrawal, and when."""
    if off := _taken_off_the_schedule(page):
        facts = {"person": person_of(off.user) if off.user else "", "day": _day(off.timestamp, page.series)}
        if not facts["person"]:
            return _("It was taken off the schedule on %(day)s: a draft again.") % facts
        return _("It was taken off the schedule by %(person)s on %(day)s: a draft again.") % facts
    last = Withdrawal.objects.filter(page=page.pk).select_related("settled_by").order_by("-asked_at").first()
    if last is None or last.outcome != Withdrawal.Outcome.CONFIRMED or last.settled_at is None:
        return _("A draft, not submitted yet.")
    facts = {"person": last.settled_by, "day": _day(last.settled_at, page.series)}
    return _("Withdrawn, as %(person)s confirmed on %(day)s: a draft again.") % facts


def _taken_off_the_schedule(page: CommentaryPage) -> PageLogEntry | None:
    """The entry that tells it, if the text was not submitted since."""
    ends = ["wagtail.schedule.cancel", "wagtail.workflow.start", "commentaries.confirm_withdrawal"]
    entries = PageLogEntry.objects.filter(page=page.pk, action__in=ends).select_related("user")
    last = entries.order_by("-timestamp", "-pk").first()
    return last if last and last.action == ends[0] else None


def _rejected(page: CommentaryPage) -> str:
    last = Decision.objects.filter(version__page=page).select_related("person").latest("decided_at")
    facts = {"person": last.person, "day": _day(last.decided_at, page.series)}
    return _("Rejected by %(person)s on %(day)s.") % facts


def _held(page: CommentaryPage) -> str:
    hold = Hold.objects.filter(issue=page.issue_id, ended_at=None).select_related("held_by").first()
    if hold is None:
        return _("Held: readers see its number and title only.")
    facts = {"person": hold.held_by, "when": _moment(hold.held_at, page.series)}
    return _("Held by %(person)s since %(when)s: readers see its number and title only.") % facts


def _removed(page: CommentaryPage) -> str:
    return _("Removed from readers, who find its citation in its place. Its number stays as it is.")


def _public(page: CommentaryPage) -> str:
    if page.issue and page.issue.published_on:
        facts = {"day": _in_full(page.issue.published_on), "number": unbroken(page.issue.label)}
        sentence = _("Published on %(day)s as %(number)s.") if page.issue.label else _("Published on %(day)s.")
        sentence = sentence % facts
    else:
        sentence = _("Published.")
    if page.has_unpublished_changes:
        sentence += " " + _("It has been changed since; readers do not see these changes.")
    return sentence


def _day(moment: datetime, series: Series) -> str:
    day = PublicationDate.of(timezone.localtime(moment, series.zone).date())
    return written_day(day, get_language() or "en")


def _in_full(day: date) -> str:
    return written_date(PublicationDate.of(day), get_language() or "en")


def _moment(moment: datetime, series: Series) -> str:
    local = timezone.localtime(moment, series.zone)
    return _("%(day)s at %(time)s (%(clock)s)") % {
        "day": _in_full(local.date()),
        "time": f"{local:%H:%M}",
        "clock": series.clock,
    }
