"""A reader finds how to cite a text, copies it in the style of another house, and takes it home as BibTeX."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import bibtexparser
import pytest
from playwright.sync_api import Page, Response, expect

from tests.factories import House, published

pytestmark = pytest.mark.django_db(transaction=True)
MOST_REQUESTS = 8
"""At a first visit, but for pictures (design, section 8)."""


def test_the_story(house: House, open_page: Callable[..., Page], catch_up: Callable[[], None]) -> None:
    text = published(house)
    catch_up()
    page = open_page()
    the_page_is_no_heavier_for_it(page, text.url)
    page.get_by_role("link", name="How to cite").click()
    the_reader_copies_the_citation_of_the_series(page)
    the_reader_copies_it_in_another_style(page)
    what_was_copied_keeps_its_italics(page)
    the_reader_takes_it_home_as_bibtex(page, text.issue.address)
    assert page.errors == []  # type: ignore[attr-defined]


def the_page_is_no_heavier_for_it(page: Page, path: str) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # Playwright writes on what it calls
    page.goto(path, wait_until="networkidle")
    assert len([answer.url for answer in answers if not answer.url.endswith(".png")]) <= MOST_REQUESTS


def the_reader_copies_the_citation_of_the_series(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the citation").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert copied(page).startswith("Test Author, “Minutes of a silent committee”, Letters from the Coast")


def the_reader_copies_it_in_another_style(page: Page) -> None:
    expect(page.get_by_role("button", name="Copy Chicago")).to_be_hidden()
    page.get_by_text("In other styles").click()
    chicago = page.locator(".cited", has=page.get_by_role("button", name="Copy Chicago"))
    chicago.get_by_role("button").click()
    expect(chicago.get_by_role("status")).to_have_text("Copied")
    assert copied(page).startswith("Author, Test. 2026. Minutes of a Silent Committee. Commentary 26 | 01. ")


def what_was_copied_keeps_its_italics(page: Page) -> None:
    rich = page.evaluate(
        "navigator.clipboard.read().then(([item]) => item.getType('text/html')).then(blob => blob.text())"
    )
    assert "Minutes of a Silent Committee</cite>" in rich


def the_reader_takes_it_home_as_bibtex(page: Page, address: str) -> None:
    with page.expect_download() as taken:
        page.get_by_role("link", name="BibTeX").click()
    assert taken.value.suggested_filename.endswith(f"-{address}.bib")
    [entry] = bibtexparser.parse_string(Path(taken.value.path()).read_text(encoding="utf-8")).entries
    assert entry["title"] == "{Minutes of a silent committee}"


def copied(page: Page) -> str:
    words = page.evaluate("navigator.clipboard.readText()")
    assert isinstance(words, str)
    return words
