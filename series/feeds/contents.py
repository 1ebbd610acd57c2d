"""Turns the newest of some texts into a feed: their facts, and as much of each as its series lets feeds carry."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin
from uuid import uuid5

from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from PIL.Image import DecompressionBombError
from wagtail.models import Site

from commentaries.models import CommentaryPage, PrintVersion, Publisher, Series
from commentaries.models.querysets import Place
from commentaries.models.series import FeedContent
from commentaries.reading import KeyPoint, Picture, Reading, images_in, pieces_of, reading_of
from commentaries.record import Record
from commentaries.recording import pdf_path, records_with_subjects
from commentaries.resolving import expander
from series.feeds.entries import Feed, FeedEntry
from series.listings import PAGE_SIZE

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.images.models import AbstractImage

    from commentaries.models import CommentaryQuerySet

_PICTURE = "width-960"
"""In the file's own form: not every mail program shows WebP."""
_FROM_THE_ROOT = re.compile(r'(<(?:a|img)\b[^>]*?\s(?:href|src)=")([/#][^"]*)')
"""An address in a tag that does not name its host; what is no tag has no ``<`` in sanitised HTML."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a feed is of: its name, the path of the page that lists the same texts, and a word about it.

    ``of`` is the series, if it is of one: its feed goes on by a number's address, as its list does.
    """

    title: str
    path: str
    description: str = ""
    of: Series | None = None


def feed_of(texts: CommentaryQuerySet, source: Source, request: HttpRequest, *, before: Place | None = None) -> Feed:
    """The newest texts, or those older than a place; the same few queries for one text and for twenty."""
    wanted = texts.placed_before(before) if before else texts
    has_print = Exists(PrintVersion.objects.filter(edition__page=OuterRef("pk")))
    found = list(wanted.for_lists().annotate(has_print=has_print).newest_first()[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    here = request.build_absolute_uri(request.path)
    last = shown[-1].issue if len(found) > PAGE_SIZE else None
    publisher = Publisher.for_request(request) if Site.find_for_request(request) else Publisher()
    return Feed(
        title=source.title or publisher.name or request.get_host(),
        url=f"{here}?{urlencode({'before': request.GET['before']})}" if before else here,
        page_url=urljoin(here, source.path),
        language=get_language() or "en",
        publisher=publisher.name,
        description=source.description,
        next_url=f"{here}?before={last.address if source.of else last.pk}" if last else "",
        entries=tuple(_entries(shown, request)),
    )


def _entries(pages: Sequence[CommentaryPage], request: HttpRequest) -> list[FeedEntry]:
    write = _writer(pages)
    records = records_with_subjects(pages, request=request)
    return [_entry(page, record, write(page, record)) for page, record in zip(pages, records, strict=True)]


def _entry(page: CommentaryPage, record: Record, html: str) -> FeedEntry:
    leads = [point.value["lead"] for point in page.key_points]
    return FeedEntry(
        id=f"urn:uuid:{uuid5(page.translation_key, page.locale.language_code)}",
        record=record,
        updated=record.modified or timezone.localtime(page.placed_at, page.series.zone),
        published=_published(page, record),
        summary=" ".join(leads) or record.abstract,
        html=html,
        pdf_url=record.absolute(pdf_path(record)),
        cover_url=record.absolute(record.file_path("large.png")) if page.has_print and not record.is_archived else "",
    )


def _published(page: CommentaryPage, record: Record) -> datetime | None:
    """The moment at which it appeared, on the clock of its series, or noon of the day if only that is known."""
    if record.published is None or not record.published.is_exact or page.issue is None:
        return None
    placed = timezone.localtime(page.placed_at, page.series.zone)
    day = page.issue.published_on
    return placed if placed.date() == day else datetime.combine(day, time(12), page.series.zone)


def _writer(pages: Sequence[CommentaryPage]) -> Callable[[CommentaryPage, Record], str]:
    """A function that writes the content of these pages; whole texts are fetched at once, if any series gives them."""
    keys = [page.pk for page in pages if page.series.feed_content == FeedContent.FULL_TEXT and not page.archived]
    whole = CommentaryPage.objects.prefetch_related("notes").defer("search_description").in_bulk(keys) if keys else {}
    images = images_in(whole.values(), spec=_PICTURE)
    expand = expander(piece for text in whole.values() for piece in pieces_of(text))

    def write(page: CommentaryPage, record: Record) -> str:
        if text := whole.get(page.pk):
            text.image = None  # the lead picture is the page's; a feed has that of the first printed page
            reading = reading_of(text, depict=_depicter(record), images=images, expand=expand)
        else:
            reading = Reading([KeyPoint(point.value["lead"], point.value["text"]) for point in page.key_points])
        blocks = [block for block in reading.blocks if block.kind != "pull_quote"]
        context = {"record": record, "reading": reading, "blocks": blocks}
        return _with_whole_addresses(render_to_string("series/feeds/content.html", context), record)

    return write


def _depicter(record: Record) -> Callable[..., Picture | None]:
    """Makes of a stored picture one of a single width, by its absolute address; of a file that is gone, none."""

    def depict(image: AbstractImage | None, *, alt: str = "", caption: str = "", credit: str = "") -> Picture | None:
        if image is None:
            return None
        try:
            made = image.get_rendition(_PICTURE)
        except (OSError, ValueError, DecompressionBombError):
            return None
        src = urljoin(record.url, made.url)
        return Picture(src, "", "", made.width, made.height, alt=alt, caption=caption, credit=credit)

    return depict


def _with_whole_addresses(html: str, record: Record) -> str:
    """A reader of feeds does not know of which site, or page, an address is a part."""
    return _FROM_THE_ROOT.sub(lambda found: found[1] + urljoin(record.url, found[2]), html).strip()
