"""Answers a reviewer who has an account, in the admin: one version to read, and the answer or refusal to give."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commentaries.changes.histories import last_read
from commentaries.models import Invitation
from commentaries.permissions import person_of, user_can_review
from commentaries.views.answering import AnsweringMixin
from commentaries.views.base import TextView


class ReviewView(AnsweringMixin, TextView):
    """A reviewer reads one version and answers, keeps what is written for later, or declines."""

    template_name = "commentaries/admin/review.html"
    page_title = gettext_lazy("Review")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        asked = get_object_or_404(Invitation, pk=self.kwargs["pk"])
        if not user_can_review(request.user, asked):
            raise PermissionDenied(_("This invitation is addressed to somebody else."))
        self.reviewer = person_of(request.user)
        self.read_invitation(asked.pk)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def done(self, action: str, sentence: str) -> HttpResponse:
        messages.success(self.request, sentence)
        if action == "more":
            response = self.answer_done("commentaries:review", self.invitation.pk)
            response.headers["Location"] += "#passages"
            return response
        if action == "save":
            return self.answer_done("commentaries:review", self.invitation.pk)
        return self.answer_done("wagtailadmin_home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        read = last_read(self.request.user, self.invitation.version)
        return {**super().get_context_data(**self.review_context(), last_read=read), **kwargs}
