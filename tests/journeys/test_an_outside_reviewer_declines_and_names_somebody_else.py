"""Somebody without an account says no, in Italian, and names another, whom the editor asks with one click."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from commentaries.models import CommentaryPage, Invitation
from tests.factories import House, asked_outside
from tests.journeys.letters import link_in, newest_letter_to
from tests.journeys.steps import message, open_decision

PHONE = 360

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
    invitation = asked_outside(house, language="it")
    text = invitation.version.page
    catch_up()
    page = open_page(link_in(newest_letter_to("nora@example.org")), width=PHONE, script=False)
    she_says_no_and_whom_to_ask(page)
    catch_up()
    assert "Bo Lind bo@example.org" in newest_letter_to("editor@example.org").body
    editor = log_in(house.editor)
    the_editor_asks_that_one_with_one_click(editor, text)
    catch_up()
    asked = open_page(link_in(newest_letter_to("bo@example.org")), width=PHONE, script=False)
    expect(asked.get_by_role("heading", level=1)).to_have_text(text.title)


def she_says_no_and_whom_to_ask(page: Page) -> None:
    page.get_by_role("link", name="Non è possibile fare la revisione?").tap()
    page.locator("summary", has_text="Non è possibile fare la revisione?").tap()
    page.get_by_label("Non posso, perché").fill("Sono in congedo.")
    page.get_by_label("Al mio posto si potrebbe chiedere a").fill("Bo Lind")
    page.get_by_label("L’indirizzo e-mail, se noto").fill("bo@example.org")
    with page.expect_navigation():
        page.get_by_role("button", name="Declina l’invito").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Grazie")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert Invitation.objects.get().state == Invitation.State.DECLINED


def the_editor_asks_that_one_with_one_click(page: Page, text: CommentaryPage) -> None:
    open_decision(page, text)
    expect(page.get_by_text("Sono in congedo.")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Invite this person").click()
    expect(message(page)).to_contain_text("Invited: Bo Lind.")
