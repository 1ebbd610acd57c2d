"""Answers an editor about the manuscript of a planned text: asking its author, asking again, taking the link back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder

from commentaries import receiving
from commentaries.forms import MessageForm
from commentaries.links import revoking, standing
from commentaries.mails import address_of
from commentaries.models import Attachment, DeskLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from series.forms import PlanForm


class ManuscriptMixin:
    """For the page of one plan: what may be done about its manuscript."""

    request: HttpRequest
    line: DeskLine
    form: Callable[..., PlanForm]
    get_context_data: Callable[..., dict[str, Any]]
    render_to_response: Callable[..., HttpResponse]

    def ask(self) -> HttpResponse:
        form = self.ask_form(self.request.POST)
        if not form.is_valid():
            return self.refuse_to_ask(form)
        try:
            receiving.ask(self.line, self.request.user, message=form.cleaned_data["message"])
        except receiving.NobodyToAsk as refusal:
            return self.refuse_to_ask(form, refusal=str(refusal))
        messages.success(
            self.request, _("The link for the manuscript is on its way to %(person)s.") % {"person": self.line.author}
        )
        return redirect("series_plan", self.line.pk)

    def refuse_to_ask(self, form: MessageForm, **said: Any) -> HttpResponse:
        context = self.get_context_data(form=self.form(), ask_form=form, **said)
        return self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def revoke(self) -> HttpResponse:
        if link := standing.link_to_manuscript(self.line):
            revoking.revoke(link, self.request.user)
            messages.success(self.request, _("The link of %(person)s no longer works.") % {"person": link.person})
        return redirect("series_plan", self.line.pk)

    @staticmethod
    def ask_form(sent: Any = None) -> MessageForm:
        return MessageForm(sent, auto_id="id_ask_%s")

    def manuscript_context(self) -> dict[str, Any]:
        link = standing.link_to_manuscript(self.line)
        is_theirs = link is not None and link.person_id == self.line.author_id
        return {
            "link": link if is_theirs else None,
            "attachments": Attachment.objects.filter(line=self.line).select_related("sent_by").order_by("-sent_at"),
            "ask_form": self.ask_form(),
            "unreachable": self.unreachable(),
        }

    def unreachable(self) -> dict[str, Any] | None:
        """The author of whom no address is known, and where this user may write one down."""
        author = self.line.author
        if author is None or address_of(author):
            return None
        return {"person": author, "url": AdminURLFinder(self.request.user).get_edit_url(author)}
