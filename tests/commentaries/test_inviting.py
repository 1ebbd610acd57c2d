"""Tests that an editor invites whoever has no account, by name and address, reminds them, and takes their link back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from commentaries import followups, inviting, reviewing
from commentaries.links import revoking
from commentaries.models import CommentaryPage, FollowUp, Invitation, Link, Person, Review
from commentaries.permissions import persons_to_invite
from tests import factories
from tests.commentaries.outbox import SITE, deliver, due_mails
from tests.factories import House

State = Invitation.State


@pytest.fixture
def text(house: House) -> CommentaryPage:
    return factories.in_review(house)


@pytest.fixture
def editor(house: House) -> Client:
    client = Client()
    client.force_login(house.editor)
    return client


@pytest.fixture
def invitation(house: House, text: CommentaryPage) -> Invitation:
    return factories.asked_outside(house, text)


def decide_path(text: CommentaryPage) -> str:
    return reverse("commentaries:decide", args=[text.pk])


def asked(editor: Client, text: CommentaryPage, **said: Any) -> HttpResponse:
    day = text.series.today() + timedelta(days=9)
    return editor.post(decide_path(text), {"action": "invite", "due_on": day.isoformat(), **said})


def page_of(editor: Client, text: CommentaryPage) -> str:
    return editor.get(decide_path(text)).content.decode()


# Inviting


def test_somebody_new_is_invited_by_name_and_address(editor: Client, text: CommentaryPage) -> None:
    deliver()
    answer = asked(editor, text, name="Anna van den Berg", email="anna@example.org", language="it", message="Può?")
    assert answer.status_code == HTTPStatus.FOUND
    person = Person.objects.get(email="anna@example.org")
    invitation = Invitation.objects.get()
    assert (invitation.person, person.language, person.account) == (person, "it", None)
    [message] = deliver()
    assert message.to == ["anna@example.org"]
    assert " – richiesta di revisione" in message.subject
    assert message.body.startswith("Gentile Anna van den Berg,")
    token = factories.token_of(Link.objects.get())
    assert f"{SITE}/review/{token}/" in message.body.splitlines()
    assert "Non occorre un account." in message.body
    assert Client().get(f"/review/{token}/").status_code == HTTPStatus.OK


def test_who_is_known_by_the_address_is_that_person_and_answers_in_the_admin(
    house: House, editor: Client, text: CommentaryPage
) -> None:
    deliver()
    asked(editor, text, email="REVIEWER@example.org")
    assert Invitation.objects.get().person == house.reviewer_person
    assert not Link.objects.exists()
    [message] = deliver()
    assert "/admin/commentaries/reviews/" in message.body
    assert "/review/" not in message.body


def test_known_and_new_are_invited_together(house: House, editor: Client, text: CommentaryPage) -> None:
    asked(editor, text, persons=[house.reviewer_person.pk], name="Bo Lind", email="bo@example.org")
    assert {str(invitation.person) for invitation in Invitation.objects.all()} == {"Test Reviewer", "Bo Lind"}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Choose somebody, or name somebody else."),
        ({"name": "Bo Lind"}, "Write the address to which the invitation goes."),
        ({"email": "bo@example.org"}, "Nobody is known by this address yet."),
        ({"name": "Bo Lind", "email": "bo at example"}, "Enter a valid email address."),
        ({"name": "Bo", "email": "bo@example.org", "due_on": "2020-01-01"}, "This day is past."),
    ],
)
def test_what_is_missing_is_said_and_nobody_is_made(
    editor: Client, text: CommentaryPage, said: dict[str, str], sentence: str
) -> None:
    people = Person.objects.count()
    answer = asked(editor, text, **said)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.content.decode()
    assert Person.objects.count() == people
    assert not Invitation.objects.exists()


def test_an_author_is_not_invited_by_their_address_and_nobody_new_is_kept(
    house: House, editor: Client, text: CommentaryPage
) -> None:
    answer = asked(editor, text, email="author@example.org")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "is an author of this text and cannot review it" in answer.content.decode()
    new = inviting.Newcomer("Bo Lind", "bo@example.org")
    with pytest.raises(reviewing.OwnText), transaction.atomic():
        inviting.invite(text, house.editor, [house.author_person], newcomers=[new])
    assert not Person.objects.filter(email="bo@example.org").exists()
    assert not Invitation.objects.exists()


def test_whoever_was_asked_before_is_offered_again(house: House, editor: Client, invitation: Invitation) -> None:
    another = factories.PersonFactory(email="never-asked@example.org")
    offered = persons_to_invite(house.editor, invitation.version.page)
    assert invitation.person in offered
    assert another not in offered
    Person.objects.filter(pk=invitation.person_id).update(email="")
    assert invitation.person not in offered.all()


def test_two_forms_at_once_make_one_person(house: House, editor: Client, text: CommentaryPage) -> None:
    for _time in range(2):
        asked(editor, text, name="Bo Lind", email="bo@example.org")
    assert Person.objects.filter(email="bo@example.org").count() == 1
    assert Invitation.objects.count() == Link.objects.count() == 1


# The mail


def test_the_stored_letter_names_the_link_by_its_key(invitation: Invitation) -> None:
    [row] = FollowUp.objects.filter(key__startswith="invited")
    link = invitation.links.get()
    assert row.payload["own_link"] == link.pk
    assert factories.token_of(link) not in str(row.payload)


def test_the_mail_says_that_the_link_is_personal_and_until_when(invitation: Invitation) -> None:
    [message] = [message for message in deliver() if message.to == ["nora@example.org"]]
    last = invitation.links.get().last_day
    assert last is not None
    assert "You need no account. The link is yours alone" in message.body
    assert f"It works until {last.day} " in message.body
    assert "/admin/" not in message.body


def test_who_got_an_account_meanwhile_is_led_to_the_admin(house: House, invitation: Invitation) -> None:
    Person.objects.filter(account=house.admin).update(account=None)
    Person.objects.filter(pk=invitation.person_id).update(account=house.admin)
    [message] = [message for message in deliver() if message.to == ["nora@example.org"]]
    assert "/admin/commentaries/reviews/" in message.body
    assert "/review/" not in message.body


@pytest.mark.parametrize("end", ["revoked", "declined"])
def test_a_letter_that_waited_names_no_link_that_has_ended(house: House, invitation: Invitation, end: str) -> None:
    waiting = [each.pk for each in due_mails() if each.key.startswith("invited")]
    if end == "revoked":
        revoking.revoke(invitation.links.get(), house.editor)
    else:
        reviewing.decline(invitation, invitation.person)
    assert [followups.carry_out(pk) for pk in waiting] == [True]
    assert [message for message in deliver() if message.to == ["nora@example.org"]] == []


def test_without_the_addresses_the_mail_asks_for_an_answer(invitation: Invitation, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.commentaries.without_outside"
    [message] = [message for message in deliver() if message.to == ["nora@example.org"]]
    assert "Please answer this mail by" in message.body
    assert "yours alone" not in message.body


# On the page of decision


def test_the_editor_sees_the_link_and_what_may_be_done(editor: Client, invitation: Invitation) -> None:
    html = page_of(editor, invitation.version.page)
    for words in ("Nora Outside", "Answers by a link of their own", "Send the invitation again", "Take the link back"):
        assert words in html
    assert factories.token_of(invitation.links.get()) not in html


def test_who_answers_in_the_admin_has_no_link_there(house: House, editor: Client, text: CommentaryPage) -> None:
    factories.invited(house, text)
    html = page_of(editor, text)
    assert "Send the invitation again" in html
    assert "Take the link back" not in html


def test_the_editor_reminds_somebody(editor: Client, invitation: Invitation, clock: Callable[[datetime], None]) -> None:
    deliver()
    token = factories.token_of(invitation.links.get())
    clock(timezone.now() + timedelta(days=2))
    said = {"action": "send_again", "invitation": invitation.pk}
    assert editor.post(decide_path(invitation.version.page), said).status_code == HTTPStatus.FOUND
    [message] = deliver()
    assert message.to == ["nora@example.org"]
    assert " – reminder, please review by " in message.subject
    assert f"{SITE}/review/{token}/" in message.body.splitlines()
    assert "Test Editor reminds you of a text to review" in message.body
    assert PageLogEntry.objects.filter(action="commentaries.remind").count() == 1


def test_the_editor_takes_a_link_back_and_sends_another(
    editor: Client, invitation: Invitation, clock: Callable[[datetime], None]
) -> None:
    path = decide_path(invitation.version.page)
    before = factories.token_of(invitation.links.get())
    assert editor.post(path, {"action": "revoke_link", "invitation": invitation.pk}).status_code == HTTPStatus.FOUND
    assert Client().get(f"/review/{before}/").status_code == HTTPStatus.GONE
    html = page_of(editor, invitation.version.page)
    assert "Take the link back" not in html
    assert "Send the invitation again" in html
    deliver()
    clock(timezone.now() + timedelta(minutes=2))
    editor.post(path, {"action": "send_again", "invitation": invitation.pk})
    after = factories.token_of(Link.objects.get(revoked_at=None))
    assert after != before
    assert Client().get(f"/review/{after}/").status_code == HTTPStatus.OK
    assert [after in message.body for message in deliver()] == [True]


@pytest.mark.parametrize("state", [State.ANSWERED, State.DECLINED, State.CANCELLED])
def test_nobody_is_reminded_of_what_is_not_open(house: House, invitation: Invitation, state: Invitation.State) -> None:
    Invitation.objects.update(state=state)
    with pytest.raises(reviewing.NotInReview), transaction.atomic():
        inviting.send_again(invitation, house.editor)


@pytest.mark.parametrize("account", ["author", "reviewer", "stranger"])
def test_nobody_else_reminds(house: House, invitation: Invitation, account: str) -> None:
    with pytest.raises(PermissionDenied), transaction.atomic():
        inviting.send_again(invitation, getattr(house, account))


@pytest.mark.parametrize("action", ["send_again", "revoke_link"])
def test_the_invitation_of_another_text_is_not_reached_from_here(
    house: House, editor: Client, invitation: Invitation, action: str
) -> None:
    other = factories.in_review(house, title="Another text", slug="another")
    answer = editor.post(decide_path(other), {"action": action, "invitation": invitation.pk})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Link.objects.standing().exists()


def test_whoever_was_named_instead_is_invited_with_one_click(editor: Client, invitation: Invitation) -> None:
    text = invitation.version.page
    reviewing.decline(invitation, invitation.person, reviewing.Refusal("On leave.", "Bo Lind", "bo@example.org"))
    html = page_of(editor, text)
    for words in ("On leave.", "Suggests asking Bo Lind bo@example.org", "Invite this person"):
        assert words in html
    form = editor.get(decide_path(text)).context["invite_form"]
    due: date = form.initial["due_on"]
    assert f'name="due_on" value="{due.isoformat()}"' in html
    said = {"action": "invite", "name": "Bo Lind", "email": "bo@example.org", "due_on": due.isoformat()}
    assert editor.post(decide_path(text), said).status_code == HTTPStatus.FOUND
    assert Invitation.objects.get(person__email="bo@example.org").state == State.OPEN


def test_whoever_was_named_instead_is_invited_also_when_the_text_waits_for_the_decision(
    house: House, editor: Client, invitation: Invitation
) -> None:
    text = invitation.version.page
    reviewing.decline(invitation, invitation.person, reviewing.Refusal("On leave.", "Bo Lind", "bo@example.org"))
    reviewing.go_on(text, house.editor, reason="It is urgent.")
    assert "Invite this person" in page_of(editor, text)
    due: date = editor.get(decide_path(text)).context["invite_form"].initial["due_on"]
    said = {"action": "invite", "name": "Bo Lind", "email": "bo@example.org", "due_on": due.isoformat()}
    assert editor.post(decide_path(text), said).status_code == HTTPStatus.FOUND
    assert Invitation.objects.get(person__email="bo@example.org").state == State.OPEN


def test_the_editor_reads_of_an_interest(house: House, editor: Client, invitation: Invitation) -> None:
    given = reviewing.Answer(Review.Recommendation.PUBLISH, interests="We wrote a book together.")
    reviewing.answer(invitation, invitation.person, given)
    html = page_of(editor, invitation.version.page)
    assert html.index("Declares an interest") < html.index("We wrote a book together.")
    reviewing.answer(invitation, invitation.person, reviewing.Answer(given.recommendation, has_no_interests=True))
    assert "Has no interest to declare." in page_of(editor, invitation.version.page)


def test_a_text_that_waits_for_the_decision_may_be_read_by_one_more_and_goes_on_waiting(house: House) -> None:
    page = factories.submitted(house)
    asked = factories.invited(house, page)
    given = reviewing.Answer(Review.Recommendation.CHANGES, "Shorter, please.")
    reviewing.answer(asked, house.reviewer_person, given)
    assert factories.reloaded(page).current_workflow_task_state.task.name == "Decision"
    late = factories.asked_outside(house, factories.reloaded(page))
    factories.decide(house, page)
    late.refresh_from_db()
    assert late.state == State.CANCELLED
    with pytest.raises(reviewing.NotInReview), transaction.atomic():
        factories.invited(house, factories.reloaded(page))
