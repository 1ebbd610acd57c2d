"""Registers with Wagtail's admin what the other rooms make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem, SubmitForModerationMenuItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup
from wagtail.utils.urlpatterns import decorate_urlpatterns

from commentaries import api_actions, home, keeping, log_actions, menus, publishing, rich_text, standings, urls
from commentaries.hiding import text_is_hidden_from, texts_hidden_from
from commentaries.models import CommentaryPage, Person, Series, Topic
from commentaries.permissions import user_can_see, user_works_on_text
from commentaries.stages import letter_to_authors
from commentaries.views import editing, hiding, previewing, staying
from commentaries.views import series as series_views
from commentaries.views.account import LettersPanel
from commentaries.views.persons import PersonEditView
from commentaries.views.topics import TopicEditView, TopicIndexView


class SeriesViewSet(SnippetViewSet):
    model = Series
    icon = "list-ul"
    list_display = ["title", "issn_online"]
    edit_handler = series_views.EDIT_HANDLER
    edit_view_class = series_views.SeriesEditView
    delete_view_class = series_views.SeriesDeleteView
    history_view_class = series_views.SeriesHistoryView
    usage_view_class = series_views.SeriesUsageView
    inspect_view_class = series_views.SeriesInspectView

    def get_queryset(self, request: HttpRequest) -> QuerySet[Series]:
        return self.permission_policy.instances_user_has_any_permission_for(request.user, {"change", "delete", "view"})


class PersonViewSet(SnippetViewSet):
    model = Person
    icon = "user"
    list_display = ["name", "affiliation", "email"]
    edit_view_class = PersonEditView
    search_fields = ["given_name", "family_name"]


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ["name", Column("merged_into", label=_("Merged into"))]
    index_view_class = TopicIndexView
    edit_view_class = TopicEditView

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return Topic.objects.select_related("merged_into")


class SeriesGroup(SnippetViewSetGroup):
    """Series, persons and topics in one menu."""

    items = (SeriesViewSet, PersonViewSet, TopicViewSet)
    menu_label = _("Commentaries")
    menu_icon = "openquote"
    menu_order = 150
    add_to_admin_menu = True


register_snippet(SeriesGroup)


class TextViewSet(PageViewSet):
    """Wagtail's own pages about a text, some of them with a question before; the explorer of a series stays."""

    model = CommentaryPage
    icon = "doc-empty-inverse"
    add_view_class = editing.TextCreateView
    edit_view_class = editing.TextEditView
    revisions_revert_view_class = editing.TextRevertView
    revisions_unschedule_view_class = editing.TextUnscheduleView
    unpublish_view_class = editing.TextUnpublishView
    preview_on_add_view_class = previewing.TextPreviewOnCreate
    preview_on_edit_view_class = previewing.TextPreviewOnEdit
    index_view_class = hiding.BelowTextView
    workflow_action_view_class = hiding.TextActionView
    collect_workflow_action_data_view_class = hiding.TextActionDataView
    confirm_workflow_cancellation_view_class = hiding.TextCancellationView
    workflow_preview_view_class = hiding.TextTaskPreview
    delete_view_class = staying.TextDeleteView
    move_view_class = staying.TextMoveView
    move_confirm_view_class = staying.TextMoveConfirmView
    parent_models = (CommentaryPage,)


@hooks.register("register_admin_viewset")
def text_viewset() -> TextViewSet:
    return TextViewSet()


for action in (hiding.DeleteSeenTexts, hiding.MoveSeenTexts, hiding.PublishSeenTexts, hiding.UnpublishSeenTexts):
    hooks.register("register_bulk_action", action, order=1)  # after Wagtail's own, whose place each takes


@hooks.register("register_log_actions")
def log_entries(actions: Any) -> None:
    log_actions.register(actions)


@hooks.register("register_actions")
def whole_actions(registry: Any) -> None:
    api_actions.register(registry)


@hooks.register("register_admin_urls", order=1000)  # after the other apps', whose pages it fits too
def admin_urls() -> list[Any]:
    """Our pages, those in place of Wagtail's, and a hand on all others, which Wagtail has no hook for.

    Wagtail asks for what comes after its own addresses, while these lie open in its module.
    """
    from wagtail.admin import urls as wagtails  # it is being loaded, and asks for this

    wagtails.urlpatterns[:0] = urls.in_place_of_wagtails
    decorate_urlpatterns(wagtails.urlpatterns, hiding.answer_at_once)
    return [path("commentaries/", include(urls, namespace="commentaries"))]


