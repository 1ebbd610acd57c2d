"""What the admin's pages about one text share: the text, the way back, and answers to a conflict."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from commentaries import versions
from commentaries.forms import typed_in, wrong_in
from commentaries.models import CommentaryPage

ACCEPTED = "commentaries_accepted"
"""The cookie that tells a browser which of the words it keeps have arrived; a script has to read it."""
_MOST_ACCEPTED = 20
_TOKEN = re.compile(r"[a-z0-9]{1,40}")


def text_or_404(pk: int) -> CommentaryPage:
    """The text with its series and issue; whether the user may see it, each view asks."""
    return get_object_or_404(CommentaryPage.objects.select_related("series", "issue"), pk=pk)


class Answering:
    """What a mixin asks of the view it is put into, in the admin or outside; declared here, and defined there."""

    request: HttpRequest
    render_to_response: Callable[..., HttpResponse]
    get_context_data: Callable[..., dict[str, Any]]
    answer_invalid: Callable[..., HttpResponse]
    answer_conflict: Callable[..., HttpResponse]

    def take(self, actions: dict[str, Callable[[], HttpResponse]]) -> HttpResponse:
        """Does what the form asks for; the same page where that is nothing that can be asked here."""
        action = actions.get(self.request.POST.get("action", ""))
        if action is None:
            return self.render_to_response(self.get_context_data(), status=HTTPStatus.BAD_REQUEST)
        return action()


class TextView(WagtailAdminTemplateMixin, View):
    """A page of Wagtail's admin about one text."""

    header_icon = "doc-full-inverse"
    _show_breadcrumbs = True
    page: CommentaryPage
    latest: CommentaryPage
    digest: str

    def read_text(self, pk: int) -> None:
        """Reads the text as it stands now: its row, its newest content, and what a yes would be given to."""
        self.page = text_or_404(pk)
        self.latest = versions.latest_of(self.page)
        self.digest = versions.digest_of(self.latest)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def answer_invalid(self, **forms: Form) -> HttpResponse:
        """The same page again with a form that was not filled in rightly; its mistakes are named at the top too."""
        context = self.get_context_data(wrong=wrong_in(forms.values()), **forms)
        return self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def answer_done(self, to: str, *args: Any) -> HttpResponse:
        """On to the next page; the words that were typed have arrived, so the browser need not keep them longer."""
        response = redirect(to, *args)
        if _TOKEN.fullmatch(token := self.request.POST.get("kept", "")):
            known = [each for each in self.request.COOKIES.get(ACCEPTED, "").split(".") if _TOKEN.fullmatch(each)]
            response.set_cookie(
                ACCEPTED,
                ".".join([*known, token][-_MOST_ACCEPTED:]),
                path=reverse("wagtailadmin_home"),
                secure=self.request.is_secure(),
                samesite="Lax",
            )
        return response

    def answer_conflict(self, error: Exception, *, status: HTTPStatus, **context: Any) -> HttpResponse:
        """The same page again with the reason and everything that was typed, whether or not its form is shown."""
        self.read_text(self.page.pk)
        context = self.get_context_data(conflict=str(error), typed=typed_in(context.values()), **context)
        return self.render_to_response(context, status=status)
