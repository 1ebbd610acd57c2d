"""Somebody without an account reads on a phone what she is asked to review, is interrupted, comes back, and answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from commentaries.models import CommentaryPage, Review
from tests.factories import House, in_review
from tests.journeys.letters import link_in, newest_letter_to
from tests.journeys.steps import confirm, message, open_decision, unfold

PHONE = 360
THUMB = 24
"""Pixels: the least that WCAG 2.2 allows a target (2.5.8)."""
ADDRESS = "anna@example.org"

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
    text = in_review(house, reviews=1)
    editor = log_in(house.editor)
    the_editor_asks_somebody_new(editor, text)
    catch_up()
    link = link_in(newest_letter_to(ADDRESS))
    phone = open_page(link, width=PHONE, script=False)
    she_sees_who_asks_until_when(phone)
    she_reads_the_text_and_comes_back(phone)
    she_is_interrupted(phone)
    later = open_page(link, width=PHONE, script=False)
    she_finds_her_words_and_forgets_something(later)
    she_sends_her_answer(later)
    she_thinks_better_of_it(later)
    the_editor_reads_it(editor, text, catch_up)


def the_editor_asks_somebody_new(page: Page, text: CommentaryPage) -> None:
    open_decision(page, text)
    action = unfold(page, "Invite reviewers")
    action.get_by_label("Somebody else").fill("Anna van den Berg")
    action.get_by_label("Their e-mail").fill(ADDRESS)
    action.get_by_label("Message").fill("A short one. Could you?")
    confirm(page, action, "Send the invitation")
    expect(message(page)).to_contain_text("Invited: Anna van den Berg.")


def she_sees_who_asks_until_when(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Minutes of a silent committee")
    expect(page.get_by_text("Test Editor asks what you think of this text, by")).to_be_visible()
    expect(page.get_by_text("A short one. Could you?")).to_be_visible()
    it_fits(page)


def she_reads_the_text_and_comes_back(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="Read the text").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Minutes of a silent committee")
    expect(page.get_by_text("nobody was surprised by what they said")).to_be_visible()
    it_fits(page)
    with page.expect_navigation():
        page.get_by_role("link", name="To your answer").last.tap()
    expect(page.get_by_role("heading", name="Your answer")).to_be_in_viewport()


def she_is_interrupted(page: Page) -> None:
    page.get_by_label("Publish after changes").check()
    page.get_by_label("What you say about the text").fill("Say who did not vote, and")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep it for later").tap()
    expect(page.get_by_role("status")).to_contain_text("It is not sent yet.")
    assert not Review.objects.exists()


def she_finds_her_words_and_forgets_something(page: Page) -> None:
    expect(page.get_by_role("status")).to_contain_text("It is not sent yet.")
    words = page.get_by_label("What you say about the text")
    expect(words).to_have_value("Say who did not vote, and")
    expect(page.get_by_label("Publish after changes")).to_be_checked()
    words.fill("Say who did not vote, and why.")
    with page.expect_navigation():
        page.get_by_role("button", name="Send the answer").tap()
    alert = page.get_by_role("alert")
    expect(alert).to_be_in_viewport()
    expect(alert).to_contain_text("I have no interest to declare")
    expect(page.get_by_label("What you say about the text")).to_have_value("Say who did not vote, and why.")
    it_fits(page)


def she_sends_her_answer(page: Page) -> None:
    page.get_by_role("alert").get_by_role("link").tap()
    page.get_by_label("I have no interest to declare").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Send the answer").tap()
    expect(page.get_by_text("Thank you. Your answer of")).to_be_in_viewport()
    assert Review.objects.get().text == "Say who did not vote, and why."


def she_thinks_better_of_it(page: Page) -> None:
    page.get_by_label("Publish as it is").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Change the answer").tap()
    assert Review.objects.get().recommendation == Review.Recommendation.PUBLISH
    it_fits(page)


def the_editor_reads_it(page: Page, text: CommentaryPage, catch_up: Callable[[], None]) -> None:
    catch_up()
    told = newest_letter_to("editor@example.org")
    assert told.subject.endswith(": Minutes of a silent committee – review changed")
    assert told.reply_to == [ADDRESS]
    open_decision(page, text)
    expect(page.get_by_role("heading", name="Anna van den Berg")).to_be_visible()
    expect(page.get_by_text("Say who did not vote, and why.").first).to_be_visible()
    expect(page.get_by_text("Has no interest to declare.")).to_be_visible()
    expect(page.get_by_role("heading", name="Your decision")).to_be_visible()


def it_fits(page: Page) -> None:
    """Nothing lies beside the screen, and every target is large enough for a thumb.

    Links within a sentence are exempt, as in WCAG 2.2 (2.5.8), and so is what stands there for the Enter key alone.
    """
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    targets = page.locator(".outside :is(a, button:not([aria-hidden]), summary, textarea, .choice), .way-back a").all()
    assert targets
    for target in targets:
        if target.is_visible() and (box := target.bounding_box()):
            assert box["height"] >= THUMB, target.inner_text()
            assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE, target.inner_text()
