"""Tests that each thing that does not fit is told in a sentence with its block."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils.translation import override

from commentaries.pdf.misfits import refusal, sentences_on
from commentaries.pdf.orders import CannotPrint, Document, Misfit
from tests.commentaries.pdf.samples import heading, paragraph, sample

TABLE = {"kind": "table", "caption": "Imports by year", "head": ["A"], "rows": [["1"]], "numeric": [False]}


@pytest.fixture
def document() -> Document:
    picture: dict[str, Any] = {"kind": "figure", "picture": None, "is_decorative": True, "caption": "", "credit": ""}
    return sample([paragraph("It was <b>said</b> so."), heading("A heading"), TABLE, picture])


@pytest.mark.parametrize(
    ("misfit", "sentence"),
    [
        (
            Misfit("wide table", at=3),
            "In block 3, the table “Imports by year”: this table is wider than the page; leave out columns, or turn "
            "rows into columns.",
        ),
        (
            Misfit("long heading", at=2),
            "In block 2, the heading “A heading”: this heading takes more than three lines; shorten it.",
        ),
        (
            Misfit("overfull line", "Wort", at=1),
            "In block 1, the paragraph “It was said so.”: this is wider than its column and cannot be broken: “Wort”. "
            "Write it shorter, or put a space in it.",
        ),
        (
            Misfit("missing character", "漢 (CJK UNIFIED IDEOGRAPH-6F22)"),
            "No font has this character, and □ stands in its place: 漢 (CJK UNIFIED IDEOGRAPH-6F22).",
        ),
        (
            Misfit("missing character", "漢 (CJK UNIFIED IDEOGRAPH-6F22)", part="key_points"),
            "In the key points: no font has this character, and □ stands in its place: 漢 (CJK UNIFIED "
            "IDEOGRAPH-6F22).",
        ),
        (
            Misfit("unreadable picture", "A pier"),
            "This picture cannot be read and is left out: “A pier”. Choose another file.",
        ),
        (Misfit("warning", "unknown font", at=4), "In block 4, the figure: the layout reports: unknown font"),
    ],
    ids=lambda value: value.kind if isinstance(value, Misfit) else "",
)
def test_each_kind_is_a_sentence_that_names_its_block(misfit: Misfit, sentence: str, document: Document) -> None:
    assert sentences_on([misfit], document) == [sentence]


def test_what_a_block_lacks_more_than_once_is_one_sentence(document: Document) -> None:
    found = [
        Misfit("missing character", "B", 2),
        Misfit("missing character", "A", 1),
        Misfit("missing character", "C", 1),
    ]
    first, second = sentences_on([*found, found[2]], document)
    assert first.endswith("no font has these characters, and □ stands in their place: A, C.")
    assert second.startswith("In block 2,")


def test_the_sentences_are_in_the_language_of_who_edits(document: Document) -> None:
    with override("it"):
        [sentence] = sentences_on([Misfit("wide table", at=3)], document)
    assert sentence.startswith("Nel blocco 3, tabella «Imports by year»: ")


def test_a_refusal_names_its_block_too(document: Document) -> None:
    long_block = CannotPrint("long block", "250000", at=2)
    sentence = "this is 250,000 characters long. Divide it."
    assert refusal(long_block, document) == f"In block 2, the heading “A heading”: {sentence}"
    assert refusal(long_block) == f"In block 2: {sentence}"
    with override("it"):
        assert refusal(long_block) == "Nel blocco 2: 250.000 caratteri sono troppi. Occorre dividere."
    assert refusal(CannotPrint("slow", "20")) == "This could not be set within 20 seconds. Divide or shorten it."


def test_every_reason_of_a_refusal_has_its_own_sentence_in_both_languages() -> None:
    kinds = re.findall(r'"([a-z ]+)"', CannotPrint.__doc__ or "")
    assert len(kinds) == 9
    for language in ("en", "it"):
        with override(language):
            assert len({refusal(CannotPrint(kind, "7")) for kind in kinds}) == len(kinds)


def test_a_character_of_the_title_is_named_once_though_the_title_is_printed_often(document: Document) -> None:
    found = [Misfit("missing character", "漢", part=part) for part in ("title", "short_title", "citation")]
    assert sentences_on(found, document) == ["In the title: no font has this character, and □ stands in its place: 漢."]
    assert sentences_on(found[2:], document) == ["No font has this character, and □ stands in its place: 漢."]
