"""An editor decides today that a text appears tomorrow; until then nobody sees it, then it is there by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from commentaries.models import CommentaryPage, Issue
from tests.factories import House, reloaded, submitted
from tests.journeys.steps import decide, message, open_decision

TODAY = datetime(2025, 11, 24, 18, 0, tzinfo=ZoneInfo("Europe/Rome"))
TOMORROW = datetime(2025, 11, 25, 9, 0, tzinfo=ZoneInfo("Europe/Rome"))

Clock = Callable[[datetime], None]

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(
    house: House,
    log_in: Callable[..., Page],
    open_page: Callable[..., Page],
    catch_up: Callable[[], None],
    clock: Clock,
) -> None:
    clock(TODAY)
    text = submitted(house)
    editor, reader = log_in(house.editor), open_page()
    the_editor_schedules_it(editor, text)
    clock(TOMORROW - timedelta(minutes=1))
    catch_up()
    a_minute_before_nobody_sees_it(reader, text)
    clock(TOMORROW)
    catch_up()
    now_it_is_there_with_its_number_and_date(open_page())
    the_editor_sees_that_it_is_public(editor, text)


def the_editor_schedules_it(page: Page, text: CommentaryPage) -> None:
    open_decision(page, text)
    page.get_by_label("Publish it", exact=True).check()
    page.get_by_label("Publish at").fill("2025-11-25 09:00")
    page.keyboard.press("Escape")
    decide(page, "Publish it")
    expect(message(page)).to_contain_text("The text will appear at the moment you chose.")
    expect(page.get_by_text("Decided: it appears on 25 November 2025 at 09:00 (Rome time).")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm the decision")).to_have_count(0)


def a_minute_before_nobody_sees_it(page: Page, text: CommentaryPage) -> None:
    page.goto("/letters/")
    expect(page.get_by_role("main")).to_contain_text("Nothing has been published here yet.")
    answer = page.goto(f"/letters/{text.slug}/")
    assert answer is not None
    assert answer.status == 404
    assert not Issue.objects.exclude(state=Issue.State.VOID).filter(state=Issue.State.PUBLIC).exists()


def now_it_is_there_with_its_number_and_date(page: Page) -> None:
    page.goto("/letters/")
    line = page.get_by_role("article").first
    expect(line).to_contain_text("25 | 01")
    expect(line).to_contain_text("25 November 2025")
    line.get_by_role("link", name="Minutes of a silent committee").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Minutes of a silent committee")
    page.goto("/search/?q=surprised")
    expect(page.get_by_role("main").get_by_role("link", name="Minutes of a silent committee")).to_be_visible()


def the_editor_sees_that_it_is_public(page: Page, text: CommentaryPage) -> None:
    open_decision(page, text)
    expect(page.get_by_text(re.compile(r"Published on 25 November 2025 as 25\W+01\."))).to_be_visible()
    assert reloaded(text).live
