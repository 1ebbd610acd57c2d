"""Turns the pages of a PDF into sentences that say what overprints and what leaves its page, read by PDFium."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

SIDE, FOOT = 50.0, 22.0
"""Points of the margins that no letter reaches into: punctuation may hang over the sides of 20 mm; what stands at the
head and foot keeps 8 mm from the edge, which printers cannot reach."""
SLACK = 1.5
"""Points by which two words may meet: slanted letters lean over a space, Arabic ones reach far up and down."""
SPACE = 2.0
"""Points between two letters above which they belong to two words."""
RULE = 3.0
"""Points: a path that is thinner is a rule, and no ground."""
SMALL = 40.0
"""Points: a path whose sides are shorter is a letter or a mark, and no ground."""


@dataclass(frozen=True, slots=True)
class Box:
    """Something printed: a word, a picture, a drawn mark; in points from the lower left corner of its page."""

    what: str
    left: float
    bottom: float
    right: float
    top: float

    def covers(self, other: Box, slack: float = SLACK) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        along = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > slack and along > slack

    def with_box(self, what: str, box: tuple[float, float, float, float]) -> Box:
        left, bottom, right, top = box
        return Box(
            self.what + what,
            min(self.left, left),
            min(self.bottom, bottom),
            max(self.right, right),
            max(self.top, top),
        )

    def goes_on(self, box: tuple[float, float, float, float]) -> bool:
        """Whether a letter stands beside or within the word, on its line."""
        left, bottom, right, top = box
        return left - self.right < SPACE and self.left - right < SPACE and min(self.top, top) > max(self.bottom, bottom)


def faults(pdf: bytes) -> list[str]:
    """What prints over something else, and what stands outside the margins or the page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [f"page {number}: {fault}" for number, page in enumerate(document, 1) for fault in _faults_of(page)]


def _faults_of(page: pypdfium2.PdfPage) -> Iterator[str]:
    width, height = page.get_size()
    words, drawn = words_of(page), list(_drawn_on(page))
    for word in words:
        if word.left < SIDE or word.right > width - SIDE or word.bottom < FOOT or word.top > height - FOOT:
            yield f"“{word.what}” leaves the page"
    for box in drawn:
        if box.left < -1 or box.right > width + 1 or box.bottom < -1 or box.top > height + 1:
            yield f"a {box.what} leaves the page"
    yield from (f"“{one.what}” and “{other.what}” overprint" for one, other in _meeting(words))
    for box in drawn:
        slack = SLACK if box.what == "picture" else 0.2
        yield from (f"a {box.what} overprints “{word.what}”" for word in words if box.covers(_core_of(word), slack))
    pictures = [box for box in drawn if box.what == "picture"]
    yield from ("two pictures overprint" for _one, _other in _meeting(pictures))


def _meeting(boxes: list[Box]) -> Iterator[tuple[Box, Box]]:
    """Every pair of boxes that cover each other."""
    ordered = sorted(boxes, key=lambda box: box.bottom)
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            if other.bottom > one.top:
                break
            if one.covers(other):
                yield one, other


def _core_of(word: Box) -> Box:
    """The middle of a word: a rule may lie close above or below it, as of a table, but not through it."""
    inset = (word.top - word.bottom) * 0.2
    return Box(word.what, word.left, word.bottom + inset, word.right, word.top - inset)


def words_of(page: pypdfium2.PdfPage) -> list[Box]:
    """Letters that stand together, in one box, each."""
    text, words, pending = page.get_textpage(), [], None
    for index in range(text.count_chars()):
        letter, box = text.get_text_range(index, 1), text.get_charbox(index)
        is_blank = not letter.strip("\ufffe\xad \u00a0\r\n") or box[2] - box[0] <= 0 or box[3] - box[1] <= 0
        if unicodedata.combining(letter[:1] or " "):
            continue  # it stands above or below its letter, wherever the font wants it
        if pending is not None and (is_blank or not pending.goes_on(box)):
            words.append(pending)
            pending = None
        if not is_blank:
            pending = pending.with_box(letter, box) if pending else Box(letter, *box)
    return [*words, pending] if pending else words


def _drawn_on(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """Pictures, rules and drawn letters; what is large and filled is a ground to print on."""
    for thing in page.get_objects(max_depth=4):
        left, bottom, right, top = thing.get_bounds()
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            yield Box("picture", left, bottom, right, top)
        elif thing.type == raw.FPDF_PAGEOBJ_PATH and min(right - left, top - bottom) > 0.01:
            if min(right - left, top - bottom) < RULE:
                yield Box("rule", left, bottom, right, top)
            elif max(right - left, top - bottom) < SMALL:
                yield Box("drawn mark", left, bottom, right, top)
