"""Answers an author who comes by a link and wants a scheduled text not to appear: asked twice, then done at once."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse

from commentaries import scheduling, withdrawing
from commentaries.forms import ReasonForm
from commentaries.views.outside_consent import ConsentByLink


class WithdrawalByLink(ConsentByLink):
    """The reason first, then the same with a yes: a thumb that slips on a phone, or a program, stops no text."""

    template_name = "commentaries/outside/withdrawal.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self.answer_invalid(ask_back_form=form)
        if "sure" not in request.POST:
            return self.render_to_response(self.get_context_data(reason=form.cleaned_data["reason"]))
        try:
            withdrawing.ask_through(self.link, reason=form.cleaned_data["reason"])
        except (scheduling.NotScheduled, withdrawing.AskedAlready) as error:
            return self.answer_conflict(error, status=HTTPStatus.CONFLICT, ask_back_form=form)
        return self.go_to("consent", "asked-back")

    def forms_sent(self) -> tuple[Form, ...]:
        return (self._form(self.request.POST),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"ask_back_form": self._form(None), **kwargs})

    def _form(self, data: Any) -> ReasonForm:
        return ReasonForm(data, auto_id="id_ask_back_%s")
