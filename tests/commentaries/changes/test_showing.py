"""Tests that what changed is told so that somebody who never saw such a page can read it, by eye and by ear."""

from __future__ import annotations

import re

import pytest

from commentaries.changes.retracing import Retraced
from commentaries.changes.showing import Departure, Fold, Move, Passage, Sheet, sheet_of
from commentaries.differences.attributing import Hands
from commentaries.differences.comparing import between
from commentaries.differences.flattening import BREAK
from commentaries.differences.texts import Block, Part, Run, Section, plain
from commentaries.templatetags.differences import marked_up
from tests.commentaries.differences.writing import marked, paragraph, rich

WALL = "Quarrels about dams are conducted in the language of walls, and the map shows a bar across a line."
TREATY = "For most states that share a river, the useful negotiation is about how their neighbours run what they store."
LAW = "Water law grew up around quantity. Treaties divide cubic metres, and courts weigh shares."
FLOOD = "If a reservoir stores the spring flood and releases it in winter, the calendar of the valley is upside down."


def shown(old: list[Block], new: list[Block], hands: Hands | None = None) -> Sheet:
    sections = ((Section("body", tuple(blocks)),) for blocks in (old, new))
    return sheet_of(Retraced(between(*sections), hands or Hands()))


def only(sheet: Sheet) -> Passage:
    [(_name, [item])] = sheet.sections
    assert isinstance(item, Passage)
    return item


def html(old: Block, new: Block) -> str:
    return "".join(marked_up(part) for part in only(shown([old], [new])).parts)


def test_what_did_not_change_is_folded_away_but_for_the_headings() -> None:
    text = [paragraph(WALL), paragraph(TREATY), paragraph("The law", "heading"), paragraph(FLOOD)]
    [(name, items)] = shown([*text, paragraph(LAW)], [*text, paragraph(LAW.replace("courts", "judges"))]).sections
    assert name == "Text"
    assert [item.shape for item in items] == ["fold", "heading", "fold", "passage"]
    assert [item.told for item in items if isinstance(item, Fold)] == ["2 passages unchanged", "1 passage unchanged"]


def test_a_section_in_which_nothing_changed_is_named_and_not_shown() -> None:
    old = Section("key_points", (paragraph(WALL),)), Section("body", (paragraph(LAW),)), Section("notes")
    new = Section("key_points", (paragraph(WALL),)), Section("body", (paragraph(FLOOD),)), Section("notes")
    sheet = sheet_of(Retraced(between(old, new), Hands()))
    assert [name for name, _items in sheet.sections] == ["Text"]
    assert sheet.untouched == ("Key points",)


def test_what_moved_together_is_told_once_here_and_once_where_it_stood() -> None:
    heading = paragraph("The law", "heading")
    stays = [paragraph(WALL), paragraph(TREATY), paragraph(FLOOD)]
    sheet = shown([heading, paragraph(LAW), paragraph("Gone and gone."), *stays], [*stays, heading, paragraph(LAW)])
    [(_name, items)] = sheet.sections
    [departure] = [item for item in items if isinstance(item, Departure)]
    [move] = [item for item in items if isinstance(item, Move)]
    assert departure.told == "“The law” stood here with what follows it, 2 passages; they stand further down now."
    assert move.told == "These 2 passages stood further up."
    assert departure.key == move.key == "body-1"
    assert [item.shape for item in move.items] == ["heading", "fold"]
    assert sheet.summary == ("1 deleted", "1 moved")


def test_each_change_bears_the_names_of_those_who_had_a_hand_in_it() -> None:
    hands = Hands(on_new={("body", 0): ("Ada", "Bo")}, on_gone={("body", 1): ("Bo",)})
    sheet = shown([paragraph(WALL), paragraph(LAW)], [paragraph(WALL.replace("walls", "gates"))], hands)
    [(_name, items)] = sheet.sections
    assert [item.by for item in items if isinstance(item, Passage)] == [("Ada", "Bo"), ("Bo",)]


def test_words_that_came_and_went_are_marked_for_eye_and_ear() -> None:
    assert html(paragraph("It was said by all of us."), paragraph("It was denied by all of us.")) == (
        'It was <del><span class="w-sr-only">[deleted: </span>said<span class="w-sr-only">]</span></del> '
        '<ins><span class="w-sr-only">[new: </span>denied<span class="w-sr-only">]</span></ins> by all of us.'
    )


def test_of_a_new_passage_the_ear_is_told_once_by_the_line_above() -> None:
    [(_name, [item])] = shown([], [rich("All of it is ", marked("new", "strong"), ".")]).sections
    assert isinstance(item, Passage)
    assert (item.fate, [str(marked_up(part)) for part in item.parts]) == (
        "inserted",
        ["<ins>All of it is <strong>new</strong>.</ins>"],
    )


