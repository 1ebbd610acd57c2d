"""Tests that whoever reads, searches or listens to a printed issue meets each word once and sentences whole.

Three readers that are not ours: PDFium and Poppler by the order of the file, Poppler also by the place on the page,
and both by the structure. In the order of the file a column ends with its notes, so a sentence may go on after them.
"""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from commentaries.inlines import tree_of
from commentaries.pdf.typesetting import typeset
from tests.commentaries.pdf.conftest import Poppler
from tests.commentaries.pdf.extracting import pages_of
from tests.commentaries.pdf.samples import call, heading, paragraph, picture, sample, table
from tests.commentaries.pdf.structure import read_aloud

SENTENCES, WORDS = 110, 13
NOTES = SENTENCES // 10
TURN = " ¶ "
READERS = ["pdfium", "poppler, in the order of the file", "poppler, by the place on the page"]


def sentence(number: int) -> str:
    """Words that occur nowhere else: ``w0130 … w0142.``"""
    return " ".join(f"w{number * WORDS + place:04d}" for place in range(WORDS)) + "."


@pytest.fixture(scope="module")
def printed() -> bytes:
    """Sentences of counted words, with everything between them that could break into one."""
    shown, files = picture()
    texts = [" ".join(sentence(number) for number in range(first, first + 5)) for first in range(0, SENTENCES, 5)]
    body = [paragraph(text + (call(1 + at // 2) if at % 2 else "")) for at, text in enumerate(texts)]
    for at in (16, 10, 4):
        body.insert(at, {"kind": "pull_quote", "text": sentence(at * 5 + 2)})
    body.insert(8, {"kind": "figure", "picture": shown, "is_decorative": False, "caption": "Caption.", "credit": ""})
    body.insert(12, table(3, "cell"))
    body.insert(14, heading("Between"))
    return typeset(sample(body, notes=[f"Remark {number}." for number in range(1, NOTES + 1)], files=files)).pdf


def pages_read(pdf: bytes, reader: str, poppler: Poppler) -> list[str]:
    if reader == "pdfium":
        return pages_of(pdf)
    options = ("-raw",) if "file" in reader else ()
    whole = re.sub("\xad\\s*", "", poppler("pdftotext", pdf, *options))
    return [" ".join(page.split()) for page in whole.split("\f") if page.strip()]


@pytest.mark.parametrize("reader", READERS)
def test_every_word_is_read_once_and_in_order(printed: bytes, reader: str, poppler: Poppler) -> None:
    text = " ".join(pages_read(printed, reader, poppler))
    assert re.findall(r"w\d{4}", text) == [f"w{number:04d}" for number in range(SENTENCES * WORDS)]


@pytest.mark.parametrize("reader", READERS)
def test_a_sentence_is_divided_by_the_end_of_a_column_alone(printed: bytes, reader: str, poppler: Poppler) -> None:
    pages = pages_read(printed, reader, poppler)
    between = re.findall(r"w\d{4}(?! w\d{4})(?!\.)(.*?)(?=w\d{4})", TURN.join(pages))
    assert len(between) <= 2 * len(pages) - 1, "there are no more ends of columns"
    for words in between:
        assert re.search(r"Remark \d+\.|Caption\.|A table|Small Harbours", words), words
        assert ("ISSN" in words or " of " in words) <= (TURN in words), f"head or foot within a page: {words}"


def test_read_aloud_every_sentence_is_whole_and_heads_and_feet_are_silent(printed: bytes) -> None:
    said = read_aloud(printed)
    places = [said.find(sentence(number)) for number in range(SENTENCES)]
    assert -1 not in places
    assert places == sorted(places)
    assert re.findall(r"w\d{4}", said) == [f"w{number:04d}" for number in range(SENTENCES * WORDS)]
    assert said.count("Small Harbours, Long Memories") == 2, "in the title and in the citation, on no head of a page"
    assert not re.search(r"\d of \d", said)
    assert "by Ada Quay and Bo Lock Institute of Tides" in said, "names and places are paragraphs of their own"


def test_a_note_is_read_at_its_call(printed: bytes) -> None:
    said = read_aloud(printed, without=frozenset())
    for number in range(1, NOTES + 1):
        assert re.search(rf"w\d{{4}}\.{number}\s*{number}\s*Remark {number}\.", said)


def test_poppler_shows_the_structure(poppler: Poppler) -> None:
    shown, files = picture(alt="A field of blue")
    body = [
        paragraph(f"Words{call(1)} and <a href='https://example.org/'>a link</a>."),
        heading("First heading"),
        paragraph("<ul><li>one<ol><li>deep</li></ol></li><li>two</li></ul>"),
        heading("Heading below", 2),
        {"kind": "pull_quote", "text": "Words and a link."},
        {"kind": "quotation", "of": tree_of("<p>Quoted.</p>"), "source": ""},
        {"kind": "figure", "picture": shown, "is_decorative": False, "caption": "Caption", "credit": ""},
        table(3),
    ]
    made = typeset(sample([*body, *[paragraph("More words. " * 400)]], notes=["A note."], files=files))
    shown_by_poppler = poppler("pdfinfo", made.pdf, "-struct-text")
    kinds = re.findall(r"^ *([A-Z][A-Za-z0-9]*)(?= |:|$)", shown_by_poppler, re.MULTILINE)
    assert [kind for kind in kinds if re.fullmatch(r"H\d", kind)] == ["H1", "H2", "H3"]
    for kind, least in {"L": 2, "LI": 3, "Link": 3, "Figure": 1, "Note": 1, "Table": 1, "TR": 5, "TH": 3}.items():
        assert kinds.count(kind) >= least, kind
    assert kinds.count("TD") == 12
    assert kinds.count("BlockQuote") == 1
    words = " ".join(re.findall(r'^ *"(.*)"$', shown_by_poppler, re.MULTILINE))
    assert words.count("Words") == 1, "a pull quote is not written a second time"
    assert "2 of" not in words
    assert "A note." in words


def test_a_foreign_passage_tells_its_language() -> None:
    pdf = typeset(
        sample([paragraph("One <span lang='fr'>deux trois</span> <span lang='ar' dir='rtl'>مرفأ</span>.")])
    ).pdf
    page = PdfReader(BytesIO(pdf)).pages[0]
    marks = [said for said, operator in ContentStream(page.get_contents(), None).operations if operator == b"BDC"]
    assert {"fr", "ar"} <= {str(mark[1]["/Lang"]) for mark in marks if "/Lang" in mark[1]}
