"""Turns a page's body into the ordered blocks, with numbered notes, that page and print lay out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from PIL.Image import DecompressionBombError
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.rich_text import expand_db_html

from commentaries.models import CommentaryPage
from commentaries.resolving import Expand, expander
from commentaries.sanitising import clean_html, plain_text, web_address

NOTE_CALL = re.compile(r'<a\b(?=[^>]*\blinktype="note")[^>]*\bid="([^"]*)"[^>]*>\s*</a>')
_TAKEN_ANCHOR = re.compile(r"^(main-content|how-to-cite|(note|call)-\d+)$")
_EMPTY = SafeString("")
Depict = Callable[..., Any]
"""Makes of an image, or of none, what is shown of it; takes ``alt`` and ``credit``."""
Images = dict[int, AbstractImage]
"""Stored pictures by their key."""
_WIDTHS = (480, 960, 1440)
_PICTURED = {"figure", "embed"}
_SIZES = "(min-width: 48rem) 42rem, 100vw"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in several widths; ``alt`` is empty only for mere decoration."""

    src: str
    srcset: str
    sizes: str
    width: int
    height: int
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class NumberedNote:
    """A note with the number under which the text calls it."""

    number: int
    id: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the text as the reader meets it; which fields are filled depends on ``kind``."""

    kind: str
    html: SafeString = _EMPTY
    notes: tuple[NumberedNote, ...] = ()
    text: str = ""
    level: int = 0
    anchor: str = ""
    source: str = ""
    question: str = ""
    answer: SafeString = _EMPTY
    picture: Any = None
    """A ``Picture``, or what whoever asked for the reading makes of an image."""
    decorative: bool = False
    caption: str = ""
    credit: str = ""
    title: str = ""
    url: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numeric: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """A lead sentence, and perhaps more."""

    lead: str
    text: str = ""


@dataclass(slots=True)
class Reading:
    """A whole text, laid out in order."""

    key_points: list[KeyPoint] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    notes: list[NumberedNote] = field(default_factory=list)
    lead_image: Any = None


def reading_of(
    page: CommentaryPage, *, depict: Depict | None = None, images: Images | None = None, expand: Expand | None = None
) -> Reading:
    """The text of a page in order. One query for its pictures, none when it has none, or when they are given.

    ``depict`` makes of an image what is shown of it: by default the picture of a web page. ``expand`` knows the
    addresses that it links to (``commentaries.resolving``): by default it asks for those of this text.
    """
    depict = depict or picture
    blocks = list(_stored_blocks(page))
    composer = _Composer(
        page, _pictures_of(blocks) if images is None else images, depict, expand or expander(pieces_of(page))
    )
    return Reading(
        key_points=[KeyPoint(b.value["lead"], b.value["text"]) for b in page.key_points],
        blocks=[composer.block(kind, value) for kind, value in blocks],
        notes=composer.finish_notes(),
        lead_image=depict(page.image, alt=page.image_alt, credit=page.image_credit) if page.image else None,
    )


def _stored_blocks(page: CommentaryPage) -> Iterator[tuple[str, Any]]:
    """The blocks of the body with their values; those with a picture as they are stored.

    A stream looks up the pictures of each kind of block by itself when one of its values is touched.
    """
    for number, stored in enumerate(page.body.raw_data):
        kind = stored["type"]
        yield kind, stored["value"] if kind in _PICTURED else page.body[number].value


def pieces_of(page: CommentaryPage) -> list[str]:
    """The HTML and plain texts of body and notes, as they are stored."""
    return [*(text for block in _stored_blocks(page) for text in texts_of(*block)), *(n.text for n in page.notes.all())]


def images_in(pages: Iterable[CommentaryPage], *, spec: str) -> Images:
    """The pictures in the texts of several pages, with what was already made of them by this filter: two queries."""
    keys = {key for page in pages for key in _keys_of(list(_stored_blocks(page)))}
    return get_image_model().objects.prefetch_renditions(spec).in_bulk(keys) if keys else {}


def _keys_of(blocks: list[tuple[str, Any]]) -> set[int]:
    shown = [value.get("image") or {} for kind, value in blocks if kind in _PICTURED]
    return {image["image"] for image in shown if image.get("image")}


def _pictures_of(blocks: list[tuple[str, Any]]) -> Images:
    """The pictures of all blocks, by their key, in one query."""
    keys = _keys_of(blocks)
    return get_image_model().objects.in_bulk(keys) if keys else {}


def words_of(page: CommentaryPage) -> int:
    """Words of title, body and notes, as author guidelines count them; key points stand apart."""
    parts = [page.title, *(plain_text(note.text) for note in page.notes.all())]
    for kind, value in _stored_blocks(page):
        if kind != "pull_quote":
            parts.extend(plain_text(text) for text in texts_of(kind, value))
    return sum(len(part.split()) for part in parts)


def texts_of(kind: str, value: Any) -> list[str]:
    """The HTML or plain texts inside a block, for counting and searching."""
    match kind:
        case "paragraph":
            return [value.source]
        case "heading" | "subheading" | "pull_quote":
            return [value]
        case "quotation":
            return [value["text"].source, value["source"]]
        case "exchange":
            return [value["question"], value["answer"].source]
        case "figure":
            return [value.get("caption", "")]
        case "embed":
            return [value["title"], value.get("caption", "")]
        case "table":
            return [value.caption or "", *(str(cell.value) for row in value.rows for cell in row)]
    return []


def picture(image: AbstractImage | None, *, alt: str = "", caption: str = "", credit: str = "") -> Picture | None:
    """An image in the widths that pages use; ``None`` when there is no image or its file is gone."""
    if image is None:
        return None
    specs = [f"width-{width}|format-webp" for width in _WIDTHS]
    try:
        renditions = image.get_renditions(*specs)
    except (OSError, ValueError, DecompressionBombError):
        return None
    made = [renditions[spec] for spec in specs]
    middle = made[1]
    return Picture(
        src=middle.url,
        srcset=", ".join(f"{rendition.url} {rendition.width}w" for rendition in made),
        sizes=_SIZES,
        width=middle.width,
        height=middle.height,
        alt=alt,
        caption=caption,
        credit=credit,
    )


def rich(html: str, expand: Expand = expand_db_html) -> SafeString:
    """Stored rich text, sanitised once more and with its internal links resolved (trap 20)."""
    return mark_safe(expand(clean_html(html)))


class _Composer:
    """Lays out one page's blocks and numbers its notes in the order in which they are called."""

    def __init__(
        self, page: CommentaryPage, pictures: dict[int, AbstractImage], depict: Depict, expand: Expand
    ) -> None:
        self.pictures = pictures
        self.depict = depict
        self.expand = expand
        self.texts = {note.ref: note.text for note in page.notes.all()}
        self.numbered: dict[str, NumberedNote] = {}
        self.anchors: set[str] = set()

    def block(self, kind: str, value: Any) -> Block:
        make: Callable[[Any], Block] = getattr(self, f"_{kind}")
        return make(value)

    def finish_notes(self) -> list[NumberedNote]:
        """All notes; those that no call names come last, so that nothing typed is lost."""
        for ref in self.texts:
            self._number(ref)
        return list(self.numbered.values())

    def _number(self, ref: str) -> NumberedNote | None:
        if ref in self.texts and ref not in self.numbered:
            number = len(self.numbered) + 1
            self.numbered[ref] = NumberedNote(number, f"note-{number}", rich(self.texts[ref], self.expand))
        return self.numbered.get(ref)

    def _with_calls(self, source: str) -> tuple[SafeString, tuple[NumberedNote, ...]]:
        called: list[NumberedNote] = []

        def call(match: re.Match[str]) -> str:
            known = match.group(1) in self.numbered
            note = self._number(match.group(1))
            if note is None:
                return ""
            if not known:
                called.append(note)
            anchor = "" if known else format_html(' id="call-{}"', note.number)
            return format_html(
                '<sup class="note-call"><a href="#{}"{} role="doc-noteref">{}</a></sup>', note.id, anchor, note.number
            )

        html = NOTE_CALL.sub(call, clean_html(source))
        return mark_safe(self.expand(html)), tuple(called)

    def _anchor(self, text: str) -> str:
        base = anchor = slugify(text) or "section"
        if _TAKEN_ANCHOR.match(base):
            base = anchor = f"section-{base}"
        number = 2
        while anchor in self.anchors:
            anchor = f"{base}-{number}"
            number += 1
        self.anchors.add(anchor)
        return anchor

    def _paragraph(self, value: Any) -> Block:
        html, notes = self._with_calls(value.source)
        return Block("paragraph", html=html, notes=notes)

    def _heading(self, value: str) -> Block:
        return Block("heading", text=value, level=2, anchor=self._anchor(value))

    def _subheading(self, value: str) -> Block:
        return Block("heading", text=value, level=3, anchor=self._anchor(value))

    def _pull_quote(self, value: str) -> Block:
        return Block("pull_quote", text=value)

    def _figure(self, value: Any) -> Block:
        shown, decorative = self._picture(value)
        return Block(
            "figure",
            picture=shown,
            decorative=decorative,
            caption=value.get("caption", ""),
            credit=value.get("credit", ""),
            anchor=self._anchor("figure"),
        )

    def _quotation(self, value: Any) -> Block:
        return Block("quotation", html=rich(value["text"].source, self.expand), source=value["source"])

    def _exchange(self, value: Any) -> Block:
        answer, notes = self._with_calls(value["answer"].source)
        return Block("exchange", question=value["question"], answer=answer, notes=notes)

    def _table(self, value: Any) -> Block:
        return Block(
            "table",
            caption=value.caption or "",
            head=tuple(column["heading"] for column in value.columns),
            rows=tuple(tuple(str(cell.value) for cell in row) for row in value.rows),
            numeric=tuple(column["block"].name == "figure" for column in value.columns),
        )

    def _embed(self, value: Any) -> Block:
        return Block(
            "embed",
            picture=self._picture(value)[0],
            title=value["title"],
            url=web_address(value["url"]),
            caption=value.get("caption", ""),
        )

    def _picture(self, value: dict[str, Any]) -> tuple[Any, bool]:
        """The picture of a stored block, described for this place, and whether it is mere decoration."""
        stored = value.get("image") or {}
        decorative = bool(stored.get("decorative"))
        alt = "" if decorative else stored.get("alt_text") or ""
        return self.depict(self.pictures.get(stored.get("image", 0)), alt=alt), decorative
