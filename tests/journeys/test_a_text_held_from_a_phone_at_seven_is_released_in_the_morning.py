"""An editor hears in the evening that a name is wrong, holds the text from her phone, and releases it next morning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from commentaries.models import CommentaryPage, Hold
from tests.factories import House, published, reloaded
from tests.journeys.steps import message
from tests.journeys.test_an_editor_publishes_from_a_phone import PHONE, fits

HERE = ZoneInfo("Europe/Rome")
EVENING, MORNING = datetime(2025, 11, 20, 19, 4, tzinfo=HERE), datetime(2025, 11, 21, 8, 30, tzinfo=HERE)

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(
    house: House,
    log_in: Callable[..., Page],
    open_page: Callable[..., Page],
    clock: Callable[[datetime], None],
    catch_up: Callable[[], None],
) -> None:
    clock(datetime(2025, 11, 20, 10, tzinfo=HERE))
    text = published(house)
    clock(EVENING)
    editor = log_in(house.editor, f"/admin/commentaries/{text.pk}/decide/", width=PHONE)
    she_holds_it(editor)
    catch_up()
    reader = open_page(width=PHONE)
    a_reader_finds_number_and_title_and_no_word_of_it(reader, text)
    clock(MORNING)
    editor.reload()
    she_releases_it(editor)
    catch_up()
    a_reader_finds_it_as_it_was(reader, text)
    hold = Hold.objects.get()
    assert (hold.held_at, hold.ended_at) == (EVENING, MORNING)
    assert reloaded(text).editions.count() == 1, "nothing new was published"


def she_holds_it(page: Page) -> None:
    page.get_by_text("Hold the text", exact=True).tap()
    page.get_by_label("Reason").locator("visible=true").fill("A name in the second paragraph is wrong.")
    press(page, "Hold it")
    expect(message(page)).to_contain_text("held")


def she_releases_it(page: Page) -> None:
    expect(page.get_by_text("A name in the second paragraph is wrong.").first).to_be_visible()
    press(page, "Release it")
    expect(message(page)).to_contain_text("again")


def press(page: Page, name: str) -> None:
    button = page.get_by_role("button", name=name, exact=True)
    button.scroll_into_view_if_needed()
    fits(page, button)
    with page.expect_navigation():
        button.tap()


def a_reader_finds_number_and_title_and_no_word_of_it(page: Page, text: CommentaryPage) -> None:
    answer = page.goto(text.url)
    assert answer is not None
    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
    expect(page.get_by_role("main")).to_contain_text(text.title)
    expect(page.get_by_role("main")).to_contain_text(text.issue.label)
    expect(page.get_by_text("after eleven years of asking")).to_have_count(0)
    page.goto("/letters/")
    expect(page.get_by_role("link", name=text.title)).to_have_count(0)


def a_reader_finds_it_as_it_was(page: Page, text: CommentaryPage) -> None:
    answer = page.goto(text.url)
    assert answer is not None
    assert answer.status == HTTPStatus.OK
    expect(page.get_by_text("after eleven years of asking").first).to_be_visible()
