"""Tests that the hardest texts print: nothing over something else, nothing off the page, no letter lost unsaid."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from commentaries.inlines import Node, words_in
from commentaries.pdf.breaking import BREAK
from commentaries.pdf.documents import document_of
from commentaries.pdf.orders import HOUSE, Document, Print
from commentaries.pdf.typesetting import typeset
from tests.commentaries.pdf import crowding, stress, ua
from tests.commentaries.pdf.demonstration import SLUGS, demonstration
from tests.commentaries.pdf.extracting import hyphens_in, text_of
from tests.commentaries.pdf.samples import heading, paragraph, picture, running_text, sample, table, words
from tests.commentaries.pdf.structure import read_aloud
from tests.factories import House

STAND_IN = "□"
ARABIC, VOWELS = re.compile("[\u0600-\u06ff]"), re.compile("[\u064b-\u0652]")
"""Arabic lies in the file as it looks, from left to right, and a reader turns it round by the place on the page, not by
the structure. Typst writes a letter with a vowel sign twice, so such words are left out here."""
MISFITS = {
    "a_table_of_twelve_columns": {"wide table"},
    "four_other_scripts": {"missing character"},
    "faces": {"missing character"},
}
LONG = [pytest.param(text, marks=pytest.mark.long) for text in stress.HEAVY]
TEXTS = [text for text in stress.TEXTS if text not in stress.HEAVY]


def hold(document: Document, made: Print, misfits: set[str]) -> None:
    """What is asked of every text."""
    assert crowding.faults(made.pdf) == []
    assert ua.faults(made.pdf) == set()
    assert {misfit.kind for misfit in made.misfits} == misfits
    assert BREAK not in text_of(made.pdf), "it would be copied along"
    _hold_words(document, made)


def _hold_words(document: Document, made: Print) -> None:
    """Each block's words are read, whole; what no font has is named and stands as a square, each as often."""
    aloud, by_page = _bare(read_aloud(made.pdf)), _bare(text_of(made.pdf))
    named = {misfit.detail[0] for misfit in made.misfits if misfit.kind == "missing character"}
    for block in document.data["body"]:
        for passage in _passages(block):
            is_arabic = ARABIC.search(passage)
            parts = re.findall(r"\w[\w\u064b-\u0652]*", passage) if is_arabic else [passage]
            for part in (part for part in parts if not VOWELS.search(part)):
                printed = "".join(STAND_IN if letter in named else letter for letter in _bare(part))
                assert printed in (by_page if is_arabic else aloud), f"block {block['at']}: {part[:80]}"


def _passages(block: dict[str, Any]) -> Iterator[str]:
    """What is read without a break: headings, questions, paragraphs, the items of lists."""
    if block["kind"] != "pull_quote":  # it is drawn
        yield from (str(block[key]) for key in ("text", "question", "caption") if block.get(key))
    yield from _paragraphs(block.get("of", []))


def _paragraphs(nodes: list[Node]) -> Iterator[str]:
    runs: list[Node] = []
    for node in nodes:
        if isinstance(node, dict) and node["is"] in ("paragraph", "item", "bullets", "numbers"):
            yield from _paragraphs(node["of"])
        else:
            runs.append(node)
    if runs:
        yield words_in(runs)


def _bare(text: str) -> str:
    """Without spaces, calls of notes, and what no one sees: joiners, selectors, tones."""
    return re.sub("[\\s\\d\xad\u200b\u202a-\u202e\u200d\ufe0f\U0001f3fb-\U0001f3ff]+", "", text)


@pytest.mark.parametrize("text", [*TEXTS, *LONG], ids=lambda text: text.__name__)
def test_a_hard_text_is_printed(text: Callable[[], Document]) -> None:
    document = text()
    hold(document, typeset(document), MISFITS.get(text.__name__, set()))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_text_of_the_demonstration_is_printed(house: House, slug: str) -> None:
    document = document_of(demonstration(house, slug))
    made = typeset(document)
    hold(document, made, set())
    assert 3 <= made.pages <= 4


