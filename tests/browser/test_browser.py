"""Shows that a real browser reaches the pages of the live server, logged in and not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.factories import House, published


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