def test_marks_lie_in_each_other_and_nothing_typed_becomes_markup() -> None:
    old = rich("See <b>it</b> & ", marked("there", "strong", "emphasis", "link https://example.org/"), " now.")
    new = rich("See <b>it</b> & ", marked("there", "strong", "emphasis", "link https://example.org/"), " then.")
    there = '<strong><span class="difference__link"><em>there</em></span></strong>'
    assert html(old, new).startswith(f"See &lt;b&gt;it&lt;/b&gt; &amp; {there} <del>")


def test_a_note_and_the_end_of_a_line_are_more_than_their_signs() -> None:
    old = rich("Said so.", Run("3", key="note a"), BREAK, "And so on.")
    new = rich("Said so.", Run("4", key="note a"), BREAK, "And so forth.")
    assert html(old, new).startswith(
        'Said so.<sup class="difference__call"><span class="w-sr-only">note </span>4</sup>'
        '<span class="difference__sign" aria-hidden="true">↵</span><br>And so '
    )


def test_a_parted_paragraph_begins_a_new_line_and_is_told() -> None:
    passage = only(shown([paragraph(f"{WALL} {LAW}")], [paragraph(WALL), paragraph(LAW)]))
    assert re.search(r"<ins>.*¶.*</ins><br> Water law", str(marked_up(passage.parts[0])))
    assert passage.remarks == ("The paragraph was divided: a new one begins at ¶.",)


LINK, OTHER = "link https://example.org/a", "link https://example.org/b"


@pytest.mark.parametrize(
    ("old", "new", "remark"),
    [
        ([], ["strong"], "“hands” is now bold."),
        (["strong"], [], "“hands” is no longer bold."),
        ([], ["emphasis"], "“hands” is now in italics."),
        (["sup"], ["sub"], "“hands” is now lowered. “hands” is no longer raised."),
        ([], ["foreign it"], "“hands” is now marked as a passage in another language: it."),
        ([], [LINK], "“hands” is now a link to https://example.org/a."),
        ([LINK], [], "“hands” is no longer a link to https://example.org/a."),
        ([LINK], [OTHER], "“hands” now leads to https://example.org/b; before, it led to https://example.org/a."),
        ([LINK], [LINK, "strong"], "“hands” is now bold."),
    ],
)
def test_what_only_looks_different_is_told_in_a_sentence(old: list[str], new: list[str], remark: str) -> None:
    before, after = (rich("Nobody counted the ", marked("hands", *marks), ".") for marks in (old, new))
    passage = only(shown([before], [after]))
    assert " ".join(passage.remarks) == remark
    assert '<span class="difference__restyled">' in str(marked_up(passage.parts[0]))


def test_where_new_words_lead_is_told_unless_others_led_there() -> None:
    old = rich("Read ", marked("the minutes", LINK), " of the meeting in May.")
    new = rich("Read ", marked("those minutes", LINK), " of the ", marked("assembly", OTHER), " in May.")
    assert only(shown([old], [new])).remarks == ("“assembly” is now a link to https://example.org/b.",)


def test_of_many_remarks_the_first_are_read() -> None:
    words = [f"word{number}" for number in range(50)]
    old = rich(" and ".join(words))
    new = rich(*(each for word in words for each in (marked(word, "strong"), " and ")))
    remarks = only(shown([old], [new])).remarks
    assert (len(remarks), remarks[-1]) == (21, "And more of the same kind.")


def test_of_a_table_only_the_changed_rows_are_read_with_its_head() -> None:
    rows = [f"{year} seventeen members" for year in range(2014, 2020)]
    old, new = (
        Block("table", (plain("caption", "Who was there"), plain("head", "Year"), *(plain("row", row) for row in some)))
        for some in (rows, [*rows[:5], "2019 sixteen members"])
    )
    passage = only(shown([old], [new]))
    assert [part.label for part in passage.parts] == ["Caption", "Head of the table", "Row"]
    assert passage.unchanged == ("5 × Row",)


def test_what_became_something_else_says_what_it_was() -> None:
    passage = only(shown([paragraph("What was left out", "heading")], [paragraph("What was left out", "subheading")]))
    assert (passage.fate, passage.kind, passage.was) == ("changed", "Subheading", "Heading")


def test_a_picture_without_a_name_is_shown_as_one() -> None:
    old = Block("figure", (Part("picture", (Run("", key="picture a"),)), plain("caption", "The pier in May")))
    new = Block("figure", (Part("picture", (Run("A quay", key="picture b"),)), plain("caption", "The pier in May")))
    assert "a picture without a name" in html(old, new)
