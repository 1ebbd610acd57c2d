"""Keeps the title of a draft to itself on those of Wagtail's pages that name a page before they ask (trap 17)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.views.pages.workflow import (
    CollectWorkflowActionDataView,
    ConfirmWorkflowCancellationView,
    PreviewRevisionForTaskView,
    WorkflowActionView,
)
from wagtail.models import Page

from commentaries.permissions import text_is_hidden_from, texts_hidden_from, user_can_see


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


class BelowTextView(ExplorableIndexView):
    """The explorer below a text: it has nothing there, but names the text."""

    def get(self, request: HttpRequest, parent_page_id: int) -> HttpResponse:
        if text_is_hidden_from(request.user, parent_page_id):
            raise PermissionDenied
        return super().get(request, parent_page_id)


class SeenTextsMixin:
    """An action on many pages lists those for which the user lacks permission: not the drafts of others."""

    request: HttpRequest

    def get_actionable_objects(self) -> tuple[list[Page], dict[str, list[Page]]]:
        pages, lists = super().get_actionable_objects()  # type: ignore[misc]
        refused = lists["items_with_no_access"]
        hidden = texts_hidden_from(self.request.user).in_bulk([page.pk for page in refused])
        return pages, {**lists, "items_with_no_access": [page for page in refused if page.pk not in hidden]}


class DeleteSeenTexts(SeenTextsMixin, DeleteBulkAction):
    pass


class MoveSeenTexts(SeenTextsMixin, MoveBulkAction):
    pass


class PublishSeenTexts(SeenTextsMixin, PublishBulkAction):
    pass


class UnpublishSeenTexts(SeenTextsMixin, UnpublishBulkAction):
    pass
