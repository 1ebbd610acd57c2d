"""Shows that a real browser reaches the pages of the live server, logged in and not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import SENTENCE, House, entered, published, ready_body


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


def test_an_archive_entry_prints_on_one_sheet(house: House, open_page: Callable[..., Any]) -> None:
    for number in range(1, 12):
        entry = entered(house, title=f"An older letter of the coast on paper, number {number}", sequence=number)
    page = open_page(entry.url)
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
