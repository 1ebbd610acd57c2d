"""Makes the moves that several stories share as a person makes them: by the names of fields and buttons."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

from commentaries.models import CommentaryPage

PATIENCE = 15_000
"""Milliseconds for what a machine under load may take: autosave and what follows it."""


def log_in_by_hand(page: Page, account: Any) -> None:
    """With user name and password; those of tests are the same."""
    page.goto("/admin/")
    page.get_by_label("Username").fill(account.username)
    page.get_by_label("Password").fill(account.username)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


def edit(page: Page, text: CommentaryPage) -> None:
    page.goto(f"/admin/pages/{text.pk}/edit/")
    let_the_editor_settle(page)


def let_the_editor_settle(page: Page) -> None:
    """What a form holds two seconds after loading is, to Wagtail, its saved state: nobody types before that."""
    page.wait_for_timeout(2_500)


def let_the_words_settle(page: Page) -> None:
    """The rich text editor hands its words to the form a quarter of a second after the last key."""
    page.wait_for_timeout(500)


def go_home(page: Page) -> Locator:
    """The admin's first page; returns what waits for this person."""
    page.goto("/admin/")
    return page.get_by_role("region", name="Waiting for you").or_(page.locator("#panel-commentaries-waiting-section"))


def field(page: Page, name: str) -> Locator:
    """What belongs to one field of the editor's form."""
    return page.locator(f'[data-contentpath="{name}"]')


def insert_block(page: Page, name: str, kind: str = "") -> Locator:
    """Adds a block at the end of the text or of the key points; returns its element."""
    blocks = field(page, name).locator("[data-streamfield-child]")
    before = blocks.count()
    field(page, name).get_by_role("button", name="Insert a block").last.click()
    if kind:
        page.get_by_role("option", name=kind, exact=True).click()
    expect(blocks).to_have_count(before + 1)
    return blocks.nth(before)


def write_key_point(page: Page, sentence: str) -> None:
    insert_block(page, "key_points").get_by_label("Lead sentence").fill(sentence)


def write_paragraph(page: Page, words: str) -> None:
    paragraph = insert_block(page, "body", "Paragraph").get_by_role("textbox").first
    paragraph.click()
    page.keyboard.type(words)
    expect(paragraph).to_contain_text(words)
    let_the_words_settle(page)


def add_words(page: Page, words: str, *, to_paragraph: int = 0) -> None:
    """Goes on writing at the end of a paragraph that is there."""
    paragraph = field(page, "body").locator('[contenteditable="true"]').nth(to_paragraph)
    paragraph.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)
    expect(paragraph).to_contain_text(words.strip())
    let_the_words_settle(page)


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=re.compile(name)).click()


def choose_topic(page: Page, name: str) -> None:
    """From the list that opens below the field; a topic cannot be made up."""
    open_tab(page, "Facts")
    page.locator("#id_topics").locator("xpath=following-sibling::ul").locator("input").press_sequentially(name[:4])
    page.get_by_role("menuitem", name=name).or_(page.locator(".ui-menu-item", has_text=name)).first.click()
    open_tab(page, "Text")


def press_action(page: Page, name: str) -> None:
    """An action of the bar at the foot of the editor, foremost or behind its arrow; waits for the next page."""
    button = page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True))
    if not button.first.is_visible():
        page.get_by_role("button", name="More actions").click()
    with page.expect_navigation():
        button.first.click()


def save(page: Page) -> None:
    press_action(page, "Save draft")
    expect(message(page)).to_be_visible()
    let_the_editor_settle(page)


def message(page: Page) -> Locator:
    """What the admin says about the last request."""
    return page.locator(".messages")


def open_points(page: Page) -> Locator:
    """The list of open points above the title."""
    return page.locator("details", has=page.locator("summary", has_text=re.compile("open points", re.IGNORECASE)))


def open_decision(page: Page, text: CommentaryPage) -> None:
    page.goto(f"/admin/commentaries/{text.pk}/decide/")


def proof(page: Page) -> FrameLocator:
    """The text as it stands, beside the question."""
    return page.frame_locator('iframe[title^="The text:"]')


def decide(page: Page, outcome: str, *, words: str = "") -> None:
    """Takes the decision on the page that is open."""
    page.get_by_label(outcome, exact=True).check()
    if words:
        page.get_by_label("To the authors").fill(words)
    with page.expect_navigation():
        page.get_by_role("button", name="Confirm the decision").click()


def unfold(page: Page, heading: str) -> Locator:
    """One of the things that can be done beside the decision, unfolded."""
    action = page.locator("details", has=page.locator("summary", has_text=heading))
    if action.get_attribute("open") is None:
        action.locator("summary").click()
    return action


def confirm(page: Page, action: Locator, button: str) -> None:
    with page.expect_navigation():
        action.get_by_role("button", name=button).click()
