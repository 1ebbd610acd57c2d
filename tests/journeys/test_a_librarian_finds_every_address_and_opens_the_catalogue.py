"""A librarian finds where a series is handed on, opens its catalogue as a table, and sees what harvesters are told."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import rispy
from playwright.sync_api import Page, expect

from tests.factories import House, published

OAI_PMH = "http://www.openarchives.org/OAI/2.0/"
LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(house: House, open_page: Callable[..., Page], catch_up: Callable[[], None]) -> None:
    published(house)
    published(house, title="A later letter")
    catch_up()
    page = open_page("/letters/")
    the_librarian_takes_the_citations_of_the_whole_list(page)
    the_librarian_follows_the_link_below_the_list(page)
    the_terms_are_told(page)
    the_table_opens_with_a_line_for_each_text(page)
    the_browser_shows_what_harvesters_read_as_a_tree(page)
    assert page.errors == []  # type: ignore[attr-defined]  # the fixture puts it there


def the_librarian_takes_the_citations_of_the_whole_list(page: Page) -> None:
    with page.expect_download() as taken:
        page.get_by_role("link", name="RIS").click()
    entries = rispy.loads(Path(taken.value.path()).read_text(encoding="utf-8"))
    assert [each["title"] for each in entries] == ["A later letter", "Minutes of a silent committee"]


def the_librarian_follows_the_link_below_the_list(page: Page) -> None:
    page.get_by_role("link", name="For libraries and machines").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("For libraries and machines")


def the_terms_are_told(page: Page) -> None:
    expect(page.get_by_text("no licence is stated")).to_be_visible()
    expect(page.get_by_text("Terms: as each text states, usually CC BY 4.0").first).to_be_visible()


def the_table_opens_with_a_line_for_each_text(page: Page) -> None:
    with page.expect_download() as taken:
        page.get_by_role("link", name="catalogue.csv").click()
    with Path(taken.value.path()).open(encoding="utf-8-sig", newline="") as table:
        assert [line["title"] for line in csv.DictReader(table)] == ["A later letter", "Minutes of a silent committee"]


def the_browser_shows_what_harvesters_read_as_a_tree(page: Page) -> None:
    page.add_init_script(LISTEN)
    page.get_by_role("link", name=re.compile("verb=Identify")).click()
    expect(page.locator("#webkit-xml-viewer-source-xml")).to_be_hidden()
    assert page.evaluate("window.violations") == []
