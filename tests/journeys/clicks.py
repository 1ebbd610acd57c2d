"""Counts what a person presses on a page, as the browser itself feels it."""

from __future__ import annotations

from playwright.sync_api import Page

_COUNT = """
addEventListener("mousedown", event => {
    if (!event.isTrusted || event.target.ownerDocument !== document) return;
    const writes = event.target.closest("textarea, [contenteditable=true], input:is([type=text], :not([type]))");
    const kind = writes ? "places" : "presses";
    sessionStorage.setItem(kind, 1 + Number(sessionStorage.getItem(kind) || 0));
}, true);
"""


def count_clicks(page: Page) -> None:
    """From the next page on that this one opens."""
    page.context.add_init_script(_COUNT)


def presses(page: Page) -> int:
    """Buttons, links, tabs and choices pressed so far. To set the cursor where one types is part of typing."""
    return int(page.evaluate('Number(sessionStorage.getItem("presses") || 0)'))


def start_again(page: Page) -> None:
    page.evaluate("sessionStorage.clear()")
