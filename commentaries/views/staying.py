"""Answers a request to delete or move a text that stays where it is with the sentence that says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.pages.delete import DeleteView
from wagtail.admin.views.pages.move import MoveChooseDestinationView

from commentaries import keeping
from commentaries.models import CommentaryPage
from commentaries.permissions import user_can_edit, user_can_see
from commentaries.views import hiding
from commentaries.views.base import text_or_404

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class StayingMixin:
    """Says why before Wagtail asks for its permission: its refusal gives no reason, and its hooks come after that.

    Those who may not know of the text get Wagtail's refusal.
    """

    named_by = "page_to_move_id"
    text: CommentaryPage
    refusal: str

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.text = text_or_404(kwargs[self.named_by])
        self.refusal = self.answer_to(request.user)
        if self.refusal:
            View.setup(self, request, *args, **kwargs)  # type: ignore[arg-type]
        else:
            super().setup(request, *args, **kwargs)  # type: ignore[misc]

    def answer_to(self, user: AbstractBaseUser) -> str:
        if not user_can_see(user, self.text):
            return ""
        sentence = self.why_not(self.text)
        if sentence or user_can_edit(user, self.text):
            return sentence
        return _("You cannot change this text now; here you see where it stands.")

    def why_not(self, text: CommentaryPage) -> str:
        return keeping.why_not_moved(text)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.refusal:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        messages.error(request, self.refusal)
        may_edit = user_can_edit(request.user, self.text)
        return redirect("wagtailadmin_pages:edit" if may_edit else "commentaries:consent", self.text.pk)


class TextDeleteView(StayingMixin, DeleteView):
    named_by = "page_id"

    def why_not(self, text: CommentaryPage) -> str:
        return keeping.why_not_deleted(text)


class TextMoveView(StayingMixin, MoveChooseDestinationView):
    pass


class TextMoveConfirmView(StayingMixin, hiding.TextMoveView):
    pass
