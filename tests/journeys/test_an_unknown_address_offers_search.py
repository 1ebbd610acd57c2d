"""A reader mistypes an address, is told so in words, and finds the text from there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.factories import House, published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("address", ["/letters/minutes-of-a-silnet-committee/", "/letters/99-99/", "/nowhere/at/all/"])
def test_the_story(house: House, open_page: Callable[..., Page], catch_up: Callable[[], None], address: str) -> None:
    published(house)
    catch_up()
    page = open_page()
    the_address_is_said_to_be_unknown(page, address)
    the_reader_searches_from_there_and_finds_the_text(page)


def the_address_is_said_to_be_unknown(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no page at this address")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def the_reader_searches_from_there_and_finds_the_text(page: Page) -> None:
    page.get_by_role("searchbox").fill("silent")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_role("main").get_by_role("link", name="Minutes of a silent committee").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Minutes of a silent committee")
