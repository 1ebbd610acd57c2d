"""The pages of review and decision: a proof that stays, mistakes that are seen, a review taken over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from playwright.sync_api import Page, expect

from commentaries import submitting
from commentaries.models import Series
from tests.factories import House, invited, published, reviewed, submitted

LogIn = Callable[..., Page]

pytestmark = pytest.mark.django_db(transaction=True)


def test_links_of_a_proof_leave_it_standing(house: House, log_in: LogIn) -> None:
    text = submitted(house)
    page = log_in(house.editor, f"/admin/commentaries/{text.pk}/decide/")
    proof = page.frame_locator('iframe[title^="The text:"]')
    proof.locator(".note-call a").first.click()
    expect(proof.locator("#note-1")).to_be_in_viewport()
    with page.context.expect_page() as opened:
        proof.get_by_role("link", name="Test Author").first.click()
    assert "/authors/" in opened.value.url
    expect(proof.get_by_role("heading", level=1)).to_be_visible()
    assert len(page.context.pages) == 2


def test_a_decision_not_sent_says_so_on_a_phone(house: House, log_in: LogIn) -> None:
    text = submitted(house)
    page = log_in(house.editor, f"/admin/commentaries/{text.pk}/decide/#decision", width=360)
    page.get_by_label("Reject it", exact=True).check()
    with page.expect_navigation():
        page.get_by_role("button", name="Confirm the decision").click()
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_be_in_viewport()
    alert.get_by_role("link", name="To the authors").click()
    expect(page.get_by_label("To the authors")).to_be_focused()


def test_a_review_not_sent_says_so_on_a_phone(house: House, log_in: LogIn) -> None:
    Series.objects.update(reviews_needed=1)
    house.reviewer.groups.add(Group.objects.get(name="Commentary reviewers"))
    invitation = invited(house, submitted(house))
    page = log_in(house.reviewer, f"/admin/commentaries/reviews/{invitation.pk}/", width=360)
    with page.expect_navigation():
        page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.get_by_label("Publish as it is")).to_be_focused()


def test_a_review_is_taken_over_into_the_letter(house: House, log_in: LogIn) -> None:
    text = reviewed(house)
    page = log_in(house.editor, f"/admin/commentaries/{text.pk}/decide/")
    letter = page.get_by_label("To the authors")
    letter.fill("Thank you.")
    page.get_by_role("button", name="Take the review over").click()
    expect(letter).to_have_value("Thank you.\n\nClear.")
    expect(letter).to_be_focused()
    expect(page.locator(".commentary-count")).to_have_text("20 of 5,000 characters")


def typed_without_sending(page: Page) -> None:
    """A letter, and a session that ends before it is sent."""
    page.get_by_label("Ask the authors for changes", exact=True).check()
    page.get_by_label("To the authors").fill("Please shorten the end.")


def log_in_again(page: Page, account: Any) -> None:
    page.get_by_label("Username").fill(account.username)
    page.get_by_label("Password").fill(account.username)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


def test_words_typed_in_a_session_that_ended_are_back_after_the_login(house: House, log_in: LogIn) -> None:
    text = submitted(house)
    page = log_in(house.editor, f"/admin/commentaries/{text.pk}/decide/", width="phone")
    typed_without_sending(page)
    page.context.clear_cookies(name="sessionid")
    with page.expect_navigation():
        page.get_by_role("button", name="Confirm the decision").click()
    log_in_again(page, house.editor)
    expect(page.get_by_label("To the authors")).to_have_value("Please shorten the end.")
    expect(page.get_by_label("Ask the authors for changes", exact=True)).to_be_checked()
    expect(page.get_by_text("What you had written here is back.")).to_be_in_viewport()


def test_a_choice_without_a_word_is_back_after_the_login(house: House, log_in: LogIn) -> None:
    text = submitted(house)
    page = log_in(house.editor, f"/admin/commentaries/{text.pk}/decide/", width="phone")
    page.get_by_label("Ask the authors for changes", exact=True).check()
    page.get_by_label("Publish it", exact=True).check()
    page.context.clear_cookies(name="sessionid")
    with page.expect_navigation():
        page.get_by_role("button", name="Confirm the decision").click()
    log_in_again(page, house.editor)
    expect(page.get_by_label("Publish it", exact=True)).to_be_checked()
    expect(page.get_by_label("Publish at")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Confirm the decision").click()
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('commentary-kept')).length") == 0


def test_the_persons_chosen_in_a_session_that_ended_are_back_after_the_login(house: House, log_in: LogIn) -> None:
    Series.objects.update(reviews_needed=1)
    text = submitted(house)
    page = log_in(house.editor, f"/admin/commentaries/{text.pk}/decide/")
    person = str(house.reviewer_person)
    page.get_by_label(person).check()
    page.context.clear_cookies(name="sessionid")
    with page.expect_navigation():
        page.get_by_role("button", name="Send the invitation").click()
    log_in_again(page, house.editor)
    expect(page.get_by_label(person)).to_be_checked()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)


def test_words_of_a_form_that_is_too_old_are_back_on_the_next(house: House, log_in: LogIn) -> None:
    text = submitted(house)
    page = log_in(house.editor, f"/admin/commentaries/{text.pk}/decide/")
    typed_without_sending(page)
    page.evaluate("document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach((field) => { field.value = 'old' })")
    with page.expect_navigation():
        page.get_by_role("button", name="Confirm the decision").click()
    page.goto(f"/admin/commentaries/{text.pk}/decide/")
    expect(page.get_by_label("To the authors")).to_have_value("Please shorten the end.")


def test_words_of_one_person_are_not_shown_to_the_next(house: House, log_in: LogIn) -> None:
    text = submitted(house)
    page = log_in(house.editor, f"/admin/commentaries/{text.pk}/decide/")
    typed_without_sending(page)
    client = Client()
    client.force_login(house.second_editor)
    origin, session = page.evaluate("location.origin"), client.cookies["sessionid"].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": origin}])
    page.goto(f"/admin/commentaries/{text.pk}/decide/")
    expect(page.locator("#id_decide_reasons")).to_have_value("")
    page.goto("/admin/")
    expect(page.get_by_text("Test Second").or_(page.get_by_text("second")).first).to_be_attached()


def test_words_that_have_arrived_do_not_come_back(house: House, log_in: LogIn) -> None:
    text = submitted(house)
    page = log_in(house.editor, f"/admin/commentaries/{text.pk}/decide/")
    typed_without_sending(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Confirm the decision").click()
    submitting.submit(text, house.author)
    page.goto(f"/admin/commentaries/{text.pk}/decide/")
    expect(page.get_by_label("To the authors")).to_have_value("")
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('commentary-kept')).length") == 0


def test_a_number_does_not_part_at_the_end_of_a_line(house: House, log_in: LogIn) -> None:
    text = published(house)
    page = log_in(house.editor, f"/admin/commentaries/{text.pk}/decide/", width="phone")
    lines_of_number = """(stage) => {
        const words = stage.firstChild, range = document.createRange();
        const bar = words.data.indexOf("|");
        range.setStart(words, bar - 3);
        range.setEnd(words, bar + 4);
        return new Set([...range.getClientRects()].map((line) => line.top)).size;
    }"""
    stage = page.locator(".commentary-decide__stage > span").last
    for width in range(330, 400, 5):
        page.set_viewport_size({"width": width, "height": 800})
        assert stage.evaluate(lines_of_number) == 1, width
