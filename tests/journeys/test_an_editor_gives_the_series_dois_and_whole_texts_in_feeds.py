"""An editor sets what DOIs are made of, is told what would not do, and finds the next text with its DOI in the feed."""

from __future__ import annotations

from collections.abc import Callable

import feedparser
import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.factories import House, published
from tests.journeys.steps import PATIENCE, let_the_editor_settle

AT_MOST = 4 * PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(house: House, log_in: Callable[..., Page], open_page: Callable[..., Page]) -> None:
    before = published(house)
    page = log_in(house.editor, reverse(house.series.snippet_viewset.get_url_name("edit"), args=[house.series.pk]))
    let_the_editor_settle(page)
    the_settings_say_what_they_are_for(page)
    a_suffix_that_is_no_suffix_is_refused_in_its_own_words(page)
    she_sets_what_will_do(page)
    text = published(house, title="A letter with a DOI")
    reader = open_page(text.url)
    doi = f"https://doi.org/10.5555/letters.{text.issue.year}.02"
    expect(reader.locator(".citation").get_by_role("link", name=doi).first).to_be_visible()
    reader.goto(before.url)
    expect(reader.locator(".citation").get_by_role("link", name="https://doi.org/")).to_have_count(0)
    the_feed_carries_the_whole_text(doi)


def the_settings_say_what_they_are_for(page: Page) -> None:
    page.get_by_role("tab", name="Numbers").click()
    expect(page.get_by_text("Empty: the texts get no DOI.")).to_be_visible()
    expect(page.get_by_text("A DOI stays for ever as it was given.")).to_be_visible()


def a_suffix_that_is_no_suffix_is_refused_in_its_own_words(page: Page) -> None:
    page.get_by_label("DOI prefix").fill("10.5555")
    page.get_by_label("DOI suffix").fill("{yyyy}..{n:02d}")
    save(page)
    expect(page.get_by_text("could not be saved").first).to_be_visible(timeout=AT_MOST)
    page.get_by_role("tab", name="Numbers").click()
    expect(page.get_by_text("Only letters, digits and hyphens may stand here").first).to_be_visible()


def she_sets_what_will_do(page: Page) -> None:
    page.get_by_label("DOI suffix").fill("letters.{yyyy}.{n:02d}")
    page.get_by_role("tab", name="Look").click()
    page.get_by_role("combobox", name="Feeds carry").select_option(label="the whole text")
    save(page)
    expect(page.get_by_text("updated").first).to_be_visible(timeout=AT_MOST)


def save(page: Page) -> None:
    """What is shown then tells that it was answered: a machine under load takes its time over so large a form."""
    page.get_by_role("button", name="Save").click(no_wait_after=True)


def the_feed_carries_the_whole_text(doi: str) -> None:
    [newest, _older] = feedparser.parse(Client().get("/letters/feed.atom").content).entries
    assert newest.title.endswith("A letter with a DOI")
    assert "nobody was surprised" in newest.content[0].value
    assert doi in [link.href for link in newest.links]
