"""Turns the place of a series into example addresses of what is handed on of it; none where the site serves none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from commentaries import conf
from commentaries.formats import formats_of
from commentaries.heads import FEEDS
from commentaries.record import Record, Subject
from commentaries.serving import served
from series.downloads import BUNDLES

CSV, HTML, JSON, PDF, TEXT, XML = (
    "text/csv", "text/html", "application/json", "application/pdf", "text/plain", "application/xml",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where examples are taken from: the page of a series, and its newest text that is held here, if there is one.

    ``series_path`` is empty for a closed circle, of which nothing is handed on. ``archive`` are the letters of the
    institute in RePEc, if the series is there.
    """

    series_path: str
    record: Record | None = None
    topic: Subject | None = None
    archive: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """One address, with what is found there."""

    label: str
    media_type: str
    path: str


Examples = Callable[[Place], Iterable[Example]]


def of_text(label: str, media_type: str, path_of: Callable[[Record], str]) -> Examples:
    def examples(place: Place) -> Iterator[Example]:
        if place.record:
            yield Example(label, media_type, path_of(place.record))

    return examples


def forms(*, with_text: bool) -> Examples:
    """The forms of a text, from the one table of them; JATS holds the text where there is one."""

    def examples(place: Place) -> Iterator[Example]:
        for each in formats_of(place.record) if place.record else ():
            if (each.needs_text or each.ending == "xml") == with_text:
                yield Example(each.label, each.media_type, place.record.file_path(each.ending) if place.record else "")

    return examples


def bundles(path_of: Callable[[Place], str]) -> Examples:
    """Citations of many texts, where ``path_of`` gives the address without the ending."""

    def examples(place: Place) -> Iterator[Example]:
        if served("search_citations", "bib") and (path := path_of(place)):
            start, _mark, query = path.partition("?")
            for ending, each in BUNDLES.items():
                rest = f"?{query}" if query else ""
                yield Example(each.format.label, each.format.media_type, f"{start}.{ending}{rest}")

    return examples


def whole(place: Place) -> str:
    return f"{place.series_path}all" if place.series_path else ""


def year(place: Place) -> str:
    published = place.record.published if place.record else None
    return f"{place.series_path}{published.year}" if published else ""


def author(place: Place) -> str:
    return author_page(place).rstrip("/")


def author_page(place: Place) -> str:
    authors = place.record.authors if place.record else ()
    return next((each.path for each in authors if each.path), "")


def search(place: Place) -> str:
    address = served("search").rstrip("/")
    return f"{address}?q={place.record.address}" if address and place.record and place.record.label else ""


def at_root(label: str, media_type: str, name: str) -> Examples:
    """An address where programs look for it in every language: without one in front (RFC 9309, section 2.3)."""

    def examples(place: Place) -> Iterator[Example]:
        with translation.override(settings.LANGUAGE_CODE):
            yield from named(label, media_type, name)(place)

    return examples


def named(label: str, media_type: str, name: str, *, query: str = "") -> Examples:
    """An address that is the same for every series."""

    def examples(place: Place) -> Iterator[Example]:
        if address := served(name):
            yield Example(label, media_type, f"{address}{query}")

    return examples


def repec(place: Place) -> Iterator[Example]:
    """The archive that the institute has in RePEc, if it has one and this series is in it."""
    if place.archive and (address := served("repec_archive", place.archive)):
        yield Example("ReDIF", HTML, address)


def feeds(name: str, *args: str, path_of: Callable[[Place], str]) -> Examples:
    """Feeds below the address that ``path_of`` gives; ``args`` are any that the pattern takes."""

    def examples(place: Place) -> Iterator[Example]:
        for form, (label, media_type) in FEEDS.items():
            if served(name, *args, form) and (path := path_of(place)):
                yield Example(label, media_type, f"{path}feed.{form}")

    return examples


def feeds_of_all(place: Place) -> Iterator[Example]:
    """Feeds of whatever the institute brings out, in this language."""
    for form, (label, media_type) in FEEDS.items():
        if address := served("feed", form):
            yield Example(label, media_type, address)


def api(name: str) -> Examples:
    def examples(place: Place) -> Iterator[Example]:
        if conf.get().READ_API:
            yield Example("JSON", JSON, served(f"api:{name}:listing"))

    return examples


def catalogue(place: Place) -> Iterator[Example]:
    if place.series_path and served("catalogue", "series/", "csv"):
        yield Example("CSV", CSV, f"{place.series_path}catalogue.csv")
        yield Example("JSON", JSON, f"{place.series_path}catalogue.json")
