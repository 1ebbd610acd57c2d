"""Tests that the end of an issue fills its last pages, however long the text and however much follows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from commentaries.pdf.orders import HOUSE, Document
from commentaries.pdf.typesetting import typeset
from tests.commentaries.pdf import crowding, stress
from tests.commentaries.pdf.extracting import boxes_of, pages_of
from tests.commentaries.pdf.samples import paragraph, sample, words

FIFTH = 0.2
MILLIMETRES = 297
TYPE_AREA = (25, 272)
"""Millimetres from the head of the page: between the running head and the foot."""
LENGTHS = range(300, 1500, 60)
FOOT = 60
"""Points from the foot of the page, above which the type area begins."""
IMPRINT, LATEST = "1 Mole Street", "Latest Harbour Letters"


def of_length(count: int, **changes: Any) -> Document:
    """A text of so many words, in paragraphs of fifty."""
    return sample([paragraph(words(50)) for _paragraph in range(count // 50)], **changes)


def whitest(pdf: bytes) -> float:
    """The highest white band across a page, as a share of the type area; the tinted page at the end is not asked."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=0.5, grayscale=True).to_pil() for page in document]
    return max(_highest_band(page) for page in pages if page.getpixel((2, 2)) == 255)


def _highest_band(page: Image.Image) -> float:
    first, last = (at * page.height // MILLIMETRES for at in TYPE_AREA)
    highest = band = 0
    for row in range(first, last):
        is_white = page.crop((0, row, page.width, row + 1)).getextrema()[0] > 250
        band = band + 1 if is_white else 0
        highest = max(highest, band)
    return highest / (last - first)


def test_no_fifth_of_a_page_stays_white_whatever_the_length() -> None:
    shares = {count: whitest(typeset(of_length(count)).pdf) for count in LENGTHS}
    assert {count: share for count, share in shares.items() if share > FIFTH} == {}


BREAKS = {
    "the imprint always on a page of its own": ("(signed: both", "(signed: 1000 + both"),
    "the latest always close together": ("calc.min(13pt, least-gap", "calc.min(2.5pt, least-gap"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_page_left_white_is_seen(tmp_path: Path, name: str) -> None:
    right, wrong = BREAKS[name]
    source = (HOUSE.folders[0] / "back.typ").read_text()
    assert right in source
    (tmp_path / "back.typ").write_text(source.replace(right, wrong))
    template = HOUSE.overlaid(tmp_path)
    assert max(whitest(typeset(of_length(count), template=template).pdf) for count in LENGTHS) > FIFTH


def test_where_all_but_the_latest_find_room_below_the_text_these_have_the_last_page_to_themselves() -> None:
    kinds = set()
    for count in LENGTHS:
        *_others, before, last = pages_of(typeset(of_length(count)).pdf)
        kinds.add((IMPRINT in before, IMPRINT in last, LATEST in last))
    assert kinds == {(True, False, True), (False, True, True)}


def test_a_first_issue_gets_no_page_for_the_imprint_if_the_text_leaves_room() -> None:
    """And the imprint ends where the page does, however little room there is."""
    feet = set()
    for count in range(1000, 1400, 50):
        pdf = typeset(of_length(count, latest=[])).pdf
        if "capital reads it" in pages_of(pdf)[-1]:
            feet.add(round(min(box[2] for box in boxes_of(pdf)[-1] if box[2] > FOOT)))
    assert len(feet) == 1


@pytest.mark.parametrize("count", [3, 6, 9, 12, 22, 90])
def test_many_addresses_stand_below_the_text_and_overprint_nothing(count: int) -> None:
    links = [
        {"to": f"https://example.org/soundings/{number:03d}/of-the-small-harbours", "text": f"survey {number:03d}"}
        for number in range(count)
    ]
    made = typeset(of_length(700, links=links))
    assert crowding.faults(made.pdf) == []
    pages = pages_of(made.pdf)
    [end] = [page for page in pages if "25 November 2025 " in page]
    assert "survey 000" in end, "they begin where the text ends"
    text = " ".join(pages)
    at = [text.index(f"survey {number:03d}") for number in range(count)]
    assert at == sorted(at)
    assert text.count(IMPRINT) == text.count(LATEST) == text.count("How to cite") == 1


def test_what_floats_at_the_head_of_the_last_page_is_followed_by_the_end() -> None:
    """It is no part of the columns, so that the search for their height begins far from where it ends."""
    assert whitest(typeset(stress.a_table_of_twelve_columns()).pdf) < FIFTH
