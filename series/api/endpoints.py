"""Names what programs may read, and of whom: public texts, the authors of public texts, series with a public page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Exists, OuterRef, Prefetch
from django.http import Http404
from django.urls import path
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from wagtail.api import APIField
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet

from commentaries import conf
from commentaries.models import CommentaryPage, Person, Series
from commentaries.models.querysets import open_to_everyone
from commentaries.recording import pdf_path, subjects_of
from commentaries.resolving import expander
from commentaries.views.public import for_everyone
from series.api import describing
from series.api.describing import Said, of_record
from series.api.selecting import NARROWING, Pages, TextFilter
from series.listings import persons_in_print
from series.models import SeriesPage

if TYPE_CHECKING:
    from django.db.models import QuerySet

QUESTIONS = frozenset({"limit", "offset", "fields", "format"})
LONGEST_FIELDS = 600
"""All names of a text are half as long."""


class PublicEndpoint(BaseAPIViewSet):
    """Whoever asks is answered the same: no session, no token, no other method than reading."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    throttle_classes: list[Any] = []
    renderer_classes = [JSONRenderer]
    """Whatever the host has installed: kept answers are told from each other by their address alone."""
    pagination_class = Pages
    known_query_parameters = QUESTIONS
    listed_fields: list[str] = []
    """What a list tells of each; all the rest is told when it is asked for by ``fields``, or of one alone."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        if not conf.get().READ_API:
            raise Http404("The API is switched off here.")
        super().initial(request, *args, **kwargs)

    def check_query_parameters(self, queryset: Any) -> None:
        """Wagtail follows ``fields`` into each bracket, and would fall over a deep one."""
        if len(self.request.GET.get("fields", "")) > LONGEST_FIELDS:
            raise BadRequestError(f"fields is longer than {LONGEST_FIELDS} letters.")
        if unknown := sorted(set(self.request.GET) - self.known_query_parameters):
            known = ", ".join(sorted(self.known_query_parameters))
            raise BadRequestError(f"There is no parameter {', '.join(unknown)[:100]}. There are: {known}.")

    def detail_view(self, request: Any, pk: int) -> Response:
        self.check_query_parameters(None)
        response: Response = super().detail_view(request, pk)
        return response

    def get_object(self) -> Any:
        if not hasattr(self, "_cached_object"):
            key = self.kwargs["pk"]
            found = self.get_queryset().filter(pk=key).first() if key <= BigIntegerField.MAX_BIGINT else None
            if found is None:
                raise Http404("There is nothing public under this key.")
            self._cached_object = self.equipped([found])[0]
        return self._cached_object

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        return self.equipped(super().paginate_queryset(queryset))

    def equipped(self, rows: list[Any]) -> list[Any]:
        """The rows with what their fields need, asked for all of them at once."""
        return rows

    def finalize_response(self, request: Any, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if answer.status_code == 200:
            for_everyone(request._request, answer)
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    @classmethod
    def get_listing_default_fields(cls, model: Any) -> list[str]:
        return [*cls.listing_default_fields, *cls.listed_fields]

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        """A list, and one of it."""
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            path("<int:pk>/", cls.as_view({"get": "detail_view"}), name="detail"),
        ]


class CommentariesEndpoint(PublicEndpoint):
    """The public texts, each in each of its languages, newest first."""

    model = CommentaryPage
    name = "commentaries"
    filter_backends = [TextFilter]
    known_query_parameters = QUESTIONS | NARROWING | {"order"}
    meta_fields = [
        "type",
        "detail_url",
        APIField("html_url", of_record(lambda record: record.url)),
        "slug",
    ]
    body_fields = [
        "id",
        "title",
        APIField("number", of_record(lambda record: record.label)),
        APIField("address", of_record(lambda record: record.address)),
        APIField("series", Said(describing.series_told)),
        APIField("kind", of_record(lambda record: record.kind.value)),
        APIField("language", of_record(lambda record: record.language)),
        APIField("direction", of_record(lambda record: record.direction)),
        APIField("authors", Said(describing.authors_told)),
        APIField("date", of_record(lambda record: str(record.published))),
        APIField("year", of_record(lambda record: record.published.year if record.published else None)),
        APIField("doi", of_record(lambda record: record.doi)),
        APIField("doi_url", of_record(lambda record: record.doi_url)),
        APIField("permanent_url", of_record(lambda record: record.permanent_url)),
        APIField("pdf_url", of_record(lambda record: record.absolute(pdf_path(record)))),
        APIField("files", Said(describing.files_told)),
        APIField("licence", of_record(lambda record: describing.licence_told(record.licence))),
        APIField("topics", Said(describing.topics_told)),
        APIField("keywords", of_record(lambda record: list(record.keywords))),
        APIField("abstract", of_record(lambda record: record.abstract)),
        APIField("key_points", Said(describing.key_points_told)),
        APIField("remark", of_record(lambda record: record.remark)),
        APIField("archive_entry", of_record(lambda record: record.is_archived)),
        "funding",
        "interests",
        APIField("words", Said(describing.words_told)),
        APIField("body", Said(describing.body_told)),
        APIField("notes", Said(describing.notes_told)),
    ]
    listing_default_fields = ["id", "type", "detail_url", "html_url"]
    listed_fields = ["title", "number", "series", "kind", "language", "authors", "date", "doi", "permanent_url"]
    detail_only_fields = ["words", "body", "notes"]

    def get_queryset(self) -> QuerySet[CommentaryPage]:
        texts = CommentaryPage.objects.public().for_lists()
        return texts.defer(None).prefetch_related("notes") if "pk" in self.kwargs else texts

    def equipped(self, rows: list[Any]) -> list[Any]:
        subjects = subjects_of(rows)
        for page in rows:
            page.told_subjects = subjects[page.pk]
        return rows


class PersonsEndpoint(PublicEndpoint):
    """The persons whose name stands on a public text, in filing order, with what their page says of them."""

    model = Person
    name = "persons"
    meta_fields = ["type", "detail_url", APIField("html_url", Said(describing.person_url)), "slug"]
    body_fields = [
        "id",
        "name",
        "given_name",
        "family_name",
        APIField("filed_name", Said(lambda person, request: person.filed_name)),
        "affiliation",
        "orcid",
        APIField("web", Said(describing.web_told)),
        APIField("biographies", Said(describing.biographies_told)),
    ]
    listing_default_fields = ["id", "type", "detail_url", "html_url"]
    listed_fields = ["name", "filed_name", "affiliation", "orcid"]

    def get_queryset(self) -> QuerySet[Person]:
        return persons_in_print().prefetch_related("biographies").order_by("sort_name", "pk")

    def equipped(self, rows: list[Any]) -> list[Any]:
        expand = expander(each.text for person in rows for each in person.biographies.all())
        for person in rows:
            person.told_expand = expand
        return rows


class SeriesEndpoint(PublicEndpoint):
    """The series that have a page which everyone may read."""

    model = Series
    name = "series"
    meta_fields = ["type", "detail_url"]
    body_fields = [
        "id",
        "title",
        "short_title",
        APIField("issns", Said(describing.issns_told)),
        APIField("licence", Said(describing.licence_of_series)),
        APIField("about", Said(describing.about_told)),
        APIField("pages", Said(describing.pages_told)),
    ]
    listed_fields = ["title", "short_title", "issns", "pages"]

    def get_queryset(self) -> QuerySet[Series]:
        pages = SeriesPage.objects.filter(open_to_everyone()).select_related("locale")
        shown = Prefetch("pages", queryset=pages.order_by("pk"), to_attr="told_pages")
        open_pages = pages.filter(series=OuterRef("pk")).select_related(None)
        return Series.objects.filter(Exists(open_pages)).prefetch_related(shown).order_by("title", "pk")


ENDPOINTS: dict[str, type[PublicEndpoint]] = {
    each.name: each for each in (CommentariesEndpoint, PersonsEndpoint, SeriesEndpoint)
}
"""For the router of a host site that has one already."""
