"""At ten in the evening an author finds a wrong figure in a text that appears at nine, and stops it from a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from commentaries import appearing
from commentaries.models import CommentaryPage, Issue
from tests import factories
from tests.commentaries.outbox import addresses, deliver
from tests.factories import House, reloaded
from tests.journeys.steps import confirm, go_home, message, open_decision, unfold

ROME = ZoneInfo("Europe/Rome")
AFTERNOON = datetime(2025, 11, 24, 16, 0, tzinfo=ROME)
TEN_IN_THE_EVENING = datetime(2025, 11, 24, 22, 0, tzinfo=ROME)
NINE = datetime(2025, 11, 25, 9, 0, tzinfo=ROME)
PHONE = 390
WHY = "The second figure is wrong: it is 12, not 21."

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(house: House, log_in: Callable[..., Page], clock: Callable[[datetime], None]) -> None:
    clock(AFTERNOON)
    text = factories.submitted(house)
    factories.decide(house, text, publish_at=NINE)
    deliver()
    clock(TEN_IN_THE_EVENING)
    the_author_stops_it(log_in(house.author, width=PHONE), text)
    assert addresses(deliver()) == [house.editor.email, house.second_editor.email]
    clock(NINE)
    assert appearing.publish_due() == ([], [])
    assert not reloaded(text).live
    the_editor_confirms_it(log_in(house.editor, width=PHONE), text)
    assert [letter.subject for letter in deliver()] == [f"{text.series}: {text.title} – withdrawn"]
    assert not Issue.objects.exists()


def the_author_stops_it(page: Page, text: CommentaryPage) -> None:
    page.goto(f"/admin/commentaries/{text.pk}/consent/")
    action = unfold(page, "Withdraw the text")
    action.get_by_label("Reason").fill(WHY)
    confirm(page, action, "Stop it and ask for the withdrawal")
    expect(message(page)).to_contain_text("The text is off the schedule")
    expect(page.get_by_text("to withdraw it, so it does not appear until an editor decides.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def the_editor_confirms_it(page: Page, text: CommentaryPage) -> None:
    with page.expect_navigation():
        go_home(page).get_by_role("link", name=text.title).click()
    expect(page.get_by_text(WHY)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    confirm(page, unfold(page, "Confirm the withdrawal"), "Confirm the withdrawal")
    expect(message(page)).to_contain_text("The text is withdrawn and a draft again.")
    open_decision(page, text)
    expect(page.get_by_text("a draft again.").first).to_be_visible()
