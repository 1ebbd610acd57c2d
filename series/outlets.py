"""Says at which addresses a series is handed on: the table from which the page for libraries and machines is made.

What is added to the outlets of a site gets a row here. A row whose address the site does not serve is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commentaries import conf
from commentaries.formats import formats_of
from commentaries.models import CommentaryPage
from commentaries.record import LICENCES, Licence, Record, Subject
from commentaries.recording import pdf_path, record_of, subjects_of
from series.downloads import BUNDLES

if TYPE_CHECKING:
    from django.http import HttpRequest

    from series.models import SeriesPage

CC0 = Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")
CSV, HTML, JSON, PDF, TEXT, XML = (
    "text/csv", "text/html", "application/json", "application/pdf", "text/plain", "application/xml",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where examples are taken from: the page of a series, and its newest text that is held here, if there is one."""

    series_path: str
    record: Record | None = None
    topic: Subject | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One address, with what is found there."""

    label: str
    media_type: str
    path: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """One way of handing on; ``holds_text`` where it is more than facts, and so under the licence of the text."""

    title: str | Promise
    examples: Callable[[Place], Iterable[Example]]
    holds_text: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """An outlet with its examples; without a licence where none is stated."""

    title: str | Promise
    examples: list[Example]
    licence: Licence | None
    holds_text: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Outlets of one kind."""

    title: str | Promise
    rows: list[Row]


def outlets_of(page: SeriesPage, request: HttpRequest) -> list[Group]:
    """Every address at which this series is handed on, with an example of each."""
    place = _place(page, request)
    of_texts = LICENCES.get(page.series.licence)
    of_facts = licence_of_facts()
    groups = [
        Group(
            title,
            [
                Row(each.title, examples, of_texts if each.holds_text else of_facts, each.holds_text)
                for each in outlets
                if (examples := [example for example in each.examples(place) if example.path])
            ],
        )
        for title, outlets in OUTLETS.items()
    ]
    return [group for group in groups if group.rows]


def licence_of_facts() -> Licence | None:
    """Under which the site offers the facts about its texts, if it says so; a known licence by its name."""
    url = conf.get().RECORDS_LICENCE
    known = {licence.url: licence for licence in (CC0, *LICENCES.values())}
    return known.get(url, Licence(url, url)) if url else None


def _place(page: SeriesPage, request: HttpRequest) -> Place:
    texts = CommentaryPage.objects.for_readers_in(page.locale).in_series(page.series).filter(archived=False)
    newest = texts.for_lists().newest_first().first()
    path = page.get_url(request) or ""
    if newest is None:
        return Place(path)
    return Place(path, record_of(newest, request=request), next(iter(subjects_of([newest])[newest.pk]), None))


def served(name: str, *args: str) -> str:
    """The address of this name, empty where the site does not serve it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _of_text(label: str, media_type: str, path_of: Callable[[Record], str]) -> Callable[[Place], Iterator[Example]]:
    def examples(place: Place) -> Iterator[Example]:
        if place.record:
            yield Example(label, media_type, path_of(place.record))

    return examples


def _forms(*, with_text: bool) -> Callable[[Place], Iterator[Example]]:
    """The forms of a text, from the one table of them; JATS holds the text where there is one."""

    def examples(place: Place) -> Iterator[Example]:
        for each in formats_of(place.record) if place.record else ():
            if (each.needs_text or each.ending == "xml") == with_text:
                yield Example(each.label, each.media_type, place.record.file_path(each.ending) if place.record else "")

    return examples


def _bundles(path_of: Callable[[Place], str]) -> Callable[[Place], Iterator[Example]]:
    """Citations of many texts, where ``path_of`` gives the address without the ending."""

    def examples(place: Place) -> Iterator[Example]:
        if served("search_citations", "bib") and (path := path_of(place)):
            start, _mark, query = path.partition("?")
            for each in BUNDLES.values():
                yield Example(each.name, each.media_type, f"{start}.{each.ending}{f'?{query}' if query else ''}")

    return examples


def _year(place: Place) -> str:
    published = place.record.published if place.record else None
    return f"{place.series_path}{published.year}" if published else ""


def _author(place: Place) -> str:
    authors = place.record.authors if place.record else ()
    return next((each.path.rstrip("/") for each in authors if each.path), "")


def _search(place: Place) -> str:
    address = served("search").rstrip("/")
    return f"{address}?q={place.record.address}" if address and place.record and place.record.label else ""


def _named(label: str, media_type: str, name: str, *, query: str = "") -> Callable[[Place], Iterator[Example]]:
    """An address that is the same for every series."""

    def examples(place: Place) -> Iterator[Example]:
        if address := served(name):
            yield Example(label, media_type, f"{address}{query}")

    return examples


def _api(name: str) -> Callable[[Place], Iterator[Example]]:
    def examples(place: Place) -> Iterator[Example]:
        if conf.get().READ_API:
            yield Example("JSON", JSON, served(f"api:{name}:listing"))

    return examples


def _catalogue(place: Place) -> Iterator[Example]:
    if served("catalogue", "series/", "csv"):
        yield Example("CSV", CSV, f"{place.series_path}catalogue.csv")
        yield Example("JSON", JSON, f"{place.series_path}catalogue.json")


OUTLETS: dict[Promise, tuple[Outlet, ...]] = {
    _("One text"): (
        Outlet(_("Page"), _of_text("HTML", HTML, lambda record: record.path), holds_text=True),
        Outlet(
            _("Permanent address by number, which leads to the page"),
            _of_text("HTML", HTML, lambda record: f"{record.series.path}{record.address}/" if record.label else ""),
            holds_text=True,
        ),
        Outlet(_("As it is printed"), _of_text("PDF", PDF, pdf_path), holds_text=True),
        Outlet(_("Full text"), _forms(with_text=True), holds_text=True),
        Outlet(_("Citation"), _forms(with_text=False)),
    ),
    _("Citations of many texts"): (
        Outlet(_("The whole series"), _bundles(lambda place: f"{place.series_path}all")),
        Outlet(_("A year"), _bundles(_year)),
        Outlet(_("An author"), _bundles(_author)),
        Outlet(_("A topic"), _bundles(lambda place: place.topic.path.rstrip("/") if place.topic else "")),
        Outlet(_("What a search finds, the best hundred"), _bundles(_search)),
    ),
    _("The series as data"): (
        Outlet(_("Every text with its facts"), _catalogue),
        Outlet(_("Texts, for programs"), _api("commentaries"), holds_text=True),
        Outlet(_("Authors and series, for programs"), lambda place: [*_api("persons")(place), *_api("series")(place)]),
        Outlet(_("Harvesting by OAI-PMH 2.0"), _named("XML", "text/xml", "oai", query="?verb=Identify")),
        Outlet(_("Sitemap"), _named("XML", XML, "sitemap")),
        Outlet(_("What crawlers may read"), _named("TXT", TEXT, "robots")),
    ),
}
"""By kind, in the order of the page."""
