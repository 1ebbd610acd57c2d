"""Keeps the title of a draft to itself on those of Wagtail's pages that name a page before they ask (trap 17)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.chooser import ChosenMultipleView
from wagtail.admin.views.home import LockedPagesPanel, RecentEditsPanel
from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.admin.views.pages.workflow import (
    CollectWorkflowActionDataView,
    ConfirmWorkflowCancellationView,
    PreviewRevisionForTaskView,
    WorkflowActionView,
)
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.locked_pages import LockedPagesView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.models import Page, PageLogEntry

from commentaries.hiding import entries_hidden_from, text_is_hidden_from, texts_hidden_from
from commentaries.permissions import user_can_see
from commentaries.views.base import text_or_404


def answer_at_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets a page of the admin be written while it is known who reads it.

    Wagtail knows that for its log, and only while the view runs; templates are filled in after it.
    ``title_in_admin`` asks it, wherever a page or a form names a text.
    """

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        return response.render() if isinstance(response, SimpleTemplateResponse) else response

    return answer


class SeenTextMixin:
    """For those who may see the text."""

    object: Page

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not user_can_see(request.user, self.object.specific):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class TextActionView(SeenTextMixin, WorkflowActionView):
    pass


class TextActionDataView(SeenTextMixin, CollectWorkflowActionDataView):
    pass


class TextCancellationView(SeenTextMixin, ConfirmWorkflowCancellationView):
    pass


class TextTaskPreview(SeenTextMixin, PreviewRevisionForTaskView):
    pass


class TextMoveView(MoveConfirmView):
    """Names the text, and its slug, before it asks."""

    def dispatch(self, request: HttpRequest, page_to_move_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        if not text_or_404(page_to_move_id).permissions_for_user(request.user).can_move():
            raise PermissionDenied
        return super().dispatch(request, page_to_move_id, *args, **kwargs)


class BelowTextView(ExplorableIndexView):
    """The explorer below a text: it has nothing there, but names the text."""

    def get(self, request: HttpRequest, parent_page_id: int) -> HttpResponse:
        if text_is_hidden_from(request.user, parent_page_id):
            raise PermissionDenied
        return super().get(request, parent_page_id)


class SeenTextsMixin:
    """An action on many pages lists those for which the user lacks permission: not the drafts of others."""

    request: HttpRequest
    next_url: str

    def get_actionable_objects(self) -> tuple[list[Page], dict[str, list[Page]]]:
        pages, lists = super().get_actionable_objects()  # type: ignore[misc]
        refused = lists["items_with_no_access"]
        hidden = texts_hidden_from(self.request.user).in_bulk([page.pk for page in refused])
        return pages, {**lists, "items_with_no_access": [page for page in refused if page.pk not in hidden]}

    def form_valid(self, form: Form) -> HttpResponse:
        """What is refused is refused for all, with the sentence that says why."""
        try:
            with transaction.atomic():
                return super().form_valid(form)  # type: ignore[misc]
        except PermissionDenied as refusal:
            messages.error(self.request, str(refusal) or _("You may not do this with all the pages you chose."))
            return redirect(self.next_url)


class DeleteSeenTexts(SeenTextsMixin, DeleteBulkAction):
    pass


class MoveSeenTexts(SeenTextsMixin, MoveBulkAction):
    pass


class PublishSeenTexts(SeenTextsMixin, PublishBulkAction):
    pass


class UnpublishSeenTexts(SeenTextsMixin, UnpublishBulkAction):
    pass


class ChosenSeenPages(ChosenMultipleView):
    """Answers with title and address of the pages that were chosen: those that could be."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.getlist("id")
        hidden = {
            str(page) for page in texts_hidden_from(request.user).filter(pk__in=asked).values_list("pk", flat=True)
        }
        request.GET = request.GET.copy()
        request.GET.setlist("id", [page for page in asked if page not in hidden])
        return super().get(request)


class SeenPageTypes(PageTypesUsageReportView):
    """Names the page of each type that was edited last, if the user may know of it."""

    def decorate_paginated_queryset(self, page_types: Any) -> Any:
        page_types = super().decorate_paginated_queryset(page_types)
        for page_type in page_types:
            page = page_type.last_edited_page
            if page and text_is_hidden_from(self.request.user, page.pk):
                page_type.last_edited_page = None
        return page_types


class SeenLockedPages(LockedPagesView):
    """Lists what the user has locked too, however long ago."""

    def get_queryset(self) -> QuerySet[Page]:
        return _seen(super().get_queryset(), self.request.user)


class SeenHistory(LogEntriesView):
    """The history of the site without that of the texts of others: what they were called before they were public."""

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found = super().filter_queryset(queryset)
        if found.model is not PageLogEntry:
            return found
        return found.exclude(entries_hidden_from(self.request.user))


class SeenRecentEdits(RecentEditsPanel):
    """What the user has edited, and still may know of."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        user = parent_context["request"].user
        hidden = texts_hidden_from(user).in_bulk([page.pk for _moment, page in context["last_edits"]])
        return {**context, "last_edits": [edit for edit in context["last_edits"] if edit[1].pk not in hidden]}


class SeenLocks(LockedPagesPanel):
    """What the user has locked, and still may know of."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        return {**context, "locked_pages": _seen(context["locked_pages"], parent_context["request"].user)}


def _seen(pages: QuerySet[Page], user: Any) -> QuerySet[Page]:
    return pages.exclude(pk__in=texts_hidden_from(user).values("pk"))
