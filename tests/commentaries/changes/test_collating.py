"""Tests that whatever two persons affirm is seen when it changes, and that nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from commentaries import versions
from commentaries.changes.collating import texts_of
from commentaries.differences.comparing import Comparison, Fate, between
from commentaries.differences.words import How
from commentaries.models import CommentaryPage, Note
from tests import factories
from tests.commentaries.test_versions import CHANGES, NO_CHANGES, figure
from tests.factories import House

Body = list[tuple[str, Any]]


def compared(old: CommentaryPage, new: CommentaryPage) -> Comparison:
    return between(*texts_of(old, [old, new]))


def changed_words(comparison: Comparison) -> list[tuple[str, str]]:
    """What came and what went, in order."""
    pieces = (
        piece
        for section in comparison.sections
        for change in section.changes
        for part in change.parts
        for piece in part.pieces
    )
    return [(piece.how.value, piece.words) for piece in pieces if piece.how is not How.KEPT]


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_is_affirmed_is_seen_when_it_changes(house: House, name: str) -> None:
    page = factories.make_draft(house)
    changed = versions.latest_of(page)
    CHANGES[name](changed)
    assert versions.digest_of(changed) != versions.digest_of(page)
    assert not compared(page, changed).is_empty


@pytest.mark.parametrize("name", NO_CHANGES)
def test_nothing_else_is(house: House, name: str) -> None:
    page = factories.make_draft(house)
    changed = versions.latest_of(page)
    NO_CHANGES[name](changed)
    assert compared(page, changed).is_empty


def with_body(page: CommentaryPage, body: Body, *notes: tuple[str, str]) -> CommentaryPage:
    changed = versions.latest_of(page)
    changed.body = body
    changed.notes = [Note(ref=ref, text=f"<p>{words}</p>", sort_order=at) for at, (ref, words) in enumerate(notes)]
    return changed


def test_a_note_between_others_changes_no_number_but_its_own(house: House) -> None:
    page = factories.make_draft(house)
    first, second, third = (f'<a linktype="note" id="{ref}"></a>' for ref in "abc")
    old = with_body(page, [("paragraph", f"<p>One{first} two{third}.</p>")], ("a", "Minutes."), ("c", "Letters."))
    notes = ("a", "Minutes."), ("c", "Letters."), ("b", "Diaries.")
    new = with_body(page, [("paragraph", f"<p>One{first} and{second} two{third}.</p>")], *notes)
    assert changed_words(compared(old, new)) == [("inserted", "and"), ("inserted", "2"), ("inserted", "Diaries.")]
    [note] = [block for section in texts_of(new, [new])[0] if section.name == "notes" for block in section.blocks[1:2]]
    assert (note.number, note.words) == (2, "Diaries.")


def test_a_rich_text_is_as_many_passages_as_it_has_paragraphs_and_items(house: House) -> None:
    page = factories.make_draft(house)
    old = with_body(page, [("paragraph", "<p>The first one.</p><ul><li>An item of it.</li></ul><p>The last one.</p>")])
    new = with_body(page, [("paragraph", "<p>The first one.</p>"), ("paragraph", "<ul><li>An item of them.</li></ul>")])
    [body] = [section for section in compared(old, new).sections if section.name == "body"]
    assert [(change.fate, change.block.kind) for change in body.changes] == [
        (Fate.KEPT, "paragraph"),
        (Fate.CHANGED, "bullet"),
        (Fate.DELETED, "paragraph"),
    ]


def test_another_picture_is_another_and_the_same_file_is_the_same(house: House) -> None:
    page = factories.make_draft(house)
    pier, again, quay = (
        factories.make_image(),
        factories.make_image("Twin"),
        factories.make_image("A quay", colour="red"),
    )
    old, same, other = (with_body(page, figure(image)) for image in (pier, again, quay))
    assert compared(old, same).is_empty
    assert changed_words(compared(old, other)) == [("deleted", "A pier"), ("inserted", "A quay")]


def test_an_author_is_known_by_the_person_and_not_by_the_name(house: House) -> None:
    page = factories.make_draft(house)
    changed = versions.latest_of(page)
    [authorship] = changed.authorships.all()
    authorship.name, authorship.affiliation = "A. N. Other", "Elsewhere"
    [author] = [change for change in compared(page, changed).sections[0].changes if change.block.kind == "author"]
    assert author.fate is Fate.CHANGED
    assert {part.name: part.is_kept for part in author.parts} == {"": False, "affiliation": False, "role": True}


def test_a_link_within_the_site_is_told_by_where_it_leads(house: House) -> None:
    page = factories.make_draft(house)
    other = factories.published(house, title="An earlier letter")
    links = [f'<p><a linktype="page" id="{pk}">there</a></p>' for pk in (other.pk, page.pk, 987_654)]
    bodies = [with_body(page, [("paragraph", html)]) for html in [*links, '<p><a href="/about/">there</a></p>']]
    marks = [
        run.marks
        for text in texts_of(page, bodies)
        for section in text
        if section.name == "body"
        for block in section.blocks
        for run in block.parts[0].runs
    ]
    assert [value for [(_kind, value)] in marks] == [
        "http://localhost/letters/an-earlier-letter/",
        f"http://localhost/letters/{page.slug}/",
        "http://localhost/#page-987654",
        "http://localhost/about/",
    ]


def test_what_is_stored_half_or_not_known_any_more_is_read_all_the_same(house: House) -> None:
    page = factories.make_draft(house)
    nothing = {"image": None, "caption": "", "credit": ""}
    state = with_body(page, [("paragraph", ""), ("figure", nothing), ("heading", "Only this")])
    [text] = texts_of(page, [state])
    [body] = [section for section in text if section.name == "body"]
    assert [(block.kind, block.words) for block in body.blocks] == [("figure", ""), ("heading", "Only this")]


def long_body(page: CommentaryPage, blocks: int) -> Body:
    image = factories.make_image("A pier")
    image.contextual_alt_text, image.decorative = "A pier", False
    linked = f'<p>See <a linktype="page" id="{page.pk}">there</a>.<a linktype="note" id="first"></a></p>'
    table = {"columns": [{"type": "text", "heading": "Year"}], "rows": [{"values": ["2014"]}], "caption": "When"}
    kinds: Body = [
        ("paragraph", linked),
        ("figure", {"image": image, "caption": "The pier", "credit": "IT"}),
        ("embed", {"image": image, "title": "Film", "url": "https://example.org/", "caption": ""}),
        ("table", table),
        ("exchange", {"question": "And then?", "answer": linked}),
    ]
    return kinds * (blocks // len(kinds))


def test_sixty_blocks_cost_as_many_queries_as_five(house: House, django_assert_num_queries: Any) -> None:
    page = factories.make_draft(house)
    for blocks in (5, 60):
        states = [with_body(page, long_body(page, blocks)) for _ in range(3)]
        states = [CommentaryPage.from_serializable_data(state.serializable_data(), check_fks=False) for state in states]
        texts_of(page, states)  # what is remembered for all, such as the roots of sites
        states = [CommentaryPage.from_serializable_data(state.serializable_data(), check_fks=False) for state in states]
        with django_assert_num_queries(5):
            texts_of(page, states)
