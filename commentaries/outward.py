"""Finds in a text the links that lead out of the house: each address with the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urldefrag, urlsplit

from django.conf import settings

from commentaries.models import CommentaryPage
from commentaries.reading import texts_of
from commentaries.sanitising import web_address

_HREF = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Outward:
    """One link: its address without the place on the page, and the field and block that mend it."""

    address: str
    field: str
    block: int | None = None


def links_out(page: CommentaryPage) -> list[Outward]:
    """Every address once, in the order of the text, at the first place where it stands."""
    found: dict[str, Outward] = {}
    for written, field, block in _written(page):
        address = urldefrag(unescape(written).strip()).url if web_address(written) else ""
        if address and not _is_our_own(address):
            found.setdefault(address, Outward(address, field, block))
    return list(found.values())


def _written(page: CommentaryPage) -> Iterator[tuple[str, str, int | None]]:
    for point in page.key_points:
        yield from ((address, "key_points", None) for address in _HREF.findall(str(point.value["text"])))
    for number, child in enumerate(page.body):
        if child.block_type == "embed" and child.value["url"]:
            yield child.value["url"], "body", number
        for text in texts_of(child.block_type, child.value):
            yield from ((address, "body", number) for address in _HREF.findall(text))
    for note in page.notes.all():
        yield from ((address, "notes", None) for address in _HREF.findall(note.text))


def _is_our_own(address: str) -> bool:
    return urlsplit(address).hostname == urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
