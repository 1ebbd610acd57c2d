"""Holds the pages of many texts: the institute's front page and the page of each series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.models import Page, PageViewRestriction

from commentaries.fields import CleanRichTextField
from commentaries.models import CommentaryPage, Link
from commentaries.models.querysets import restrictions_on
from series.routing import LIBRARIES, is_year, route_to_number, route_to_text

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse
    from wagtail.url_routing import RouteResult

    from commentaries.testers import SeriesPermissionTester


class FrontPage(Page):
    """The institute's front page: the latest of all series."""

    subpage_types = ["series.SeriesPage"]
    template = "series/front_page.html"
    password_required_template = "commentaries/password.html"

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """A text's page at once, in one query, unless a year or a number is asked for; else the page below."""
        is_text = len(path_components) == 2 and not is_year(path_components[1])
        if is_text and (found := route_to_text(self, path_components)):
            return found
        below = SeriesPage.objects.child_of(self).select_related("series", "locale")
        below = below.annotate(is_restricted=restrictions_on(OuterRef("path")))
        if path_components and (page := below.filter(slug=path_components[0]).first()):
            return page.route(request, path_components[1:])
        return super().route(request, path_components)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """As Wagtail's, but without a day: what the page lists changes with every text."""
        return [{"location": self.get_full_url(request)}]

    def series_pages(self) -> models.QuerySet[SeriesPage]:
        """The series that this page lists, in the order of the tree."""
        return SeriesPage.objects.live().child_of(self).select_related("series").order_by("path")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from series.views import serve_front_page  # Wagtail's own method names it

        return serve_front_page(self, request)

    def serve_password_required_response(self, request: HttpRequest, form: Form, action_url: str) -> HttpResponse:
        from commentaries.views.public import ask_for_password  # Wagtail's own method names it

        return ask_for_password(self, request, form, action_url)


class SeriesPage(RoutablePageMixin, Page):
    """A series' page in one language; its texts are the pages below it."""

    series = models.ForeignKey(
        "commentaries.Series", verbose_name=_("series"), on_delete=models.PROTECT, related_name="pages"
    )
    introduction = CleanRichTextField(
        _("introduction"),
        features=["bold", "italic", "link"],
        blank=True,
        help_text=_("In this page's language. Empty: the series' own text about itself."),
    )

    content_panels = [*Page.content_panels, FieldPanel("series"), FieldPanel("introduction")]
    subpage_types = ["commentaries.CommentaryPage"]
    template = "series/series_page.html"
    password_required_template = "commentaries/password.html"

    class Meta:
        verbose_name = _("series page")
        verbose_name_plural = _("series pages")

    def clean(self) -> None:
        """The texts below belong to the series of this page, and so does their place in the register.

        Addresses for people without an account come before those of pages, and would hide the texts below.
        """
        super().clean()
        if self.slug in Link.Kind.values:
            raise ValidationError(
                {"slug": _("This address leads people without an account to what they are asked. Choose another.")}
            )
        if not (self.pk and self.series_id):
            return
        texts = CommentaryPage.objects.child_of(self).exclude(series=self.series_id)
        if strange := texts.select_related("series").first():
            raise ValidationError(
                {
                    "series": _(
                        "The texts below this page belong to “%(series)s”. Leave the series as it is, "
                        "or make another page for the other series."
                    )
                    % {"series": strange.series}
                }
            )

    @property
    def is_closed(self) -> bool:
        """Whether it is for a closed circle of readers, of whom no feed and no harvester knows the password."""
        return bool(self.get_view_restrictions().exists())

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """As Wagtail's, but asked of the database only when the page was read as restricted."""
        if getattr(self, "is_restricted", True):
            return super().get_view_restrictions()
        return PageViewRestriction.objects.none()

    def serve_password_required_response(self, request: HttpRequest, form: Form, action_url: str) -> HttpResponse:
        from commentaries.views.public import ask_for_password  # Wagtail's own method names it

        return ask_for_password(self, request, form, action_url)

    def permissions_for_user(self, user: AbstractBaseUser) -> SeriesPermissionTester:
        from commentaries.testers import SeriesPermissionTester  # Wagtail's own method names it

        return SeriesPermissionTester(user, self)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Years, then numbers, then texts: what is printed is never taken over by a slug."""
        if not path_components or is_year(path_components[0]):
            return super().route(request, path_components)
        found = route_to_text(self, path_components) or route_to_number(self, path_components)
        return found or super().route(request, path_components)

    @path("")
    def latest(self, request: HttpRequest) -> HttpResponse:
        from series.views import serve_series  # Wagtail's own method names it

        return serve_series(self, request)

    @re_path(r"^(?P<year>\d{4})/$")
    def year(self, request: HttpRequest, year: str) -> HttpResponse:
        from series.views import serve_series  # Wagtail's own method names it

        return serve_series(self, request, year=int(year))

    @path(LIBRARIES)
    def libraries(self, request: HttpRequest) -> HttpResponse:
        from series.views import serve_libraries  # Wagtail's own method names it

        return serve_libraries(self, request)


class OaiItem(models.Model):
    """A text that everyone could read once, as harvesters know it by OAI-PMH: named for ever, and dated.

    Whether its record is there or deleted is asked of ``CommentaryQuerySet.public()`` when it is shown; the row stays.
    ``name`` is the last part of the identifier and ``series_key`` its beginning: both keep what the addresses of
    text and series were when it first appeared. ``datestamp`` is a whole second (``series.oai.stamping``).
    """

    issue = models.ForeignKey("commentaries.Issue", on_delete=models.PROTECT, related_name="oai_items")
    page = models.OneToOneField(
        "commentaries.CommentaryPage", null=True, on_delete=models.SET_NULL, related_name="oai_item"
    )
    name = models.CharField(max_length=440, unique=True)
    series_key = models.CharField(max_length=300)
    language = models.CharField(max_length=20)
    datestamp = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("item for harvesters")
        verbose_name_plural = _("items for harvesters")
        ordering = ["datestamp", "id"]
        indexes = [
            models.Index(fields=["datestamp", "id"], name="oai_item_by_datestamp"),
            models.Index(fields=["series_key", "datestamp", "id"], name="oai_item_of_series"),
        ]

    def __str__(self) -> str:
        return self.name
