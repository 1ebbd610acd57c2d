"""The editor's own controls: notes, foreign passages, pull quotes, and open points that come and go."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import APIResponse, Locator, Page, Route, expect

from commentaries import versions
from commentaries.models import CommentaryPage
from tests.factories import SENTENCE, House, decide, fresh, make_draft, make_image, ready_body, reloaded
from tests.factories import submitted as submitted_text

LogIn = Callable[..., Page]

pytestmark = pytest.mark.django_db(transaction=True)


BEFORE_THE_FIRST_LOOK = 2_500
"""Milliseconds: Wagtail compares the form with what stood in it two seconds after it came."""


def edit_path(text: CommentaryPage) -> str:
    return f"/admin/pages/{text.pk}/edit/"


def body_editors(page: Page) -> Locator:
    return page.locator('[data-contentpath="body"] [contenteditable="true"]')


def note_rows(page: Page) -> Locator:
    return page.locator("#id_notes-FORMS > [data-inline-panel-child]:not(.deleted)")


def press_tool(page: Page, name: str) -> None:
    """Presses a button of the toolbar that stands over selected words."""
    page.locator(f'button[name="{name}"]:visible').first.click()


def ask_for_a_note(page: Page) -> None:
    """Types the command for a note where the caret is."""
    page.keyboard.type("/note")
    expect(page.get_by_role("option", name="Note")).to_be_visible()
    page.keyboard.press("Enter")


def put_caret_at_end(page: Page, editor: Locator) -> None:
    editor.click()
    page.keyboard.press("Control+End")


def select_last_word(page: Page, editor: Locator) -> None:
    put_caret_at_end(page, editor)
    page.keyboard.press("Control+Shift+ArrowLeft")


def save(page: Page) -> None:
    """Saves the draft as a person does: not within the quarter of a second in which an editor still writes."""
    page.wait_for_timeout(400)
    with page.expect_navigation():
        page.evaluate("document.querySelector('.action-save').click()")
    expect(page.locator(".messages .success")).to_be_visible()


def hold_autosaves(page: Page) -> list[tuple[Route, APIResponse]]:
    """What the editor sends by itself from now on is stored, and its answer held back until it is let go."""
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST" and route.request.headers["accept"] == "application/json":
            held.append((route, route.fetch()))
        else:
            route.continue_()

    page.route(re.compile(r"/edit/$"), hold)
    page.wait_for_timeout(BEFORE_THE_FIRST_LOOK)
    return held


def let_go(page: Page, held: list[tuple[Route, APIResponse]], *, answered: bool) -> None:
    """Lets the answers through that are held, and all that come after them; or loses them."""
    for route, answer in held:
        route.fulfill(response=answer) if answered else route.abort()
    page.unroute_all()


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Waits, at most ten seconds, until ``holds()``."""
    for _tenth in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("waited ten seconds in vain")


def latest(text: CommentaryPage) -> CommentaryPage:
    connection.close()
    return versions.latest_of(reloaded(text))


def test_a_note_is_written_saved_and_called_on_the_page(house: House, log_in: LogIn) -> None:
    text = make_draft(house, body=[("paragraph", "<p>Nobody counted the hands.</p>"), ("pull_quote", SENTENCE)])
    page = log_in(house.author, edit_path(text))
    paragraph = body_editors(page).first
    put_caret_at_end(page, paragraph)
    ask_for_a_note(page)
    row = note_rows(page).first
    expect(row.get_by_text("Note 1")).to_be_visible()
    expect(page.locator('input[name="notes-0-ref"]')).to_be_hidden()
    expect(row.locator('[contenteditable="true"]')).to_be_focused()
    page.keyboard.type("Minutes of 4 May, item 3.")
    expect(page.locator(".commentary-call")).to_have_attribute("data-number", "1")
    save(page)

    expect(page.locator(".commentary-call")).to_have_attribute("data-number", "1")
    stored = latest(text)
    [note] = stored.notes.all()
    assert "Minutes of 4 May" in note.text
    html = stored.body[0].value.source
    assert 'linktype="note"' in html
    assert f'id="{note.ref}"' in html

    said = Client()
    said.force_login(fresh(house.editor))
    proof = said.get(f"/admin/commentaries/versions/{versions.keep(stored, by=None).pk}/").content.decode()
    assert re.search(r'<sup class="note-call"><a href="#note-1"[^>]*>1</a></sup>', proof)
    assert page.errors == []


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "answer lost"])
def test_a_save_waits_for_the_saving_under_way_and_doubles_no_row(house: House, log_in: LogIn, answered: bool) -> None:
    """The form does not know a new row's id before that answer; sent without it, the row would be added once more."""
    text = make_draft(house, body=[("paragraph", "<p>Nobody counted the hands.</p>"), ("pull_quote", SENTENCE)])
    page = log_in(house.author, edit_path(text))
    held = hold_autosaves(page)
    put_caret_at_end(page, body_editors(page).first)
    ask_for_a_note(page)
    expect(note_rows(page).first.locator('[contenteditable="true"]')).to_be_focused()
    page.keyboard.type("Minutes of 4 May, item 3.")
    until(page, lambda: bool(held))
    page.evaluate("document.querySelector('.action-save').click()")
    page.wait_for_timeout(700)
    assert page.locator(".messages .success").count() == 0
    assert latest(text).notes.count() == 1  # stored, which the page does not know

    with page.expect_navigation():
        let_go(page, held, answered=answered)
    expect(page.locator(".messages .success")).to_be_visible()
    [note] = latest(text).notes.all()
    assert "Minutes of 4 May, item 3." in note.text
    expect(note_rows(page)).to_have_count(1)


