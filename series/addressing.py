"""Turns the path above a file into the page of the series that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from django.http import Http404
from wagtail.models import Locale

from series.models import SeriesPage

if TYPE_CHECKING:
    from django.http import HttpRequest


def series_page_at(request: HttpRequest, above: str) -> SeriesPage:
    """The page of a series at this path, in the language of the request."""
    here = f"{request.path.rpartition('/')[0]}/"
    slug = above.rstrip("/").rpartition("/")[2]
    pages = SeriesPage.objects.live().filter(slug=slug, locale=Locale.get_active()).select_related("series", "locale")
    found = next((page for page in pages if here == unquote(page.get_url(request) or "")), None)
    if found is None:
        raise Http404
    return found
