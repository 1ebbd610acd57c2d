"""Answers what an editor does about the steps of one text and its moment: fast track, facts, waived yes, schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commentaries import affirming, consenting, deciding, fasttracking, register, replying, scheduling, withdrawing
from commentaries.citations import unbroken
from commentaries.forms import AffirmationForm, ConfirmationForm, MessageForm, MomentForm, ReasonForm, WaiverForm
from commentaries.models import CommentaryPage, Issue, ReviewTask, Step, Withdrawal
from commentaries.permissions import person_of, text_is_with_the_author, user_can_check_facts, user_can_decide
from commentaries.standings import Standing, voices_of
from commentaries.telling import written_moment

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from commentaries.models import Person

ACTIONS = (
    "check_facts",
    "waive",
    "fast_track",
    "end_fast_track",
    "publish_now",
    "postpone",
    "unschedule",
    "schedule_again",
    "confirm_withdrawal",
)
CONFLICTS = (
    fasttracking.OnFastTrack,
    fasttracking.NotOnFastTrack,
    scheduling.NotScheduled,
    withdrawing.NothingToSettle,
)
REFUSALS = (deciding.StepMissing, scheduling.MomentIsPast)


class RoundsMixin:
    """For the page on which a text is decided: each thing that may be done, with its form and its sentence."""

    request: HttpRequest
    page: CommentaryPage
    latest: CommentaryPage
    digest: str

    def form_for_rounds(self, action: str, data: Any, auto_id: str) -> Any:
        series = self.page.series
        match action:
            case "check_facts":
                return AffirmationForm(data, initial={"digest": self.digest}, auto_id=auto_id)
            case "waive":
                return WaiverForm(data, page=self.latest, auto_id=auto_id)
            case "fast_track":
                return ReasonForm(data, auto_id=auto_id)
            case "postpone":
                return MomentForm(data, series=series, moment=self._scheduled_for(), auto_id=auto_id)
            case "schedule_again":
                return MomentForm(data, series=series, moment=self._asked_back_from(), auto_id=auto_id)
            case "confirm_withdrawal":
                return ConfirmationForm(data, has_number=self._has_reserved_number(), auto_id=auto_id)
        return MessageForm(data, auto_id=auto_id)

    def check_facts(self, said: dict[str, Any]) -> str:
        affirming.check_facts(self.page, self.request.user, digest=said["digest"], comment=said["comment"])
        return _("It is noted that you have checked the facts of exactly this text.")

    def waive(self, said: dict[str, Any]) -> str:
        consenting.waive(self.page, said["author"], self.request.user, reason=said["reason"])
        return _("The yes of %(person)s is not waited for any more.") % {"person": said["author"]}

    def fast_track(self, said: dict[str, Any]) -> str:
        fasttracking.mark(self.page, self.request.user, reason=said["reason"])
        return _("The text is on the fast track: reviews are not waited for.")

    def end_fast_track(self, said: dict[str, Any]) -> str:
        fasttracking.unmark(self.page, self.request.user)
        return _("Reviews are waited for again, from the next submission on.")

    def publish_now(self, said: dict[str, Any]) -> str:
        page = scheduling.publish_now(self.page, self.request.user)
        return _("Published as %(number)s.") % {"number": unbroken(page.issue.label) or page.title}

    def postpone(self, said: dict[str, Any]) -> str:
        scheduling.postpone(self.page, self.request.user, to=said["publish_at"], reason=said["comment"])
        return self._appears_on(said["publish_at"])

    def unschedule(self, said: dict[str, Any]) -> str:
        scheduling.unschedule(self.page, self.request.user, reason=said["message"])
        return _("The text is off the schedule. Its authors are told.")

    def schedule_again(self, said: dict[str, Any]) -> str:
        withdrawing.schedule_again(self.page, self.request.user, at=said["publish_at"], answer=said["comment"])
        return self._appears_on(said["publish_at"])

    def confirm_withdrawal(self, said: dict[str, Any]) -> str:
        keeps_number = said.get("number") != ConfirmationForm.VOID
        withdrawing.confirm(self.page, self.request.user, keeps_number=keeps_number, answer=said["comment"])
        return _("The text is withdrawn and a draft again. Links to it no longer work.")

    def rounds_context(self, standing: Standing, behind: Person | None) -> dict[str, Any]:
        """What the page shows of all that, and what of it this user may do now, perhaps in the place of an editor."""
        page, user, steps = self.page, self.request.user, self.page.series.steps
        task, track = page.current_workflow_task, fasttracking.track_of(page)
        decides = user_can_decide(user, self.latest)
        asked_back = withdrawing.withdrawal_of(page)
        is_scheduled = task is None and page.scheduled_revision is not None
        is_on_its_way = bool(task or is_scheduled or asked_back)
        person = person_of(user)
        beside = voices_of(person, behind)
        return {
            "asked_back": asked_back,
            "is_scheduled": is_scheduled,
            "fast_track": track,
            "reply": replying.reply_in_this_round(page) if task else None,
            "steps_taken": standing.steps.taken(standing.affirmations, beside=beside) if is_on_its_way else [],
            "step_missing": standing.step_lacking_beside(person, deputy_for=behind) if task else "",
            "awaits_authors": Step.ALL_AUTHORS in steps and bool(standing.steps.silent(standing.affirmations)),
            "may_check_facts": bool(task) and self._may_check_facts(standing),
            "may_waive": is_on_its_way and decides and Step.ALL_AUTHORS in steps,
            "may_fast_track": decides and track is None and self._would_be_reviewed(task),
            "may_end_fast_track": decides and track is not None,
            "may_move": is_scheduled and decides,
            "may_settle": asked_back is not None and decides,
        }

    def _may_check_facts(self, standing: Standing) -> bool:
        if Step.FACT_CHECK not in self.page.series.steps or not user_can_check_facts(self.request.user, self.latest):
            return False
        checked = {each.person_id for each in standing.steps.checks(standing.affirmations)}
        person = person_of(self.request.user)
        return person is None or person.pk not in checked

    def _would_be_reviewed(self, task: Any) -> bool:
        """Whether reviews of the text are waited for, now or when it is submitted."""
        awaits = isinstance(task, ReviewTask) or text_is_with_the_author(self.page)
        return bool(self.page.series.reviews_needed) and awaits

    def _appears_on(self, moment: datetime) -> str:
        """The new moment, and what becomes of a number that was reserved for another year."""
        told = _("The text appears on %(when)s.") % {"when": written_moment(moment, self.page.series.zone)}
        entry = register.entry_of(self.page)
        if not entry or entry.state != Issue.State.RESERVED or register.holds_on(entry, moment):
            return told
        lapses = _("%(number)s, reserved for another year, lapses when it does.") % {"number": unbroken(entry.label)}
        return f"{told} {lapses}"

    def _scheduled_for(self) -> datetime | None:
        revision = self.page.scheduled_revision
        return revision.approved_go_live_at if revision else None

    def _asked_back_from(self) -> datetime | None:
        asked: Withdrawal | None = withdrawing.withdrawal_of(self.page)
        return asked.publish_at if asked else None

    def _has_reserved_number(self) -> bool:
        entry = register.entry_of(self.page)
        return entry is not None and entry.state == Issue.State.RESERVED
