"""Turns what a host shows to everyone into sitemaps: an index, and parts of bounded size (sitemaps.org, protocol 0.9).

A part covers a span of primary keys. So it is never larger than the span, nothing is counted or skipped to reach it,
and a page stays in its part for as long as it lives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Max, Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override
from wagtail.models import Page, Site

from commentaries.heads import Alternate
from commentaries.models import CommentaryPage
from commentaries.models.querysets import open_to_everyone
from series.listings import persons_in_print, tagged_topics, years_of
from series.models import SeriesPage
from series.routing import LIBRARIES

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

SPAN = 2000
"""Keys of one part. The protocol allows 50,000 addresses; a text may have several, and is to be there in a second."""
_ASKED_AT_ONCE = 200
_UNREAD = ("body", "key_points", "abstract", "search_description")
"""What a text has that no sitemap tells, and that would fill the memory with thousands of texts."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One address, with the moment or day of its last change where that is known, and itself in every language."""

    url: str
    changed_at: date | None = None
    languages: tuple[Alternate, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of pages: which rows have one, and what the sitemap says of some of them."""

    rows: Callable[[Site], QuerySet[Any]]
    entries: Callable[[HttpRequest, Site, QuerySet[Any]], Iterable[Entry]]


def parts_of(site: Site) -> list[tuple[str, int]]:
    """The parts that hold something, by family and number."""
    return [(name, number) for name, family in FAMILIES.items() for number in _filled(family.rows(site))]


def part(request: HttpRequest, site: Site, name: str, number: int) -> list[Entry]:
    """What stands in one part; nothing where there is no such part."""
    family = FAMILIES.get(name)
    return list(family.entries(request, site, _within(family.rows(site), number))) if family else []


def _filled(rows: QuerySet[Any]) -> Iterator[int]:
    """The numbers of the spans with a row, for each of which a look at the key's index is enough."""
    last = rows.model.objects.aggregate(last=Max("pk"))["last"] or 0
    numbers = range(1, last // SPAN + 2)
    for start in range(0, len(numbers), _ASKED_AT_ONCE):
        some = numbers[start : start + _ASKED_AT_ONCE]
        looks = [Exists(_within(rows, number)) for number in some]
        for there in Site.objects.order_by("pk").values_list(*looks)[:1]:
            yield from (number for number, is_there in zip(some, there, strict=True) if is_there)


def _within(rows: QuerySet[Any], number: int) -> QuerySet[Any]:
    return rows.filter(pk__gte=(number - 1) * SPAN, pk__lt=number * SPAN).order_by("pk")


def _below(site: Site) -> Q:
    """The pages of a site, in all its languages."""
    below = Q()
    for root in _roots(site):
        below |= Q(url_path__startswith=root.root_path)
    return below


def _roots(site: Site) -> list[Any]:
    return [root for root in Site.get_site_root_paths() if root.site_id == site.pk]


def _texts(site: Site) -> QuerySet[CommentaryPage]:
    return CommentaryPage.objects.public().filter(_below(site))


def _series_pages(site: Site) -> QuerySet[SeriesPage]:
    return SeriesPage.objects.filter(open_to_everyone(), _below(site))


def _other_pages(site: Site) -> QuerySet[Page]:
    """All pages of other makes, also the host's own."""
    return Page.objects.filter(open_to_everyone(), _below(site)).not_type(CommentaryPage, SeriesPage)


def _of_texts(request: HttpRequest, site: Site, rows: QuerySet[Any]) -> Iterator[Entry]:
    """Every language of a text names all of them, itself too; a text stays as it is until it is published anew."""
    shown = rows.select_related("locale", "issue").defer(*_UNREAD)
    languages = _translations(request, rows, of_one=lambda text: text.language)
    for text in shown:
        changed_at = text.last_published_at or text.issue.changed_at
        yield Entry(text.get_full_url(request), changed_at, _if_several(languages[text.translation_key]))


def _of_series(request: HttpRequest, site: Site, rows: QuerySet[Any]) -> Iterator[Entry]:
    """A series, its years, and what it says to libraries. Its list changes with every text, so no day is named."""
    languages = _translations(request, rows, of_one=lambda page: page.locale.language_code)
    for page in rows.select_related("series", "locale"):
        here, all_here = page.get_full_url(request), languages[page.translation_key]
        for below in ("", LIBRARIES, *(f"{year}/" for year in years_of(page.series))):
            others = [Alternate(each.language, f"{each.url}{below}") for each in all_here]
            yield Entry(f"{here}{below}", None, _if_several(others))


def _of_others(request: HttpRequest, site: Site, rows: QuerySet[Any]) -> Iterator[Entry]:
    """What each page says of itself to Wagtail's own sitemap."""
    languages = _translations(request, rows, of_one=lambda page: page.locale.language_code)
    for page in rows.select_related("locale").specific():
        own = page.get_full_url(request)
        for said in page.get_sitemap_urls(request):
            others = languages[page.translation_key] if said["location"] == own else []
            yield Entry(said["location"], said.get("lastmod"), _if_several(others))


def _translations(
    request: HttpRequest, rows: QuerySet[Any], *, of_one: Callable[[Any], str]
) -> dict[Any, list[Alternate]]:
    """Where the pages of these rows stand in each language, by translation key: one query."""
    keys = rows.order_by().values("translation_key")
    are_texts = rows.model is CommentaryPage
    visible = rows.model.objects.public() if are_texts else rows.model.objects.filter(open_to_everyone())
    found = defaultdict(list)
    wanted = visible.filter(translation_key__in=keys).select_related("locale").order_by("pk")
    for page in wanted.defer(*_UNREAD) if are_texts else wanted:
        found[page.translation_key].append(Alternate(of_one(page), page.get_full_url(request)))
    return found


def _if_several(languages: list[Alternate]) -> tuple[Alternate, ...]:
    return tuple(languages) if len(languages) > 1 else ()


def _of_persons(request: HttpRequest, site: Site, rows: QuerySet[Any]) -> Iterator[Entry]:
    for person in rows.only("slug"):
        slugs = dict.fromkeys(_languages_of(site), person.slug)
        yield from _in_languages(request, "author", slugs)


def _of_topics(request: HttpRequest, site: Site, rows: QuerySet[Any]) -> Iterator[Entry]:
    for topic in rows:
        yield from _in_languages(request, "topic", {code: topic.in_language(code)[1] for code in _languages_of(site)})


def _languages_of(site: Site) -> list[str]:
    """The languages that the site is kept in."""
    return list(dict.fromkeys(root.language_code for root in _roots(site)))


def _in_languages(request: HttpRequest, name: str, slugs: dict[str, str]) -> Iterator[Entry]:
    """A page that Wagtail does not know, once for each language; none where the host site does not serve it."""
    root = f"{request.scheme}://{request.get_host()}"
    found: dict[str, str] = {}
    for code, slug in slugs.items():
        with override(code), suppress(NoReverseMatch):
            found.setdefault(f"{root}{reverse(name, args=[slug])}", code)
    languages = _if_several([Alternate(code, url) for url, code in found.items()])
    yield from (Entry(url, None, languages) for url in found)


FAMILIES = {
    "pages": Family(_other_pages, _of_others),
    "series": Family(_series_pages, _of_series),
    "texts": Family(_texts, _of_texts),
    "authors": Family(lambda site: persons_in_print(), _of_persons),
    "topics": Family(lambda site: tagged_topics(), _of_topics),
}
