"""One text on its whole way: reviewed, sent back, revised, copy-edited, consented to, published and found."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from playwright.sync_api import Page, expect

from commentaries.citations import unbroken
from commentaries.models import CommentaryPage, FollowUp, Invitation, Issue, Series
from tests.factories import House, TopicFactory, make_draft, published, submitted
from tests.journeys.steps import (
    add_words,
    confirm,
    decide,
    edit,
    go_home,
    message,
    open_decision,
    press_action,
    proof,
    save,
    unfold,
)

TITLE = "Minutes of a silent committee"
LATE_IN_NOVEMBER = datetime(2025, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Rome"))

LogIn = Callable[..., Page]

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(
    house: House,
    log_in: LogIn,
    open_page: Callable[..., Page],
    catch_up: Callable[[], None],
    clock: Callable[[datetime], None],
) -> None:
    clock(LATE_IN_NOVEMBER)
    house.reviewer.groups.add(Group.objects.get(name="Commentary reviewers"))
    published(house, title="An earlier letter", topics=[])
    Series.objects.filter(pk=house.series.pk).update(reviews_needed=1)
    text = make_draft(house, topics=[TopicFactory(name="Assemblies", slug="assemblies")])

    author = log_in(house.author)
    editor = log_in(house.editor)
    reviewer = log_in(house.reviewer)

    the_author_submits(author, text)
    the_editor_invites_a_reviewer(editor, text)
    the_reviewer_answers_with_a_wish(reviewer)
    the_editor_reads_the_answer_and_asks_for_changes(editor, text)
    the_author_reads_what_is_asked_revises_and_submits_again(author, text, catch_up)
    the_editor_closes_the_second_review(editor, text)
    the_editor_corrects_a_word_and_may_not_publish_it_alone(editor, text)
    the_editor_asks_for_the_authors_yes(editor, text)
    the_author_reads_the_correction_and_says_yes(author)
    the_editor_publishes(editor, text)
    catch_up()

    reader = open_page()
    a_reader_finds_the_number_at_the_top_of_the_list(reader)
    a_reader_opens_it_from_the_list(reader)
    a_reader_opens_it_from_its_author(reader)
    a_reader_opens_it_from_a_topic(reader)
    a_reader_opens_it_by_its_number(reader)
    a_reader_finds_it_by_a_word(reader)
    the_author_hears_of_it()


def test_whoever_is_invited_may_open_the_review(house: House, log_in: LogIn) -> None:
    """An account that has no group yet can be chosen as a reviewer, so the invitation must open the door."""
    Series.objects.filter(pk=house.series.pk).update(reviews_needed=1)
    text = submitted(house)
    the_editor = log_in(house.editor)
    open_decision(the_editor, text)
    action = unfold(the_editor, "Invite reviewers")
    action.get_by_label("Test Stranger").check()
    confirm(the_editor, action, "Send the invitation")
    expect(message(the_editor)).to_contain_text("Invited: Test Stranger.")
    page = log_in(house.stranger, f"/admin/commentaries/reviews/{Invitation.objects.get().pk}/")
    expect(page.get_by_role("heading", name="Your answer")).to_be_visible()


def the_author_submits(page: Page, text: CommentaryPage) -> None:
    edit(page, text)
    press_action(page, "Submit to the editors")
    expect(message(page)).to_contain_text("Submitted: ")


def the_editor_invites_a_reviewer(page: Page, text: CommentaryPage) -> None:
    with page.expect_navigation():
        go_home(page).get_by_role("link", name=re.compile(f"Invite reviewers.*{TITLE}", re.DOTALL)).click()
    expect(page.get_by_text("In review since 25 November, but nobody is invited yet.")).to_be_visible()
    action = unfold(page, "Invite reviewers")
    action.get_by_label("Test Reviewer").check()
    action.get_by_label("Message").fill("A short one. Could you?")
    confirm(page, action, "Send the invitation")
    expect(message(page)).to_contain_text("Invited: Test Reviewer.")


def the_reviewer_answers_with_a_wish(page: Page) -> None:
    with page.expect_navigation():
        go_home(page).get_by_role("link", name=TITLE).click()
    expect(page.get_by_text("A short one. Could you?")).to_be_visible()
    expect(proof(page).get_by_role("heading", name=TITLE)).to_be_visible()
    expect(proof(page).get_by_text("nobody was surprised by what they said")).to_be_visible()
    page.get_by_label("Publish after changes").check()
    page.get_by_role("textbox").first.fill("Say who did not vote.")
    page.get_by_label("I have no interest to declare").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Send the answer").click()
    expect(message(page)).to_contain_text("Thank you. Your answer is with the editor.")


def the_editor_reads_the_answer_and_asks_for_changes(page: Page, text: CommentaryPage) -> None:
    open_decision(page, text)
    expect(page.get_by_text("Has been waiting for the editor’s decision since 25 November.")).to_be_visible()
    expect(page.get_by_text("Say who did not vote.")).to_be_visible()
    decide(page, "Ask the authors for changes", words="Please name those who did not vote.")
    expect(message(page)).to_contain_text("Your decision is on its way to the authors.")
    expect(page.get_by_text("Back with the authors since 25 November: changes are asked for.")).to_be_visible()


def the_author_reads_what_is_asked_revises_and_submits_again(
    page: Page, text: CommentaryPage, catch_up: Callable[[], None]
) -> None:
    catch_up()
    assert any(
        "author@example.org" in sent.to and "Please name those who did not vote." in sent.body for sent in mail.outbox
    )
    with page.expect_navigation():
        go_home(page).get_by_role("link", name=re.compile(f"Make the changes asked for.*{TITLE}", re.DOTALL)).click()
    add_words(page, " Nobody from the islands did.", to_paragraph=1)
    save(page)
    press_action(page, "Submit again")
    expect(message(page)).to_be_visible()
    assert CommentaryPage.objects.get(pk=text.pk).current_workflow_task is not None


def the_editor_closes_the_second_review(page: Page, text: CommentaryPage) -> None:
    open_decision(page, text)
    if page.get_by_role("heading", name="The review").is_visible():
        action = unfold(page, "Go on without the missing reviews")
        action.get_by_label("Reason").fill("The one wish of the reviewer is met.")
        confirm(page, action, "Go on")
    expect(page.get_by_role("heading", name="Your decision")).to_be_visible()
    expect(proof(page).get_by_text("Nobody from the islands did.")).to_be_visible()


def the_editor_corrects_a_word_and_may_not_publish_it_alone(page: Page, text: CommentaryPage) -> None:
    edit(page, text)
    add_words(page, " Not one.", to_paragraph=1)
    save(page)
    open_decision(page, text)
    expect(proof(page).get_by_text("Not one.")).to_be_visible()
    decide(page, "Publish it")
    expect(page.get_by_role("alert")).to_contain_text("Nobody else has said yes to exactly this text")
    assert not CommentaryPage.objects.get(pk=text.pk).live


def the_editor_asks_for_the_authors_yes(page: Page, text: CommentaryPage) -> None:
    open_decision(page, text)
    action = unfold(page, "Ask the authors for their yes")
    action.get_by_label("Message").fill("Two words of mine at the end. Agreed?")
    confirm(page, action, "Ask them")
    expect(message(page)).to_contain_text("The authors are asked to say yes")


def the_author_reads_the_correction_and_says_yes(page: Page) -> None:
    with page.expect_navigation():
        go_home(page).get_by_role("link", name=re.compile(f"Say yes to the text.*{TITLE}", re.DOTALL)).click()
    expect(proof(page).get_by_text("Not one.")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Yes, publish it like this").click()
    expect(message(page)).to_contain_text("Your yes to exactly this text is stored")


def the_editor_publishes(page: Page, text: CommentaryPage) -> None:
    open_decision(page, text)
    expect(page.get_by_text(re.compile("it appears as 25\\s\\|\N{WORD JOINER}\\s02"))).to_be_visible()
    decide(page, "Publish it")
    expect(message(page)).to_contain_text(f"Published as {unbroken('25 | 02')}.")
    assert Issue.objects.get(address="25-02").state == Issue.State.PUBLIC


def a_reader_finds_the_number_at_the_top_of_the_list(page: Page) -> None:
    page.goto("/letters/")
    top = page.get_by_role("main").get_by_role("article").first
    expect(top).to_contain_text("25 | 02")
    expect(top).to_contain_text("by Test Author")
    expect(top).to_contain_text("25 November 2025")
    expect(top.get_by_role("link", name=TITLE)).to_be_visible()


def a_reader_opens_it_from_the_list(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    is_the_text(page)


def a_reader_opens_it_from_its_author(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="Test Author").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Test Author")
    page.get_by_role("main").get_by_role("link", name=TITLE).click()
    is_the_text(page)


def a_reader_opens_it_from_a_topic(page: Page) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Topics").click()
    page.get_by_role("main").get_by_role("link", name="Assemblies").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Assemblies")
    page.get_by_role("main").get_by_role("link", name=TITLE).click()
    is_the_text(page)


def a_reader_opens_it_by_its_number(page: Page) -> None:
    page.goto("/letters/25-02/")
    is_the_text(page)


def a_reader_finds_it_by_a_word(page: Page) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").fill("islands")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="Found for “islands”")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name=TITLE).click()
    is_the_text(page)


def is_the_text(page: Page) -> None:
    expect(page).to_have_url(re.compile("/letters/minutes-of-a-silent-committee/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("main")).to_contain_text("Nobody from the islands did. Not one.")


def the_author_hears_of_it() -> None:
    """Mails about a publication wait a quarter of an hour, so here it is only certain that one is planned."""
    assert FollowUp.objects.filter(page__title=TITLE, key__contains="publ").exists()
