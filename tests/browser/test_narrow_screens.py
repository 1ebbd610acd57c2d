"""Opens the pages of decision and of an author's text on the narrowest phone, with words that are wider than it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from commentaries import affirming, submitting, withholding
from commentaries.models import CommentaryPage, Decision
from tests import factories
from tests.factories import House

NARROW = 360
ADDRESS = f"https://www.example.org/{'with/no/place/to/break/' * 4}order.html"
WHY = f"As ordered ({ADDRESS})."
BEYOND_THE_EDGE = """() => [...document.querySelectorAll("main *")]
    .filter((shown) => shown.getBoundingClientRect().right > window.innerWidth + 1 && !shown.closest(".w-sr-only"))
    .map((shown) => `${shown.tagName} ${shown.className}: ${shown.textContent.trim().slice(0, 40)}`)"""

LogIn = Callable[..., Page]


def held(house: House) -> CommentaryPage:
    text = factories.reviewed(house)
    factories.decide(house, text, reasons=WHY)
    withholding.hold(factories.reloaded(text), house.editor, reason=WHY)
    return factories.reloaded(text)


def public(house: House) -> CommentaryPage:
    text = held(house)
    withholding.release(text, house.editor)
    return factories.reloaded(text)


def removed_and_submitted_again(house: House) -> CommentaryPage:
    text = public(house)
    withholding.remove(text, house.editor, reason=WHY)
    submitting.submit(factories.reloaded(text), house.assistant)
    return factories.reloaded(text)


def in_review(house: House) -> CommentaryPage:
    text = factories.reviewed(house, title="Minutes of a silent committee, and of another")
    factories.decide(house, text, Decision.Outcome.REJECT, reasons=WHY)
    page = factories.edited(text, house.author, title="Minutes of a committee that was silent")
    submitting.submit(page, factories.fresh(house.author))
    affirming.affirm(page, house.assistant, digest=factories.digest_now(page), comment=WHY)
    return factories.reloaded(page)


@pytest.mark.parametrize("make", [public, held, removed_and_submitted_again, in_review])
def test_nothing_is_wider_than_the_narrowest_phone(
    house: House, log_in: LogIn, make: Callable[[House], CommentaryPage]
) -> None:
    text = make(house)
    for account, name in ((house.editor, "decide"), (house.author, "consent")):
        page = log_in(account, f"/admin/commentaries/{text.pk}/{name}/", width=NARROW)
        page.evaluate("document.querySelectorAll('.commentary-action').forEach((action) => { action.open = true; })")
        assert page.evaluate(BEYOND_THE_EDGE) == []
        assert page.locator("main").evaluate("main => main.scrollWidth <= main.clientWidth")


def test_a_button_that_begins_a_line_begins_where_the_line_does(house: House, log_in: LogIn) -> None:
    page = log_in(house.editor, f"/admin/commentaries/{public(house).pk}/decide/", width=NARROW)
    left_and_top = "all => all.map((shown) => shown.getBoundingClientRect()).map(({ left, top }) => [left, top])"
    head = page.locator(".commentary-proof__head")
    [[left, top]] = head.locator("h2").evaluate_all(left_and_top)
    buttons = head.locator("a").evaluate_all(left_and_top)
    on_lines_of_their_own = [beginning for beginning, line in buttons if line > top + 20]
    assert on_lines_of_their_own
    assert min(on_lines_of_their_own) == left
