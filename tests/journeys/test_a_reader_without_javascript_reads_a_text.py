"""A reader whose browser runs no script finds a text, reads it, follows a note and comes back, and searches."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.factories import House, published

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(house: House, open_page: Callable[..., Page], catch_up: Callable[[], None]) -> None:
    published(house)
    catch_up()
    page = open_page("/", script=False)
    no_script_runs(page)
    the_reader_opens_the_newest_text(page)
    all_of_it_is_there_to_read(page)
    a_note_is_one_step_away_and_so_is_the_way_back(page)
    the_reader_jumps_to_the_citation(page)
    the_reader_searches(page)


def no_script_runs(page: Page) -> None:
    page.set_content("<p>still</p><script>document.querySelector('p').textContent = 'moved'</script>")
    expect(page.locator("p")).to_have_text("still")
    page.goto("/")


def the_reader_opens_the_newest_text(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="Minutes of a silent committee").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Minutes of a silent committee")


def all_of_it_is_there_to_read(page: Page) -> None:
    main = page.get_by_role("main")
    for words in ("Key point 2 stands", "nobody was surprised", "Nobody counted the hands.", "Minutes of 4 May"):
        expect(main.get_by_text(words).first).to_be_visible()


def a_note_is_one_step_away_and_so_is_the_way_back(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="1", exact=True).first.click()
    expect(page).to_have_url(re.compile("#note-1$"))
    page.get_by_role("link", name="Back to the call of note 1").click()
    expect(page).to_have_url(re.compile("#call-1$"))


def the_reader_jumps_to_the_citation(page: Page) -> None:
    page.get_by_role("link", name="How to cite").click()
    expect(page.get_by_role("heading", name="How to cite")).to_be_in_viewport()


def the_reader_searches(page: Page) -> None:
    page.goto("/search/")
    page.get_by_role("searchbox").fill("surprised")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.get_by_role("main").get_by_role("link", name="Minutes of a silent committee")).to_be_visible()
