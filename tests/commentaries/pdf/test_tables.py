"""Tests that tables keep their words whole, and share their width among their columns."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from commentaries.pdf.orders import HOUSE, Document
from commentaries.pdf.typesetting import typeset
from tests.commentaries.pdf import crowding
from tests.commentaries.pdf.extracting import hyphens_in
from tests.commentaries.pdf.samples import running_text, sample, table

MIDDLE = 297.6
"""Points from the left, between the two columns of the text."""


def with_table(head: list[str], *rows: list[str], text: int = 0) -> Document:
    numeric = [cell.isdigit() for cell in rows[0]]
    shown: dict[str, Any] = {"kind": "table", "caption": "", "head": head, "rows": list(rows), "numeric": numeric}
    return sample([shown, *(running_text(text) if text else [])], key_points=[])


def words_on_first_page(pdf: bytes) -> list[crowding.Box]:
    with pypdfium2.PdfDocument(pdf) as document:
        return crowding.words_of(document[0])


DECISIONS = with_table(
    ["Outcome", "Machinery", "Electronics", "Software and services"],
    ["Granted", "1240", "860", "310"],
    ["Median days to decide", "24", "41", "68"],
    ["Checked after delivery", "31", "6", "0"],
)
COUNTRIES = with_table(
    ["Country", "Who keeps the soundings", "Since"],
    ["Germany", "Federal Maritime and Hydrographic Agency", "1868"],
    ["United Kingdom", "United Kingdom Hydrographic Office", "1795"],
)


@pytest.mark.parametrize("document", [DECISIONS, COUNTRIES], ids=["decisions", "countries"])
def test_no_word_is_hyphenated_that_its_column_holds(document: Document, tmp_path: Path) -> None:
    made = typeset(document)
    assert hyphens_in(made.pdf) == 0
    assert crowding.faults(made.pdf) == []
    source = (HOUSE.folders[0] / "blocks.typ").read_text()
    (tmp_path / "blocks.typ").write_text(source.replace("hyphenate: is-broken", "hyphenate: true"))
    assert hyphens_in(typeset(document, template=HOUSE.overlaid(tmp_path)).pdf) > 0, "its lines are full enough"


def test_a_word_is_broken_that_no_column_holds() -> None:
    made = typeset(with_table([f"Responsibilities{n}" for n in range(12)], ["Internationalisation"] * 12))
    assert [misfit.kind for misfit in made.misfits] == ["wide table"]
    assert crowding.faults(made.pdf) == []


def test_the_width_that_is_left_goes_to_all_columns() -> None:
    tens = sorted(word.right for word in words_on_first_page(typeset(sample([table(12)])).pdf) if word.what == "10")
    assert len(tens) == 12, "the head has one of them"
    steps = [after - before for before, after in pairwise(tens) if after - before > 1]
    assert len(steps) == 10
    assert max(steps) - min(steps) < 6


def test_words_too_long_for_a_column_of_the_text_are_set_across_both() -> None:
    document = with_table(
        ["Land", "Verwaltung", "Verantwortung", "Zuständigkeit"],
        ["Deutschland", "Seeschifffahrtsamt", "Zwischenstaatliche", "Wasserstraßenverwaltung"],
        text=400,
    )
    made = typeset(document)
    assert made.misfits == ()
    [word] = [word for word in words_on_first_page(made.pdf) if word.what == "Verwaltung"]
    [last] = [word for word in words_on_first_page(made.pdf) if word.what == "Zuständigkeit"]
    assert word.left < MIDDLE < last.left
    assert word.top - word.bottom == pytest.approx(last.top - last.bottom, abs=2)


def test_a_table_of_empty_cells_is_set() -> None:
    assert typeset(with_table(["", ""], ["", ""])).pages >= 1
