"""An editor who asked for changes gets the text back and reads what the author and her assistant have made of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from commentaries import submitting
from commentaries.models import CommentaryPage, Decision, Note
from tests.factories import House, decide, edited, reloaded, submitted
from tests.journeys.steps import message, open_decision

PHONE = 360
WALL = "Quarrels about dams are conducted in the language of walls, and the map shows a bar across a line."
TREATY = "For most states that share a river, the useful negotiation is about how their neighbours run what they store."
ASK = "What, then, should a downstream government bring to the table? We suggest four requests."
LAW = "Water law grew up around quantity. Treaties divide cubic metres, and courts weigh shares."
GAUGE = 'A gauge at the outlet is <a href="https://example.org/daily">read by machine</a> and warns the town.'

pytestmark = pytest.mark.django_db(transaction=True)


def blocks(*passages: str) -> list[tuple[str, Any]]:
    return [
        ("heading", words[2:]) if words.startswith("# ") else ("paragraph", f"<p>{words}</p>") for words in passages
    ]


@pytest.fixture
def text(house: House) -> CommentaryPage:
    """Sent back with a wish, revised by its author, submitted again, and copy-edited by the assistant."""
    first = blocks(WALL, "# The law", LAW, TREATY, ASK, GAUGE)
    page = submitted(house, title="Beyond the wall", body=first, notes=[])
    decide(house, page, Decision.Outcome.CHANGES, reasons="The law should come last.")
    gauge = GAUGE.replace("/daily", "/hourly").replace("the town.", 'the town.<a linktype="note" id="n"></a>')
    notes = [Note(ref="n", text="<p>The town of Brenk had four hours.</p>", sort_order=0)]
    page = edited(page, house.author, body=blocks(WALL, TREATY, gauge, "# The law", LAW), notes=notes)
    submitting.submit(page, house.author)
    last = blocks(WALL.replace("are conducted", "are usually conducted"), TREATY, gauge, "# The law", LAW)
    return edited(reloaded(page), house.assistant, body=last)


def test_the_story(house: House, text: CommentaryPage, log_in: Callable[..., Page]) -> None:
    page = log_in(house.editor)
    open_decision(page, text)
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("What changed since your decision of")).click()
    she_reads_how_much_changed(page)
    she_reads_what_each_of_them_did(page)
    she_goes_to_where_the_section_stands_now(page)
    she_unfolds_what_did_not_change(page)
    she_gives_the_first_version_a_name(page)
    she_reads_what_the_author_alone_changed(page)


@pytest.mark.parametrize("how", [{"width": PHONE}, {"script": False}], ids=["on a phone", "without a script"])
def test_she_reads_it_wherever_she_is(
    house: House, text: CommentaryPage, log_in: Callable[..., Page], how: dict[str, Any]
) -> None:
    page = log_in(house.editor, f"/admin/commentaries/{text.pk}/differences/", **how)
    she_reads_how_much_changed(page)
    she_unfolds_what_did_not_change(page)
    she_reads_what_the_author_alone_changed(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def passage(page: Page, words: str) -> Locator:
    """The box of the innermost change in which these words stand."""
    return page.locator(".difference", has_text=words).last


def she_reads_how_much_changed(page: Page) -> None:
    expect(page.get_by_role("heading", name="Beyond the wall")).to_be_visible()
    expect(page.get_by_text("2 passages changed, 1 new, 1 deleted, 1 moved.")).to_be_visible()


def she_reads_what_each_of_them_did(page: Page) -> None:
    copy_edited = passage(page, "Quarrels about dams")
    expect(copy_edited.locator("ins")).to_contain_text("usually")
    expect(copy_edited).to_contain_text("Test Assistant")
    expect(copy_edited).not_to_contain_text("Test Author")
    gone = passage(page, "What, then, should a downstream government")
    expect(gone).to_contain_text("Deleted")
    expect(gone.locator("del")).to_have_text(ASK)
    expect(gone).to_contain_text("Test Author")
    relinked = passage(page, "A gauge at the outlet")
    expect(relinked).to_contain_text(
        "“read by machine” now leads to https://example.org/hourly; before, it led to https://example.org/daily."
    )
    expect(relinked.locator("ins")).to_contain_text("1")
    note = passage(page, "The town of Brenk")
    expect(note).to_contain_text("New")
    expect(note).to_contain_text("Note 1")


def she_goes_to_where_the_section_stands_now(page: Page) -> None:
    expect(page.get_by_text("“The law” stood here with what follows it, 2 passages;")).to_be_visible()
    page.get_by_role("link", name="Go there").click()
    moved = page.locator(".difference--move")
    expect(moved).to_be_in_viewport()
    expect(moved).to_contain_text("These 2 passages stood further up.")
    expect(moved).to_contain_text("The law")


def she_unfolds_what_did_not_change(page: Page) -> None:
    fold = page.locator("details", has_text=TREATY)
    expect(fold.get_by_text(TREATY)).to_be_hidden()
    fold.locator("summary").click()
    expect(fold.get_by_text(TREATY)).to_be_visible()


def she_gives_the_first_version_a_name(page: Page) -> None:
    first = (
        page.get_by_role("region", name="Versions").get_by_role("listitem").filter(has_text="changes asked for").first
    )
    first.locator("summary").click()
    first.get_by_label("Name").fill("As it came in")
    with page.expect_navigation():
        first.get_by_role("button", name="Save the name").click()
    expect(message(page)).to_contain_text("The version is called “As it came in”.")


def she_reads_what_the_author_alone_changed(page: Page) -> None:
    page.get_by_label("To", exact=True).select_option(index=1)
    with page.expect_navigation():
        page.get_by_role("button", name="Show the changes").click()
    expect(page.get_by_text("1 passage changed, 1 new, 1 deleted, 1 moved.")).to_be_visible()
    expect(page.locator(".difference-sheet")).not_to_contain_text("usually")
