"""Tests that “How to cite” moves nothing, works by keyboard, says what was copied and what was not, and prints bare."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from commentaries.models import CommentaryPage
from tests.factories import House, published

OpenPage = Callable[..., Page]


@pytest.fixture
def text(house: House) -> CommentaryPage:
    return published(house)


def test_nothing_moves_when_the_buttons_come(text: CommentaryPage, open_page: OpenPage, width: str) -> None:
    """The script is held back until the reader sees the page, as by a slow line."""
    page = open_page(width=width)
    held: list[Route] = []
    page.route("**/copying.js", lambda route: held.append(route))  # Playwright writes on what it calls
    with page.expect_request("**/copying.js"):
        page.goto(f"{text.url}#how-to-cite", wait_until="commit")
    expect(page.get_by_text("In other styles")).to_be_visible()
    expect(page.locator(".cited button").first).to_have_css("visibility", "hidden")  # the styles are there
    page.evaluate("document.fonts.ready")
    expect(page.get_by_role("button", name="Copy the citation")).to_have_count(0)
    before = distance(page)
    held.pop().continue_()
    expect(page.get_by_role("button", name="Copy the citation")).to_be_visible()
    assert distance(page) == before


def test_without_a_script_no_place_is_kept_for_a_button(text: CommentaryPage, open_page: OpenPage) -> None:
    page = open_page(text.url, script=False)
    assert page.locator(".cited button:visible").count() == 0
    below = page.locator(".citation summary")
    assert distance(page) < below.evaluate("each => each.offsetHeight")
    page.locator(".citation summary").click()
    assert page.locator(".cited p:visible").count() == 5


def test_without_a_clipboard_there_is_no_button(text: CommentaryPage, open_page: OpenPage) -> None:
    """As on a site without HTTPS."""
    page = open_page()
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(text.url)
    expect(page.locator(".cited button")).to_have_count(0)
    assert page.errors == []  # type: ignore[attr-defined]  # the fixture puts it there


def test_what_the_browser_refuses_to_copy_is_marked_and_said_for_as_long_as_it_takes(
    text: CommentaryPage, open_page: OpenPage
) -> None:
    page = open_page()
    page.add_init_script("""
        for (const way of ["write", "writeText"]) navigator.clipboard[way] = () => Promise.reject(new Error("no"));
        window.later = 0;
        const real = window.setTimeout;
        window.setTimeout = (...given) => { window.later += 1; return real(...given); };
    """)
    page.goto(text.url)
    page.get_by_role("button", name="Copy the citation").click()
    expect(page.get_by_role("status").filter(has_text="it is marked")).to_be_visible()
    assert page.evaluate("getSelection().toString()").startswith("Test Author, “Minutes of a silent committee”")
    assert page.evaluate("window.later") == 0, "nothing takes the sentence away"


def test_the_keyboard_opens_the_other_styles_and_copies(text: CommentaryPage, open_page: OpenPage) -> None:
    page = open_page(text.url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".citation summary").focus()
    page.keyboard.press("Enter")
    for _place in ("the address in the citation", "the button"):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Copy APA"
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Author, T. (2026). Minutes")


def test_on_paper_it_is_one_sentence(text: CommentaryPage, open_page: OpenPage) -> None:
    page = open_page(text.url)
    page.locator(".citation details").evaluate("each => { each.open = true; }")
    page.emulate_media(media="print")
    shown = page.locator(".citation").evaluate("each => each.innerText.split('\\n').filter(line => line.trim())")
    assert len(shown) == 2
    assert shown[0] == "How to cite"
    assert shown[1].startswith("Test Author, “Minutes of a silent committee”")


def distance(page: Page) -> float:
    """Pixels between the citation and what stands below its button, wherever the page is being scrolled to."""
    return page.evaluate("""() => document.querySelector(".citation summary").getBoundingClientRect().top
        - document.querySelector(".cited p").getBoundingClientRect().bottom""")  # type: ignore[no-any-return]  # a number of the browser
