"""Tests that blocks are known again when they are rewritten, moved, parted or joined, each shown where it belongs."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from commentaries.differences.comparing import Fate, between
from commentaries.differences.texts import Block, Part, Run, Section, plain
from commentaries.differences.words import How
from tests.commentaries.differences.writing import compared, marked, paragraph, rich, story

WALL = "Quarrels about dams are conducted in the language of walls, and the map shows a bar across a line."
TREATY = "For most states that share a river, the useful negotiation is about how their neighbours run what they store."
LAW = "Water law grew up around quantity. Treaties divide cubic metres, and courts weigh shares."
FLOOD = "If a reservoir stores the spring flood and releases it in winter, the calendar of the valley is upside down."
ASK = "What, then, should a downstream government bring to the table? We suggest four requests."


def told(old: list[Block | str], new: list[Block | str]) -> list[str]:
    blocks = ([paragraph(each) if isinstance(each, str) else each for each in row] for row in (old, new))
    return story(compared(*blocks))


def test_the_same_text_has_no_change() -> None:
    comparison = compared([paragraph(WALL), paragraph(LAW)], [paragraph(WALL), paragraph(LAW)])
    assert comparison.is_empty
    assert not comparison.is_coarse


def test_what_came_and_went_is_told_where_it_stands_or_stood() -> None:
    assert told([WALL, LAW, FLOOD], [WALL, TREATY, FLOOD]) == [
        f"kept: {WALL}",
        f"deleted: [-{LAW}-]",
        f"inserted: [+{TREATY}+]",
        f"kept: {FLOOD}",
    ]


def test_a_paragraph_of_which_a_third_is_new_is_the_same_paragraph() -> None:
    words = FLOOD.split()
    rewritten = " ".join(f"other{n}" if n % 3 == 0 else word for n, word in enumerate(words))
    [change] = compared([paragraph(FLOOD)], [paragraph(rewritten)]).sections[0].changes
    assert change.fate is Fate.CHANGED


def test_two_paragraphs_that_have_only_small_words_in_common_are_two() -> None:
    assert [line.split(":")[0] for line in told([LAW], [ASK])] == ["deleted", "inserted"]


def test_of_two_swapped_paragraphs_the_shorter_is_carried() -> None:
    assert told([WALL, LAW, TREATY, ASK], [WALL, TREATY, LAW, ASK]) == [
        f"kept: {WALL}",
        f"left 1: {LAW}",
        f"kept: {TREATY}",
        f"moved 1 down, kept: {LAW}",
        f"kept: {ASK}",
    ]


def test_what_is_moved_may_be_changed_too() -> None:
    lines = told([WALL, TREATY, FLOOD, LAW], [LAW.replace("courts", "judges"), WALL, TREATY, FLOOD])
    assert lines[0] == f"moved 1 up, changed: {LAW.replace('courts', '[-courts-] [+judges+]')}"
    assert lines[-1] == f"left 1: {LAW}"


def test_a_section_moves_as_one_though_a_paragraph_of_it_is_dropped() -> None:
    heading = paragraph("What the law says", "heading")
    lines = told([heading, LAW, TREATY, ASK, WALL, FLOOD * 3], [WALL, FLOOD * 3, heading, LAW, ASK])
    assert [line for line in lines if "moved" in line or "left" in line] == [
        "left 1: What the law says",
        f"left 1: {LAW}",
        f"left 1: {ASK}",
        "moved 1 down, kept: What the law says",
        f"moved 1 down, kept: {LAW}",
        f"moved 1 down, kept: {ASK}",
    ]
    assert f"deleted: [-{TREATY}-]" in lines


def test_two_moves_are_two() -> None:
    lines = told([WALL, LAW * 4, TREATY * 4, FLOOD * 4, ASK], [ASK, LAW * 4, WALL, TREATY * 4, FLOOD * 4])
    assert [line.split(",")[0] for line in lines if line.startswith("moved")] == ["moved 1 up", "moved 2 down"]


def test_a_parted_paragraph_is_one_with_a_new_end_of_paragraph() -> None:
    first, second = LAW.split(". ")
    assert told([WALL, f"{first}. {second}", ASK], [WALL, f"{first}.", second, ASK]) == [
        f"kept: {WALL}",
        f"changed: {first}. [+¶+] {second}",
        f"kept: {ASK}",
    ]


def test_three_parts_are_found_whichever_is_the_longest() -> None:
    parts = [WALL, f"{TREATY} And then some more words.", FLOOD]
    assert told([" ".join(parts)], parts) == [f"changed: {parts[0]} [+¶+] {parts[1]} [+¶+] {parts[2]}"]


def test_two_joined_paragraphs_are_one_with_an_end_of_paragraph_less() -> None:
    assert told([WALL, LAW, ASK], [f"{WALL} {LAW}", ASK]) == [f"changed: {WALL} [-¶-] {LAW}", f"kept: {ASK}"]


def test_a_new_neighbour_is_no_part_of_what_was_shortened() -> None:
    lines = told([f"{LAW} {FLOOD}"], [LAW, TREATY])
    assert lines == [f"changed: {LAW} [-{FLOOD}-]", f"inserted: [+{TREATY}+]"]


def test_a_heading_may_become_a_subheading() -> None:
    old, new = paragraph("What was left out", "heading"), paragraph("What was left out", "subheading")
    [change] = compared([old], [new]).sections[0].changes
    assert (change.fate, change.was_kind, change.block.kind) == (Fate.CHANGED, "heading", "subheading")


def test_a_change_of_look_alone_is_known_as_such() -> None:
    [change] = compared([rich("It is over.")], [rich("It is ", marked("over", "strong"), ".")]).sections[0].changes
    assert change.is_restyled
    [change] = compared([rich("It is over.")], [rich("It was ", marked("over", "strong"), ".")]).sections[0].changes
    assert not change.is_restyled


def figure(picture: str, alt: str, caption: str, credit: str = "Drawn by us") -> Block:
    shown = Part("picture", (Run(picture, key=picture),))
    return Block("figure", (shown, plain("alt", alt), plain("caption", caption), plain("credit", credit)))


def test_the_parts_of_a_figure_are_compared_each_with_its_own() -> None:
    old = figure("pier.png", "A pier at low tide", "The pier in May")
    new = figure("quay.png", "A pier at low tide", "The quay in May")
    [change] = compared([old], [new]).sections[0].changes
    shown = {
        part.name: [(piece.how, piece.words) for piece in part.pieces] for part in change.parts if not part.is_kept
    }
    assert shown == {
        "picture": [(How.DELETED, "pier.png"), (How.INSERTED, "quay.png")],
        "caption": [(How.KEPT, "The"), (How.DELETED, "pier"), (How.INSERTED, "quay"), (How.KEPT, "in May")],
    }


def test_a_caption_written_anew_is_still_the_caption() -> None:
    old = figure("pier.png", "A pier at low tide", "The pier")
    new = figure("pier.png", "A pier at low tide", "Where boats land")
    [change] = compared([old], [new]).sections[0].changes
    [caption] = [part for part in change.parts if not part.is_kept]
    assert caption.name == "caption"
    assert [piece.how for piece in caption.pieces] == [How.DELETED, How.INSERTED]


def table(*rows: str) -> Block:
    return Block("table", (plain("caption", "Who was there"), *(plain("row", row) for row in rows)))


def test_rows_of_a_table_come_and_go_by_themselves() -> None:
    old = table("2014 Eleven of seventeen", "2019 Nine of seventeen", "2025 All of them")
    new = table("2014 Eleven of seventeen", "2025 All but one", "2026 Nobody at all")
    [line] = story(compared([old], [new]))
    assert line == (
        "changed: Who was there / 2014 Eleven of seventeen / [-2019 Nine of seventeen-] / "
        "2025 All [-of them-] [+but one+] / [+2026 Nobody at all+]"
    )


def test_a_note_that_is_merely_counted_otherwise_and_another_space_are_no_change() -> None:
    old = rich("It is on record.", Run("1", key="note a"), " Ten\u00a0km.")
    new = rich("It is on record.", Run("2", key="note a"), " Ten km.")
    assert (
        compared([old, paragraph(WALL)], [paragraph(FLOOD), new, paragraph(WALL)]).sections[0].changes[1].is_untouched
    )


def test_what_has_a_key_is_known_by_it_alone() -> None:
    old = [
        Block("note", (plain("", "Minutes of 4 May."),), key="a"),
        Block("note", (plain("", "See there."),), key="b"),
    ]
    new = [
        Block("note", (plain("", "An interview."),), key="b"),
        Block("note", (plain("", "Minutes of 4 May."),), key="c"),
    ]
    assert [line.split(":")[0] for line in story(compared(old, new))] == ["deleted", "changed", "inserted"]


def test_sections_are_compared_each_with_its_own() -> None:
    old = (Section("key_points", (paragraph(LAW),)), Section("body", (paragraph(WALL),)))
    new = (Section("key_points"), Section("body", (paragraph(WALL), paragraph(LAW))))
    changes = {section.name: [change.fate for change in section.changes] for section in between(old, new).sections}
    assert changes == {"key_points": [Fate.DELETED], "body": [Fate.KEPT, Fate.INSERTED]}


def some_blocks(dice: random.Random, count: int, words: list[str]) -> list[Block]:
    return [paragraph(" ".join(dice.choice(words) for _ in range(dice.randrange(1, 30)))) for _ in range(count)]


@pytest.mark.parametrize("seed", range(6))
def test_every_block_of_both_texts_is_met_once_and_in_order(seed: int) -> None:
    dice = random.Random(seed)
    words = [f"word{n}" for n in range(dice.choice([5, 60, 1_000]))]
    for _ in range(40):
        old = some_blocks(dice, dice.randrange(12), words)
        new = [paragraph(block.words.replace("1", "2")) if dice.random() < 0.3 else block for block in old]
        new += some_blocks(dice, dice.randrange(4), words)
        dice.shuffle(new)
        changes = compared(old, new).sections[0].changes
        stands = [here for change in changes if change.fate is not Fate.LEFT for here in change.new_at]
        assert stands == list(range(len(new)))
        left = [at for change in changes if change.fate is not Fate.LEFT for at in change.old_at]
        assert sorted(left) == list(range(len(old)))
        moved = {change.old_at for change in changes if change.move and change.fate is not Fate.LEFT}
        assert {change.old_at for change in changes if change.fate is Fate.LEFT} == moved


def test_the_same_two_texts_give_the_same_answer() -> None:
    dice = random.Random(11)
    old, new = (some_blocks(dice, 30, ["a", "b", "water", "law", "treaty", "dam"]) for _ in range(2))
    assert compared(old, new) == compared(list(old), list(new))


LONG = ["water", "law", "treaty", "dam", "river", "flood", "gate", "wall"]
HOSTILE: dict[str, Callable[[random.Random], list[Block]]] = {
    "60 paragraphs of 80 words": lambda dice: some_blocks(dice, 60, [str(dice.random()) for _ in range(5_000)]),
    "3,000 blocks": lambda dice: some_blocks(dice, 3_000, [str(n) for n in range(5_000)]),
    "3,000 blocks of few words": lambda dice: some_blocks(dice, 3_000, LONG),
    "3,000 times the same": lambda dice: [paragraph("again")] * dice.randrange(2_900, 3_000),
    "a word of a megabyte": lambda dice: [paragraph("a" * 1_000_000 + str(dice.random()))],
    "a megabyte of words": lambda dice: [paragraph(" ".join(dice.choice(LONG) for _ in range(170_000)))],
    "a megabyte of signs": lambda dice: [paragraph("".join(dice.choice("?!") for _ in range(1_000_000)))],
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_takes_long(name: str, record_property: Callable[[str, object], None]) -> None:
    dice = random.Random(13)
    old, new = HOSTILE[name](dice), HOSTILE[name](dice)
    began = time.process_time()
    comparison = compared(old, new)
    seconds = time.process_time() - began
    record_property("figures", f"{name} against as many others: {seconds:.2f} s of the processor")
    stands = [
        here for change in comparison.sections[0].changes if change.fate is not Fate.LEFT for here in change.new_at
    ]
    assert stands == list(range(len(new)))
    assert seconds < 10  # two thirds of a second where nothing else runs


def test_a_comparison_that_falls_short_says_so() -> None:
    old, new = paragraph(f"{WALL} {LAW}"), paragraph(f"{WALL} {ASK}")
    section = (Section("body", (old,)),), (Section("body", (new,)),)
    assert not between(*section).is_coarse
    assert between(*section, most=40).is_coarse


def test_what_is_the_same_is_known_without_any_effort() -> None:
    old, new = (rich("It is on record.", Run(number, key="note a")) for number in "12")
    comparison = between((Section("body", (old,)),), (Section("body", (paragraph(ASK), new)),), most=0)
    assert [change.fate for change in comparison.sections[0].changes] == [Fate.INSERTED, Fate.KEPT]
