"""An editor on a train finds what waits for her, reads it, and publishes it with one thumb."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.factories import House, reloaded, submitted
from tests.journeys.steps import go_home, message, proof

PHONE = 390
THUMB = 24
"""Pixels: the least that WCAG 2.2 allows a target (2.5.8)."""

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(house: House, log_in: Callable[..., Page], open_page: Callable[..., Page]) -> None:
    text = submitted(house)
    page = log_in(house.editor, width=PHONE)
    she_finds_it_waiting(page)
    she_reads_it_without_scrolling_sideways(page)
    she_jumps_to_the_decision_and_publishes(page)
    expect(message(page)).to_contain_text("Published as")
    assert reloaded(text).live
    expect(open_page(text.url, width=PHONE).get_by_role("heading", level=1)).to_have_text(text.title)


def she_finds_it_waiting(page: Page) -> None:
    link = go_home(page).get_by_role("link", name="Minutes of a silent committee")
    fits(page, link)
    with page.expect_navigation():
        link.tap()


def she_reads_it_without_scrolling_sideways(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(proof(page).get_by_role("heading", level=1)).to_have_text("Minutes of a silent committee")
    inside = page.frames[-1]
    assert inside.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def she_jumps_to_the_decision_and_publishes(page: Page) -> None:
    page.get_by_role("link", name="To what you can do").tap()
    choice = page.get_by_label("Publish it", exact=True)
    expect(choice).to_be_in_viewport()
    choice.check()
    button = page.get_by_role("button", name="Confirm the decision")
    button.scroll_into_view_if_needed()
    fits(page, button)
    with page.expect_navigation():
        button.tap()


def fits(page: Page, target: Locator) -> None:
    """It lies on the screen whole and is large enough for a thumb."""
    box = target.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE
    assert box["height"] >= THUMB
