"""Answers the requests of many texts: front page, series, years, authors, topics, search."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.models import Locale

from commentaries.imprints import EditorLine, editors_of, printed_issns
from commentaries.models import CommentaryPage, Issue, Person, Series, Topic
from commentaries.models.querysets import Place
from commentaries.presenting import Alternate, AuthorCard, Meta
from commentaries.reading import picture, rich
from commentaries.record import Record
from commentaries.recording import author_path, record_of, topic_path
from commentaries.views.public import for_everyone
from series import listings
from series.listings import Choice, Filters, Listing

if TYPE_CHECKING:
    from wagtail.models import Page

    from series.models import FrontPage, SeriesPage


@dataclass(frozen=True, slots=True)
class Masthead:
    """Title, ISSNs, editors and about at the head of a series."""

    title: str
    about: SafeString
    editors: list[EditorLine]
    issns: list[str]
    publisher: str = ""
    guidelines_path: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The latest of one series on the front page."""

    series_title: str
    path: str
    issns: list[str]
    entries: list[Record]


@dataclass(frozen=True, slots=True)
class Hit:
    """A found text with the words around the find."""

    record: Record
    excerpt: str


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One link of an index."""

    name: str
    path: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of an index, with its links."""

    letter: str
    entries: list[IndexLine]


def serve_front_page(page: FrontPage, request: HttpRequest) -> HttpResponse:
    """The newest text of all series, then the latest of each, in the reader's language where there is one."""
    _remember_languages(request, page)
    texts = CommentaryPage.objects.for_readers_in(page.locale)
    newest = texts.for_lists().select_related("image").newest_first().first()
    context = {
        "page": page,
        "lead": record_of(newest, request=request) if newest else None,
        "lead_image": picture(newest.image, alt=newest.image_alt) if newest and newest.image else None,
        "sections": _sections(page, request, without=newest),
        "meta": _meta(request),
    }
    return for_everyone(request, TemplateResponse(request, page.template, context))


def serve_series(page: SeriesPage, request: HttpRequest, *, year: int | None = None) -> HttpResponse:
    """A series' list, narrowed by year, topic, author or words, and continued by ``before``."""
    series = page.series
    _remember_languages(request, page)
    year = year or _year(request)
    in_use = [(each, *each.in_language()) for each in listings.topics_in_use()]
    topic = _topic_in_use(request.GET.get("topic", ""), in_use)
    person = _person(request.GET.get("author", ""))
    query = request.GET.get("q", "").strip()
    texts = CommentaryPage.objects.for_readers_in(page.locale).in_series(series)
    if year:
        texts = texts.in_year(year)
    if topic:
        texts = texts.about(topic)
    if person:
        texts = texts.by(person)
    if query:
        found = listings.search_texts(query, page.locale, series=series)
        listing = Listing([record_of(text, request=request) for text in found])
    else:
        listing = listings.page_of_texts(texts, request, before=_before(request, series))
    path = page.get_url(request) or ""
    context = {
        "page": page,
        "masthead": _masthead(page),
        "listing": _with_filters(listing, page, path, in_use, year=year, topic=topic, person=person, query=query),
        "year": year,
        "topic": topic,
        "person": person,
        "query": query,
        "meta": _meta(request),
    }
    template = "series/year.html" if year else page.template
    return for_everyone(request, TemplateResponse(request, template, context))


def author(request: HttpRequest, slug: str) -> HttpResponse:
    """A person and what they have written."""
    person = get_object_or_404(Person.objects.prefetch_related("biographies").select_related("photo"), slug=slug)
    texts = CommentaryPage.objects.for_readers_in(_locale()).by(person)
    listing = listings.page_of_texts(texts, request, before=_before(request, None), of_one_series=False)
    if not listing.entries and not request.GET.get("before"):
        raise Http404
    card = AuthorCard(
        name=person.name,
        affiliation=person.affiliation,
        biography=rich(person.biography_in(get_language() or "en")),
        orcid=person.orcid,
        web=person.web,
        path=author_path(person),
        photo=picture(person.photo) if person.photo_id else None,
    )
    context = {"person": card, "listing": listing, "meta": _meta(request)}
    return for_everyone(request, TemplateResponse(request, "series/author.html", context))


def authors(request: HttpRequest) -> HttpResponse:
    """All authors, in filing order."""
    lines = [IndexLine(each.filed_name, author_path(each), each.affiliation) for each in listings.authors_in_print()]
    context = {"letters": _by_letter(lines), "meta": _meta(request)}
    return for_everyone(request, TemplateResponse(request, "series/authors.html", context))


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic and its texts; an address in another language, or of a topic merged into it, leads to this one's."""
    found = _topic(slug)
    if found is None:
        raise Http404
    name, own_slug = found.in_language()
    if slug != own_slug:
        return redirect(topic_path(own_slug), permanent=True)
    texts = CommentaryPage.objects.for_readers_in(_locale()).about(found)
    listing = listings.page_of_texts(texts, request, before=_before(request, None), of_one_series=False)
    request.language_paths = _topic_paths(found)
    context = {"topic": {"name": name, "about": ""}, "listing": listing, "meta": _meta(request)}
    return for_everyone(request, TemplateResponse(request, "series/topic.html", context))


def topics(request: HttpRequest) -> HttpResponse:
    """All topics in use, by name in the reader's language."""
    named = [each.in_language() for each in listings.topics_in_use()]
    lines = [IndexLine(name, topic_path(slug)) for name, slug in sorted(named, key=lambda pair: pair[0].casefold())]
    context = {"letters": _by_letter(lines), "meta": _meta(request)}
    return for_everyone(request, TemplateResponse(request, "series/topics.html", context))


