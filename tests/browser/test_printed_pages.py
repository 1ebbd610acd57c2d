"""Tests the preview in print in a browser: its pages are enlarged by a tap or by the keyboard, without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import NARROW, RULES
from tests.factories import House, make_draft

pytestmark = pytest.mark.django_db(transaction=True)
PANEL = "&in_preview_panel=true"


def opened(house: House, log_in: Callable[..., Page], *, width: int, panel: bool = False, script: bool = True) -> Page:
    """The printed pages in a window of their own, or as small as the panel beside the editor gets them."""
    text = make_draft(house)
    address = reverse("wagtailadmin_pages:view_draft", args=[text.pk]) + "?mode=print" + (PANEL if panel else "")
    page = log_in(house.author, address, width=width, script=script)
    expect(page.get_by_role("img", name="Page 1 of")).to_be_visible()
    return page


def width_of(page: Page) -> float:
    box = page.get_by_role("img", name="Page 1 of").bounding_box()
    assert box is not None
    return box["width"]


@pytest.mark.parametrize("panel", [False, True], ids=["window", "panel"])
@pytest.mark.parametrize("width", [NARROW, 1440])
def test_a_page_is_enlarged_by_a_tap_and_by_the_keyboard(
    house: House, log_in: Callable[..., Page], width: int, panel: bool
) -> None:
    page = opened(house, log_in, width=width, panel=panel, script=False)
    small = width_of(page)
    picture, box = page.get_by_role("img", name="Page 1 of"), page.get_by_role("checkbox", name="Enlarge: Page 1 of")
    picture.click()
    expect(box).to_be_checked()
    assert width_of(page) > 1.3 * small
    picture.click(position={"x": 60, "y": 60})
    assert width_of(page) == small
    page.keyboard.press("Tab")
    box.focus()
    page.keyboard.press("Space")
    assert width_of(page) > 1.3 * small


def test_a_column_of_the_text_fills_a_phone_and_the_window_stays_as_wide(
    house: House, log_in: Callable[..., Page]
) -> None:
    page = opened(house, log_in, width=NARROW)
    page.get_by_role("checkbox", name="Enlarge: Page 1 of").check()
    column = 81.5 / 210 * width_of(page)
    assert 0.8 * NARROW < column < NARROW
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW
    sheet = page.locator(".sheet").first
    page.keyboard.press("ArrowRight")
    page.wait_for_function("sheet => sheet.scrollLeft > 0", arg=sheet.element_handle())


@pytest.mark.parametrize("width", [NARROW, 1440])
def test_axe_finds_nothing_on_the_printed_pages(house: House, log_in: Callable[..., Page], width: int) -> None:
    page = opened(house, log_in, width=width)
    page.get_by_role("checkbox", name="Enlarge: Page 1 of").check()
    assert [each["id"] for each in Axe().run(page, options=RULES).response["violations"]] == []
