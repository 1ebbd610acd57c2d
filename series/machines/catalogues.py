"""Answers requests for a series as data, and for the page that tells libraries and machines where everything is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.views.decorators.http import require_safe

from commentaries.models import CommentaryPage
from series.addressing import series_page_at
from series.catalogue import write_csv, write_json
from series.routing import as_wagtail_serves
from series.streaming import portions_of, stream

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from series.models import SeriesPage

WRITERS = {
    "csv": (write_csv, "text/csv; charset=utf-8; header=present"),
    "json": (write_json, "application/json"),
}
"""By the ending of the address."""


@require_safe
def catalogue(request: HttpRequest, above: str, ending: str) -> HttpResponseBase:
    """Every public text of the series in each of its languages, as a table or a list of objects."""
    page = series_page_at(request, above)

    def serve(page: SeriesPage, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponseBase:
        write, content_type = WRITERS[ending]
        texts = CommentaryPage.objects.public().in_series(page.series)
        pieces = write(portions_of(texts), request=request)
        return stream(request, pieces, content_type=content_type, name=f"{page.slug}-catalogue.{ending}")

    return as_wagtail_serves(page, request, serve)
