"""Answers requests for the citations of many texts at once: of a series or year, an author, a topic, a search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from commentaries.models import CommentaryPage
from series import listings
from series.addressing import series_page_at
from series.asking import person_asked, topic_asked
from series.downloads import BUNDLES, citations_of
from series.narrowing import narrowing_asked, topics_in_language
from series.routing import as_wagtail_serves
from series.searching import portions_found
from series.streaming import portions_of, stream

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from series.models import SeriesPage

ALL = "all"


@require_safe
def series_citations(request: HttpRequest, above: str, name: str, ending: str) -> HttpResponseBase:
    """What a series has published, or a year of it, narrowed as its list is; a closed series asks for its password."""
    page = series_page_at(request, above)

    def serve(page: SeriesPage, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponseBase:
        year = None if name == ALL else int(name)
        years = listings.years_of(page.series)
        narrowing = narrowing_asked(request, years=years, in_use=topics_in_language(), year=year)
        texts = narrowing.of(page)
        portions = portions_found(narrowing.query, texts) if narrowing.query else portions_of(texts)
        called = "-".join([page.slug, *([name] if year else [])])
        return _download(request, portions, ending, name=called, is_public=not narrowing.query)

    return as_wagtail_serves(page, request, serve)


@require_safe
def author_citations(request: HttpRequest, slug: str, ending: str) -> HttpResponseBase:
    """What a person has written, in all series."""
    person = person_asked(slug)
    if person is None:
        raise Http404
    texts = listings.texts_here().by(person)
    return _download(request, portions_of(texts), ending, name=slug, of_one_series=False)


@require_safe
def topic_citations(request: HttpRequest, slug: str, ending: str) -> HttpResponseBase:
    """The texts on a topic, in all series; an address in another language leads to this one's."""
    found = topic_asked(slug)
    if found is None:
        raise Http404
    own_slug = found.in_language()[1]
    if slug != own_slug:
        return redirect(reverse("topic_citations", args=[own_slug, ending]), permanent=True)
    texts = listings.texts_here().about(found)
    return _download(request, portions_of(texts), ending, name=slug, of_one_series=False)


@require_safe
def search_citations(request: HttpRequest, ending: str) -> HttpResponseBase:
    """All texts that hold the words, newest first."""
    portions = portions_found(request.GET.get("q", ""), listings.texts_here())
    return _download(request, portions, ending, name="search", of_one_series=False, is_public=False)


def _download(
    request: HttpRequest,
    portions: Iterable[list[CommentaryPage]],
    ending: str,
    *,
    name: str,
    of_one_series: bool = True,
    is_public: bool = True,
) -> HttpResponseBase:
    bundle = BUNDLES[ending]
    pieces = citations_of(portions, bundle, request=request, of_one_series=of_one_series)
    return stream(
        request, pieces, content_type=bundle.format.content_type, name=f"{name}.{ending}", is_public=is_public
    )
