"""Two editors read the same text at the same time; the one who is later is told who decided, and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from commentaries.citations import unbroken
from commentaries.models import CommentaryPage, Decision
from tests.factories import House, reloaded, submitted
from tests.journeys.steps import decide, message, open_decision

TEN_THIRTY_TWO = datetime(2025, 11, 25, 10, 32, tzinfo=ZoneInfo("Europe/Rome"))
REASONS = "Please shorten the second part.\nThe third may stay."

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(house: House, log_in: Callable[..., Page], clock: Callable[[datetime], None]) -> None:
    clock(TEN_THIRTY_TWO)
    text = submitted(house)
    first, second = log_in(house.editor), log_in(house.second_editor)
    both_open_the_page_of_decision([first, second], text)
    the_first_publishes(first)
    the_second_asks_for_changes_and_is_told(second)
    her_words_are_kept(second)
    nothing_was_changed(text)


def both_open_the_page_of_decision(pages: list[Page], text: CommentaryPage) -> None:
    for page in pages:
        open_decision(page, text)
        expect(page.get_by_role("button", name="Confirm the decision")).to_be_visible()


def the_first_publishes(page: Page) -> None:
    decide(page, "Publish it")
    expect(message(page)).to_contain_text(f"Published as {unbroken('25 | 01')}.")


def the_second_asks_for_changes_and_is_told(page: Page) -> None:
    statuses: list[int] = []
    page.on("response", lambda answer: statuses.append(answer.status) if "/decide/" in answer.url else None)
    decide(page, "Ask the authors for changes", words=REASONS)
    assert statuses[0] == 409
    told = page.get_by_role("alert")
    expect(told).to_contain_text("Already decided by Test Editor on 25 November 2025, 10:32")
    expect(told).to_contain_text("Nothing was changed.")


def her_words_are_kept(page: Page) -> None:
    expect(page.get_by_role("alert")).to_contain_text("Please shorten the second part.")
    expect(page.get_by_role("alert")).to_contain_text("The third may stay.")


def nothing_was_changed(text: CommentaryPage) -> None:
    assert reloaded(text).live
    assert [decision.outcome for decision in Decision.objects.all()] == [Decision.Outcome.PUBLISH]
