"""Tests the door of a closed circle in a browser: without a script, on a phone, after a wrong password."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from wagtail.models import PageViewRestriction

from tests.browser.test_accessibility import NARROW, RULES, WIDE
from tests.factories import House, published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def closed(house: House) -> str:
    text = published(house, title="What the pilots keep to themselves")
    PageViewRestriction.objects.create(page=text.page_ptr, restriction_type="password", password="Lighthouse 7")
    return str(text.get_url())


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_reader_is_let_in_without_a_script(closed: str, open_page: Callable[..., Page], width: int) -> None:
    page = open_page(closed, width=width, script=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("This page asks for a password")
    page.get_by_label("Password").fill("Lantern")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not the password")
    expect(page.get_by_label("Password")).to_have_value("")
    expect(page.get_by_label("Password")).to_be_focused()
    page.get_by_label("Password").fill("Lighthouse 7")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What the pilots keep to themselves")
    assert page.url.endswith(closed)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_axe_finds_nothing_after_a_wrong_password(
    closed: str, open_page: Callable[..., Page], width: int, dark: bool
) -> None:
    page = open_page(closed, width=width, dark=dark)
    page.get_by_label("Password").fill("Lantern")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    assert [each["id"] for each in Axe().run(page, options=RULES).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
