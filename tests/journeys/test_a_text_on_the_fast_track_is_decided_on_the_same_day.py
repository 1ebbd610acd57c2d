"""A vote is on Friday: the editor puts a text on the fast track, a reviewer answers all the same, and two persons stand
behind what appears."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from commentaries import reviewing
from commentaries.models import CommentaryPage
from tests import factories
from tests.factories import House

WHY = "The vote is on Friday."


def test_the_story(house: House) -> None:
    text = factories.in_review(house)
    invitation = factories.invited(house, text)
    the_editor_does_not_wait(house, text)
    the_reviewer_answers_all_the_same(house, invitation)
    a_copy_edit_wants_another_yes(house, text)
    assert factories.reloaded(text).live
    assert "fast track: reviews are not waited for" in page_for(house.editor, text)


def the_editor_does_not_wait(house: House, text: CommentaryPage) -> None:
    assert "Do not wait for reviews" in page_for(house.editor, text)
    html = done(house.editor, text, action="fast_track", reason=WHY)
    assert "The text is on the fast track" in html
    assert "Your decision" in html
    assert WHY in html


def the_reviewer_answers_all_the_same(house: House, invitation: Any) -> None:
    address = reverse("commentaries:review", args=[invitation.pk])
    said = {"action": "answer", "recommendation": "changes", "text": "Name the vote.", "has_no_interests": "on"}
    said["seen"] = reviewing.state_of(invitation)
    assert (
        "Your answer is with the editor" in client_of(house.reviewer).post(address, said, follow=True).content.decode()
    )


def a_copy_edit_wants_another_yes(house: House, text: CommentaryPage) -> None:
    factories.edited(text, house.editor, title="The vote of Friday")
    digest = factories.digest_now(text)
    html = done(house.editor, text, action="decide", digest=digest, outcome="publish")
    assert "Nobody else has said yes to exactly this text" in html
    done(house.assistant, text, action="affirm", digest=digest)
    assert "Published as" in done(house.editor, text, action="decide", digest=digest, outcome="publish")


def client_of(account: Any) -> Client:
    client = Client()
    client.force_login(account)
    return client


def page_for(account: Any, text: CommentaryPage) -> str:
    return client_of(account).get(reverse("commentaries:decide", args=[text.pk])).content.decode()


def done(account: Any, text: CommentaryPage, **said: str) -> str:
    address = reverse("commentaries:decide", args=[text.pk])
    return client_of(account).post(address, said, follow=True).content.decode()
