"""Holds the page of changes to WCAG 2.2 AA by axe, in light and dark, narrow and wide."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from commentaries.models import Decision
from tests.browser.test_accessibility import NARROW, RULES, WIDE, full_body
from tests.factories import House, decide, edited, submitted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_axe_finds_nothing(house: House, log_in: Callable[..., Page], width: int, dark: bool) -> None:
    page = submitted(house, body=full_body())
    decide(house, page, Decision.Outcome.CHANGES, reasons="Shorter, please.")
    body = full_body()
    changed = [body[1], body[0], *body[3:5], ("paragraph", "<p>A <b>new</b> one.</p>"), *body[5:-2], body[-1]]
    page = edited(page, house.author, body=changed, title="Minutes of a committee")
    shown = log_in(house.editor, f"/admin/commentaries/{page.pk}/differences/", width=width, dark=dark)
    for fold in shown.locator("details").all():
        fold.locator("summary").click()
    violations = Axe().run(shown, context=".commentary-differences", options=RULES).response["violations"]
    found = [f"{each['id']}: {node['html'][:160]}" for each in violations for node in each["nodes"]]
    assert found == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