class DecideItem(ActionMenuItem):
    """Leads from the editor to the page where the text is decided on; foremost while it is under way."""

    name = "action-decide"
    label = _("Decide…")
    icon_name = "check"

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        return isinstance(page, CommentaryPage) and bool(page.pk) and user_works_on_text(context["request"].user, page)

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("commentaries:decide", args=[parent_context["page"].pk])


class SubmitItem(SubmitForModerationMenuItem):
    """Submits to the editors, under this name, whatever the workflow is called."""

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        page = context.get("page")
        again = bool(page and page.pk) and letter_to_authors(page) is not None
        return {**context, "label": _("Submit again") if again else _("Submit to the editors")}


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
    unwanted = {"action-publish", "action-cancel-workflow", "action-restart-workflow"}
    menu_items[:] = [
        SubmitItem(item.order) if item.name == "action-submit" else item
        for item in menu_items
        if item.name not in unwanted
    ]
    decide = DecideItem()
    if decide.is_shown({**context, "request": request}):
        menu_items.insert(0 if page.workflow_in_progress else len(menu_items), decide)


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("commentaries/admin/admin.css"))


@hooks.register("insert_editor_js")
def editor_js() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', versioned_static("commentaries/admin/editor.js"))


@hooks.register("register_rich_text_features")
def rich_text_features(features: Any) -> None:
    rich_text.register(features)


@hooks.register("register_page_header_buttons")
def differences_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """The way to the versions of a text, from wherever Wagtail shows the text's own pages."""
    if isinstance(page, CommentaryPage) and user_can_see(user, page):
        address = reverse("commentaries:differences", args=[page.pk])
        yield Button(_("Versions and changes"), address, icon_name="strikethrough", priority=64)


@hooks.register("before_publish_page")
def say_why_not(request: HttpRequest, page: Any) -> HttpResponse | None:
    """The guard's sentence, early enough to be read."""
    if not isinstance(page.specific, CommentaryPage):
        return None
    standing = standings.standing_of(page.specific)
    if standing.is_enough:
        return None
    messages.error(request, standing.missing)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_delete_page")
def say_what_stays(request: HttpRequest, page: Any) -> HttpResponse | None:
    """The refusal's sentence, before the page is asked for that would delete a text with all that is above it."""
    if sentence := keeping.why_not_deleted_with(page):
        messages.error(request, sentence)
        return redirect("wagtailadmin_explore", page.pk)
    return None


@hooks.register("before_copy_page")
def copy_as_draft(request: HttpRequest, page: Any) -> HttpResponse | None:
    """A copied text is a draft and never an alias: said before Wagtail begins, which stops halfway if refused."""
    asked = {name for name in ("alias", "publish_copies", "copy_subpages") if request.POST.get(name)}
    with_texts = issubclass(page.specific_class, CommentaryPage) or (
        "copy_subpages" in asked and CommentaryPage.objects.descendant_of(page).exists()
    )
    if not (with_texts and asked & {"alias", "publish_copies"}):
        return None
    messages.error(request, publishing.no_alias() if "alias" in asked else publishing.copies_are_drafts())
    return redirect("wagtailadmin_pages:copy", page.pk)


@hooks.register("construct_homepage_panels")
def home_panels(request: HttpRequest, panels: list[Any]) -> None:
    home.lay_out(request, panels)


@hooks.register("register_admin_menu_item")
def waiting_item() -> menus.WaitingMenuItem:
    return menus.WaitingMenuItem()


@hooks.register("register_account_settings_panel")
def letters_panel(request: HttpRequest, user: Any, profile: Any) -> LettersPanel:
    return LettersPanel(request, user, profile)


@hooks.register("construct_explorer_page_queryset")
def hide_from_explorer(parent_page: Any, pages: Any, request: HttpRequest) -> Any:
    return pages.exclude(pk__in=texts_hidden_from(request.user).values("pk"))


@hooks.register("construct_page_chooser_queryset")
def hide_from_chooser(pages: Any, request: HttpRequest) -> Any:
    """The page below which somebody browses is named too, and Wagtail has no other place to ask."""
    parent = request.resolver_match.kwargs.get("parent_page_id") if request.resolver_match else None
    if parent and text_is_hidden_from(request.user, parent):
        raise PermissionDenied
    return pages.exclude(pk__in=texts_hidden_from(request.user).values("pk"))


@hooks.register("before_move_page")
def hide_from_moving(request: HttpRequest, page: Any, destination: Any) -> None:
    """The page below which another shall stand is named before Wagtail asks whether it may."""
    if text_is_hidden_from(request.user, destination.pk):
        raise PermissionDenied
