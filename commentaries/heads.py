"""Turns a text and its record into what the head of its page says to machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commentaries import conf
from commentaries.citations.highwire import highwire_tags
from commentaries.citations.open_graph import card_tags, open_graph_tags
from commentaries.citations.schema_org import Thing, breadcrumbs, json_ld, text_of
from commentaries.citations.tags import InLanguage, Surroundings, Tag
from commentaries.models import CommentaryPage, Issue
from commentaries.record import Record
from commentaries.recording import pdf_path
from commentaries.serving import served

if TYPE_CHECKING:
    from django.http import HttpRequest

    from commentaries.models.publishers import PublisherFacts

_NOTHING = SafeString("")
COVER_SIZE = (1240, 1754)
"""Width and height in pixels of the large picture of a first page, which is A4 (``commentaries.printing``)."""
FEEDS = {
    "atom": ("Atom", "application/atom+xml"),
    "rss": ("RSS", "application/rss+xml"),
    "json": ("JSON", "application/feed+json"),
}
"""The forms of a feed by the ending of its address: what readers call them, and their media types."""


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in another language, by its absolute address; ``x-default`` for readers of none of them."""

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a reader of this page may want to follow; ``form`` is what its form is called."""

    form: str
    title: str
    media_type: str
    path: str


@dataclass(frozen=True, slots=True)
class Meta:
    """What the head of a page says to machines: ``tags`` by name, ``properties`` by property, ``data`` as JSON-LD."""

    description: str = ""
    canonical: str = ""
    robots: str = ""
    pdf: str = ""
    next: str = ""
    translations: list[Alternate] = field(default_factory=list)
    tags: Sequence[Tag] = ()
    properties: Sequence[Tag] = ()
    feeds: Sequence[FeedLink] = ()
    data: SafeString = _NOTHING


def head_of(
    page: CommentaryPage,
    record: Record,
    request: HttpRequest,
    *,
    translations: Sequence[CommentaryPage],
    publisher: PublisherFacts,
) -> Meta:
    """The head of a text's page; one that has translations names itself among them.

    What catalogues read is there for a text that everyone may read, and for no draft, proof or closed circle.
    """
    others = {each.pk: InLanguage(each.language, record.absolute(each.get_url(request) or "")) for each in translations}
    plain = Meta(
        description=record.lead or record.abstract,
        canonical=record.url,
        robots="noindex" if conf.get().DEMO else "",
        pdf=record.absolute(pdf_path(record)),
        translations=_alternates(page, record, others),
    )
    if not _is_for_everyone(page, record):
        return plain
    around = _surroundings(page, record, others, publisher)
    return Meta(
        description=plain.description,
        canonical=plain.canonical,
        robots=plain.robots,
        pdf=plain.pdf,
        translations=plain.translations,
        tags=[*highwire_tags(record, around), *card_tags(around)],
        properties=open_graph_tags(record, around),
        feeds=feed_links(record.series.title, record.series.path, name="series_feed"),
        data=data_block([text_of(record, around), _trail(record, around)]),
    )


def data_block(things: Sequence[Thing]) -> SafeString:
    """Things of schema.org as the content of a ``script`` element; the writer of JSON-LD has made it harmless."""
    return mark_safe(json_ld(things))


def feed_links(title: str, above: str, *, name: str) -> list[FeedLink]:
    """The feeds at an address, in every form; none where the host site serves no such feed."""
    if not above or not served(name, **_EXAMPLES[name]):
        return []
    return [
        FeedLink(form, f"{title} ({form})".strip(), media_type, f"{above}feed.{ending}")
        for ending, (form, media_type) in FEEDS.items()
    ]


_EXAMPLES = {
    "feed": {"form": "atom"},
    "series_feed": {"above": "series/", "form": "atom"},
    "topic_feed": {"slug": "topic", "form": "atom"},
    "author_feed": {"slug": "author", "form": "atom"},
}


def _is_for_everyone(page: CommentaryPage, record: Record) -> bool:
    is_public = page.live and page.issue is not None and page.issue.state == Issue.State.PUBLIC
    return is_public and not record.hides_authors and not getattr(page, "is_restricted", True)


def _alternates(page: CommentaryPage, record: Record, others: dict[int, InLanguage]) -> list[Alternate]:
    """All languages, and the one that the text was first in for readers of none of them."""
    if not others:
        return []
    versions = {page.pk: InLanguage(record.language, record.url), **others}
    return [Alternate(*each) for each in versions.values()] + [Alternate("x-default", versions[min(versions)].url)]


def _surroundings(
    page: CommentaryPage, record: Record, others: dict[int, InLanguage], publisher: PublisherFacts
) -> Surroundings:
    """What was there before all its translations is their original."""
    is_translation = bool(others) and min(others) < page.pk
    above = record.series.path.rstrip("/").rpartition("/")[0]
    has_cover = bool(getattr(page, "print_pages", None)) and not record.is_archived
    return Surroundings(
        site_name=publisher.name,
        home_url=record.absolute(f"{above}/"),
        pdf_url=record.absolute(pdf_path(record)),
        cover_url=record.absolute(record.file_path("large.png")) if has_cover else "",
        cover_alt=_("First page of “%(title)s”") % {"title": record.title},
        cover_size=COVER_SIZE,
        translations=() if is_translation else tuple(others.values()),
        original=others[min(others)] if is_translation else None,
    )


def _trail(record: Record, around: Surroundings) -> Thing:
    series = record.absolute(record.series.path)
    return breadcrumbs([(around.site_name, around.home_url), (record.series.title, series), (record.title, record.url)])
