"""Tests that the pages of one text look as they did when somebody last looked at them.

After a change that is meant: ``pytest tests/commentaries/pdf/test_golden_pages.py --accept-golden`` writes the pages
anew; look at each of them before it is committed.
"""

from __future__ import annotations

import json
import random
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from commentaries.pdf.orders import HOUSE, Document
from commentaries.pdf.typesetting import draw
from commentaries.tokens import look_of_today
from tests.commentaries.pdf.golden import PPI, TOLERANCE, distance, shown

FOLDER = Path(__file__).parents[2] / "golden" / "print"
PAGES = ("page-1.png", "page-2.png", "page-3.png", "page-4.png")


@pytest.fixture(scope="module")
def document() -> Document:
    """A text of the demonstration as it was written once; look and template are those of today."""
    data = json.loads((FOLDER / "document.json").read_text(encoding="utf-8"))
    pictures = {path.name: path.read_bytes() for path in FOLDER.glob("picture-*.png")}
    return Document({**data, "look": look_of_today()}, pictures)


@pytest.fixture(scope="module")
def drawn(document: Document) -> tuple[bytes, ...]:
    return draw(document, ppi=PPI).pictures


def test_the_pages_look_as_they_were_accepted(
    drawn: tuple[bytes, ...], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    if pytestconfig.getoption("--accept-golden"):
        for path in FOLDER.glob("page-*.png"):
            path.unlink()
        for number, page in enumerate(drawn, start=1):
            (FOLDER / f"page-{number}.png").write_bytes(_packed(page))
    assert tuple(sorted(path.name for path in FOLDER.glob("page-*.png"))) == PAGES[: len(drawn)]
    changed = []
    for name, page in zip(PAGES, drawn, strict=False):
        accepted = (FOLDER / name).read_bytes()
        if (apart := distance(accepted, page)) > TOLERANCE:
            shown(accepted, page).save(tmp_path / name)
            changed.append(f"{name} is {apart:.0f} apart: {tmp_path / name}")
    assert not changed, "Pages have changed. Please look at them, and if they are meant, run with --accept-golden."


def _packed(page: bytes) -> bytes:
    written = BytesIO()
    Image.open(BytesIO(page)).convert("RGB").save(written, "PNG", optimize=True)
    return written.getvalue()


CHANGES = {
    "a line lower by half a point": ("front.typ", "v(17pt, weak: true)", "v(17.5pt, weak: true)"),
    "a rule thinner": ("front.typ", "stroke: (top: 2.2pt + accent)", "stroke: (top: 1.4pt + accent)"),
    "another shade": ("look.typ", '#let accent = colour("accent")', '#let accent = colour("accent").lighten(10%)'),
    "another hue": ("look.typ", '#let accent = colour("accent")', '#let accent = rgb("#4a2f6f")'),
    "another word": ("back.typ", "data.words.cite", '"To be cited"'),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_seen(document: Document, drawn: tuple[bytes, ...], tmp_path: Path, name: str) -> None:
    file, before, after = CHANGES[name]
    source = (HOUSE.folders[0] / file).read_text()
    assert before in source
    (tmp_path / file).write_text(source.replace(before, after))
    changed = draw(document, ppi=PPI, template=HOUSE.overlaid(tmp_path)).pictures
    assert max(map(distance, drawn, changed)) > TOLERANCE


def test_the_rounding_of_another_processor_is_not_seen(drawn: tuple[bytes, ...]) -> None:
    page = Image.open(BytesIO(drawn[0])).convert("RGB")
    chance = random.Random(7)
    noisy = Image.frombytes("RGB", page.size, bytes(max(0, level - chance.randrange(3)) for level in page.tobytes()))
    written = BytesIO()
    noisy.save(written, "PNG")
    assert 0 < distance(drawn[0], written.getvalue()) < TOLERANCE
