"""Answers an author who is asked to say yes to exactly this text."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commentaries import deciding, publishing, versions
from commentaries.forms import AffirmationForm
from commentaries.permissions import person_of, user_can_consent
from commentaries.views.base import TextView, text_or_404


class ConsentView(TextView):
    """An author says yes to exactly this text."""

    template_name = "commentaries/admin/consent.html"
    page_title = gettext_lazy("Your yes to the text")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page = text_or_404(kwargs["pk"])
        if not user_can_consent(request.user, self.page):
            raise PermissionDenied(_("Only an author of the text is asked for consent."))
        self.latest = versions.latest_of(self.page)
        self.shown = versions.keep(self.latest, by=None)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AffirmationForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            deciding.affirm(
                self.page, request.user, digest=form.cleaned_data["digest"], comment=form.cleaned_data["comment"]
            )
        except deciding.ContentChanged as error:
            return self.answer_conflict(error, status=HTTPStatus.CONFLICT, form=form)
        messages.success(request, _("Thank you. Your yes to exactly this text is stored, and the editor is told."))
        return redirect("wagtailadmin_home")

    def _has_said_yes(self) -> bool:
        person = person_of(self.request.user)
        standing = publishing.standing_of(self.latest)
        return person is not None and any(a.person_id == person.pk for a in standing.affirmations)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            page=self.page,
            latest=self.latest,
            version=self.shown,
            own_yes=self._has_said_yes(),
            form=AffirmationForm(initial={"digest": self.shown.digest}),
        )
        return {**context, **kwargs}
