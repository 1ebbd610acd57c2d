"""An editor on a train opens the link of a mail, logs in, hands the text to her colleague and gives it a later day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from commentaries.models import DeskLine, Person
from tests.factories import House, submitted
from tests.journeys.letters import link_in, newest_letter_to
from tests.journeys.steps import message
from tests.journeys.test_an_editor_publishes_from_a_phone import PHONE, fits

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(house: House, open_page: Callable[..., Page], catch_up: Callable[[], None]) -> None:
    text = submitted(house)
    catch_up()
    path = link_in(newest_letter_to("editor@example.org")).partition("8000")[2]
    page = open_page(path, width=PHONE)
    she_logs_in_and_is_where_the_link_leads(page)
    she_hands_it_over_for_a_later_day(page, house)
    colleague = Person.objects.get(account=house.second_editor)
    line = DeskLine.objects.get(page=text)
    assert (line.handled_by, line.target_on) == (colleague, house.series.today() + timedelta(days=9))
    mail.outbox.clear()
    catch_up()
    assert newest_letter_to("second@example.org").subject == f"{text.series}: {text.title} – handed to you"


def she_logs_in_and_is_where_the_link_leads(page: Page) -> None:
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("editor")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").tap()
    expect(page.get_by_role("heading", name="Minutes of a silent committee").first).to_be_visible()


def she_hands_it_over_for_a_later_day(page: Page, house: House) -> None:
    way = page.get_by_role("link", name="Dates and editor")
    fits(page, way)
    with page.expect_navigation():
        way.tap()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_label("To appear on").fill((house.series.today() + timedelta(days=9)).isoformat())
    calendar = page.locator(".xdsoft_datetimepicker:visible")
    expect(calendar).to_have_count(1)
    page.get_by_role("heading", name="Minutes of a silent committee").last.tap()
    expect(calendar).to_have_count(0)
    page.get_by_label("Handled by").select_option(label=str(Person.objects.get(account=house.second_editor)))
    button = page.get_by_role("button", name="Save", exact=True)
    button.scroll_into_view_if_needed()
    fits(page, button)
    with page.expect_navigation():
        button.tap()
    expect(message(page)).to_contain_text("are noted")