def test_a_written_address_gets_no_hyphen_and_is_listed_once(tmp_path: Path) -> None:
    body = [paragraph(stress.ADDRESS.replace("&", "&amp;"))]
    document = sample(body, key_points=[], links=[{"to": stress.ADDRESS, "text": stress.ADDRESS}])
    made = typeset(document)
    assert hyphens_in(made.pdf) == 0
    assert "".join(text_of(made.pdf).split()).count(stress.ADDRESS) == 2, "in the text, and in the list of links"
    source = (HOUSE.folders[0] / "addresses.typ").read_text()
    for rule in ("set text(hyphenate: false)", 'show regex("-+[^-\\u{200b}]*"): box'):
        assert source.count(rule) == 1
        (tmp_path / "addresses.typ").write_text(source.replace(rule, "set text(fill: ink)"))
        assert hyphens_in(typeset(document, template=HOUSE.overlaid(tmp_path)).pdf) > 0, rule


def test_an_address_gets_no_hyphen_wherever_it_is_written() -> None:
    said, escaped = f"See {stress.ADDRESS}", stress.ADDRESS.replace("&", "&amp;")
    shown, files = picture()
    figure = {"kind": "figure", "picture": shown, "is_decorative": False, "caption": said, "credit": said}
    body = [
        paragraph(f"<ul><li>{escaped}</li></ul>"),
        figure,
        {"kind": "quotation", "of": paragraph(f"<p>{escaped}</p>")["of"], "source": said},
        {"kind": "exchange", "question": said, "of": paragraph(f"<p>{escaped}</p>")["of"]},
    ]
    key_points = [{"lead": said, "text": said}]
    statements = [{"label": "Funding", "text": said}]
    made = typeset(sample(body, key_points=key_points, statements=statements, files=files))
    assert hyphens_in(made.pdf) == 0
    assert "".join(text_of(made.pdf).split()).count(stress.ADDRESS) == 9


IMAGE = "image(file, width: width, height: height, alt: of.alt)"
BREAKS = {
    "lines too close": ("look.typ", "#let leading = pitch -", "#let leading = -5pt + 0 * pitch + 0 *"),
    "head over the text": ("document.typ", "header-ascent: 11mm", "header-ascent: -9mm"),
    "foot over the notes": ("document.typ", "footer-descent: 9mm", "footer-descent: -8mm"),
    "picture over the text": ("blocks.typ", IMAGE, f"move(dy: 60mm, {IMAGE})"),
    "picture beside the page": ("blocks.typ", IMAGE, f"move(dx: -90mm, {IMAGE})"),
    "text beside the page": ("document.typ", "{ block-of(of, notes) }", "{ move(dx: 90mm, block-of(of, notes)) }"),
    "a rule through words": ("inline.typ", "strong(set-all(node.of))", "strike(offset: -0.3em, set-all(node.of))"),
    "title over the masthead": ("front.typ", "masthead\n  v(20pt", "masthead\n  v(-30pt"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_checker_sees_a_template_that_overprints(tmp_path: Path, name: str) -> None:
    file, right, wrong = BREAKS[name]
    source = (HOUSE.folders[0] / file).read_text()
    assert right in source
    (tmp_path / file).write_text(source.replace(right, wrong))
    shown, files = picture()
    figure = {"kind": "figure", "picture": shown, "is_decorative": False, "caption": "Caption", "credit": ""}
    body = [paragraph(f"{words(60)} <b>Bold words.</b>"), heading("One"), table(3), *running_text(900)]
    body[3:3] = [figure]
    document = sample(body, files=files)
    assert crowding.faults(typeset(document).pdf) == []
    assert crowding.faults(typeset(document, template=HOUSE.overlaid(tmp_path)).pdf) != []
