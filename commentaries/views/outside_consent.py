"""Answers an author who comes by a link: where the text stands, how it would look, and their yes or objection."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from commentaries import attaching, consenting, receiving, versions, withdrawing
from commentaries.citations import join_names
from commentaries.forms import AffirmationForm, DetailsForm, FileForm, ObjectionForm
from commentaries.links import ending
from commentaries.models import Attachment, AuthorDetails, CommentaryPage, Link
from commentaries.permissions import withdrawal_is_asked
from commentaries.stages import letter_to_authors
from commentaries.views.base import text_or_404
from commentaries.views.consenting import ConsentingMixin
from commentaries.views.describing import DescribingMixin
from commentaries.views.outside_text import AboutText, PrintMixin, TextMixin


class ToConsent(AboutText):
    """Whatever an author's link leads to."""

    kind = Link.Kind.CONSENT

    def content(self) -> CommentaryPage:
        """The newest content: a yes is given to that."""
        return versions.latest_of(text_or_404(self.link.page_id))


class TextToConsent(TextMixin, ToConsent):
    pass


class PrintToConsent(PrintMixin, ToConsent):
    pass


class ConsentByLink(ConsentingMixin, DescribingMixin, ToConsent):
    """Where the text stands, and an author's yes or objection to exactly this content."""

    template_name = "commentaries/outside/consent.html"
    link: Link

    def read(self) -> None:
        self.author = self.link.person
        self.page = text_or_404(self.link.page_id)
        self.latest = versions.latest_of(self.page)
        self.digest = versions.digest_of(self.latest)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.take(
            {
                "affirm": self.affirm,
                "object": self.object_to,
                "send": self.send,
                "describe": self.describe,
            }
        )

    def send(self) -> HttpResponse:
        """A new file beside the text."""
        form = FileForm(self.request.POST, self.request.FILES, auto_id="id_send_%s")
        if not form.is_valid():
            return self.answer_invalid(file_form=form)
        said = form.cleaned_data
        try:
            message, file = said["message"], said["file"]
            file = receiving.send_revision(self.page, self.author, file, message=message, through=self.link)
        except (consenting.NotAsked, attaching.TooManyFiles) as error:
            return self.answer_conflict(error, status=HTTPStatus.CONFLICT, file_form=form)
        return self.go_to("consent", "sent", arrived=file.pk)

    def answer_conflict(self, error: Exception, *, status: HTTPStatus, **forms: Form) -> HttpResponse:
        """As the text is now; whoever is no author any more is told so instead."""
        ending.demand_open(self.link)
        self.read()
        return super().answer_conflict(error, status=status, **forms)

    def done(self, sentence: str) -> HttpResponse:
        """On to the page that says the same: no cookie carries a message here."""
        return self.go_to("consent")

    def described(self, details: AuthorDetails) -> HttpResponse:
        return self.go_to("consent", "details")

    def forms_sent(self) -> tuple[Form, ...]:
        return tuple(form(self.request.POST) for form in (AffirmationForm, ObjectionForm, FileForm, DetailsForm))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        authorships = self.latest.authorships.all()
        byline = join_names([each.printed_name for each in authorships], get_language() or "en")
        sent = attaching.sent_by(self.author, self.page, Attachment.Kind.REVISION)
        files = {
            "sent": sent,
            "arrived": self.just_arrived(sent),
            "changes_url": self.address("consent_changes") if self.known_version() else "",
            "letter": letter_to_authors(self.page),
            "takes_files": receiving.takes_files(self.page, self.latest),
            "file_form": FileForm(auto_id="id_send_%s"),
        }
        schedule = {
            "may_ask_back": withdrawing.is_possible(self.page),
            "asked_back": withdrawal_is_asked(self.page),
            "withdrawal_url": self.address("consent_withdrawal"),
        }
        own = {**super().get_context_data(**self.consent_context()), "byline": byline, "person": self.author}
        return own | files | schedule | self.describing_context() | kwargs
