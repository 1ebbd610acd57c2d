"""Answers an author with an account about a text that is under way: where it stands, a yes or a no, a withdrawal."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commentaries import scheduling, submitting, withdrawing
from commentaries.changes.histories import news_for
from commentaries.forms import MessageForm, ReasonForm
from commentaries.models import AuthorDetails
from commentaries.permissions import person_of, user_can_edit, user_is_author_of, withdrawal_is_asked
from commentaries.stages import letter_to_authors, withheld_stage_of
from commentaries.views.base import TextView
from commentaries.views.consenting import ConsentingMixin
from commentaries.views.describing import DescribingMixin


class ConsentView(ConsentingMixin, DescribingMixin, TextView):
    """What an author may do about a text of their own while it is with the editors."""

    template_name = "commentaries/admin/consent.html"
    page_title = gettext_lazy("Your text")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.read_text(kwargs["pk"])
        self.author = person_of(request.user)
        if not user_is_author_of(request.user, self.latest):
            raise PermissionDenied(_("Only an author of the text opens this page."))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.take(
            {
                "affirm": self.affirm,
                "object": self.object_to,
                "withdraw": self.withdraw,
                "ask_back": self.ask_back,
                "describe": self.describe,
            }
        )

    def done(self, sentence: str) -> HttpResponse:
        messages.success(self.request, sentence)
        return self.answer_done("wagtailadmin_home")

    def described(self, details: AuthorDetails) -> HttpResponse:
        messages.success(self.request, self.told_of(details))
        return self.answer_done("commentaries:consent", self.page.pk)

    def withdraw(self) -> HttpResponse:
        try:
            submitting.withdraw(self.page, self.request.user)
        except submitting.NotUnderWay as error:
            return self.answer_conflict(error, status=HTTPStatus.CONFLICT)
        messages.success(self.request, _("The text is a draft again."))
        return self.answer_done("wagtailadmin_pages:edit", self.page.pk)

    def ask_back(self) -> HttpResponse:
        form = ReasonForm(self.request.POST, auto_id="id_ask_back_%s")
        if not form.is_valid():
            return self.answer_invalid(ask_back_form=form)
        try:
            withdrawing.ask(self.page, self.request.user, reason=form.cleaned_data["reason"])
        except (scheduling.NotScheduled, withdrawing.AskedAlready) as error:
            return self.answer_conflict(error, status=HTTPStatus.CONFLICT, ask_back_form=form)
        messages.success(
            self.request, _("The text is off the schedule: it does not appear unless an editor schedules it again.")
        )
        return self.answer_done("commentaries:consent", self.page.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            **self.consent_context(),
            **self.describing_context(),
            letter=letter_to_authors(self.page),
            withheld=withheld_stage_of(self.page) is not None,
            news=news_for(self.page, self.author, digest=self.digest),
            may_withdraw=self.page.current_workflow_task is not None,
            may_edit=user_can_edit(self.request.user, self.page) and not self._is_locked(),
            withdraw_form=MessageForm(),
            asked_back=withdrawal_is_asked(self.page),
            may_ask_back=withdrawing.is_possible(self.page),
            ask_back_form=ReasonForm(auto_id="id_ask_back_%s"),
        )
        return {**context, **kwargs}

    def _is_locked(self) -> bool:
        """A scheduled text is in nobody's hands until it appears."""
        return bool(self.page.permissions_for_user(self.request.user).page_locked())
