"""Answers a reviewer: one version to read, and the answer or refusal to give."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commentaries import reviewing
from commentaries.forms import DeclineForm, ReviewForm
from commentaries.models import Invitation, Review
from commentaries.permissions import user_can_review
from commentaries.reading import rich
from commentaries.views.base import TextView


class ReviewView(TextView):
    """A reviewer reads one version and answers, or declines."""

    template_name = "commentaries/admin/review.html"
    page_title = gettext_lazy("Review")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.read_invitation()
        if not user_can_review(request.user, self.invitation):
            raise PermissionDenied(_("This invitation is addressed to somebody else."))

    def read_invitation(self) -> None:
        """Reads what is asked, and what was answered to it so far."""
        self.invitation = get_object_or_404(
            Invitation.objects.select_related("version__page__series", "person", "invited_by"), pk=self.kwargs["pk"]
        )
        self.page = self.invitation.version.page
        self.review = Review.objects.filter(invitation=self.invitation).first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_decline = request.POST.get("action") == "decline"
        if is_decline:
            name, form = "decline_form", DeclineForm(request.POST, auto_id="id_decline_%s")
        else:
            name, form = "form", ReviewForm(request.POST, instance=self.review)
        if not form.is_valid():
            return self.answer_invalid(**{name: form})
        try:
            if is_decline:
                reviewing.decline(self.invitation, request.user, reason=form.cleaned_data["reason"])
                messages.success(request, _("Thank you for telling us; the editor knows."))
            else:
                self._answer(form.cleaned_data)
                messages.success(request, _("Thank you. Your answer is with the editor."))
        except (reviewing.NotInReview, reviewing.OwnText, reviewing.AnswerChanged) as error:
            self.read_invitation()
            return self.answer_conflict(error, status=HTTPStatus.CONFLICT, **{name: form})
        return self.answer_done("wagtailadmin_home")

    def _answer(self, said: dict[str, Any]) -> None:
        given = reviewing.Answer(Review.Recommendation(said["recommendation"]), said["text"], said["note"])
        reviewing.answer(self.invitation, self.request.user, given, seen=self.request.POST.get("seen", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            invitation=self.invitation,
            version=self.invitation.version,
            series=self.page.series,
            guidelines=rich(self.page.series.guidelines),
            review=self.review,
            seen=reviewing.state_of(self.invitation),
            is_closed=reviewing.is_closed(self.invitation),
            form=ReviewForm(instance=self.review),
            decline_form=DeclineForm(auto_id="id_decline_%s"),
        )
        return {**context, **kwargs}
