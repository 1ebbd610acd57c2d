"""Turns a draft into its list of open points: what is missing or doubtful, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from commentaries.models import CommentaryPage
from commentaries.reading import texts_of, words_of
from commentaries.remarks import remarks_in
from commentaries.sanitising import ALLOWED_SCHEMES, plain_text

if TYPE_CHECKING:
    from wagtail.images.models import AbstractImage

_HREF = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
_WITHOUT_ADDRESS = re.compile(r"<a>(.*?)</a>", re.DOTALL)
"""What ``sanitising`` leaves of a link to somewhere else."""
_NOTE_REF = re.compile(r'<a\b(?=[^>]*\blinktype="note")[^>]*\bid="([^"]*)"')
_PAIRS = (("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"))


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something missing or doubtful.

    ``field`` is the editor's field that mends it; ``block`` the number of the body's block,
    counted from 0; ``forbids`` says whether the text cannot be submitted with it (D13).
    """

    code: str
    field: str
    message: str
    forbids: bool = False
    block: int | None = None


class NotReady(Exception):
    """A text has open points that forbid its submission."""

    def __init__(self, points: list[OpenPoint]) -> None:
        self.points = points
        super().__init__(" ".join(point.message for point in points))


def open_points(page: CommentaryPage) -> list[OpenPoint]:
    """All open points of a draft, those that forbid first, in the order of the page."""
    points = [point for check in _checks_of(page) for point in check(page)]
    return sorted(points, key=lambda point: not point.forbids)


def forbidding(page: CommentaryPage) -> list[OpenPoint]:
    """The open points with which a text cannot be submitted."""
    return [point for point in open_points(page) if point.forbids]


def stands_in(quote: str, text: str) -> bool:
    """Whether a pull quote stands word for word in the text.

    Quotation marks, dashes and spaces are equal in all their forms; ``[…]`` may stand for words
    left out; the first letter may be a capital and the last character a full stop of its own.
    """
    words = _normal(text)
    parts = [_normal(part).strip(" .") for part in re.split(r"\[(?:…|\.\.\.)\]", quote)]
    position = 0
    for part in (part for part in parts if part):
        found = re.compile(_whole_words(part)).search(words, position)
        if found is None:
            return False
        position = found.end()
    return any(parts)


def _whole_words(part: str) -> str:
    """A pattern for these words that begins and ends where words do."""
    before, after = (r"\b" if part[end].isalnum() else "" for end in (0, -1))
    return f"{before}{re.escape(part)}{after}"


def _normal(text: str) -> str:
    text = plain_text(text)
    for pattern, plain in (('[“”„«»"]', "'"), ("[‘’‚]", "'"), ("[–—‒−-]", "-"), (r"\s+", " ")):
        text = re.sub(pattern, plain, text)
    return text.casefold()


def _checks_of(page: CommentaryPage) -> list:
    if page.archived:
        return [_title, _authors]
    return [
        _title,
        _authors,
        _body,
        _pictures,
        _links,
        _key_points,
        _lead_sentences,
        _pull_quotes,
        _length,
        _marks,
        _headings,
        _notes,
        _remarks,
        _topics,
    ]


def _title(page: CommentaryPage) -> Iterator[OpenPoint]:
    if not page.title.strip():
        yield OpenPoint("no-title", "title", _("Give the text a title."), forbids=True)


def _authors(page: CommentaryPage) -> Iterator[OpenPoint]:
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


def _body(page: CommentaryPage) -> Iterator[OpenPoint]:
    kinds = {"paragraph", "exchange"}
    if not any(
        child.block_type in kinds and any(plain_text(t) for t in texts_of(child.block_type, child.value))
        for child in page.body
    ):
        yield OpenPoint("no-body", "body", _("Write the text: there is no paragraph yet."), forbids=True)


def _pictures(page: CommentaryPage) -> Iterator[OpenPoint]:
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


def _links(page: CommentaryPage) -> Iterator[OpenPoint]:
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


def _key_points(page: CommentaryPage) -> Iterator[OpenPoint]:
    series, count = page.series, len(page.key_points)
    if count < series.key_points_min or count > series.key_points_max:
        yield OpenPoint(
            "key-points",
            "key_points",
            _("The series asks for %(least)s to %(most)s key points, usually %(usual)s; there are %(count)s.")
            % {
                "least": series.key_points_min,
                "most": series.key_points_max,
                "usual": series.key_points_usual,
                "count": count,
            },
        )


def _lead_sentences(page: CommentaryPage) -> Iterator[OpenPoint]:
    limit = page.series.key_point_words
    for number, point in enumerate(page.key_points, start=1):
        words = len(point.value["lead"].split())
        if words > limit:
            yield OpenPoint(
                "long-lead",
                "key_points",
                _("The lead sentence of key point %(number)s has %(words)s words; up to %(limit)s are easily read.")
                % {"number": number, "words": words, "limit": limit},
            )


