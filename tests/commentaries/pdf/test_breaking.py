"""Tests where long words may be broken."""

from __future__ import annotations

from commentaries.pdf.breaking import BREAK, breakable


def test_an_address_may_be_broken_after_its_signs() -> None:
    assert breakable("see https://example.org/letters/small-harbours now") == (
        f"see https://{BREAK}example.{BREAK}org/{BREAK}letters/{BREAK}small-{BREAK}harbours now"
    )


def test_an_endless_word_may_be_broken_everywhere_and_a_long_one_by_its_language() -> None:
    pieces = breakable("x" * 305).split(BREAK)
    assert "".join(pieces) == "x" * 305
    assert max(map(len, pieces)) < 25
    assert breakable("Donaudampfschifffahrtsgesellschaft") == "Donaudampfschifffahrtsgesellschaft"


def test_where_a_link_leads_is_left_alone() -> None:
    link = {"is": "link", "to": "https://example.org/letters/small-harbours", "of": ["x"]}
    assert breakable(link) == link
