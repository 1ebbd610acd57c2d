"""Tests which signs of a text stand in a line."""

from __future__ import annotations

from commentaries.lines import lines_of, visible


def test_control_characters_and_halves_of_pairs_are_left_out() -> None:
    assert visible("a\x00b\x0bc\x1fd\x7fe\x9ff\ud800g\udfffh") == "abcdefgh"


def test_what_can_be_seen_stays_as_it_is() -> None:
    typed = "Straße, Αθήνα, القاهرة, 北京 – “no”\N{NO-BREAK SPACE}!\tand\nback"
    assert visible(typed) == typed


def test_lines_that_say_nothing_are_left_out() -> None:
    assert lines_of(" one \r\n\n\x00\n two\t words ") == ["one", "two words"]
