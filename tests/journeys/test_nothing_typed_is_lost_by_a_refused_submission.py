"""A submission is refused; every word that was typed is still in its field, and mending one thing is enough."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from commentaries import submitting
from tests.factories import House, invited, make_draft, reloaded, submitted
from tests.journeys.steps import (
    decide as decide_by_hand,
)
from tests.journeys.steps import (
    edit,
    field,
    insert_block,
    message,
    open_decision,
    open_tab,
    press_action,
    write_key_point,
    write_paragraph,
)

LogIn = Callable[..., Page]

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_author_hands_in_a_text_without_an_author(house: House, log_in: LogIn) -> None:
    text = make_draft(house, body=[])
    page = log_in(house.author)
    edit(page, text)
    the_author_types_in_every_corner(page)
    the_author_takes_out_the_only_name_and_submits(page)
    the_refusal_says_what_to_do(page)
    every_word_is_still_there(page)
    assert reloaded(text).current_workflow_state is None


def test_a_refused_decision_keeps_the_words_to_the_authors(house: House, log_in: LogIn) -> None:
    text = submitted(house)
    page = log_in(house.editor)
    open_decision(page, text)
    page.get_by_label("Publish at").fill("2001-01-01 10:00")
    page.keyboard.press("Escape")
    decide_by_hand(page, "Publish it", words="With thanks for the patience.")
    expect(page.get_by_role("alert")).to_contain_text("This moment is past.")
    expect(page.get_by_label("To the authors")).to_have_value("With thanks for the patience.")
    expect(page.get_by_label("Publish it", exact=True)).to_be_checked()
    assert not reloaded(text).live


def test_a_reviewer_whose_answer_comes_too_late_keeps_the_words(house: House, log_in: LogIn) -> None:
    type(house.series).objects.filter(pk=house.series.pk).update(reviews_needed=1)
    house.reviewer.groups.add(Group.objects.get(name="Commentary reviewers"))
    text = submitted(house)
    invitation = invited(house, text)
    page = log_in(house.reviewer, f"/admin/commentaries/reviews/{invitation.pk}/")
    page.get_by_label("Publish after changes").check()
    page.get_by_role("textbox").first.fill("Four hours of careful work.")
    page.get_by_label("I have no interest to declare").check()
    submitting.withdraw(reloaded(text), house.editor)
    with page.expect_navigation():
        page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("alert")).to_contain_text("this review is closed")
    expect(page.get_by_role("alert")).to_contain_text("Four hours of careful work.")


def the_author_types_in_every_corner(page: Page) -> None:
    page.locator("#id_title").fill("A title of this afternoon")
    write_key_point(page, "A fourth point.")
    write_paragraph(page, "A paragraph of this afternoon.")
    insert_block(page, "body", "Heading").get_by_role("textbox").first.fill("A heading of this afternoon")
    write_paragraph(page, "And what follows it.")
    open_tab(page, "Facts")
    page.get_by_label("Keywords").fill("afternoon, typing")
    page.get_by_label("Funding").fill("None whatever.")
    open_tab(page, "Text")


def the_author_takes_out_the_only_name_and_submits(page: Page) -> None:
    page.locator("#id_authorships-0-DELETE-button").click()
    press_action(page, "Submit to the editors")


def the_refusal_says_what_to_do(page: Page) -> None:
    expect(message(page)).to_contain_text("could not be saved")
    expect(page.get_by_text("Name at least one author.").first).to_be_visible()


def every_word_is_still_there(page: Page) -> None:
    expect(page.locator("#id_title")).to_have_value("A title of this afternoon")
    values = field(page, "key_points").get_by_label("Lead sentence")
    expect(values.nth(3)).to_have_value("A fourth point.")
    body = field(page, "body")
    expect(body).to_contain_text("A paragraph of this afternoon.")
    expect(body).to_contain_text("And what follows it.")
    headings = body.locator("textarea").evaluate_all("all => all.map(input => input.value)")
    assert "A heading of this afternoon" in headings
    open_tab(page, "Facts")
    expect(page.get_by_label("Keywords")).to_have_value("afternoon, typing")
    expect(page.get_by_label("Funding")).to_have_value("None whatever.")
