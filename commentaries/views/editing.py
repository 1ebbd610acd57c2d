"""Lets Wagtail's editor save a text: one person at a time, nothing typed lost, advice shown before it is passed."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import set_query_params
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.models import Page

from commentaries.forms import ASKED, CommentaryForm
from commentaries.models import CommentaryPage
from commentaries.permissions import user_can_see
from commentaries.telling import last_step


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


class OneAtATimeMixin:
    """What is posted meets what stands, and nobody else writes to it meanwhile (D3).

    Wagtail reads a page, checks the form and then saves the whole row: a decision taken in between
    would be written over. So the row is locked before it is read.
    """

    request: HttpRequest
    setup: Callable[..., None]

    def locked(self) -> QuerySet[Page]:
        """The row that nobody else may write to."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        with transaction.atomic():
            get_object_or_404(self.locked().select_for_update().order_by("pk"))
            self.setup(request, *args, **kwargs)  # some of Wagtail's views read the page there
            try:
                with transaction.atomic():
                    return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            except PermissionDenied as refusal:
                return self.answer_refused(refusal, *args, **kwargs)

    def answer_refused(self, refusal: PermissionDenied, *args: Any, **kwargs: Any) -> HttpResponse:
        """Saves as a draft what could not be submitted or published."""
        asked = {name for name in self.request.POST if name.startswith("action-")}
        if not asked:
            raise refusal
        self.request.POST = self.request.POST.copy()
        for name in asked:
            del self.request.POST[name]
        for name in [name for name in vars(self) if isinstance(getattr(type(self), name, None), cached_property)]:
            delattr(self, name)
        response: HttpResponse = super().dispatch(self.request, *args, **kwargs)  # type: ignore[misc]
        messages.error(self.request, str(refusal) or _("Saved as a draft: you may not do more with this text now."))
        return response


class TextEditingMixin(OneAtATimeMixin, AdviceFirstMixin):
    """A text that is there already; who may not write to it any more gets back what they wrote."""

    kwargs: dict[str, Any]
    page: CommentaryPage
    expects_json_response: bool

    def locked(self) -> QuerySet[Page]:
        return CommentaryPage.objects.filter(pk=self.kwargs["page_id"])

    def answer_refused(self, refusal: PermissionDenied, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.page.permissions_for_user(self.request.user).can_edit():
            return self.answer_not_saved(refusal)
        return super().answer_refused(refusal, *args, **kwargs)

    def answer_not_saved(self, refusal: PermissionDenied) -> HttpResponse:
        """Somebody has taken the text on: the words of the one who was still writing are shown, to be copied."""
        if self.expects_json_response or not user_can_see(self.request.user, self.page):
            raise refusal
        sentence = _("You cannot change this text any more, so what you wrote was not saved.")
        return TemplateResponse(
            self.request,
            "commentaries/admin/not_saved.html",
            {
                "page_title": _("Not saved"),
                "conflict": f"{sentence} {last_step(self.page)}".strip(),
                "typed": self.posted_form().typed(),
            },
            status=HTTPStatus.CONFLICT,
        )

    def posted_form(self) -> CommentaryForm:
        form_class = CommentaryPage.get_edit_handler().get_form_class()
        page, user = self.page, self.request.user
        return form_class(self.request.POST, instance=page, parent_page=page.get_parent(), for_user=user)


class TextEditView(TextEditingMixin, EditView):
    pass


class TextRevertView(TextEditingMixin, RevisionsRevertView):
    pass


class TextUnpublishView(OneAtATimeMixin, UnpublishView):
    def locked(self) -> QuerySet[Page]:
        return CommentaryPage.objects.filter(pk=self.pk)


class TextCreateView(OneAtATimeMixin, AdviceFirstMixin, CreateView):
    """The page above is locked: two texts begun at once do not get the same place in the tree."""

    def locked(self) -> QuerySet[Page]:
        return Page.objects.filter(pk=self.kwargs["parent_page_id"])
