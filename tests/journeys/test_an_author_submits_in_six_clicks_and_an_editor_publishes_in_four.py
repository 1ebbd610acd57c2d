"""An author logs in, writes and submits; the editor goes from the mail to the public page. Each click is counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site

from commentaries.models import CommentaryPage
from tests.factories import House, TopicFactory
from tests.journeys.clicks import count_clicks, presses, start_again
from tests.journeys.letters import link_in, newest_letter_to
from tests.journeys.steps import (
    PATIENCE,
    field,
    let_the_editor_settle,
    let_the_words_settle,
    log_in_by_hand,
    message,
)

TITLE = "What the Tide Tables Leave Out"
WORDS = "A table of tides says when the water comes and never whom it comes for. It was never asked to."

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(
    house: House, live_server: LiveServer, open_page: Callable[..., Page], catch_up: Callable[[], None]
) -> None:
    Site.objects.update(port=urlsplit(live_server.url).port)  # the link to the public page names it
    TopicFactory(name="Harbours", slug="harbours")
    author = open_page()
    count_clicks(author)
    log_in_by_hand(author, house.author)
    start_again(author)
    the_author_begins_a_text_from_the_first_page(author)
    the_author_writes_where_there_is_room(author)
    the_author_chooses_a_topic(author)
    the_author_submits_it(author)
    assert presses(author) <= 6
    catch_up()

    editor = open_page()
    count_clicks(editor)
    the_editor_follows_the_link_of_the_mail_and_logs_in(editor, house)
    start_again(editor)
    the_editor_looks_at_what_would_happen(editor)
    the_editor_publishes(editor)
    the_editor_opens_the_public_page(editor)
    assert presses(editor) <= 4


def the_author_begins_a_text_from_the_first_page(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="New text for Letters from the Coast").click()
    let_the_editor_settle(page)


def the_author_writes_where_there_is_room(page: Page) -> None:
    page.locator("#id_title").click()
    page.keyboard.type(TITLE)
    leads = field(page, "key_points").get_by_label("Lead sentence")
    expect(leads).to_have_count(3)
    for number in range(3):
        leads.nth(number).click()
        page.keyboard.type(f"Thing {number + 1} that the tables leave out.")
    paragraph = field(page, "body").locator('[contenteditable="true"]').first
    paragraph.click()
    page.keyboard.type(WORDS)
    expect(paragraph).to_contain_text(WORDS)
    let_the_words_settle(page)


def the_author_chooses_a_topic(page: Page) -> None:
    page.get_by_role("tab", name=re.compile("Facts")).click()
    topics = page.locator("#id_topics").locator("xpath=following-sibling::ul").locator("input")
    topics.click()
    page.keyboard.type("Harb")
    page.locator(".ui-menu-item", has_text="Harbours").first.click()


def the_author_submits_it(page: Page) -> None:
    page.get_by_role("button", name="More actions").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Submit to the editors", exact=True).click()
    expect(message(page)).to_contain_text("Submitted: ", timeout=PATIENCE)
    text = CommentaryPage.objects.get(title=TITLE)
    assert len(text.get_latest_revision_as_object().key_points) == 3


def the_editor_follows_the_link_of_the_mail_and_logs_in(page: Page, house: House) -> None:
    page.goto(urlsplit(link_in(newest_letter_to("editor@example.org"))).path)
    page.get_by_label("Username").fill(house.editor.username)
    page.get_by_label("Password").fill(house.editor.username)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


def the_editor_looks_at_what_would_happen(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="If you publish now").click()
    expect(page.get_by_role("region", name="What appears")).to_contain_text("The first text.")
    expect(page.get_by_role("region", name="Who gets a mail")).to_contain_text("Test Author")
    expect(page.frame_locator('iframe[title^="The text:"]').get_by_role("heading", level=1)).to_have_text(TITLE)


def the_editor_publishes(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Publish now as").click()
    expect(message(page)).to_contain_text("Published as")
    assert CommentaryPage.objects.get(title=TITLE).live


def the_editor_opens_the_public_page(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="The public page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