def test_a_second_note_is_offered_beside_those_there_are(house: House, log_in: LogIn) -> None:
    text = make_draft(house)
    page = log_in(house.author, edit_path(text))
    paragraph = body_editors(page).nth(1)
    put_caret_at_end(page, paragraph)
    ask_for_a_note(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="New note")).to_be_focused()
    dialog.get_by_role("button", name=re.compile("Note 1 Minutes")).click()
    expect(page.locator(".commentary-call")).to_have_count(2)
    assert page.locator(".commentary-call").evaluate_all("all => all.map(call => call.dataset.number)") == ["1", "1"]
    expect(note_rows(page)).to_have_count(1)


def test_rows_added_by_hand_have_refs_of_their_own(house: House, log_in: LogIn) -> None:
    text = make_draft(house)
    page = log_in(house.author, edit_path(text))
    for _time in range(2):
        page.locator("#id_notes-ADD").click()
    expect(note_rows(page)).to_have_count(3)
    expect(note_rows(page).nth(2).get_by_text("Note 3 – called nowhere in the text")).to_be_visible()
    refs = page.locator('input[name^="notes-"][name$="-ref"]').evaluate_all("all => all.map(input => input.value)")
    assert len(set(refs)) == 3


def test_a_foreign_passage_keeps_its_language(house: House, log_in: LogIn) -> None:
    text = make_draft(house, body=[("paragraph", "<p>They called it a verbale</p>"), ("pull_quote", SENTENCE)])
    page = log_in(house.author, edit_path(text))
    paragraph = body_editors(page).first
    select_last_word(page, paragraph)
    press_tool(page, "FOREIGN")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Language", exact=True).select_option("it")
    dialog.get_by_role("button", name="Mark the passage").click()
    expect(page.locator('.commentary-foreign[lang="it"]')).to_have_text("verbale")
    expect(page.locator('.commentary-foreign[lang="it"] use')).to_have_attribute("href", "#icon-globe")
    save(page)
    expect(page.locator('.commentary-foreign[lang="it"]')).to_have_text("verbale")
    assert '<span lang="it">verbale</span>' in latest(text).body[0].value.source


def test_an_unknown_language_is_asked_for_again(house: House, log_in: LogIn) -> None:
    text = make_draft(house, body=[("paragraph", "<p>They called it a ata</p>")])
    page = log_in(house.author, edit_path(text))
    paragraph = body_editors(page).first
    select_last_word(page, paragraph)
    press_tool(page, "FOREIGN")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Language", exact=True).select_option("")
    dialog.get_by_label("Other", exact=False).fill("Portuguese!")
    dialog.get_by_role("button", name="Mark the passage").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Other", exact=False).fill("pt-BR")
    page.keyboard.press("Enter")
    expect(page.locator('.commentary-foreign[lang="pt-BR"]')).to_have_text("ata")


def test_a_pull_quote_is_picked_from_the_text(house: House, log_in: LogIn) -> None:
    body: list[tuple[str, Any]] = [
        ("paragraph", "<p>Nobody counted the hands. Nobody needed to count them twice.</p>"),
        ("pull_quote", "To be chosen"),
    ]
    text = make_draft(house, body=body)
    page = log_in(house.author, edit_path(text))
    page.get_by_role("button", name="Pick a sentence").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    dialog.get_by_role("searchbox").fill("twice")
    expect(dialog.get_by_role("listitem")).to_have_count(1)
    page.keyboard.press("Enter")
    quote = page.locator('[data-contentpath="body"] textarea[data-controller~="pull-quote"]')
    expect(quote).to_have_value("Nobody needed to count them twice.")
    expect(quote).to_be_focused()
    save(page)
    assert latest(text).body[1].value == "Nobody needed to count them twice."


