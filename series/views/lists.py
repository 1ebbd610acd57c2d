"""Answers requests for lists of texts: the front page, and a series with what narrows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from commentaries.heads import Meta
from commentaries.imprints import EditorLine, editors_of, printed_issns
from commentaries.models import CommentaryPage
from commentaries.reading import picture, rich
from commentaries.record import Record
from commentaries.recording import record_of
from commentaries.views.public import for_everyone
from series import heads, listings
from series.asking import place_asked
from series.downloads import offered
from series.listings import Choice, Filters, Listing
from series.narrowing import Narrowing, narrowing_asked, topics_in_language
from series.routing import LIBRARIES
from series.searching import search_texts
from series.views.canonical import meta_of, remember_languages
from series.views.indexes import folded
from series.views.searching import advice, found_sentence

if TYPE_CHECKING:
    from series.models import FrontPage, SeriesPage


@dataclass(frozen=True, slots=True)
class Masthead:
    """Title, ISSNs, editors and about at the head of a series."""

    title: str
    about: SafeString
    editors: list[EditorLine]
    issns: list[str]


@dataclass(frozen=True, slots=True)
class Section:
    """The latest of one series on the front page."""

    series_title: str
    path: str
    issns: list[str]
    entries: list[Record]


def serve_front_page(page: FrontPage, request: HttpRequest) -> HttpResponse:
    """The newest text of all series, then the latest of each, in the reader's language where there is one."""
    remember_languages(request, page)
    texts = CommentaryPage.objects.for_readers_in(page.locale)
    newest = texts.for_lists().select_related("image").newest_first().first()
    lead = record_of(newest, request=request) if newest else None
    sections = _sections(page, request, without=newest)
    shown = [*([lead] if lead else []), *(record for section in sections for record in section.entries)]
    context = {
        "page": page,
        "lead": lead,
        "lead_image": picture(newest.image, alt=newest.image_alt) if newest and newest.image else None,
        "sections": sections,
        "meta": heads.head_of_front_page(meta_of(request), request, shown),
    }
    return for_everyone(request, TemplateResponse(request, page.template, context))


def serve_series(page: SeriesPage, request: HttpRequest, *, year: int | None = None) -> HttpResponse:
    """A series' list, narrowed by year, topic, author and words, and continued by ``before``."""
    series = page.series
    years = listings.years_of(series)
    in_use = sorted(topics_in_language(), key=lambda use: folded(use[1]))
    narrowing = narrowing_asked(request, years=years, in_use=in_use, year=year)
    remember_languages(request, page, below=f"{narrowing.year}/" if narrowing.year else "")
    path = page.get_url(request) or ""
    filters = Filters(
        [Choice(str(each), f"{path}{each}/", each == narrowing.year) for each in years],
        [Choice(name, f"{path}?topic={slug}", each == narrowing.topic) for each, name, slug in in_use],
        path if narrowing.names or narrowing.query else "",
    )
    listing = replace(_narrowed(page, request, narrowing), filters=filters)
    files = offered(f"{path}{narrowing.year or 'all'}", query=narrowing.as_query) if listing.entries else []
    meta = heads.head_of_series(_meta_of_series(request, path, narrowing), request, page, listing, year=narrowing.year)
    context = {
        "page": page,
        "masthead": _masthead(page),
        "listing": listing,
        "bundles": files,
        "feeds": () if filters.all_path else meta.feeds,
        "libraries_path": f"{path}{LIBRARIES}",
        "query": narrowing.query,
        "meta": meta,
    }
    template = "series/year.html" if narrowing.year else page.template
    response = TemplateResponse(request, template, context)
    return response if narrowing.query else for_everyone(request, response)


def _masthead(page: SeriesPage) -> Masthead:
    series = page.series
    return Masthead(
        title=page.title,
        about=rich(page.introduction or series.about),
        editors=editors_of(series),
        issns=printed_issns(series.issns),
    )


def _sections(page: FrontPage, request: HttpRequest, *, without: CommentaryPage | None) -> list[Section]:
    """The latest of each series, without the one that leads the page."""
    texts = CommentaryPage.objects.for_readers_in(page.locale)
    if without:
        texts = texts.exclude(pk=without.pk)
    latest = listings.latest_of_each(texts, page.series_pages(), size=5)
    return [
        Section(
            each.title,
            each.get_url(request) or "",
            printed_issns(each.series.issns),
            [record_of(text, request=request) for text in found],
        )
        for each, found in latest.items()
    ]


def _narrowed(page: SeriesPage, request: HttpRequest, narrowing: Narrowing) -> Listing:
    """The texts that are left, with a heading that says how the list is narrowed and how many were found."""
    texts = narrowing.of(page)
    heading = ", ".join(narrowing.names)
    if not narrowing.query:
        return replace(
            listings.page_of_texts(texts, request, before=place_asked(request, page.series)), heading=heading
        )
    found = search_texts(narrowing.query, texts)
    return Listing(
        [record_of(text, request=request) for text in found.texts],
        heading=": ".join(part for part in (heading, found_sentence(found, narrowing.query)) if part),
        advice="" if found.texts else advice(),
    )


def _meta_of_series(request: HttpRequest, path: str, narrowing: Narrowing) -> Meta:
    """A year has an address of its own; a list narrowed twice or by words is not for search engines."""
    return meta_of(
        request,
        path=f"{path}{narrowing.year}/" if narrowing.year else path,
        keys=("topic", "author", "before"),
        is_indexed=len(narrowing.names) < 2 and not narrowing.query,
    )
