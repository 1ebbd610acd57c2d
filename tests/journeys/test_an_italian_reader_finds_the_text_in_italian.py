"""An Italian reader opens the site in Italian, finds one text translated and another in English, and is told which."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Locale

from commentaries import submitting
from commentaries.models import CommentaryPage, Person
from series.models import SeriesPage
from tests.factories import House, PersonFactory, decide, make_italian_pages, published, reloaded

LATE_IN_NOVEMBER = datetime(2025, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Rome"))
ITALIAN_TITLE = "Il verbale di un comitato muto"

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(house: House, open_page: Callable[..., Page], clock: Callable[[datetime], None]) -> None:
    clock(LATE_IN_NOVEMBER)
    make_italian_pages(house.page)
    second = PersonFactory(given_name="Bruno", family_name="Alvari", slug="bruno-alvari")
    original = published(house, authors=[house.author_person, second], topics=[])
    only_english = published(house, title="Only in English", topics=[])
    translate(house, original, [house.author_person, second])

    page = open_page("/")
    the_reader_switches_to_italian(page)
    the_list_speaks_italian(page)
    what_is_not_translated_is_shown_in_english_and_marked(page, only_english)
    the_reader_opens_the_italian_text(page)
    the_page_is_italian_through_and_through(page)
    the_reader_goes_over_to_the_original_and_back(page)
    the_number_leads_to_the_text_in_the_readers_language(page)


def translate(house: House, original: CommentaryPage, authors: list[Person]) -> CommentaryPage:
    italian = original.copy_for_translation(Locale.objects.get(language_code="it"))
    page = CommentaryPage.objects.get(pk=italian.pk)
    page.title = page.draft_title = ITALIAN_TITLE
    page.slug, page.language, page.owner = "il-verbale", "it", house.author
    page.body = [("paragraph", "<p>Il comitato ha pubblicato il verbale dopo undici anni di richieste, e nessuno.</p>")]
    page.key_points = [("key_point", {"lead": f"Il punto {number} sta in piedi.", "text": ""}) for number in (1, 2, 3)]
    page.notes = []
    page.save()
    page.save_revision(user=house.author)
    submitting.submit(page, house.author)
    decide(house, reloaded(page))
    assert reloaded(page).live
    return reloaded(page)


def the_reader_switches_to_italian(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "en")
    switch = page.get_by_role("link", name="Italiano")
    expect(switch).to_have_attribute("lang", "it")
    switch.click()
    expect(page).to_have_url(re.compile("/it/$"))
    expect(page.locator("html")).to_have_attribute("lang", "it")


def the_list_speaks_italian(page: Page) -> None:
    page.goto(SeriesPage.objects.get(locale__language_code="it").url)
    line = page.get_by_role("article").filter(has_text=ITALIAN_TITLE)
    expect(line).to_contain_text("di Test Author e Bruno Alvari")
    expect(line).to_contain_text("25 novembre 2025")
    expect(line).to_contain_text("Il punto 1 sta in piedi.")
    expect(page.get_by_role("article").filter(has_text="Minutes of a silent committee")).to_have_count(0)
    for english in ("Latest", "Years", "Topics", "Search", "Editor:"):
        expect(page.get_by_text(english, exact=True)).to_have_count(0)


def what_is_not_translated_is_shown_in_english_and_marked(page: Page, text: CommentaryPage) -> None:
    title = page.get_by_role("article").filter(has_text=text.title).get_by_role("heading")
    expect(title).to_have_attribute("lang", re.compile("^en"))


def the_reader_opens_the_italian_text(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name=ITALIAN_TITLE).click()
    expect(page).to_have_url(re.compile("/it/letters/il-verbale/$"))


def the_page_is_italian_through_and_through(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "it")
    expect(page.get_by_role("heading", level=1)).to_have_text(ITALIAN_TITLE)
    expect(page.get_by_role("heading", level=1)).to_have_attribute("lang", "it")
    main = page.get_by_role("main")
    expect(main).to_contain_text("di Test Author e Bruno Alvari")
    expect(main).to_contain_text("25 novembre 2025")
    expect(main).to_contain_text("Numero 1, 2025")
    expect(page.get_by_role("heading", name="How to cite")).to_have_count(0)


def the_reader_goes_over_to_the_original_and_back(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="English").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Minutes of a silent committee")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("main")).to_contain_text("by Test Author and Bruno Alvari")
    page.get_by_role("main").get_by_role("link", name="Italiano").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ITALIAN_TITLE)


def the_number_leads_to_the_text_in_the_readers_language(page: Page) -> None:
    page.goto("/it/letters/25-01/")
    expect(page.get_by_role("heading", level=1)).to_have_text(ITALIAN_TITLE)
    page.goto("/letters/25-01/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Minutes of a silent committee")
