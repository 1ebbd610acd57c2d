"""Lays out Wagtail's home: what waits, one's own texts and failed work above, and no text twice below."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    LockedPagesPanel,
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)

from commentaries.models import CommentaryPage, Series
from commentaries.permissions import user_works_on_series
from commentaries.views import hiding
from commentaries.waiting import beginnings_for, failed_for, own_texts_of, waiting_for


class WaitingPanel(Component):
    """What waits for the person who is logged in, on Wagtail's home."""

    name = "commentaries_waiting"
    template_name = "commentaries/admin/waiting_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"items": waiting_for(parent_context["request"].user)}


class OwnTextsPanel(Component):
    """A person's own texts on their way to the public, and where to begin one, on Wagtail's home."""

    name = "commentaries_own_texts"
    template_name = "commentaries/admin/own_texts_panel.html"
    order = 55

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"texts": own_texts_of(user), "beginnings": beginnings_for(user)}


class FailedFollowUpsPanel(Component):
    """Follow-ups that have failed for good, on the home of those who can mend it."""

    name = "commentaries_failed"
    template_name = "commentaries/admin/failed_panel.html"
    order = 60

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        request = parent_context["request"]
        # a component is filled in without the request, so its forms get no token by themselves
        return {"failed": failed_for(request.user), "request": request, "csrf_token": get_token(request)}


class OthersToModeratePanel(WorkflowObjectsToModeratePanel):
    """Wagtail's list of what awaits moderation, without the texts: they are in the panel above."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        states = [state for state in context.get("states", []) if not _is_text(state["obj"])]
        return {**context, "states": states}


class OthersInWorkflowPanel(UserObjectsInWorkflowModerationPanel):
    """Wagtail's list of one's own pages in a workflow, without the texts: they are among one's own texts."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        states = [state for state in context["workflow_states"] if not _is_text(state.content_object)]
        return {**context, "workflow_states": states}


_OURS_INSTEAD = {
    LockedPagesPanel: hiding.SeenLocks,
    RecentEditsPanel: hiding.SeenRecentEdits,
    WorkflowObjectsToModeratePanel: OthersToModeratePanel,
    UserObjectsInWorkflowModerationPanel: OthersInWorkflowPanel,
}


def _is_text(thing: Any) -> bool:
    return isinstance(getattr(thing, "specific", thing), CommentaryPage)


def lay_out(request: HttpRequest, panels: list[Any]) -> None:
    """Puts our panels among Wagtail's, and in the place of those that would name hidden texts."""
    panels[:] = [_OURS_INSTEAD[type(panel)]() if type(panel) in _OURS_INSTEAD else panel for panel in panels]
    panels += [WaitingPanel(), OwnTextsPanel()]
    if request.user.is_superuser or any(user_works_on_series(request.user, series) for series in Series.objects.all()):
        panels.append(FailedFollowUpsPanel())
