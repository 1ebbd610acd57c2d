"""Tests that what authors did about the requests is kept while they write, sent with the text, and read beside it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from commentaries import inviting, replying, submitting
from commentaries.models import CommentaryPage, Decision, Reply
from commentaries.permissions import text_is_with_the_author, user_can_decide, user_can_edit, user_can_submit
from tests import factories
from tests.commentaries.outbox import deliver
from tests.commentaries.test_editing import sent_by_the_editor, with_paragraph
from tests.factories import House

WISH = "Please shorten the second part."
DONE = "The second part is half as long now."
SUBMIT = {"action-submit": "pass"}


@pytest.fixture
def text(house: House) -> CommentaryPage:
    """Back with its author, who was asked to shorten it."""
    page = factories.submitted(house)
    factories.decide(house, page, Decision.Outcome.CHANGES, reasons=WISH)
    deliver()
    return factories.reloaded(page)


def test_the_words_are_kept_with_the_draft_and_sent_with_the_text(
    house: House, text: CommentaryPage, client: Client
) -> None:
    client.force_login(house.author)
    address = reverse("wagtailadmin_pages:edit", args=[text.pk])
    assert "What was done about the requests" in client.get(address).content.decode()
    client.post(address, {**sent_by_the_editor(text, house), "reply_to_requests": DONE})
    assert Reply.objects.get(version=None).text == DONE
    assert DONE in client.get(address).content.decode()
    posted = sent_by_the_editor(text, house, **with_paragraph("It is shorter."), reply_to_requests=DONE)
    client.post(address, {**posted, "action-submit": "pass"})
    reply = Reply.objects.get()
    assert reply.version.digest == factories.digest_now(text)
    assert (reply.person, reply.decision.reasons) == (house.author_person, WISH)
    assert DONE in deliver()[0].body


def test_a_saving_without_the_field_takes_nothing_away(house: House, text: CommentaryPage, client: Client) -> None:
    replying.note(text, house.author, text=DONE)
    client.force_login(house.author)
    client.post(reverse("wagtailadmin_pages:edit", args=[text.pk]), sent_by_the_editor(text, house))
    assert Reply.objects.get().text == DONE


def test_where_nothing_is_requested_nothing_is_kept(house: House, text: CommentaryPage) -> None:
    replying.note(factories.make_draft(house, title="A first draft"), house.author, text=DONE)
    replying.note(text, house.stranger, text=DONE)
    assert Reply.objects.count() == 0


def test_editor_and_reviewer_of_the_next_round_read_it_beside_the_changes(
    house: House, text: CommentaryPage, client: Client
) -> None:
    factories.edited(text, house.author, title="A shorter text")
    submitting.submit(factories.reloaded(text), house.author, reply=DONE)
    inside = inviting.invite(factories.reloaded(text), house.editor, [house.reviewer_person])[0]
    outside = factories.asked_outside(house, factories.reloaded(text))
    client.force_login(house.editor)
    for name in ("decide", "differences"):
        html = client.get(reverse(f"commentaries:{name}", args=[text.pk])).content.decode()
        assert DONE in html
        assert WISH in html
    client.force_login(house.reviewer)
    for address in (
        reverse("commentaries:review", args=[inside.pk]),
        reverse("outside:review", args=[factories.token_of(outside.links.get())]),
    ):
        html = client.get(address).content.decode()
        assert DONE in html
        assert WISH not in html


def test_a_correction_of_a_public_text_goes_round_as_any_text_does(house: House, client: Client) -> None:
    page = factories.published(house, title="Minutes")
    factories.edited(page, house.assistant, title="Minutes, pending")
    submitting.submit(factories.reloaded(page), house.assistant)
    factories.decide(house, page, Decision.Outcome.CHANGES, reasons=WISH)
    author, address = factories.fresh(house.author), reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert text_is_with_the_author(factories.reloaded(page))
    assert not user_can_decide(author, factories.reloaded(page))
    client.force_login(author)
    assert "What was done about the requests" in client.get(address).content.decode()
    posted = sent_by_the_editor(factories.reloaded(page), house, title="Minutes, pending still")
    client.post(address, {**posted, **with_paragraph("It is shorter."), "reply_to_requests": DONE, **SUBMIT})
    again = factories.reloaded(page)
    assert (again.workflow_in_progress, Reply.objects.get().text) == (True, DONE)
    assert not text_is_with_the_author(again)
    shown = Client().get(page.url).content.decode()
    assert "Minutes" in shown
    assert "pending" not in shown
    factories.decide(house, page)
    out = factories.reloaded(page)
    assert list(out.issue.editions.values_list("number", flat=True)) == [1, 2]
    assert (out.title, out.issue) == ("Minutes, pending still", page.issue)


@pytest.mark.parametrize("state", ["published", "corrected"])
def test_a_public_text_that_was_not_sent_back_is_its_authors_no_more(house: House, state: str) -> None:
    page = factories.published(house)
    if state == "corrected":
        factories.edited(page, house.assistant, title="Minutes, corrected")
        submitting.submit(factories.reloaded(page), house.assistant)
    author = factories.fresh(house.author)
    assert not user_can_edit(author, factories.reloaded(page))
    assert not user_can_submit(author, factories.reloaded(page))
