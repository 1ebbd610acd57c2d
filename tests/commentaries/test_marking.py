"""Tests the passages that a reviewer marks: found in the version, kept when they are not, read with the review."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from commentaries import erasing, marking, versions
from commentaries.models import Decision, Invitation, Review, UnsentReview
from tests import factories
from tests.commentaries import outbox
from tests.commentaries.test_differences import client_of
from tests.factories import SENTENCE, House

REMARK = "Who asked, and how often?"
PASSAGE = {"words_1": "after eleven  years of asking", "remark_1": REMARK}


@pytest.fixture(autouse=True)
def _warnings_are_expected(caplog: pytest.LogCaptureFixture) -> None:
    """What is refused is logged."""


@pytest.fixture
def invitation(house: House) -> Invitation:
    return factories.asked_outside(house, factories.in_review(house, reviews=1))


@pytest.fixture
def path(invitation: Invitation) -> str:
    return f"/review/{factories.token_of(invitation.links.get())}/"


def send(client: Client, path: str, action: str = "answer", **said: str) -> Any:
    seen = client.get(path).context["seen"]
    whole = {"action": action, "recommendation": "changes", "has_no_interests": "on", "seen": seen, **said}
    return client.post(path, whole)


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        (f"{SENTENCE}, and nobody was", True),
        ('What they did not say is "the point" of this text', True),
        ("by what they said. What they did", True),  # across two paragraphs
        ("It is on record.1 What was left out", True),  # with the number of a note, as it is copied
        ("Minutes of 4 May", True),
        ("Key point 2 stands", True),
        ("Minutes of a silent committee", True),
        ("a vote was often taken", False),
        ("mittee published", False),
        ("<script>", False),
    ],
)
def test_words_are_found_however_they_were_copied(house: House, words: str, stands: bool) -> None:
    text = marking.read_in(versions.latest_of(factories.make_draft(house)))
    assert marking.stands_there(words, text) is stands


def test_a_passage_goes_with_the_review_to_the_editors_and_into_their_letter(
    house: House, invitation: Invitation, path: str, client: Client
) -> None:
    outbox.deliver()
    assert send(client, path, **PASSAGE).status_code == HTTPStatus.FOUND
    review = Review.objects.get()
    assert review.passages == [{"words": PASSAGE["words_1"], "remark": REMARK}]
    assert {REMARK in letter.body for letter in outbox.deliver()} == {True}
    decide = f"/admin/commentaries/{invitation.version.page_id}/decide/"
    answer = client_of(house.editor).get(decide)
    assert "<q>after eleven  years of asking</q>" in answer.content.decode()
    [asked] = answer.context["invitations"]
    assert asked.to_pass_on == f"“{PASSAGE['words_1']}”\n{REMARK}"
    assert send(client, path, **PASSAGE, words_2="A vote was never taken", remark_2="By whom?").status_code == 302
    review.refresh_from_db()
    assert [each["remark"] for each in review.passages] == [REMARK, "By whom?"]
    factories.decide(house, invitation.version.page, Decision.Outcome.REJECT, reasons="No.")
    assert "By whom?" in client.get(path).content.decode()
    erasing.erase(invitation.person, by=house.editor)
    assert Review.objects.get().passages == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"words_2": "a vote was often taken", "remark_2": "No."}, "These words are not in the text"),
        ({"words_2": "", "remark_2": "No."}, "Copy here the words of the text"),
        ({"words_2": "a vote was never taken", "remark_2": ""}, "Add your remark on these words"),
        ({"words_2": "x" * 1001, "remark_2": "No."}, "at most 1000 characters"),
        ({"words_2": "a vote\x00was", "remark_2": "No."}, "Null characters are not allowed"),
        ({"words_2": "<script>alert(1)</script>", "remark_2": "No."}, "These words are not in the text"),
    ],
)
def test_a_passage_that_is_not_there_is_refused_and_everything_typed_stays(
    path: str, client: Client, wrong: dict[str, str], sentence: str
) -> None:
    answer = send(client, path, **PASSAGE, **wrong, text="Words that stay.")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    html = answer.content.decode()
    assert sentence in html
    assert "Words that stay." in html
    assert REMARK in html
    assert "<script>alert" not in html
    assert not Review.objects.exists()


def test_another_passage_keeps_everything_as_an_unsent_review_and_brings_more_rows(
    path: str, client: Client, house: House
) -> None:
    assert client.get(path).content.decode().count('name="words_') == 2
    typed = {"words_1": "not in the text", "remark_1": "Odd.", "words_2": "after eleven", "text": "Words that stay."}
    answer = send(client, path, "more", **typed)
    assert answer["Location"] == f"{path}#passages"
    html = client.get(path).content.decode()
    assert html.count('name="words_') == 4
    assert all(words in html for words in typed.values())
    assert UnsentReview.objects.get().passages[1] == {"words": "after eleven", "remark": ""}
    assert not Review.objects.exists()
    send(client, path, "more", **{f"words_{number}": "after eleven" for number in range(1, 11)})
    html = client.get(path).content.decode()
    assert html.count('name="words_') == 10
    assert 'value="more"' not in html


def test_a_reviewer_with_an_account_marks_passages_in_the_admin(house: House) -> None:
    page = factories.in_review(house, reviews=1)
    invitation = factories.invited(house, page)
    client, own = client_of(house.reviewer), f"/admin/commentaries/reviews/{invitation.pk}/"
    answer = send(client, own, "more", **PASSAGE)
    assert answer["Location"].endswith(f"reviews/{invitation.pk}/#passages")
    assert REMARK in client.get(own).content.decode()
    assert send(client, own, **PASSAGE).status_code == HTTPStatus.FOUND
    assert Review.objects.get().passages[0]["remark"] == REMARK


def test_what_hides_authors_finds_no_word_about_them(house: House) -> None:
    page = factories.in_review(house, reviews=1, interests="The author advises the port.")
    text = marking.read_in(versions.latest_of(page))
    assert not marking.stands_there(house.author_person.name, text)
    assert not marking.stands_there("advises the port", text)
