"""An editor lands on the desk, plans a text, begins it when its author is ready, and hands another to her colleague."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from commentaries.models import CommentaryPage, DeskLine, Person
from tests.factories import House, submitted
from tests.journeys.steps import log_in_by_hand, message

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(house: House, open_page: Callable[..., Page]) -> None:
    text = submitted(house)
    page = open_page("/admin/login/")
    log_in_by_hand(page, house.editor)
    expect(page.get_by_role("heading", level=1)).to_have_text("Desk")
    expect(page.get_by_role("link", name=text.title).first).to_be_visible()
    she_plans_a_text(page, house)
    she_sees_that_it_is_late(page)
    she_hands_the_other_to_her_colleague(page, house, text)
    she_begins_the_draft(page)
    assert CommentaryPage.objects.filter(title="On ebb and flow", live=False).exists()


def line(page: Page, title: str) -> Locator:
    return page.get_by_role("row").filter(has_text=title)


def she_plans_a_text(page: Page, house: House) -> None:
    page.get_by_role("link", name="Plan a text").click()
    page.get_by_label("Working title").fill("On ebb and flow")
    day = house.series.today() - timedelta(days=2)
    page.get_by_label("To appear on").fill(day.isoformat())
    page.get_by_label("To appear on").press("Escape")
    page.get_by_role("button", name="Put it on the desk").click()
    expect(message(page)).to_contain_text("“On ebb and flow” is on the desk now.")


def she_sees_that_it_is_late(page: Page) -> None:
    expect(line(page, "On ebb and flow")).to_contain_text("2 days late")
    page.get_by_label("Late only").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("row")).to_have_count(2)  # its own and the heads
    page.get_by_role("link", name="Show everything").click()


def she_hands_the_other_to_her_colleague(page: Page, house: House, text: CommentaryPage) -> None:
    colleague = Person.objects.get(account=house.second_editor)
    line(page, text.title).get_by_role("link", name="dates and editor of").click()
    page.get_by_label("Handled by").select_option(label=colleague.name)
    page.get_by_role("button", name="Save").click()
    expect(line(page, text.title)).to_contain_text(colleague.name)
    assert DeskLine.objects.get(page=text).handled_by == colleague


def she_begins_the_draft(page: Page) -> None:
    page.get_by_role("link", name="On ebb and flow").click()
    page.get_by_role("button", name="Begin the draft").click()
    page.wait_for_url("**/edit/")
    expect(message(page)).to_contain_text("The draft is begun.")
