"""Answers what an editor does about those who are asked to review a text: inviting, reminding, taking a link back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commentaries import inviting, postponing, reviewing
from commentaries.citations import written_date
from commentaries.conflicts import Conflicts
from commentaries.forms import AskedForm, InvitationForm, PostponementForm
from commentaries.links import revoking, standing
from commentaries.models import Anonymity, CommentaryPage, DecisionTask, Invitation, Link, ReviewTask
from commentaries.permissions import anonymity_of, user_can_invite
from commentaries.record import PublicationDate

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from commentaries.forms import RecordedReviewForm


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was asked about a text, as the editors see it, and what this editor may do about it now."""

    invitation: Invitation
    conflicts: tuple[str, ...]
    link: Link | None
    is_open: bool
    is_late: bool
    is_about_earlier: bool
    to_pass_on: str
    """The review as it is put into the letter to the authors."""
    may_be_taken_over: bool
    may_be_changed: bool
    names_another: bool
    """Whether somebody is named in their place who may be invited now."""
    record_form: RecordedReviewForm | None


@dataclass(frozen=True, slots=True)
class _May:
    """What a user may do about all who are asked."""

    may_invite: bool
    may_take_over: bool
    may_name_another: bool


class ReviewersMixin:
    """For the page on which a text is decided: what may be done about its reviewers, each with its sentence."""

    request: HttpRequest
    page: CommentaryPage
    latest: CommentaryPage
    digest: str
    form_to_record: Callable[..., RecordedReviewForm]

    def form_for_invitations(self, data: Any, auto_id: str) -> InvitationForm:
        due = {"due_on": inviting.due_date(self.page)}
        return InvitationForm(data, page=self.latest, user=self.request.user, initial=due, auto_id=auto_id)

    def form_for_another_day(self, data: Any) -> PostponementForm:
        return PostponementForm(data, page=self.page)

    def form_for_one(self, data: Any) -> AskedForm:
        return AskedForm(data, page=self.page)

    def invite(self, said: dict[str, Any]) -> str:
        invitations = inviting.invite(
            self.page,
            self.request.user,
            said["persons"],
            newcomers=said["newcomers"],
            due_on=said["due_on"],
            message=said["message"],
            despite_conflicts=said["despite_conflicts"],
        )
        if not invitations:
            return _("Nobody was asked anew: an invitation to exactly this text is out, or answered, already.")
        names = ", ".join(str(invitation.person) for invitation in invitations)
        return _("Invited: %(names)s.") % {"names": names}

    def go_on(self, said: dict[str, Any]) -> str:
        reviewing.go_on(self.page, self.request.user, reason=said["reason"])
        return _("The review is closed; the text waits for the decision.")

    def send_again(self, said: dict[str, Any]) -> str:
        inviting.send_again(said["invitation"], self.request.user)
        return _("The invitation is on its way to %(person)s once more.") % {"person": said["invitation"].person}

    def postpone_review(self, said: dict[str, Any]) -> str:
        postponing.postpone(said["invitation"], self.request.user, due_on=said["due_on"])
        return _("%(person)s is told that the answer is due on %(day)s.") % {
            "person": said["invitation"].person,
            "day": written_date(PublicationDate.of(said["due_on"]), get_language() or "en"),
        }

    def revoke_link(self, said: dict[str, Any]) -> str:
        for link in standing.links_to_review([said["invitation"]]).values():
            revoking.revoke(link, self.request.user)
        return _("The link of %(person)s no longer works. The invitation itself stays.") % {
            "person": said["invitation"].person
        }

    def reviewers_context(self, task: Any, sent: Any, *, looks_after: bool, decides: bool) -> dict[str, Any]:
        """Everybody asked so far, for whoever looks after the text, and whom this user may ask now.

        ``sent`` is an answer that was taken down with a mistake.
        """
        may_invite, in_review = user_can_invite(self.request.user, self.latest), isinstance(task, ReviewTask)
        for_decision = isinstance(task, DecisionTask)
        may = _May(
            may_invite,
            may_take_over=for_decision and decides,
            may_name_another=(in_review or for_decision) and may_invite,
        )
        asked = self._asked(may, sent) if looks_after else []
        state = self.page.current_workflow_task_state if in_review else None
        return {
            "invitations": asked,
            "invitations_open": any(each.is_open for each in asked),
            "in_review": in_review,
            "reviews_missing": reviewing.answers_missing(self.page, state) if state else 0,
            "may_invite": in_review and may_invite,
            "may_invite_another": for_decision and may_invite,
        }

    def _asked(self, may: _May, sent: Any) -> list[Asked]:
        found = Invitation.objects.filter(version__page=self.page)
        invitations = list(found.select_related("person__account", "review__recorded_by", "version__page__series"))
        links, conflicts = standing.links_to_review(invitations), Conflicts(self.latest)
        asked = []
        for each in invitations:
            link, is_open, to_pass_on = links.get(each.pk), each.state == Invitation.State.OPEN, _to_pass_on(each)
            answered_by_link = each.state == Invitation.State.ANSWERED and link is not None
            asked.append(
                Asked(
                    invitation=each,
                    conflicts=tuple(conflicts.of(each.person)),
                    link=link,
                    is_open=is_open,
                    is_late=is_open and each.due_on < self.page.series.today(),
                    is_about_earlier=each.version.digest != self.digest,
                    to_pass_on=to_pass_on,
                    may_be_taken_over=may.may_take_over and bool(to_pass_on),
                    may_be_changed=may.may_invite and (is_open or answered_by_link),
                    names_another=may.may_name_another and bool(each.instead_email),
                    record_form=self.form_to_record(each, sent) if may.may_invite and is_open else None,
                )
            )
        return asked


def _to_pass_on(invitation: Invitation) -> str:
    """A review as it is put into the reasons that go to the authors: with its reviewer's name, if it was given in the
    open."""
    text = invitation.review.whole if hasattr(invitation, "review") else ""
    if text and anonymity_of(invitation) == Anonymity.OPEN:
        return f"{invitation.person}:\n{text}"
    return text
