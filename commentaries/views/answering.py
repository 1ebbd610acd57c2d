"""Answers a reviewer, in the admin and outside alike: what is asked, what was said so far, and three things to do."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from commentaries import blinding, marking, replying, reviewing
from commentaries.forms import DeclineForm, ReviewForm
from commentaries.models import CommentaryPage, Invitation, Link, Person, Review, UnsentReview
from commentaries.permissions import anonymity_of
from commentaries.reading import rich
from commentaries.views.base import Answering

CONFLICTS = (reviewing.NotInReview, reviewing.OwnText, reviewing.AnswerChanged)


class AnsweringMixin(Answering):
    """For a view that knows how to answer what is invalid, late or done, and reads the invitation first."""

    invitation: Invitation
    page: CommentaryPage
    review: Review | None
    unsent: UnsentReview | None
    reviewer: Person
    link: Link | None = None
    """The link by which the reviewer came, if by one."""

    def read_invitation(self, pk: int) -> None:
        """Reads what is asked, and what was said to it so far."""
        self.invitation = Invitation.objects.select_related("version__page__series", "person", "invited_by").get(pk=pk)
        self.page = self.invitation.version.page
        self.review = Review.objects.select_related("version").filter(invitation=self.invitation).first()
        self.unsent = reviewing.unsent_of(self.invitation)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = request.POST.get("action", "")
        acts = {"answer": self.answer, "save": self.save, "more": self.save, "decline": self.decline}
        act = acts.get(action)
        if act is None:
            return self.render_to_response(self.get_context_data(), status=HTTPStatus.BAD_REQUEST)
        name, form = self.form_sent(action)
        if not form.is_valid():
            return self.answer_invalid(**{name: form})
        try:
            done = act(form.cleaned_data)
        except CONFLICTS as error:
            self.read_invitation(self.invitation.pk)
            return self.answer_conflict(error, status=HTTPStatus.CONFLICT, **{name: form})
        return self.done(action, done)

    def form_sent(self, action: str) -> tuple[str, Form]:
        """By which name the form that was sent stands on the page, and what was typed into it."""
        if action == "decline":
            return "decline_form", DeclineForm(self.request.POST, auto_id="id_decline_%s")
        if action != "answer":
            return "form", ReviewForm(self.request.POST, is_for_later=True)
        text = marking.read_in(blinding.text_asked_about(self.invitation))
        return "form", ReviewForm(self.request.POST, text=text)

    def answer(self, said: dict[str, Any]) -> str:
        given = reviewing.Answer(**{**said, "recommendation": Review.Recommendation(said["recommendation"])})
        reviewing.answer(self.invitation, self.reviewer, given, **self._sent_with())
        return _("Thank you. Your answer is with the editor.")

    def save(self, said: dict[str, Any]) -> str:
        reviewing.save_for_later(self.invitation, self.reviewer, reviewing.Answer(**said), **self._sent_with())
        return _("Kept for later, and not sent yet.")

    def decline(self, said: dict[str, Any]) -> str:
        reviewing.decline(self.invitation, self.reviewer, reviewing.Refusal(**said), through=self.link)
        return _("Thank you for telling us; the editor knows.")

    def done(self, action: str, sentence: str) -> HttpResponse:
        raise NotImplementedError

    def _sent_with(self) -> dict[str, Any]:
        return {"seen": self.request.POST.get("seen", ""), "through": self.link}

    def review_context(self) -> dict[str, Any]:
        """Everything that both pages show."""
        said = self.unsent or self.review
        names = [*ReviewForm.base_fields, "passages"]
        return {
            "invitation": self.invitation,
            "version": self.invitation.version,
            "promise": blinding.promise_of(anonymity_of(self.invitation)),
            "series": self.page.series,
            "guidelines": rich(self.page.series.guidelines),
            "review": self.review,
            "unsent": self.unsent,
            "reply": replying.reply_read_with(self.invitation.version),
            "is_about_earlier": self.review and self.review.version_id != self.invitation.version_id,
            "seen": reviewing.state_of(self.invitation),
            "is_closed": reviewing.is_closed(self.invitation),
            "form": ReviewForm(initial={name: getattr(said, name) for name in names} if said else {}),
            "decline_form": DeclineForm(auto_id="id_decline_%s"),
        }
