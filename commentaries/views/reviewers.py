"""Answers what an editor does about those who are asked to review a text: inviting, reminding, taking a link back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commentaries import inviting, linking, postponing, reviewing
from commentaries.citations import written_date
from commentaries.conflicts import Conflicts
from commentaries.forms import AskedForm, InvitationForm, PostponementForm
from commentaries.models import Anonymity, CommentaryPage, Invitation
from commentaries.permissions import anonymity_of
from commentaries.record import PublicationDate

if TYPE_CHECKING:
    from django.http import HttpRequest


class ReviewersMixin:
    """For the page on which a text is decided: what may be done about its reviewers, each with its sentence."""

    request: HttpRequest
    page: CommentaryPage
    latest: CommentaryPage

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
        for link in linking.links_to_review([said["invitation"]]).values():
            linking.revoke(link, self.request.user)
        return _("The link of %(person)s no longer works. The invitation itself stays.") % {
            "person": said["invitation"].person
        }

    def invitations_asked(self) -> list[Invitation]:
        """Everybody asked about this text so far, with their answers and their links."""
        found = Invitation.objects.filter(version__page=self.page)
        asked = list(found.select_related("person__account", "review__recorded_by", "version__page__series"))
        links, conflicts = linking.links_to_review(asked), Conflicts(self.latest)
        for invitation in asked:
            invitation.own_link = links.get(invitation.pk)
            invitation.conflicts = conflicts.of(invitation.person)
            invitation.to_pass_on = _to_pass_on(invitation)
        return asked


def _to_pass_on(invitation: Invitation) -> str:
    """A review as it is put into the reasons that go to the authors: with its reviewer's name, if it was given in the
    open."""
    text = invitation.review.whole if hasattr(invitation, "review") else ""
    if text and anonymity_of(invitation) == Anonymity.OPEN:
        return f"{invitation.person}:\n{text}"
    return text
