"""Holds the pages of many texts: the institute's front page and the page of each series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.fields import RichTextField
from wagtail.models import Page

from series.routing import route_to_number, route_to_text

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.http import HttpRequest, HttpResponse
    from wagtail.url_routing import RouteResult

    from commentaries.permissions import SeriesPermissionTester


class FrontPage(Page):
    """The institute's front page: the latest of all series."""

    subpage_types = ["series.SeriesPage"]
    template = "series/front_page.html"

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """A text's page first, in one query; then the series' pages and all others."""
        if len(path_components) == 2 and (found := route_to_text(self, path_components)):
            return found
        below = SeriesPage.objects.child_of(self).select_related("series", "locale")
        if path_components and (page := below.filter(slug=path_components[0]).first()):
            return page.route(request, path_components[1:])
        return super().route(request, path_components)

    def series_pages(self) -> models.QuerySet[SeriesPage]:
        """The series that this page lists, in the order of the tree."""
        return SeriesPage.objects.live().child_of(self).select_related("series").order_by("path")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from series.views import serve_front_page  # Wagtail's own method names it

        return serve_front_page(self, request)


class SeriesPage(RoutablePageMixin, Page):
    """A series' page in one language; its texts are the pages below it."""

    series = models.ForeignKey(
        "commentaries.Series", verbose_name=_("series"), on_delete=models.PROTECT, related_name="pages"
    )
    introduction = RichTextField(
        _("introduction"),
        features=["bold", "italic", "link"],
        blank=True,
        help_text=_("In this page's language. Empty: the series' own text about itself."),
    )

    content_panels = [*Page.content_panels, FieldPanel("series"), FieldPanel("introduction")]
    subpage_types = ["commentaries.CommentaryPage"]
    template = "series/series_page.html"

    class Meta:
        verbose_name = _("series page")
        verbose_name_plural = _("series pages")

    def permissions_for_user(self, user: AbstractBaseUser) -> SeriesPermissionTester:
        from commentaries.permissions import SeriesPermissionTester  # Wagtail's own method names it

        return SeriesPermissionTester(user, self)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """A text's page first, in one query; then numbers and years."""
        is_year = path_components and path_components[0].isdecimal() and len(path_components[0]) == 4
        found = (
            path_components
            and not is_year
            and (route_to_text(self, path_components) or route_to_number(self, path_components))
        )
        return found or super().route(request, path_components)

    @path("")
    def latest(self, request: HttpRequest) -> HttpResponse:
        from series.views import serve_series  # Wagtail's own method names it

        return serve_series(self, request)

    @re_path(r"^(?P<year>\d{4})/$")
    def year(self, request: HttpRequest, year: str) -> HttpResponse:
        from series.views import serve_series  # Wagtail's own method names it

        return serve_series(self, request, year=int(year))