def test_open_points_lead_to_their_place_and_go_when_they_are_mended(house: House, log_in: LogIn) -> None:
    body: list[tuple[str, Any]] = [
        ("paragraph", "<p>Nobody counted the hands. Ten more words are here to be counted by you.</p>"),
        ("pull_quote", "This was never said"),
    ]
    text = make_draft(house, body=body)
    page = log_in(house.author, edit_path(text))
    points = page.locator(".commentary-masthead__points")
    expect(points.get_by_text("Open points: 1 to consider")).to_be_visible()
    page.wait_for_timeout(2_500)  # until then Wagtail takes every change for part of the loading
    points.get_by_text("Open points: 1 to consider").click()
    points.get_by_role("link", name="Go to the pull quote “This was never said”").click()
    quote = page.locator('textarea[data-controller~="pull-quote"]')
    expect(quote).to_be_focused()
    quote.fill("Nobody counted the hands.")
    expect(points.get_by_text("No open points").first).to_be_visible(timeout=15_000)


def test_advice_is_passed_with_one_click_and_nothing_typed_is_lost(house: House, log_in: LogIn) -> None:
    text = make_draft(house, topics=[])
    page = log_in(house.author, edit_path(text))
    page.locator("#id_title").fill("A committee that kept silent")
    with page.expect_navigation():
        page.evaluate("document.querySelector('button[name=\"action-submit\"]').click()")
    expect(page.locator(".messages")).to_contain_text("Saved, but not submitted yet")
    expect(page.locator(".messages .error")).to_have_count(0)
    advice = page.locator(".commentary-advice")
    expect(advice.get_by_text("Choose at least one topic")).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("A committee that kept silent")
    with page.expect_navigation():
        advice.get_by_role("button", name="Submit it as it is").click()
    stored = reloaded(text)
    assert stored.current_workflow_state is not None
    assert latest(text).title == "A committee that kept silent"


def test_a_title_that_was_pasted_whole_is_saved_with_an_address(house: House, log_in: LogIn) -> None:
    page = log_in(house.author, f"/admin/pages/add/commentaries/commentarypage/{house.page.pk}/")
    page.evaluate("document.getElementById('id_title').value = 'A title of the clipboard'")
    with page.expect_navigation():
        page.evaluate("document.querySelector('.action-save').click()")
    expect(page.locator("#id_slug")).to_have_value("a-title-of-the-clipboard")


def test_what_is_long_is_seen_whole(house: House, log_in: LogIn) -> None:
    text = make_draft(house, title="Minutes of a silent committee " * 6)
    page = log_in(house.author, edit_path(text))
    page.locator('[data-contentpath="lead"] textarea').first.fill("A lead sentence that does not end. " * 8)
    fields = page.locator('#id_title, [data-contentpath="lead"] textarea')
    page.wait_for_timeout(300)
    assert fields.evaluate_all("all => all.every(field => field.scrollHeight <= field.clientHeight + 2)")


def test_rows_and_blocks_are_named_by_their_words(house: House, log_in: LogIn) -> None:
    figure = {"image": make_image(), "caption": "Hands raised, by year", "credit": "IT"}
    text = make_draft(house)
    text.body = [*ready_body(), ("figure", figure)]
    text.save_revision(user=house.author)
    page = log_in(house.author, edit_path(text))
    expect(note_rows(page).first.locator("[data-panel-heading-text]")).to_have_text("Note 1: Minutes of 4 May, item 3.")
    block = page.locator('[data-contentpath="body"] [data-streamfield-child]').last
    expect(block.locator("[data-panel-heading]").first).to_contain_text("Hands raised, by year")
    assert "No" not in page.locator(".w-minimap").inner_text().split()


def test_the_menu_says_whom_the_text_goes_to(house: House, log_in: LogIn) -> None:
    text = make_draft(house)
    page = log_in(house.author, edit_path(text))
    submit = page.locator('button[name="action-submit"]')
    expect(submit).to_contain_text("Submit to the editors")
    expect(page.locator('button[name="action-publish"]')).to_have_count(0)


def test_the_editor_decides_on_a_phone(house: House, log_in: LogIn) -> None:
    text = submitted_text(house)
    page = log_in(house.editor, f"/admin/commentaries/{text.pk}/decide/", width="phone")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_label("Publish it", exact=True).check()
    with page.expect_navigation():
        page.get_by_role("button", name="Confirm the decision").click()
    expect(page.get_by_text("Published as")).to_be_visible()
    assert reloaded(text).live


def test_what_was_typed_survives_a_decision_that_came_too_late(house: House, log_in: LogIn) -> None:
    text = submitted_text(house)
    page = log_in(house.editor, f"/admin/commentaries/{text.pk}/decide/")
    decide(house, text, by=house.second_editor)
    page.get_by_label("Ask the authors for changes", exact=True).check()
    page.get_by_label("To the authors", exact=False).fill("Please shorten it.")
    with page.expect_navigation():
        page.get_by_role("button", name="Confirm the decision").click()
    expect(page.get_by_role("alert")).to_contain_text("Already decided by")
    expect(page.get_by_role("alert")).to_contain_text("Please shorten it.")
