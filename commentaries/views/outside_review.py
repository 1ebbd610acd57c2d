"""Answers a reviewer who comes by a link: what is asked, the version to read, and their answer."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from commentaries import blinding
from commentaries.citations import join_names
from commentaries.forms import DeclineForm, ReviewForm
from commentaries.models import CommentaryPage, Link
from commentaries.views.answering import AnsweringMixin
from commentaries.views.outside_text import AboutText, PrintMixin, TextMixin


class ToReview(AboutText):
    """Whatever a reviewer's link leads to."""

    kind = Link.Kind.REVIEW

    def content(self) -> CommentaryPage:
        """The version that is asked about, whatever was changed since."""
        return blinding.text_asked_about(self.link.invitation)


class TextToReview(TextMixin, ToReview):
    pass


class PrintToReview(PrintMixin, ToReview):
    pass


class ReviewByLink(AnsweringMixin, ToReview):
    """Who asks, until when, what for; and the answer, sent, kept for later, amended or refused."""

    template_name = "commentaries/outside/review.html"
    link: Link

    def read(self) -> None:
        self.read_invitation(self.link.invitation_id)
        self.reviewer = self.link.person

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def done(self, action: str, sentence: str) -> HttpResponse:
        """On to the page that says the same: no cookie carries a message here."""
        return self.go_to("review", "passages" if action == "more" else "top")

    def forms_sent(self) -> tuple[Form, ...]:
        return ReviewForm(self.request.POST), DeclineForm(self.request.POST)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.content()
        authorships = text.authorships.all()
        byline = join_names([each.printed_name for each in authorships], get_language() or "en")
        known = {"byline": byline, "hides_authors": text.hides_authors, "person": self.reviewer}
        return {**super().get_context_data(**self.review_context()), **known} | kwargs
