"""Two authors without an account read what the editor has made of their text: one says yes, one first objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from commentaries import submitting
from commentaries.models import CommentaryPage
from tests.factories import House, PersonFactory, edited, make_draft, reloaded
from tests.journeys.letters import link_in, newest_letter_to
from tests.journeys.steps import confirm, decide, message, open_decision, proof, unfold

PHONE = 360

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(
    house: House,
    log_in: Callable[..., Page],
    open_page: Callable[..., Page],
    catch_up: Callable[[], None],
    live_server: LiveServer,
    settings: Any,
) -> None:
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    ada = PersonFactory(given_name="Ada", family_name="Outside", email="ada@example.org")
    bo = PersonFactory(given_name="Bo", family_name="Beyond", email="bo@example.org")
    text = make_draft(house, authors=[ada, bo])
    submitting.submit(text, house.assistant)
    edited(text, house.editor, title="Minutes of a committee that is silent")
    editor = log_in(house.editor)
    the_editor_asks_both(editor, text)
    catch_up()
    adas = open_page(link_in(newest_letter_to("ada@example.org")), width=PHONE, script=False)
    ada_reads_and_says_yes(adas)
    bos = open_page(link_in(newest_letter_to("bo@example.org")), width=PHONE, script=False)
    bo_says_what_should_be_different(bos)
    catch_up()
    assert newest_letter_to("editor@example.org").subject.endswith(
        ": Minutes of a committee that is silent – an author objects"
    )
    the_editor_reads_both_and_mends_the_title(editor, text, house)
    catch_up()
    for address in ("ada@example.org", "bo@example.org"):
        an_author_says_yes_to_the_mended_text(open_page(link_in(newest_letter_to(address)), width=PHONE, script=False))
    the_editor_sees_that_both_agree_and_publishes(editor, text)
    assert reloaded(text).live


def the_editor_asks_both(page: Page, text: CommentaryPage) -> None:
    open_decision(page, text)
    expect(page.get_by_text("Ada Outside has not answered")).to_be_visible()
    action = unfold(page, "Ask the authors for their yes")
    action.get_by_label("Message").fill("I have made the title plainer.")
    confirm(page, action, "Ask them")
    expect(message(page)).to_contain_text("The authors are asked to say yes to the text as it stands.")


def ada_reads_and_says_yes(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Minutes of a committee that is silent")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with page.expect_navigation():
        page.get_by_role("link", name="Read the text").tap()
    expect(page.get_by_text("This is your text as it would be published.").first).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("link", name="To your answer").last.tap()
    with page.expect_navigation():
        page.get_by_role("button", name="Yes, publish it like this").tap()
    expect(page.get_by_role("status")).to_contain_text("You have said yes to exactly this text.")


def bo_says_what_should_be_different(page: Page) -> None:
    expect(page.get_by_role("status")).to_have_count(0)
    page.locator("summary", has_text="Something should be different?").tap()
    page.get_by_label("What should be different").fill("It was a silent committee; the minutes were not.")
    with page.expect_navigation():
        page.get_by_role("button", name="Send the objection").tap()
    expect(page.get_by_role("status")).to_contain_text("You objected to exactly this text")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def the_editor_reads_both_and_mends_the_title(page: Page, text: CommentaryPage, house: House) -> None:
    open_decision(page, text)
    expect(page.get_by_text("Ada Outside consented as author").first).to_be_visible()
    expect(page.get_by_text("Bo Beyond objects")).to_be_visible()
    expect(page.get_by_text("It was a silent committee; the minutes were not.")).to_be_visible()
    edited(text, house.editor, title="Minutes of a silent committee")
    open_decision(page, text)
    confirm(page, unfold(page, "Ask the authors for their yes"), "Ask them")


def an_author_says_yes_to_the_mended_text(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Minutes of a silent committee")
    with page.expect_navigation():
        page.get_by_role("button", name="Yes, publish it like this").tap()
    expect(page.get_by_role("status")).to_contain_text("You have said yes to exactly this text.")


def the_editor_sees_that_both_agree_and_publishes(page: Page, text: CommentaryPage) -> None:
    open_decision(page, text)
    for name in ("Ada Outside", "Bo Beyond"):
        expect(page.get_by_text(f"{name} consented as author").first).to_be_visible()
    expect(proof(page).get_by_role("heading", level=1)).to_have_text("Minutes of a silent committee")
    decide(page, "Publish it")
    expect(message(page)).to_contain_text("Published as")
