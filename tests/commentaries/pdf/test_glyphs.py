"""Tests which characters the shipped fonts have, against a reader of fonts that is not ours."""

from __future__ import annotations

import io

from PIL import ImageFont

from commentaries.pdf.glyphs import coverage, name_of, printable
from commentaries.pdf.orders import HOUSE


def test_the_fonts_have_the_letters_of_four_scripts_and_not_those_of_others() -> None:
    covered = coverage(*HOUSE.fonts)
    assert all(ord(letter) in covered for letter in "aàºßłŝάжبﻻ“”‘’«»–—…№→□")
    assert not any(ord(letter) in covered for letter in "中あ한אกक😀")


def test_each_font_is_read_as_another_program_reads_it() -> None:
    for path in HOUSE.fonts[0].glob("*.ttf"):
        covered = coverage(path.parent)
        font = ImageFont.truetype(io.BytesIO(path.read_bytes()), 20)
        missing = font.getmask("\uffff").getbbox(), bytes(font.getmask("\uffff"))
        for letter in "Aé":
            assert ord(letter) in covered
            assert (font.getmask(letter).getbbox(), bytes(font.getmask(letter))) != missing


def test_a_missing_character_is_told_and_replaced_wherever_it_stands() -> None:
    missed: list[str] = []
    covered = coverage(*HOUSE.fonts)
    value = {"text": "a中", "of": [{"is": "strong", "of": ["😀"]}], "at": 3}
    assert printable(value, covered, missed.append) == {"text": "a□", "of": [{"is": "strong", "of": ["□"]}], "at": 3}
    assert [name_of(one) for one in missed] == ["中 (U+4E2D CJK UNIFIED IDEOGRAPH-4E2D)", "😀 (U+1F600 GRINNING FACE)"]


def test_what_nobody_sees_is_left_out_without_a_word() -> None:
    missed: list[str] = []
    kept = printable("\ufeffa\ufe0f\u202eb\x00\nc e\u0301", coverage(*HOUSE.fonts), missed.append)
    assert kept == "ab c é"
    assert missed == []
