"""Answers the requests of many texts: front page, series, years, authors, topics, search."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING
from unicodedata import combining, normalize
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _
from wagtail.models import Locale

from commentaries import conf
from commentaries.imprints import EditorLine, editors_of, printed_issns
from commentaries.models import CommentaryPage, Person, Topic
from commentaries.presenting import Alternate, AuthorCard, Meta
from commentaries.reading import picture, rich
from commentaries.record import Record
from commentaries.recording import author_path, record_of, topic_path
from commentaries.sanitising import web_address
from commentaries.views.public import for_everyone
from series import listings
from series.asking import asked, person_asked, place_asked, topic_asked, topic_in_use, year_asked
from series.listings import Choice, Filters, Found, Listing

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
class Narrowing:
    """By what the list of a series is narrowed."""

    year: int | None = None
    topic: Topic | None = None
    person: Person | None = None
    query: str = ""

    @property
    def names(self) -> list[str]:
        """Year, topic and person in the reader's language."""
        names = [str(self.year or ""), self.topic.in_language()[0] if self.topic else ""]
        return [name for name in (*names, self.person.name if self.person else "") if name]


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
    """A series' list, narrowed by year, topic, author and words, and continued by ``before``.

    What narrows it must be there: a year without issues, an unknown topic or author is not found.
    """
    series = page.series
    years = listings.years_of(series)
    in_use = sorted(((each, *each.in_language()) for each in listings.topics_in_use()), key=lambda use: _folded(use[1]))
    narrowing = Narrowing(
        year=year or year_asked(request),
        topic=topic_in_use(asked(request, "topic"), in_use),
        person=person_asked(asked(request, "author")),
        query=listings.typed_words(request.GET.get("q", "")),
    )
    if narrowing.year and narrowing.year not in years:
        raise Http404
    _remember_languages(request, page, below=f"{narrowing.year}/" if narrowing.year else "")
    path = page.get_url(request) or ""
    filters = Filters(
        [Choice(str(each), f"{path}{each}/", each == narrowing.year) for each in years],
        [Choice(name, f"{path}?topic={slug}", each == narrowing.topic) for each, name, slug in in_use],
        path if narrowing.names or narrowing.query else "",
    )
    context = {
        "page": page,
        "masthead": _masthead(page),
        "listing": replace(_narrowed(page, request, narrowing), filters=filters),
        "query": narrowing.query,
        "meta": _meta_of_series(request, path, narrowing),
    }
    template = "series/year.html" if narrowing.year else page.template
    response = TemplateResponse(request, template, context)
    return response if narrowing.query else for_everyone(request, response)


def author(request: HttpRequest, slug: str) -> HttpResponse:
    """A person and what they have written."""
    person = get_object_or_404(Person.objects.prefetch_related("biographies").select_related("photo"), slug=slug)
    texts = CommentaryPage.objects.for_readers_in(Locale.get_active()).by(person)
    listing = listings.page_of_texts(texts, request, before=place_asked(request, None), of_one_series=False)
    if not listing.entries and not request.GET.get("before"):
        raise Http404
    card = AuthorCard(
        name=person.name,
        affiliation=person.affiliation,
        biography=rich(person.biography_in(get_language() or "en")),
        orcid=person.orcid,
        web=web_address(person.web),
        path=author_path(person),
        photo=picture(person.photo) if person.photo_id else None,
    )
    context = {"person": card, "listing": listing, "meta": _meta(request)}
    return for_everyone(request, TemplateResponse(request, "series/author.html", context))


def authors(request: HttpRequest) -> HttpResponse:
    """All authors, in filing order."""
    lines = [IndexLine(each.filed_name, author_path(each), each.affiliation) for each in listings.authors_in_print()]
    context = {"title": _("Authors"), "letters": _by_letter(lines), "meta": _meta(request)}
    return for_everyone(request, TemplateResponse(request, "series/index.html", context))


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic and its texts; an address in another language, or of a topic merged into it, leads to this one's."""
    found = topic_asked(slug)
    if found is None:
        raise Http404
    name, own_slug = found.in_language()
    if slug != own_slug:
        return redirect(topic_path(own_slug), permanent=True)
    texts = CommentaryPage.objects.for_readers_in(Locale.get_active()).about(found)
    listing = listings.page_of_texts(texts, request, before=place_asked(request, None), of_one_series=False)
    request.language_paths = _topic_paths(found)
    context = {"name": name, "listing": listing, "meta": _meta(request)}
    return for_everyone(request, TemplateResponse(request, "series/topic.html", context))


def topics(request: HttpRequest) -> HttpResponse:
    """All topics in use, by name in the reader's language."""
    lines = [IndexLine(name, topic_path(slug)) for name, slug in (t.in_language() for t in listings.topics_in_use())]
    context = {"title": _("Topics"), "letters": _by_letter(lines), "meta": _meta(request)}
    return for_everyone(request, TemplateResponse(request, "series/index.html", context))