def _pull_quotes(page: CommentaryPage) -> Iterator[OpenPoint]:
    text = " ".join(
        piece
        for child in page.body
        if child.block_type not in {"pull_quote", "heading", "subheading"}
        for piece in texts_of(child.block_type, child.value)
    )
    for number, child in enumerate(page.body):
        if child.block_type == "pull_quote" and not child.value.strip():
            yield OpenPoint(
                "empty-pull-quote",
                "body",
                _("This pull quote is empty: pick a sentence, or take the block out."),
                block=number,
            )
        elif child.block_type == "pull_quote" and not stands_in(child.value, text):
            yield OpenPoint(
                "pull-quote",
                "body",
                _("This pull quote does not stand in the text word for word: “%(quote)s”")
                % {"quote": child.value[:80]},
                block=number,
            )


def _length(page: CommentaryPage) -> Iterator[OpenPoint]:
    words, series = words_of(page), page.series
    if words > series.words_warn:
        over = words - series.words_warn
        yield OpenPoint(
            "too-long",
            "body",
            _("The text has %(words)s words, %(over)s more than the series’ %(limit)s (title and notes counted).")
            % {"words": words, "over": over, "limit": series.words_warn},
        )
    elif 0 < words < series.words_aim and any(page.body):
        yield OpenPoint(
            "short",
            "body",
            _("The text has %(words)s words; the series aims at %(aim)s to %(limit)s.")
            % {"words": words, "aim": series.words_aim, "limit": series.words_warn},
        )


def _marks(page: CommentaryPage) -> Iterator[OpenPoint]:
    for number, child in enumerate(page.body):
        text = " ".join(plain_text(piece) for piece in texts_of(child.block_type, child.value))
        for opening, closing in _PAIRS:
            if text.count(opening) != text.count(closing):
                yield OpenPoint(
                    "unbalanced",
                    "body",
                    _("A mark is opened and not closed, or closed and not opened: %(marks)s in “%(text)s…”")
                    % {"marks": f"{opening} {closing}", "text": text[:50]},
                    block=number,
                )


def _headings(page: CommentaryPage) -> Iterator[OpenPoint]:
    """A pull quote floats beside the text, so it is not what a heading announces."""
    printed = [(n, child.block_type) for n, child in enumerate(page.body) if child.block_type != "pull_quote"]
    kinds = [kind for _number, kind in printed]
    for (number, kind), following in zip(printed, [*kinds[1:], ""], strict=False):
        same_rank = kind == following or (kind, following) == ("subheading", "heading")
        if kind in {"heading", "subheading"} and same_rank:
            yield OpenPoint(
                "heading-after-heading",
                "body",
                _("A heading follows a heading: write what “%(heading)s” announces, or take it out.")
                % {"heading": page.body[number].value},
                block=number,
            )
        elif kind in {"heading", "subheading"} and not following:
            yield OpenPoint(
                "heading-last",
                "body",
                _("The text ends with a heading: “%(heading)s”.") % {"heading": page.body[number].value},
                block=number,
            )


def _notes(page: CommentaryPage) -> Iterator[OpenPoint]:
    called = dict.fromkeys(
        ref
        for child in page.body
        for text in texts_of(child.block_type, child.value)
        for ref in _NOTE_REF.findall(text)
    )
    written = [note.ref for note in page.notes.all()]
    printed = [*(ref for ref in called if ref in written), *(ref for ref in written if ref not in called)]
    for number, ref in enumerate(printed, start=1):
        if ref not in called:
            yield OpenPoint(
                "note-not-called",
                "notes",
                _("Note %(number)s is called nowhere in the text; it would be printed at the end.")
                % {"number": number},
            )
    if called.keys() - set(written):
        yield OpenPoint(
            "note-missing", "notes", _("The text calls a note that is not written; the call would not be printed.")
        )


def _remarks(page: CommentaryPage) -> Iterator[OpenPoint]:
    """What its writers said to each other, wherever readers would meet it."""
    places: list[tuple[str, int | None, str]] = [
        ("title", None, page.title),
        *(("key_points", None, f"{point.value['lead']} {point.value['text']}") for point in page.key_points),
        *(("body", n, text) for n, child in enumerate(page.body) for text in texts_of(child.block_type, child.value)),
        *(("notes", None, note.text) for note in page.notes.all()),
    ]
    for field, block, text in places:
        for remark in remarks_in(plain_text(text)):
            yield OpenPoint(
                "drafting-remark",
                field,
                _("This reads like a remark from drafting; settle it and take it out: “%(remark)s”")
                % {"remark": f"{remark[:80].rstrip()}…" if len(remark) > 81 else remark},
                block=block,
            )


def _topics(page: CommentaryPage) -> Iterator[OpenPoint]:
    if not page.topics.all():
        yield OpenPoint("no-topic", "topics", _("Choose at least one topic, so that readers find the text."))
