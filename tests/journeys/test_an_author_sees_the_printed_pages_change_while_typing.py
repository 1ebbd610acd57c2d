"""Tells how an author types with the printed pages beside the editor, and is told of a heading that is too long."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests import factories
from tests.factories import House
from tests.journeys.steps import PATIENCE, add_words, edit, insert_block, let_the_editor_settle

pytestmark = pytest.mark.browser
LONG = "A heading that says everything which the text below it will say once more, and then says it again " * 2


def pages_beside(page: Page) -> FrameLocator:
    return page.frame_locator("#w-preview-iframe")


def first_page(page: Page) -> str:
    """The first page's picture, when it is there."""
    picture = pages_beside(page).get_by_role("img", name="Page 1 of")
    expect(picture).to_be_visible(timeout=PATIENCE)
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    return str(picture.get_attribute("src"))


def test_an_author_sees_the_printed_pages_change_while_typing(house: House, log_in: Callable[..., Page]) -> None:
    text = factories.make_draft(house)
    page = log_in(house.author)
    edit(page, text)
    page.get_by_role("button", name="Toggle preview").click()
    expect(pages_beside(page).locator("h1")).to_have_text(text.title, timeout=PATIENCE)
    page.get_by_label("Preview mode").select_option("Print")
    expect(pages_beside(page).locator("h1")).to_have_text("1 page", timeout=PATIENCE)
    before = first_page(page)
    add_words(page, " Typed while the pages were looked at.")
    changed = pages_beside(page).locator(f"img[alt^='Page 1 of']:not([src='{before}'])")
    expect(changed).to_be_visible(timeout=PATIENCE)
    insert_block(page, "body", "Heading").get_by_role("textbox").fill(LONG[:159])
    misfits: Any = pages_beside(page).get_by_role("region", name="What does not fit")
    expect(misfits).to_contain_text("this heading takes more than three lines", timeout=PATIENCE)
    assert page.errors == []  # type: ignore[attr-defined]


def test_a_new_text_stays_in_print_when_it_is_saved_for_the_first_time(
    house: House, log_in: Callable[..., Page]
) -> None:
    page = log_in(house.author, f"/admin/pages/add/commentaries/commentarypage/{house.page.pk}/")
    let_the_editor_settle(page)
    page.get_by_role("button", name="Toggle preview").click()
    expect(pages_beside(page).locator("h1")).to_have_text("Without a title", timeout=PATIENCE)
    page.get_by_label("Preview mode").select_option("Print")
    expect(pages_beside(page).locator("h1")).to_have_text("1 page", timeout=PATIENCE)
    page.locator("#id_title").fill("Tides, and who tells them")
    expect(page).to_have_url(re.compile(r"/pages/\d+/edit/"), timeout=PATIENCE)
    beside_the_saved = page.locator('[data-controller~="w-preview"][data-w-preview-url-value*="/edit/"]')
    expect(beside_the_saved.get_by_label("Preview mode")).to_have_value("print", timeout=PATIENCE)
    expect(pages_beside(page).get_by_role("img", name="Page 1 of")).to_be_visible(timeout=PATIENCE)
    expect(beside_the_saved.get_by_role("link", name="Preview in new tab")).to_have_attribute(
        "href", re.compile("mode=print$")
    )
    page.reload()
    expect(page.get_by_label("Preview mode")).to_have_value("print", timeout=PATIENCE)
    expect(pages_beside(page).get_by_role("img", name="Page 1 of")).to_be_visible(timeout=PATIENCE)
    assert page.errors == []  # type: ignore[attr-defined]
