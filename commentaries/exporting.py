"""Turns a page into its whole text, as the pure formats of ``commentaries.fulltext`` take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentaries.fulltext import FullText
from commentaries.fulltext.texts import (
    Block,
    Elsewhere,
    Exchange,
    Figure,
    Heading,
    KeyPoint,
    Note,
    Picture,
    Prose,
    Quotation,
    Table,
)
from commentaries.inlines import tree_of
from commentaries.models import CommentaryPage
from commentaries.reading import Block as Shown
from commentaries.reading import picture, reading_of
from commentaries.recording import pdf_path
from commentaries.sanitising import clean_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wagtail.images.models import AbstractImage

    from commentaries.record import Record


def text_of(page: CommentaryPage, record: Record) -> FullText:
    """The whole text of a page; its facts alone for an archive entry.

    One query for notes and one for pictures, and for each picture those of its file.
    """
    if page.archived:
        return facts_of(page, record)

    def depict(image: AbstractImage | None, *, alt: str = "", credit: str = "") -> Picture | None:
        """The picture that the page shows at its widest: no other file is made for an export."""
        shown = picture(image)
        widest = shown.srcset.split(", ")[-1].rpartition(" ")[0] if shown else ""
        whole = record.absolute(widest)
        return Picture(whole, alt, credit) if whole else None

    reading = reading_of(page, depict=depict)
    facts = facts_of(page, record)
    return FullText(
        key_points=facts.key_points,
        blocks=tuple(_blocks(reading.blocks, record.url)),
        notes=tuple(Note(note.number, tree_of(note.html, base=record.url)) for note in reading.notes),
        lead_picture=reading.lead_image,
        interests=facts.interests,
        funding=facts.funding,
        pdf_url=facts.pdf_url,
    )


def facts_of(page: CommentaryPage, record: Record) -> FullText:
    """What a page says beside its record without its body and notes; asks the database nothing, as in a list."""
    return FullText(
        key_points=tuple(KeyPoint(point.value["lead"], point.value["text"]) for point in page.key_points),
        interests=clean_words(page.interests),
        funding=clean_words(page.funding),
        pdf_url=record.absolute(pdf_path(record)),
    )


def _blocks(blocks: list[Shown], base: str) -> Iterator[Block]:
    """The blocks as they follow each other; a pull quote is in the text already."""
    for block in blocks:
        match block.kind:
            case "paragraph":
                yield Prose(tree_of(block.html, base=base))
            case "heading":
                yield Heading(block.text, block.level - 1)
            case "quotation":
                yield Quotation(tree_of(block.html, base=base), block.source)
            case "exchange":
                yield Exchange(block.question, tree_of(block.answer, base=base))
            case "table":
                head = block.head if any(block.head) else ()
                yield Table(block.rows, head, block.numeric, block.caption)
            case "figure":
                yield Figure(block.picture, block.caption, block.credit)
            case "embed":
                yield Elsewhere(block.title, block.url, block.caption, block.picture)