def search(request: HttpRequest) -> HttpResponse:
    """The texts that hold all words of the query."""
    query = request.GET.get("q", "").strip()[:200]
    found = listings.search_texts(query, _locale()) if query else []
    hits = [Hit(record_of(text, request=request), _excerpt(text)) for text in found]
    context = {"query": query, "listing": {"entries": hits}, "meta": Meta(robots="noindex")}
    return for_everyone(request, TemplateResponse(request, "series/search.html", context))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return TemplateResponse(request, "series/404.html", status=404).render()


def server_error(request: HttpRequest) -> HttpResponse:
    from django.template.loader import render_to_string  # nothing else may be needed when all fails

    return HttpResponse(render_to_string("series/500.html"), status=500)


def _masthead(page: SeriesPage) -> Masthead:
    series = page.series
    return Masthead(
        title=page.title,
        about=rich(page.introduction or series.about),
        editors=editors_of(series),
        issns=printed_issns(series.issns),
    )


def _sections(page: FrontPage, request: HttpRequest, *, without: CommentaryPage | None) -> list[Section]:
    """The latest of each series: three queries a series, of which a site has few."""
    texts = CommentaryPage.objects.for_readers_in(page.locale)
    if without:
        texts = texts.exclude(pk=without.pk)
    return [
        Section(
            each.title,
            each.get_url(request) or "",
            printed_issns(each.series.issns),
            listings.page_of_texts(texts.in_series(each.series), request, size=5).entries,
        )
        for each in page.series_pages()
    ]


def _with_filters(
    listing: Listing,
    page: SeriesPage,
    path: str,
    in_use: list[tuple[Topic, str, str]],
    *,
    year: int | None,
    topic: Topic | None,
    person: Person | None,
    query: str,
) -> Listing:
    """The list with the links that narrow it, and with a heading that says how it is narrowed."""
    years = [Choice(str(each), f"{path}{each}/", each == year) for each in listings.years_of(page.series)]
    topics = [Choice(name, f"{path}?topic={slug}", each == topic) for each, name, slug in in_use]
    parts = [str(year or ""), topic.in_language()[0] if topic else "", person.name if person else ""]
    if query:
        parts.append(_("Found for “%(query)s”") % {"query": query})
    heading = ", ".join(part for part in parts if part)
    return replace(listing, heading=heading, filters=Filters(years, topics, path if heading else ""))


def _remember_languages(request: HttpRequest, page: Page) -> None:
    """Where this page stands in each language, for the header's switch."""
    others = page.get_translations(inclusive=True).live().select_related("locale")
    request.language_paths = {each.locale.language_code: each.get_url(request) for each in others}


def _topic_paths(found: Topic) -> dict[str, str]:
    paths = {}
    for code in [row.language for row in found.names.all()] + ["en"]:
        with override(code):
            paths[code] = reverse("topic", args=[found.in_language(code)[1]])
    return paths


def _locale() -> Locale:
    return Locale.get_active()


def _year(request: HttpRequest) -> int | None:
    year = request.GET.get("year", "")
    return int(year) if year.isdecimal() and len(year) == 4 else None


def _topic(slug: str) -> Topic | None:
    """The topic of this address in any language, or the one that it was merged into."""
    if not slug:
        return None
    topics = Topic.objects.prefetch_related("names", "merged_into__names")
    found = topics.filter(slug=slug).first() or topics.filter(names__slug=slug).first()
    return found.stands_for if found else None


def _topic_in_use(slug: str, in_use: list[tuple[Topic, str, str]]) -> Topic | None:
    """The topic that a list is narrowed to; an address that is not the language's own costs a look-up."""
    by_slug = {own: each for each, _name, own in in_use}
    meant = by_slug.get(slug) or _topic(slug)
    return next((each for each, *_names in in_use if each == meant), None)


def _person(slug: str) -> Person | None:
    return Person.objects.filter(slug=slug).first() if slug else None


def _before(request: HttpRequest, series: Series | None) -> Place | None:
    """Where the list goes on; an unknown address is not found."""
    address = request.GET.get("before", "")
    if not address:
        return None
    entries = Issue.objects.counting()
    if series:
        issue = entries.filter(series=series, address=address).first()
    else:
        issue = entries.filter(pk=address).first() if address.isdecimal() and len(address) < 19 else None
    if issue is None:
        raise Http404
    return Place(issue.placed_at, issue.pk)


def _by_letter(lines: list[IndexLine]) -> list[Letter]:
    """Links by their first letter, accents folded: É stands under E."""
    filed = sorted(lines, key=lambda line: _folded(line.name))
    return [Letter(letter, list(group)) for letter, group in groupby(filed, key=lambda line: _folded(line.name)[:1])]


def _folded(name: str) -> str:
    """A name as it is filed: without accents, in capitals."""
    letters = normalize("NFKD", name)
    return "".join(letter for letter in letters if not combining(letter)).upper()


def _meta(request: HttpRequest) -> Meta:
    """Canonical address and languages of a page of many texts."""
    root = f"{request.scheme}://{request.get_host()}"
    paths = getattr(request, "language_paths", {})
    return Meta(
        canonical=f"{root}{request.path}",
        robots="noindex" if getattr(settings, "COMMENTARIES_DEMO", False) else "",
        translations=[Alternate(code, f"{root}{path}") for code, path in paths.items() if path != request.path],
    )


def _excerpt(text: CommentaryPage) -> str:
    lead = next((point.value["lead"] for point in text.key_points), "") or text.abstract
    return Truncator(lead).words(40)
