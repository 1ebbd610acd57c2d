"""An author hands in a text; words are changed afterwards; what two persons affirmed is not what would appear."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from commentaries.models import CommentaryPage
from tests.factories import House, reloaded, submitted
from tests.journeys.steps import add_words, confirm, decide, edit, message, open_decision, proof, save, unfold

LogIn = Callable[..., Page]

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_change_before_the_decision_needs_a_new_yes(house: House, log_in: LogIn) -> None:
    text = submitted(house)
    editor = log_in(house.editor)
    the_editor_changes_a_sentence(editor, text)
    publishing_is_refused_with_the_reason(editor, text)
    a_colleague_reads_it_and_says_yes(log_in(house.assistant), text)
    now_it_may_appear(editor, text)


def test_a_change_behind_the_editors_back_is_shown_before_she_decides(house: House, log_in: LogIn) -> None:
    text = submitted(house)
    editor = log_in(house.editor)
    open_decision(editor, text)
    the_assistant_changes_a_sentence_meanwhile(log_in(house.assistant), text)
    the_editor_publishes_what_she_read_and_is_stopped(editor, text)


def test_a_change_to_a_public_text_stays_unseen_until_it_is_affirmed(
    house: House, log_in: LogIn, open_page: Callable[..., Page]
) -> None:
    text = submitted(house)
    editor = log_in(house.editor)
    open_decision(editor, text)
    decide(editor, "Publish it")
    expect(message(editor)).to_contain_text("Published as")
    edit(editor, text)
    add_words(editor, " This came later.")
    save(editor)
    the_forced_button_is_answered_with_a_sentence(editor)
    readers_see_the_affirmed_words(open_page(text.url))


def the_editor_changes_a_sentence(page: Page, text: CommentaryPage) -> None:
    edit(page, text)
    add_words(page, " Not one word of this was agreed.")
    save(page)


def publishing_is_refused_with_the_reason(page: Page, text: CommentaryPage) -> None:
    open_decision(page, text)
    expect(page.get_by_text("Nobody else has said yes to exactly this text.").first).to_be_visible()
    decide(page, "Publish it", words="Thank you for this.")
    expect(page.get_by_role("alert")).to_contain_text("Ask an author for consent, or let a colleague read it.")
    expect(page.get_by_label("To the authors")).to_have_value("Thank you for this.")
    assert not reloaded(text).live


def a_colleague_reads_it_and_says_yes(page: Page, text: CommentaryPage) -> None:
    open_decision(page, text)
    expect(proof(page).get_by_text("Not one word of this was agreed.")).to_be_visible()
    confirm(page, unfold(page, "Say yes as a colleague"), "Yes to this text")
    expect(message(page)).to_contain_text("Your yes to exactly this text is stored.")


def now_it_may_appear(page: Page, text: CommentaryPage) -> None:
    open_decision(page, text)
    decide(page, "Publish it")
    expect(message(page)).to_contain_text("Published as")
    assert reloaded(text).live


def the_assistant_changes_a_sentence_meanwhile(page: Page, text: CommentaryPage) -> None:
    edit(page, text)
    add_words(page, " A word slipped in.")
    save(page)


def the_editor_publishes_what_she_read_and_is_stopped(page: Page, text: CommentaryPage) -> None:
    expect(proof(page).get_by_text("A word slipped in.")).to_have_count(0)
    decide(page, "Publish it")
    expect(page.get_by_role("alert")).to_contain_text("The text was changed while you read it.")
    expect(proof(page).get_by_text("A word slipped in.")).to_be_visible()
    assert not reloaded(text).live


def the_forced_button_is_answered_with_a_sentence(page: Page) -> None:
    page.evaluate(
        """() => {
            const button = document.createElement("button");
            Object.assign(button, {type: "submit", name: "action-publish", value: "action-publish", id: "forced"});
            document.querySelector("form[data-edit-form]").append(button);
        }"""
    )
    with page.expect_navigation():
        page.evaluate("document.getElementById('forced').click()")
    expect(message(page)).to_contain_text("No editor has decided to publish exactly this text.")


def readers_see_the_affirmed_words(page: Page) -> None:
    expect(page.get_by_role("main")).to_contain_text("nobody was surprised")
    expect(page.get_by_role("main")).not_to_contain_text("This came later.")


def test_saving_without_a_change_keeps_every_yes(house: House, log_in: LogIn) -> None:
    """The editor opens a text, looks, presses save: nobody has to say yes again."""
    text = submitted(house)
    editor = log_in(house.editor)
    edit(editor, text)
    save(editor)
    open_decision(editor, text)
    expect(editor.get_by_text("Nobody else has said yes to exactly this text.")).to_have_count(0)
    now_it_may_appear(editor, text)
