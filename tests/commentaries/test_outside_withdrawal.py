"""Tests that an author without an account stops a scheduled text by their link: asked twice, then done at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from wagtail.models import PageLogEntry

from commentaries import appearing, consenting, submitting, withdrawing
from commentaries.happenings import events_of
from commentaries.links import giving, revoking
from commentaries.models import Affirmation, Authorship, CommentaryPage, Link, Person, Version, Withdrawal
from tests import factories
from tests.commentaries import outbox
from tests.factories import House

NOW = datetime(2025, 11, 24, 17, 0, tzinfo=UTC)
MOMENT = datetime(2025, 11, 28, 8, 0, tzinfo=UTC)
WHY = "A figure <b>is</b> wrong."


@pytest.fixture(autouse=True)
def _warnings_are_expected(caplog: pytest.LogCaptureFixture) -> None:
    """What is refused is logged."""


@pytest.fixture
def author(house: House) -> Person:
    return factories.PersonFactory(given_name="Nora", family_name="Outside", email="nora@example.org")


@pytest.fixture
def text(house: House, author: Person, clock: Callable[[datetime], None]) -> CommentaryPage:
    """By an author without an account, who has said yes to it, and to appear in four days."""
    clock(NOW)
    page = factories.make_draft(house, authors=[author])
    submitting.submit(page, house.editor)
    page = factories.reloaded(page)
    consenting.consent(page, author, digest=factories.digest_now(page))
    factories.decide(house, factories.reloaded(page), publish_at=MOMENT)
    return factories.reloaded(page)


@pytest.fixture
def path(text: CommentaryPage) -> str:
    """What the letter about the day leads to."""
    return f"/consent/{factories.token_of(Link.objects.get(kind=Link.Kind.CONSENT, page=text))}/"


def stop(client: Client, path: str, *, reason: str = WHY) -> object:
    return client.post(f"{path}withdrawal/", {"reason": reason, "sure": "yes"})


def is_scheduled(text: CommentaryPage) -> bool:
    return factories.reloaded(text).scheduled_revision is not None


def test_the_letter_about_the_day_leads_to_the_page_and_from_there_to_the_withdrawal(
    text: CommentaryPage, path: str, client: Client
) -> None:
    [letter] = [message for message in outbox.deliver() if message.to == ["nora@example.org"]]
    assert letter.subject.endswith("to appear on 28 November 2025")
    assert f"{outbox.SITE}{path}" in letter.body.splitlines()
    assert f'href="{path}withdrawal/"' in client.get(path).content.decode()


def test_the_first_step_asks_again_and_only_the_second_stops_the_text(
    house: House, text: CommentaryPage, path: str, author: Person, client: Client
) -> None:
    outbox.deliver()
    assert client.get(f"{path}withdrawal/").status_code == HTTPStatus.OK
    first = client.post(f"{path}withdrawal/", {"reason": WHY})
    assert first.status_code == HTTPStatus.OK
    html = first.content.decode()
    assert "Stop it now?" in html
    assert 'value="A figure &lt;b&gt;is&lt;/b&gt; wrong."' in html
    assert WHY not in html
    assert is_scheduled(text)
    assert (Withdrawal.objects.count(), outbox.deliver()) == (0, [])
    second = stop(client, path)
    assert (second.status_code, second.headers["Location"]) == (HTTPStatus.FOUND, f"{path}#asked-back")
    assert not is_scheduled(text)
    asked = Withdrawal.objects.get()
    assert (asked.person, asked.publish_at) == (author, MOMENT)
    assert not Affirmation.objects.standing().filter(person=author).exists()
    letters = outbox.deliver()
    assert outbox.addresses(letters) == ["editor@example.org", "second@example.org"]
    assert letters[0].subject.endswith("withdrawal asked")
    assert letters[0].reply_to == ["nora@example.org"]
    html = client.get(path).content.decode()
    assert "The request to withdraw the text is with the editors." in html
    assert "withdrawal/" not in html


def test_what_was_stopped_does_not_appear_and_its_author_is_named(
    house: House, text: CommentaryPage, path: str, client: Client, clock: Callable[[datetime], None]
) -> None:
    stop(client, path)
    clock(MOMENT + timedelta(minutes=1))
    assert appearing.publish_due() == ([], [])
    entry = PageLogEntry.objects.get(action="commentaries.ask_back")
    assert (entry.user, entry.message) == (None, "Nora Outside asked to withdraw the text after the decision")
    [event] = [each for each in events_of(factories.reloaded(text), house.editor) if "asked to withdraw" in each.what]
    assert event.who == "Nora Outside"


def test_a_reason_is_asked_for_and_has_an_end(text: CommentaryPage, path: str, client: Client) -> None:
    for reason in ("", "a" * 20_001):
        assert stop(client, path, reason=reason).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert is_scheduled(text)


def test_a_link_that_was_taken_back_stops_nothing_and_the_words_stay(
    house: House, text: CommentaryPage, path: str, client: Client
) -> None:
    revoking.revoke(Link.objects.get(page=text, kind=Link.Kind.CONSENT), house.editor)
    answer = stop(client, path, reason="Words that stay.")
    assert answer.status_code == HTTPStatus.GONE
    assert "Words that stay." in answer.content.decode()
    assert is_scheduled(text)


def test_whoever_is_no_author_any_more_stops_nothing(text: CommentaryPage, path: str, client: Client) -> None:
    other = factories.PersonFactory(email="other@example.org")
    Authorship.objects.filter(page=text.pk).update(person=other)
    for revision in text.revisions.all():
        for authorship in revision.content["authorships"]:
            authorship["person"] = other.pk
        revision.save(update_fields=["content"])
    answer = stop(client, path)
    assert answer.status_code == HTTPStatus.GONE
    assert text.title not in answer.content.decode()
    assert is_scheduled(text)


def test_a_link_for_something_else_stops_nothing(house: House, text: CommentaryPage, client: Client) -> None:
    version = Version.objects.filter(page=text).first()
    press = giving.link_to_press(text, version, whom="The Gazette", until=date(2025, 12, 1), by=None)
    for token, status in ((factories.token_of(press), HTTPStatus.FORBIDDEN), ("a" * 43, HTTPStatus.NOT_FOUND)):
        answer = stop(client, f"/consent/{token}/")
        assert answer.status_code == status
        assert text.title not in answer.content.decode()
    with pytest.raises(PermissionDenied), transaction.atomic():
        withdrawing.ask_through(press, reason=WHY)
    assert is_scheduled(text)


def test_the_second_of_two_is_told_who_was_first(text: CommentaryPage, path: str, client: Client) -> None:
    stop(client, path)
    late = stop(client, path, reason="Also this.")
    assert late.status_code == HTTPStatus.CONFLICT
    html = late.content.decode()
    assert "Nora Outside already asked for that on 24 November 2025, 18:00" in html
    assert "Also this." in html
    assert Withdrawal.objects.count() == 1


def test_what_has_appeared_is_not_stopped(
    text: CommentaryPage, path: str, client: Client, clock: Callable[[datetime], None]
) -> None:
    clock(MOMENT + timedelta(minutes=1))
    assert appearing.publish_due() == ([text.title], [])
    assert "There is nothing to do at the moment." in client.get(f"{path}withdrawal/").content.decode()
    late = stop(client, path)
    assert late.status_code == HTTPStatus.CONFLICT
    assert "appeared as 25 | 01" in late.content.decode()
    assert factories.reloaded(text).live


def test_whoever_is_asked_for_changes_sends_them_by_the_link(house: House, author: Person, client: Client) -> None:
    page = factories.make_draft(house, authors=[author])
    submitting.submit(page, house.editor)
    outbox.deliver()
    factories.decide(house, factories.reloaded(page), factories.Decision.Outcome.CHANGES, reasons="Shorter, please.")
    [letter] = outbox.deliver()
    path = f"/consent/{factories.token_of(Link.objects.get(page=page))}/"
    assert f"{outbox.SITE}{path}" in letter.body.splitlines()
    assert "Please change the text and send it as a file here:" in outbox.words_of(letter)
    assert "Send a new file of your text" in client.get(path).content.decode()
