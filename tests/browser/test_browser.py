"""Shows that a real browser reaches the pages of the live server, logged in and not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from commentaries import withholding
from tests.factories import SENTENCE, House, entered, published, ready_body, submitted


def test_a_reader_opens_a_text(house: House, open_page: Callable[..., Any], width: str, dark: bool) -> None:
    text = published(house)
    page = open_page(text.url, width=width, dark=dark)
    assert page.locator("h1").inner_text() == text.title
    assert page.errors == []
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0


def test_the_text_is_readable_without_a_script(house: House, open_page: Callable[..., Any]) -> None:
    text = published(house)
    page = open_page(text.url, script=False)
    assert "nobody was surprised" in page.locator("main").inner_text()


def test_an_editor_reaches_the_admin(house: House, log_in: Callable[..., Any]) -> None:
    page = log_in(house.editor)
    assert page.url.endswith("/admin/")
    assert page.locator("main").count() == 1


def test_a_stranger_is_asked_to_log_in(house: House, open_page: Callable[..., Any]) -> None:
    assert "/admin/login/" in open_page("/admin/").url


@pytest.mark.parametrize("follows", [[], [("paragraph", "<p>One short line.</p>")]], ids=["nothing", "a line"])
def test_a_quote_at_the_end_covers_nothing(
    house: House, open_page: Callable[..., Any], follows: list[tuple[str, str]]
) -> None:
    text = published(house, body=[*ready_body()[:3], ("pull_quote", f"{SENTENCE}."), *follows])
    page = open_page(text.url, width=1440)
    quote, authors = (page.locator(part).bounding_box() for part in (".pull-quote", ".authors"))
    assert quote["y"] + quote["height"] <= authors["y"]


def test_the_way_back_stands_at_the_end_of_its_note(house: House, open_page: Callable[..., Any]) -> None:
    page = open_page(published(house).url, width=700)
    arrow, note = (page.locator(part).bounding_box() for part in (".note-return", ".note-text"))
    assert arrow["y"] < note["y"] + note["height"] / 2
    assert note["height"] < 40


LINES_OF_NUMBERS = """(within, width) => {
    within.style.inlineSize = `${width}px`;
    const found = [], walk = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const words = walk.currentNode, range = document.createRange();
        for (const match of words.data.matchAll(/\\d+\\s\\|\\u2060?\\s\\d+/g)) {
            range.setStart(words, match.index);
            range.setEnd(words, match.index + match[0].length);
            const lines = [...range.getClientRects()].filter((line) => line.width);
            if (lines.length) found.push(new Set(lines.map((line) => line.top)).size);
        }
    }
    return found;
}"""


def numbers_that_part(page: Any, within: str) -> list[int]:
    """The widths of a part of the page at which a number parts at the end of a line."""
    parting = []
    for width in range(160, 340, 2):
        lines = page.locator(within).evaluate(LINES_OF_NUMBERS, width)
        assert lines, "there is no number"
        if max(lines) > 1:
            parting.append(width)
    return parting


def test_no_number_parts_at_the_end_of_a_line_for_readers(house: House, open_page: Callable[..., Any]) -> None:
    text, after = published(house), published(house, title="The one after")
    page = open_page(text.url, width="phone")
    for within in (".citation", ".neighbours", ".latest"):
        assert numbers_that_part(page, within) == [], within
    withholding.remove(after, house.editor, reason="An error.")
    page.goto(after.url)
    assert numbers_that_part(page, "main") == []


def test_no_number_parts_at_the_end_of_a_line_for_editors(house: House, log_in: Callable[..., Any]) -> None:
    text = submitted(house)
    page = log_in(house.editor, f"/admin/commentaries/{text.pk}/decide/", width="phone")
    page.get_by_label("Publish it", exact=True).check()
    page.get_by_text("Reserve a number", exact=True).click()
    assert numbers_that_part(page, ".commentary-decide__main") == []
    page.goto(f"/admin/pages/{text.pk}/edit/")
    assert numbers_that_part(page, ".commentary-masthead") == []


def test_an_archive_entry_prints_on_one_sheet(house: House, open_page: Callable[..., Any]) -> None:
    for number in range(1, 12):
        entry = entered(house, title=f"An older letter of the coast on paper, number {number}", sequence=number)
    page = open_page(entry.url)
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
