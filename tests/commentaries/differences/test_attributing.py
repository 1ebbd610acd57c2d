"""Tests whose hands a block is said to have gone through."""

from __future__ import annotations

from commentaries.differences.attributing import Hands, hands
from commentaries.differences.texts import Section, Text
from tests.commentaries.differences.writing import paragraph

WALL = "Quarrels about dams are conducted in the language of walls, and the map shows a bar across a line."
LAW = "Water law grew up around quantity. Treaties divide cubic metres, and courts weigh shares."
FLOOD = "If a reservoir stores the spring flood and releases it in winter, the calendar of the valley is upside down."


def text(*paragraphs: str) -> Text:
    return (Section("body", tuple(paragraph(words) for words in paragraphs)),)


def followed(first: Text, *steps: tuple[str | None, Text]) -> Hands:
    return hands(first, steps, most=100_000)


def test_each_block_is_laid_to_whoever_changed_it() -> None:
    found = followed(
        text(WALL, LAW),
        ("Ada", text(WALL.replace("walls", "gates"), LAW)),
        ("Bo", text(WALL.replace("walls", "gates"), LAW.replace("courts", "judges"), FLOOD)),
    )
    assert found.on_new == {("body", 0): ("Ada",), ("body", 1): ("Bo",), ("body", 2): ("Bo",)}


def test_a_block_may_go_through_two_hands_each_named_once() -> None:
    once, twice = LAW.replace("courts", "judges"), LAW.replace("courts", "judges").replace("shares", "claims")
    found = followed(
        text(WALL, LAW),
        ("Ada", text(WALL, once)),
        ("Bo", text(WALL, twice)),
        ("Ada", text(WALL, twice.replace("metres", "miles"))),
    )
    assert found.on_new == {("body", 0): (), ("body", 1): ("Ada", "Bo")}


def test_what_went_is_laid_to_whoever_struck_it_out_after_others_had_changed_it() -> None:
    found = followed(text(WALL, LAW), ("Ada", text(WALL, LAW.replace("courts", "judges"))), ("Bo", text(WALL)))
    assert found.on_gone == {("body", 1): ("Ada", "Bo")}


def test_what_came_and_went_in_between_is_nobodys() -> None:
    found = followed(text(WALL), ("Ada", text(WALL, FLOOD)), ("Bo", text(WALL)))
    assert found.on_gone == {}
    assert found.on_new == {("body", 0): ()}


def test_carrying_a_block_elsewhere_is_a_hand_on_it() -> None:
    found = followed(text(LAW, WALL, FLOOD), ("Ada", text(WALL, FLOOD, LAW)))
    assert found.on_new == {("body", 0): (), ("body", 1): (), ("body", 2): ("Ada",)}


def test_what_nobody_is_known_for_bears_no_name() -> None:
    found = followed(text(WALL), (None, text(WALL, FLOOD)))
    assert found.on_new == {("body", 0): (), ("body", 1): ()}
