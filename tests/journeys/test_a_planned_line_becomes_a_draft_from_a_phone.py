"""An editor asks the author of a planned text for the manuscript; it comes from a phone and is a draft on the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from commentaries.models import Attachment, CommentaryPage
from tests.commentaries import files
from tests.factories import House, planned
from tests.journeys.letters import link_in, newest_letter_to
from tests.journeys.steps import message, open_decision

PHONE = 360
THUMB = 24
"""Pixels: the least that WCAG 2.2 allows a target (2.5.8)."""

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(
    house: House,
    log_in: Callable[..., Page],
    open_page: Callable[..., Page],
    catch_up: Callable[[], None],
    live_server: LiveServer,
    settings: Any,
) -> None:
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    line = planned(house, target_on=date(2026, 12, 24))
    editor = log_in(house.editor)
    the_editor_asks_for_it(editor, live_server.url, line.pk)
    catch_up()
    phone = open_page(link_in(newest_letter_to("nora@example.org")), width=PHONE, script=False)
    she_chooses_the_wrong_file(phone)
    she_sends_the_right_one(phone)
    catch_up()
    the_editor_finds_the_draft(editor)


def the_editor_asks_for_it(page: Page, site: str, line: int) -> None:
    page.goto(f"{site}/admin/desk/plans/{line}/")
    page.get_by_label("Message").fill("By Friday?")
    page.get_by_role("button", name="Send the author a link for the manuscript").click()
    expect(message(page)).to_contain_text("is on its way to Nora Outside")


def she_chooses_the_wrong_file(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Tides and votes")
    expect(page.get_by_text("The text is to appear on")).to_be_visible()
    it_fits(page)
    page.get_by_label("The file").set_input_files({"name": "run.docx", "mimeType": "", "buffer": b"MZ\x90\x00"})
    page.get_by_label("Message").fill("Here it is.")
    press_send(page)
    expect(page.get_by_role("alert")).to_contain_text("Files of this kind are not taken.")
    expect(page.get_by_label("Message")).to_have_value("Here it is.")
    it_fits(page)


def she_sends_the_right_one(page: Page) -> None:
    page.get_by_label("The file").set_input_files({"name": "Tides.docx", "mimeType": "", "buffer": files.docx()})
    press_send(page)
    expect(page.get_by_role("status")).to_contain_text("“Tides.docx” has arrived")
    it_fits(page)


def press_send(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Send the file").tap()


def the_editor_finds_the_draft(page: Page) -> None:
    text = CommentaryPage.objects.get()
    assert newest_letter_to("editor@example.org").subject.endswith(": Tides and votes – manuscript arrived")
    open_decision(page, text)
    expect(page.get_by_role("heading", name="Files")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Tides.docx").click()
    assert saved.value.suggested_filename == Attachment.objects.get().name == "Tides.docx"


def it_fits(page: Page) -> None:
    """Nothing lies beside the screen, and every target is large enough for a thumb."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for target in page.locator(".outside :is(button, summary, textarea, input)").all():
        if target.is_visible() and (box := target.bounding_box()):
            assert box["height"] >= THUMB
            assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE
