"""Finds what a text cannot be submitted without: title, author, body, described and credited pictures, safe links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from commentaries.models import CommentaryPage
from commentaries.readiness.points import OpenPoint
from commentaries.reading import texts_of
from commentaries.sanitising import ALLOWED_SCHEMES, plain_text

if TYPE_CHECKING:
    from wagtail.images.models import AbstractImage

_HREF = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
_WITHOUT_ADDRESS = re.compile(r"<a>(.*?)</a>", re.DOTALL)
"""What ``sanitising`` leaves of a link to somewhere else."""


def title(page: CommentaryPage) -> Iterator[OpenPoint]:
    if not page.title.strip():
        yield OpenPoint("no-title", "title", _("Give the text a title."), forbids=True)


def authors(page: CommentaryPage) -> Iterator[OpenPoint]:
    authorships = page.authorships.all()
    if not authorships:
        yield OpenPoint("no-author", "authorships", _("Name at least one author."), forbids=True)
    if not all(authorship.name.strip() for authorship in authorships):
        yield OpenPoint(
            "author-without-name",
            "authorships",
            _("Write every author’s name as it is to be printed; saving the text in the editor fills it in."),
            forbids=True,
        )


def body(page: CommentaryPage) -> Iterator[OpenPoint]:
    kinds = {"paragraph", "exchange"}
    if not any(
        child.block_type in kinds and any(plain_text(t) for t in texts_of(child.block_type, child.value))
        for child in page.body
    ):
        yield OpenPoint("no-body", "body", _("Write the text: there is no paragraph yet."), forbids=True)


def pictures(page: CommentaryPage) -> Iterator[OpenPoint]:
    if page.image_id:
        if not page.image_alt.strip() and not page.image_is_decorative:
            yield OpenPoint(
                "lead-picture-not-described",
                "image_alt",
                _("Describe the lead picture, or mark it as mere decoration."),
                forbids=True,
            )
        if not page.image_credit.strip():
            yield OpenPoint(
                "lead-picture-without-credit", "image_credit", _("Say who made the lead picture."), forbids=True
            )
    for number, child in enumerate(page.body):
        if child.block_type == "figure":
            yield from _figure(number, child.value)
        elif child.block_type == "embed" and child.value["image"] and not _is_described(child.value["image"]):
            yield OpenPoint(
                "embed-not-described",
                "body",
                _("Describe this picture for those who cannot see it, or mark it as decorative."),
                True,
                number,
            )


def _is_described(image: AbstractImage) -> bool:
    return bool(getattr(image, "decorative", False) or (getattr(image, "contextual_alt_text", "") or "").strip())


def _figure(number: int, value: dict) -> Iterator[OpenPoint]:
    image = value["image"]
    if not image:
        yield OpenPoint("figure-without-picture", "body", _("Choose the picture of this figure."), True, number)
        return
    if not _is_described(image):
        yield OpenPoint(
            "figure-not-described",
            "body",
            _("Describe this figure for those who cannot see it, or mark it as decorative."),
            True,
            number,
        )
    if not value["credit"].strip():
        yield OpenPoint("figure-without-credit", "body", _("Say who made this figure."), True, number)


def links(page: CommentaryPage) -> Iterator[OpenPoint]:
    for number, child in enumerate(page.body):
        texts = texts_of(child.block_type, child.value)
        if child.block_type == "embed" and not child.value["url"]:
            yield OpenPoint(
                "embed-without-address", "body", _("Give the address of the film, map or recording."), True, number
            )
        elif child.block_type == "embed":
            texts.append(f'<a href="{child.value["url"]}">')
        for text in texts:
            yield from _unknown_schemes(text, "body", number)
    for note in page.notes.all():
        yield from _unknown_schemes(note.text, "notes", None)


def _unknown_schemes(html: str, field: str, block: int | None) -> Iterator[OpenPoint]:
    for address in _HREF.findall(html):
        scheme = urlsplit(address).scheme.lower()
        if scheme not in ALLOWED_SCHEMES and not address.startswith(("#", "/")):
            yield OpenPoint(
                "unknown-link",
                field,
                _("The link to “%(address)s” does not lead to the web or to a mail address.")
                % {"address": address[:80]},
                True,
                block,
            )
    for words in _WITHOUT_ADDRESS.findall(html):
        yield OpenPoint(
            "unknown-link",
            field,
            _(
                "The address of the link “%(words)s” was taken out, as it led neither to the web nor to a mail "
                "address. Set the link again, or write the words without one."
            )
            % {"words": plain_text(words)[:80]},
            True,
            block,
        )


OF_AN_ARCHIVE_ENTRY = (title, authors)
OF_A_TEXT = (*OF_AN_ARCHIVE_ENTRY, body, pictures, links)
"""In the order of the page, as are the pieces of advice."""
