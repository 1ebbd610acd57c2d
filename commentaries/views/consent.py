"""Answers an author about a text that is under way: where it stands, a yes to exactly this text, a withdrawal."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commentaries import deciding, publishing, submitting
from commentaries.forms import AffirmationForm, MessageForm
from commentaries.histories import news_for
from commentaries.permissions import person_of, user_can_consent, user_can_edit, user_is_author_of
from commentaries.stages import letter_to_authors, stage_of, withheld_stage_of
from commentaries.views.base import TextView


class ConsentView(TextView):
    """What an author may do about a text of their own while it is with the editors."""

    template_name = "commentaries/admin/consent.html"
    page_title = gettext_lazy("Your text")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.read_text(kwargs["pk"])
        if not user_is_author_of(request.user, self.latest):
            raise PermissionDenied(_("Only an author of the text opens this page."))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = {"affirm": self.affirm, "withdraw": self.withdraw}.get(request.POST.get("action", ""))
        if action is None:
            return self.render_to_response(self.get_context_data(), status=HTTPStatus.BAD_REQUEST)
        return action()

    def affirm(self) -> HttpResponse:
        form = AffirmationForm(self.request.POST)
        if not form.is_valid():
            return self.answer_invalid(form=form)
        said = form.cleaned_data
        try:
            deciding.affirm(self.page, self.request.user, digest=said["digest"], comment=said["comment"])
        except deciding.ContentChanged as error:
            return self.answer_conflict(error, status=HTTPStatus.CONFLICT, form=form)
        messages.success(self.request, _("Thank you. Your yes to exactly this text is stored, and the editor is told."))
        return self.answer_done("wagtailadmin_home")

    def withdraw(self) -> HttpResponse:
        try:
            submitting.withdraw(self.page, self.request.user)
        except submitting.NotUnderWay as error:
            return self.answer_conflict(error, status=HTTPStatus.CONFLICT)
        messages.success(self.request, _("The text is a draft again."))
        return self.answer_done("wagtailadmin_pages:edit", self.page.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_under_way = self.page.current_workflow_task is not None
        standing = publishing.standing_of(self.latest, digest=self.digest)
        is_owed = self.page.live and standing.second_due_on is not None
        context = super().get_context_data(
            page=self.page,
            latest=self.latest,
            digest=self.digest,
            stage=stage_of(self.page),
            letter=letter_to_authors(self.page),
            withheld=withheld_stage_of(self.page) is not None,
            news=news_for(self.page, person_of(self.request.user), digest=self.digest),
            own_yes=standing.is_affirmed_by(person_of(self.request.user)),
            may_consent=(is_under_way or is_owed) and user_can_consent(self.request.user, self.latest),
            may_withdraw=is_under_way,
            may_edit=user_can_edit(self.request.user, self.page) and not self._is_locked(),
            form=AffirmationForm(),
            withdraw_form=MessageForm(),
        )
        return {**context, **kwargs}

    def _is_locked(self) -> bool:
        """A scheduled text is in nobody's hands until it appears."""
        return bool(self.page.permissions_for_user(self.request.user).page_locked())
