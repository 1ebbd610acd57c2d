"""Answers a reviewer who comes by a link: what is asked, the version to read as page and as PDF, and their answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commentaries import printing, versions
from commentaries.citations import join_names
from commentaries.forms import DeclineForm, ReviewForm
from commentaries.models import Link
from commentaries.pdf.orders import CannotPrint, Exhausted, NotNow
from commentaries.presenting import context_of
from commentaries.views.answering import AnsweringMixin
from commentaries.views.outside import ByLink

MINUTE = "60"


class ToReview(ByLink):
    """Whatever a reviewer's link leads to."""

    kind = Link.Kind.REVIEW

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        addresses = {name: self.address(f"review{name}") for name in ("", "_text", "_pdf")}
        return {f"review{name}_url": address for name, address in addresses.items()} | kwargs


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
        return self.go_to("review")

    def forms_sent(self) -> tuple[Form, ...]:
        return ReviewForm(self.request.POST), DeclineForm(self.request.POST)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        authorships = versions.page_as_of(self.invitation.version).authorships.all()
        byline = join_names([each.printed_name for each in authorships], get_language() or "en")
        return {**super().get_context_data(**self.review_context()), "byline": byline, "person": self.reviewer} | kwargs


class TextToReview(ToReview):
    """The version that is asked about, as its readers would see it."""

    template_name = "commentaries/outside/text.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = versions.page_as_of(self.link.invitation.version)
        context = {**context_of(page, request), "page": page, "page_template": page.get_template(request)}
        return self.render_to_response(self.get_context_data(**context))


class PrintToReview(ToReview):
    """The same as a PDF, which says that it is a draft."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        version = self.link.invitation.version
        try:
            pdf = printing.draft_of(version, patience=printing.FOR_A_READER)
        except (NotNow, Exhausted):
            sentence = _("The PDF of this text is being made. Please come back in a minute.")
            response = self.say(_("Not at this moment"), sentence, status=HTTPStatus.SERVICE_UNAVAILABLE)
            response.headers["Retry-After"] = MINUTE
            return response
        except (CannotPrint, printing.NothingToPrint):
            sentence = _("This version cannot be printed as it is. Please read it as a page.")
            return self.say(_("There is no PDF"), sentence, status=HTTPStatus.NOT_FOUND)
        response = HttpResponse(pdf, content_type="application/pdf")
        name = f"{slugify(version.page.series.title)}-{version.digest[:8]}.pdf"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return response
