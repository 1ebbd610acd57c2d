"""Answers whoever records what a reviewer or an author answered by mail, on the page where a text is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commentaries import reviewing, transcribing
from commentaries.consenting import AuthorsAnswer
from commentaries.forms import RecordedConsentForm, RecordedReviewForm
from commentaries.models import CommentaryPage, Invitation, Review

if TYPE_CHECKING:
    from django.http import HttpRequest


class RecordingMixin:
    """For the page on which a text is decided: a form for each who was asked and has not answered."""

    request: HttpRequest
    page: CommentaryPage
    latest: CommentaryPage
    digest: str

    def record_review(self, said: dict[str, Any]) -> str:
        invitation = said["invitation"]
        given = reviewing.Answer(
            Review.Recommendation(said["recommendation"]), said["text"], interests=said["interests"]
        )
        transcribing.record_review(invitation, self.request.user, given, _mail(said), version=said["version"])
        return _("The answer of %(person)s is recorded, with the mail beside it.") % {"person": invitation.person}

    def record_consent(self, said: dict[str, Any]) -> str:
        author, user, digest = said["author"], self.request.user, said["digest"]
        if said["answer"] == RecordedConsentForm.YES:
            transcribing.record_consent(self.page, author, user, _mail(said), digest=digest, comment=said["note"])
        else:
            transcribing.record_objection(self.page, author, user, _mail(said), digest=digest, note=said["note"])
        return _("The answer of %(person)s is recorded, with the mail beside it.") % {"person": author}

    def recording_form(self, action: str, data: Any) -> RecordedReviewForm | RecordedConsentForm:
        """As it was sent, or one that nobody sees."""
        form = RecordedReviewForm if action == "record_review" else RecordedConsentForm
        about = self.page if action == "record_review" else self.latest
        whom = (data or {}).get("invitation", (data or {}).get("author", ""))
        files = None if data is None else self.request.FILES
        return form(data, files, page=about, auto_id=f"id_{action}_{whom}_%s")

    def form_to_record(self, invitation: Invitation, sent: Any) -> RecordedReviewForm:
        """A form for an open invitation, or the one that was sent for it with a mistake."""
        if sent is not None and sent.is_bound and sent["invitation"].value() == str(invitation.pk):
            return sent
        auto_id = f"id_record_review_{invitation.pk}_%s"
        return RecordedReviewForm(initial=self._known_of(invitation), page=self.page, auto_id=auto_id)

    def _known_of(self, invitation: Invitation) -> dict[str, Any]:
        """What is asked, and an interest that whoever is asked anew has declared before."""
        before = getattr(invitation, "review", None)
        return {
            "invitation": invitation.pk,
            "version": invitation.version_id,
            "came_on": self.page.series.today(),
            "interests": before.interests if before else "",
        }

    def form_for_author_of(self, answer: AuthorsAnswer, sent: Any) -> RecordedConsentForm | None:
        """The same for an author who has neither said yes nor answered in person; else none."""
        if answer.yes or answer.was_given_in_person:
            return None
        if sent is not None and sent.is_bound and sent["author"].value() == str(answer.person.pk):
            return sent
        asked = {"author": answer.person.pk, "digest": self.digest, "came_on": self.page.series.today()}
        auto_id = f"id_record_consent_{answer.person.pk}_%s"
        return RecordedConsentForm(initial=asked, page=self.latest, auto_id=auto_id)


def _mail(said: dict[str, Any]) -> transcribing.Mail:
    return transcribing.Mail(said["came_on"], said["parcel"])
