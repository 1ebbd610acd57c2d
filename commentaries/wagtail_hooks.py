"""Registers with Wagtail's admin what the other rooms make."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.ui.components import Component
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from commentaries import log_actions, publishing, urls
from commentaries.models import CommentaryPage, FollowUp, Person, Series, Topic
from commentaries.permissions import user_works_on_series
from commentaries.waiting import waiting_for


class SeriesViewSet(SnippetViewSet):
    model = Series
    icon = "list-ul"
    list_display = ["title", "issn_online"]


class PersonViewSet(SnippetViewSet):
    model = Person
    icon = "user"
    list_display = ["name", "affiliation", "email"]
    search_fields = ["given_name", "family_name"]


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"


class SeriesGroup(SnippetViewSetGroup):
    """Series, persons and topics in one menu."""

    items = (SeriesViewSet, PersonViewSet, TopicViewSet)
    menu_label = _("Commentaries")
    menu_icon = "openquote"
    menu_order = 150
    add_to_admin_menu = True


register_snippet(SeriesGroup)


@hooks.register("register_log_actions")
def log_entries(actions: Any) -> None:
    log_actions.register(actions)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [path("commentaries/", include(urls, namespace="commentaries"))]


class DecideItem(ActionMenuItem):
    """Leads from the editor to the page where the text is decided on."""

    name = "action-decide"
    label = _("Decide…")
    icon_name = "check"
    order = 5

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        return isinstance(page, CommentaryPage) and bool(page.pk) and user_works_on_series(
            context["request"].user, page.series
        )

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("commentaries:decide", args=[parent_context["page"].pk])


@hooks.register("construct_page_action_menu")
def decide_instead_of_publishing(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Publishing a text is a decision, taken where the affirmations are seen."""
    page = context.get("page") or None
    parent = context.get("parent_page")
    is_ours = isinstance(page, CommentaryPage) or (
        context.get("view") == "create" and hasattr(getattr(parent, "specific", None), "series")
    )
    if not is_ours:
        return
    menu_items[:] = [item for item in menu_items if item.name != "action-publish"]
    decide = DecideItem()
    if decide.is_shown({**context, "request": request}):
        menu_items.append(decide)


@hooks.register("before_publish_page")
def say_why_not(request: HttpRequest, page: Any) -> HttpResponse | None:
    """The guard's sentence, early enough to be read."""
    if not isinstance(page.specific, CommentaryPage):
        return None
    standing = publishing.standing_of(page.specific)
    if standing.is_enough:
        return None
    messages.error(request, standing.missing)
    return redirect("wagtailadmin_pages:edit", page.pk)


class WaitingPanel(Component):
    """What waits for the person who is logged in, on Wagtail's home."""

    name = "commentaries_waiting"
    template_name = "commentaries/admin/waiting_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"items": waiting_for(parent_context["request"].user)}


class FailedFollowUpsPanel(Component):
    """Follow-ups that have failed for good, on the home of those who can mend it."""

    name = "commentaries_failed"
    template_name = "commentaries/admin/failed_panel.html"
    order = 60

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"failed": FollowUp.objects.filter(state=FollowUp.State.FAILED).select_related("page")[:20]}


@hooks.register("construct_homepage_panels")
def home_panels(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(WaitingPanel())
    if request.user.is_superuser or any(
        user_works_on_series(request.user, series) for series in Series.objects.all()
    ):
        panels.append(FailedFollowUpsPanel())