def search(request: HttpRequest) -> HttpResponse:
    """The texts that hold all words of the query."""
    query = listings.typed_words(request.GET.get("q", ""))
    found = listings.search_texts(query, CommentaryPage.objects.for_readers_in(Locale.get_active()))
    hits = [Hit(record_of(text, request=request), _excerpt(text)) for text in found.texts]
    listing = {"entries": hits, "heading": _found(found, query), "advice": "" if hits else _advice()}
    context = {"query": query, "listing": listing, "meta": Meta(robots="noindex")}
    return TemplateResponse(request, "series/search.html", context)


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: everything, and nothing of a demonstration."""
    rule = "Disallow: /" if conf.get().DEMO else "Allow: /"
    return HttpResponse(f"User-agent: *\n{rule}\n", content_type="text/plain")


def favicon(request: HttpRequest) -> HttpResponse:
    """The sign of the series, for browsers that ask for it unbidden."""
    return redirect(static("series/icon.ico"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return TemplateResponse(request, "series/404.html", status=404).render()


def server_error(request: HttpRequest) -> HttpResponse:
    from django.template.loader import render_to_string  # nothing else may be needed when all fails

    page = render_to_string("series/500.html")
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; base-uri 'none'; style-src 'sha256-{digest}'"
    return HttpResponse(page, status=500, headers={"Content-Security-Policy": policy})


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
    texts = CommentaryPage.objects.for_readers_in(page.locale).in_series(page.series)
    if narrowing.year:
        texts = texts.in_year(narrowing.year)
    if narrowing.topic:
        texts = texts.about(narrowing.topic)
    if narrowing.person:
        texts = texts.by(narrowing.person)
    heading = ", ".join(narrowing.names)
    if not narrowing.query:
        return replace(
            listings.page_of_texts(texts, request, before=place_asked(request, page.series)), heading=heading
        )
    found = listings.search_texts(narrowing.query, texts)
    return Listing(
        [record_of(text, request=request) for text in found.texts],
        heading=": ".join(part for part in (heading, _found(found, narrowing.query)) if part),
        advice="" if found.texts else _advice(),
    )


def _found(found: Found, query: str) -> str:
    """How many texts hold the words, and how many of them are shown."""
    facts = {"query": query, "number": found.total, "shown": len(found.texts)}
    if not found.texts:
        return _("Nothing was found for “%(query)s”") % facts
    if not found.is_all:
        return _("The best %(shown)s of more than %(number)s texts found for “%(query)s”") % facts
    if found.total > len(found.texts):
        return _("The best %(shown)s of %(number)s texts found for “%(query)s”") % facts
    said = ngettext("%(number)s text found for “%(query)s”", "%(number)s texts found for “%(query)s”", found.total)
    return said % facts


def _advice() -> str:
    return _("Fewer or other words may help; so may the lists of authors and topics.")


def _remember_languages(request: HttpRequest, page: Page, *, below: str = "") -> None:
    """Where this page, or the one below it, stands in each language: for the header's switch."""
    others = page.get_translations(inclusive=True).live().select_related("locale")
    request.language_paths = {each.locale.language_code: f"{each.get_url(request)}{below}" for each in others}


def _topic_paths(found: Topic) -> dict[str, str]:
    paths = {}
    for code in [row.language for row in found.names.all()] + ["en"]:
        with override(code):
            paths[code] = reverse("topic", args=[found.in_language(code)[1]])
    return paths


def _by_letter(lines: list[IndexLine]) -> list[Letter]:
    """Links by their first letter, accents folded: É stands under E."""
    filed = sorted(lines, key=lambda line: _folded(line.name))
    return [Letter(letter, list(group)) for letter, group in groupby(filed, key=lambda line: _folded(line.name)[:1])]


def _folded(name: str) -> str:
    """A name as it is filed: without accents, in capitals."""
    letters = normalize("NFKD", name)
    return "".join(letter for letter in letters if not combining(letter)).upper()


def _meta_of_series(request: HttpRequest, path: str, narrowing: Narrowing) -> Meta:
    """A year has an address of its own; a list narrowed twice or by words is not for search engines."""
    return _meta(
        request,
        path=f"{path}{narrowing.year}/" if narrowing.year else path,
        keys=("topic", "author", "before"),
        is_indexed=len(narrowing.names) < 2 and not narrowing.query,
    )


def _meta(
    request: HttpRequest, *, path: str = "", keys: tuple[str, ...] = ("before",), is_indexed: bool = True
) -> Meta:
    """Canonical address and languages of a page of many texts.

    Each page of a list is canonical to itself, as it lists what no other does. Only the first of an
    unnarrowed list says where it is in other languages, and names itself among them.
    """
    root = f"{request.scheme}://{request.get_host()}"
    path = path or request.path
    query = urlencode({key: request.GET[key] for key in keys if request.GET.get(key)})
    here = get_language() or "en"
    paths = {**getattr(request, "language_paths", {}), here: path}
    return Meta(
        canonical=f"{root}{path}?{query}" if query else f"{root}{path}",
        robots="" if is_indexed and not conf.get().DEMO else "noindex",
        translations=[Alternate(code, f"{root}{each}") for code, each in paths.items() if len(paths) > 1 and not query],
    )


def _excerpt(text: CommentaryPage) -> str:
    lead = next((point.value["lead"] for point in text.key_points), "") or text.abstract
    return Truncator(lead).words(40)
