"""An author writes a text in the editor, is told what is missing until nothing is, and hands it in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from commentaries.models import Affirmation, CommentaryPage
from tests.factories import House, TopicFactory
from tests.journeys.steps import (
    PATIENCE,
    choose_topic,
    edit,
    field,
    go_home,
    insert_block,
    log_in_by_hand,
    message,
    open_points,
    press_action,
    save,
    write_key_point,
    write_paragraph,
)

TITLE = "What the Tide Tables Leave Out: A Small Complaint"
SENTENCE = "A table of tides says when the water comes and never whom it comes for."

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(house: House, open_page: Callable[..., Page], catch_up: Callable[[], None]) -> None:
    TopicFactory(name="Harbours", slug="harbours")
    page = open_page()
    log_in_by_hand(page, house.author)
    begin_a_text_in_the_series(page, house)
    find_the_own_name_written_already(page)
    save_a_bare_title_and_read_what_is_missing(page)
    write_three_key_points_and_see_that_point_vanish(page)
    write_a_paragraph_and_see_that_point_vanish(page)
    misquote_the_text_be_told_and_mend_it(page)
    choose_a_topic_and_have_no_open_point_left(page)
    submit_it(page)
    the_text_is_out_of_the_authors_hands(page)
    catch_up()
    the_editor_is_told_by_mail()
    the_editor_finds_it_waiting(open_page(), house)


def begin_a_text_in_the_series(page: Page, house: House) -> None:
    page.goto(f"/admin/pages/{house.page.pk}/")
    page.get_by_role("link", name="Add child page").first.click()
    expect(page).to_have_title(re.compile("^New: Commentary"), timeout=PATIENCE)


def find_the_own_name_written_already(page: Page) -> None:
    expect(page.get_by_label("Name as printed").first).to_have_value("Test Author")
    expect(page.get_by_label("Affiliation as printed").first).to_have_value("Institute of Tides")


def save_a_bare_title_and_read_what_is_missing(page: Page) -> None:
    page.locator("#id_title").press_sequentially(TITLE)
    save(page)
    points = open_points(page)
    expect(points.locator("summary")).to_have_text("Open points: 1 must be mended, 2 to consider")
    expect(points).to_contain_text("Write the text: there is no paragraph yet.")
    expect(points).to_contain_text("there are 0.")
    expect(points).to_contain_text("Choose at least one topic")


def write_three_key_points_and_see_that_point_vanish(page: Page) -> None:
    for number in ("One", "Two", "Three"):
        write_key_point(page, f"{number} thing the tables leave out.")
    points = open_points(page)
    expect(points).not_to_contain_text("key points, usually", timeout=PATIENCE)
    expect(points).to_contain_text("Write the text: there is no paragraph yet.")


def write_a_paragraph_and_see_that_point_vanish(page: Page) -> None:
    write_paragraph(page, f"{SENTENCE} It was never asked to.")
    expect(open_points(page)).not_to_contain_text("Must be mended", timeout=PATIENCE)


def misquote_the_text_be_told_and_mend_it(page: Page) -> None:
    quote = insert_block(page, "body", "Pull quote").locator("textarea")
    quote.fill("A table of tides says nothing at all")
    points = open_points(page)
    expect(points).to_contain_text("This pull quote does not stand in the text word for word", timeout=PATIENCE)
    quote.fill(SENTENCE)
    expect(points).not_to_contain_text("This pull quote", timeout=PATIENCE)


def choose_a_topic_and_have_no_open_point_left(page: Page) -> None:
    choose_topic(page, "Harbours")
    expect(open_points(page).locator("summary")).to_have_text("No open points", timeout=PATIENCE)


def submit_it(page: Page) -> None:
    press_action(page, "Submit to the editors")
    expect(message(page)).to_contain_text(TITLE)
    expect(message(page)).to_contain_text("Submitted: ")
    text = CommentaryPage.objects.get(title=TITLE)
    assert not text.live
    assert [key_point.value["lead"] for key_point in text.get_latest_revision_as_object().key_points] == [
        f"{number} thing the tables leave out." for number in ("One", "Two", "Three")
    ]
    yes = Affirmation.objects.get(version__page=text)
    assert (yes.kind, yes.person.name) == (Affirmation.Kind.SUBMISSION, "Test Author")


def the_text_is_out_of_the_authors_hands(page: Page) -> None:
    edit(page, CommentaryPage.objects.get(title=TITLE))
    expect(field(page, "body")).to_have_count(0)


def the_editor_is_told_by_mail() -> None:
    told = {address: sent.subject for sent in mail.outbox for address in sent.to}
    assert TITLE in told["editor@example.org"]


def the_editor_finds_it_waiting(page: Page, house: House) -> None:
    log_in_by_hand(page, house.editor)
    with page.expect_navigation():
        go_home(page).get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name="Your decision")).to_be_visible()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
