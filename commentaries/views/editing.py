"""Saves in Wagtail's editor a submission that only advice speaks against, and asks once whether to pass it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import set_query_params
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView

from commentaries.forms import ASKED, CommentaryForm


class AdviceFirstMixin:
    """The text is saved as a draft and opened again, with the advice and a button that passes it."""

    request: HttpRequest
    form: CommentaryForm
    action_name: str
    save_action: Callable[[], HttpResponse]

    @property
    def action_method(self) -> Callable[[], HttpResponse]:
        if self.action_name == "submit" and self.form.advice:
            return self.save_and_ask
        return super().action_method  # type: ignore[misc]

    def save_and_ask(self) -> HttpResponse:
        response = self.save_action()
        if response.status_code != HTTPStatus.FOUND:
            return response
        messages.warning(self.request, _("Saved, but not submitted yet: look at the open points first, or pass them."))
        return redirect(set_query_params(response.url, {ASKED: "1"}))


class TextEditView(AdviceFirstMixin, EditView):
    pass


class TextCreateView(AdviceFirstMixin, CreateView):
    pass
