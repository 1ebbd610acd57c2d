"""Tests where long words may be broken."""

from __future__ import annotations

from commentaries.pdf.breaking import BREAK, breakable


def test_an_address_may_be_broken_after_its_signs_and_before_its_hyphens() -> None:
    assert breakable("see https://example.org/letters/small-harbours now") == (
        f"see https://{BREAK}example.{BREAK}org/{BREAK}letters/{BREAK}small{BREAK}-harbours now"
    )
    assert breakable("www.example.org/-a--b/small-1-2") == (
        f"www.{BREAK}example.{BREAK}org/-a{BREAK}--b/{BREAK}small{BREAK}-1{BREAK}-2"
    )


def test_another_long_word_may_be_broken_after_its_hyphens() -> None:
    assert breakable("Mittelmeer-Anrainerstaaten") == f"Mittelmeer-{BREAK}Anrainerstaaten"


def test_an_endless_word_may_be_broken_everywhere_and_a_long_one_by_its_language() -> None:
    pieces = breakable("x" * 305).split(BREAK)
    assert "".join(pieces) == "x" * 305
    assert max(map(len, pieces)) < 25
    assert breakable("Donaudampfschifffahrtsgesellschaft") == "Donaudampfschifffahrtsgesellschaft"


def test_where_a_link_leads_is_left_alone() -> None:
    link = {"is": "link", "to": "https://example.org/letters/small-harbours", "of": ["x"]}
    assert breakable(link) == link
