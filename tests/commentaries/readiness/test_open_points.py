"""Tests every open point: that it is named where it should be, and only there."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from commentaries.models import Authorship, CommentaryPage, Note
from commentaries.readiness import OpenPoint, advice, demands, forbidding, open_points
from tests import factories
from tests.factories import House

Change = Callable[[CommentaryPage], None]


def fields(**changes: Any) -> Change:
    def change(page: CommentaryPage) -> None:
        for name, value in changes.items():
            setattr(page, name, value)

    return change


def with_blocks(*blocks: tuple[str, Any]) -> Change:
    """The ready body and then these blocks."""

    def change(page: CommentaryPage) -> None:
        page.body = [*factories.ready_body(), *blocks]

    return change


def with_figure(*, image: bool = True, alt: str = "A pier", decorative: bool = False, credit: str = "IT") -> Change:
    def change(page: CommentaryPage) -> None:
        picture = factories.make_image() if image else None
        if picture:
            picture.contextual_alt_text, picture.decorative = alt, decorative
        with_blocks(("figure", {"image": picture, "caption": "", "credit": credit}))(page)

    return change


def with_lead_picture(**changes: Any) -> Change:
    def change(page: CommentaryPage) -> None:
        page.image = factories.make_image()
        fields(**{"image_alt": "A pier", "image_credit": "IT", **changes})(page)

    return change


def embedded(url: str, image: Any = None) -> tuple[str, Any]:
    return ("embed", {"image": image, "title": "Film", "url": url, "caption": ""})


def with_embed(*, alt: str = "A still", decorative: bool = False) -> Change:
    def change(page: CommentaryPage) -> None:
        picture = factories.make_image()
        picture.contextual_alt_text, picture.decorative = alt, decorative
        with_blocks(embedded("https://example.org/", picture))(page)

    return change


def without_printed_name(page: CommentaryPage) -> None:
    page.authorships = [Authorship(person=row.person, name=" ") for row in page.authorships.all()]


def key_points(count: int, words: int = 5) -> Change:
    return fields(key_points=[("key_point", {"lead": " ".join(["word"] * words), "text": ""})] * count)


def paragraph(html: str) -> tuple[str, str]:
    return ("paragraph", html)


QUOTED = f"{factories.SENTENCE}."
CASES: list[tuple[str, bool, Change, Change]] = [
    # code, forbids, what brings it about, what nearly does
    ("no-title", True, fields(title="  "), fields(title="T")),
    ("no-author", True, fields(authorships=[]), fields()),
    ("author-without-name", True, without_printed_name, fields()),
    ("no-body", True, fields(body=[]), fields()),
    ("no-body", True, fields(body=[paragraph("<p> </p>"), ("heading", "Only a heading")]),
     fields(body=[("exchange", {"question": "Why?", "answer": "<p>Because.</p>"})])),
    ("lead-picture-not-described", True, with_lead_picture(image_alt=" "), with_lead_picture()),
    ("lead-picture-not-described", True, with_lead_picture(image_alt=""),
     with_lead_picture(image_alt="", image_is_decorative=True)),
    ("lead-picture-without-credit", True, with_lead_picture(image_credit=""), with_lead_picture()),
    ("figure-without-picture", True, with_figure(image=False), with_figure()),
    ("figure-not-described", True, with_figure(alt=""), with_figure(alt="", decorative=True)),
    ("embed-not-described", True, with_embed(alt=" "), with_embed(alt="", decorative=True)),
    ("figure-without-credit", True, with_figure(credit=" "), with_figure()),
    ("unknown-link", True, with_blocks(paragraph('<p><a href="ftp://example.org">x</a></p>')),
     with_blocks(paragraph('<p><a href="https://example.org">x</a></p>'))),
    ("unknown-link", True, with_blocks(paragraph('<p><a href="javascript:alert(1)">x</a></p>')),
     with_blocks(paragraph('<p><a href="mailto:a@example.org">x</a> <a href="#a">y</a> <a href="/b/">z</a></p>'))),
    ("unknown-link", True, with_blocks(embedded("javascript:alert(1)")), with_blocks(embedded("https://example.org/"))),
    ("embed-without-address", True, with_blocks(embedded("")), with_blocks(embedded("https://example.org/"))),
    ("unknown-link", True,
     fields(notes=[Note(ref="first", text='<p><a href="file:///etc/passwd">x</a></p>')]), fields()),
    ("key-points", False, key_points(1), key_points(2)),
    ("key-points", False, key_points(6), key_points(5)),
    ("long-lead", False, key_points(3, words=31), key_points(3, words=30)),
    ("pull-quote", False, with_blocks(("pull_quote", "Nobody ever wrote this")), with_blocks(("pull_quote", QUOTED))),
    ("empty-pull-quote", False, with_blocks(("pull_quote", " ")), with_blocks(("pull_quote", QUOTED))),
    ("pull-quote", False, with_blocks(("pull_quote", "What was left out")),  # a heading is no source
     with_blocks(("pull_quote", "A vote was never taken"))),
    ("too-long", False, with_blocks(paragraph(f"<p>{'word ' * 1500}</p>")),
     with_blocks(paragraph(f"<p>{'word ' * 1400}</p>"))),
    ("short", False, fields(body=[paragraph("<p>Too few.</p>")], title="T", notes=[]), fields()),
    ("unbalanced", False, with_blocks(paragraph("<p>He said “no.</p>")),
     with_blocks(paragraph("<p>He said “no” (twice) [sic].</p>"))),
    ("unbalanced", False, with_blocks(paragraph("<p>One (two.</p>")), with_blocks(paragraph("<p>(One) two.</p>"))),
    ("heading-after-heading", False,
     with_blocks(("heading", "A"), ("heading", "B"), paragraph("<p>x</p>")),
     with_blocks(("heading", "A"), ("subheading", "B"), paragraph("<p>x</p>"))),
    ("heading-after-heading", False,
     with_blocks(("subheading", "A"), ("heading", "B"), paragraph("<p>x</p>")),
     with_blocks(("subheading", "A"), paragraph("<p>x</p>"), ("heading", "B"), paragraph("<p>y</p>"))),
    ("heading-last", False, with_blocks(("heading", "The end")), with_blocks(("heading", "A"), paragraph("<p>x</p>"))),
    ("heading-last", False, with_blocks(("heading", "The end"), ("pull_quote", QUOTED)),
     with_blocks(("heading", "A"), ("pull_quote", QUOTED), paragraph("<p>x</p>"))),
    ("note-not-called", False,
     fields(notes=[Note(ref="first", text="<p>a</p>"), Note(ref="second", text="<p>b</p>")]), fields()),
    ("note-missing", False, fields(notes=[]), fields()),
    ("drafting-remark", False, with_blocks(paragraph("<p>It grew by [XX] per cent.</p>")),
     with_blocks(paragraph("<p>It grew by [sic] per cent, “[the ministry] said […]”.</p>"))),
    ("drafting-remark", False, with_blocks(("quotation", {"text": "<p>We <em>knew</em>??</p>", "source": "A"})),
     with_blocks(("quotation", {"text": "<p>We <em>knew</em>?</p>", "source": "A"}))),
    ("drafting-remark", False, fields(title="A title [TBC]"), fields(title="A title [sic]")),
    ("drafting-remark", False, fields(notes=[Note(ref="first", text="<p>Minutes [check <em>page</em>].</p>")]),
     fields()),
    ("no-topic", False, lambda page: page.topics.clear(), fields()),
]  # fmt: skip


def found(page: CommentaryPage, code: str) -> list[OpenPoint]:
    return [point for point in open_points(page) if point.code == code]


def test_a_ready_text_has_no_open_point(house: House) -> None:
    assert open_points(factories.make_draft(house)) == []


@pytest.mark.parametrize(
    ("code", "forbids", "wrong", "right"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)]
)
def test_an_open_point_is_named_where_it_is_and_nowhere_else(
    house: House, code: str, forbids: bool, wrong: Change, right: Change
) -> None:
    page = factories.make_draft(house)
    wrong(page)
    points = found(page, code)
    assert points
    assert {point.forbids for point in points} == {forbids}
    assert all(point.message and point.message[-1] in ".”" for point in points)
    page = factories.make_draft(house, title="Another")
    right(page)
    assert found(page, code) == []


@pytest.mark.parametrize(("room", "forbids"), [(demands, True), (advice, False)])
def test_every_code_is_tested_and_forbids_by_the_room_it_stands_in(room: ModuleType, forbids: bool) -> None:
    named = set(re.findall(r'OpenPoint\(\s*"([a-z-]+)"', inspect.getsource(room)))
    assert named == {case[0] for case in CASES if case[1] is forbids}


def test_a_point_says_in_which_block_it_is(house: House) -> None:
    page = factories.make_draft(house)
    with_blocks(paragraph("<p>One (two.</p>"))(page)
    assert [point.block for point in found(page, "unbalanced")] == [len(factories.ready_body())]


def test_a_remark_is_found_where_readers_would_meet_it(house: House) -> None:
    page = factories.make_draft(house)
    page.key_points = [("key_point", {"lead": "One.", "text": "Two [TODO: check]."})] * 3
    page.notes = [Note(ref="first", text="<p>See [add source].</p>")]
    with_blocks(paragraph("<p>[Mirela: a paragraph here.]</p>"))(page)
    points = found(page, "drafting-remark")
    assert {point.field for point in points} == {"key_points", "notes", "body"}
    assert [point.block for point in points if point.field == "body"] == [len(factories.ready_body())]
    assert any("“[add source]”" in point.message for point in points if point.field == "notes")
    page.notes = [Note(ref="first", text=f"<p>[add {'long ' * 40}source].</p>")]
    (long,) = [point for point in found(page, "drafting-remark") if point.field == "notes"]
    assert long.message.endswith("long long…”")


def test_a_heading_in_quotation_marks_is_not_quoted_twice(house: House) -> None:
    page = factories.make_draft(house)
    with_blocks(("heading", "“Compared with what?”"), ("heading", "“Nothing”"))(page)
    told = [point.message for point in open_points(page) if point.code.startswith("heading")]
    assert "write what “‘Compared with what?’” announces" in told[0]
    assert told[1] == "The text ends with a heading: “‘Nothing’”."


def test_points_that_forbid_come_first(house: House) -> None:
    page = factories.make_draft(house)
    page.key_points = []
    page.title = ""
    kinds = [point.forbids for point in open_points(page)]
    assert kinds == sorted(kinds, reverse=True)
    assert [point.code for point in forbidding(page)] == ["no-title"]


def test_an_archive_entry_needs_title_and_authors_alone(house: House) -> None:
    page = factories.make_draft(house, body=[])
    page.archived = True
    assert open_points(page) == []
    page.title, page.authorships = "", []
    assert {point.code for point in open_points(page)} == {"no-title", "no-author"}


def test_the_limit_of_words_counts_title_and_notes(house: House) -> None:
    page = factories.make_draft(house, body=[paragraph("<p>one two three</p>")])
    page.title = "four five"
    page.notes = [Note(ref="x", text="<p>six seven</p>")]
    house.series.words_warn = page.series.words_warn = 7
    assert found(page, "too-long") == []
    page.notes = [Note(ref="x", text="<p>six seven eight</p>")]
    assert "1 more" in found(page, "too-long")[0].message
