"""Tests that those who work on a series see what was not done, read what to do, and can have it tried again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commentaries import appointing, followups, inviting, submitting
from commentaries.models import FollowUp, Person, Series
from commentaries.waiting import failed_for
from series import desk
from tests import factories
from tests.factories import House

State = FollowUp.State
UNKNOWN = "Nobody knows whether a mail to Test Editor was sent"


@pytest.fixture
def failed(house: House) -> FollowUp:
    """The mail to the editor about a submission, which was not sent for good."""
    factories.submitted(house)
    mail_to_editor = FollowUp.objects.get(payload__to=Person.objects.get(account=house.editor).pk)
    FollowUp.objects.filter(pk=mail_to_editor.pk).update(state=State.FAILED, attempts=8, error="SMTPConnectError: 421")
    return FollowUp.objects.get(pk=mail_to_editor.pk)


def home_of(client: Client, account: Any) -> str:
    client.force_login(account)
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_an_editor_reads_what_failed_what_to_do_and_why(client: Client, house: House, failed: FollowUp) -> None:
    shown = home_of(client, house.second_editor)
    assert "A mail to Test Editor was not sent" in shown
    assert "Check the address." in shown
    assert "SMTPConnectError: 421" in shown


def test_an_editor_reads_that_nobody_knows_and_to_ask_first(client: Client, house: House, failed: FollowUp) -> None:
    FollowUp.objects.update(uncertain_since=timezone.now())
    shown = home_of(client, house.second_editor)
    assert UNKNOWN in shown
    assert "Ask whether it has arrived, and try again only if it has not." in shown


@pytest.mark.parametrize("name", ["author", "reviewer", "stranger"])
def test_who_does_not_work_on_the_series_sees_and_does_nothing(
    client: Client, house: House, failed: FollowUp, name: str
) -> None:
    client.force_login(getattr(house, name))
    assert "was not sent" not in client.get(reverse("wagtailadmin_home"), follow=True).content.decode()
    client.post(reverse("commentaries:try_again", args=[failed.pk]))
    assert FollowUp.objects.get(pk=failed.pk).state == State.FAILED


def test_trying_again_sends_the_mail_and_takes_it_off_the_list(client: Client, house: House, failed: FollowUp) -> None:
    client.force_login(house.second_editor)
    answer = client.post(reverse("commentaries:try_again", args=[failed.pk]), follow=True)
    assert "It is being tried again." in answer.content.decode()
    assert followups.carry_out(failed.pk)
    assert len(mail.outbox) == 1
    assert "was not sent" not in home_of(client, house.second_editor)


def test_the_button_sends_what_guards_the_form(house: House, failed: FollowUp) -> None:
    client = Client(enforce_csrf_checks=True)
    shown = home_of(client, house.second_editor)
    form = shown[shown.index(reverse("commentaries:try_again", args=[failed.pk])) :]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form[: form.index("</form>")])
    assert token, "the form carries no token"
    client.post(reverse("commentaries:try_again", args=[failed.pk]), {"csrfmiddlewaretoken": token[1]})
    assert FollowUp.objects.get(pk=failed.pk).state == State.WAITING


def test_trying_again_in_vain_brings_it_back_at_once(
    client: Client, house: House, failed: FollowUp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(follow_up: FollowUp) -> None:
        raise ConnectionRefusedError("still away")

    monkeypatch.setitem(followups._handlers, "mail", refuse)
    client.force_login(house.second_editor)
    client.post(reverse("commentaries:try_again", args=[failed.pk]))
    followups.carry_out(failed.pk)
    assert "still away" in home_of(client, house.second_editor)


def test_a_search_that_does_not_know_a_text_is_told_in_words(client: Client, house: House) -> None:
    page = factories.published(house)
    FollowUp.objects.filter(kind="index", page=page).update(state=State.FAILED)
    assert "The search does not know the newest state of this text" in home_of(client, house.editor)


def test_nobody_reads_whom_a_mail_about_a_text_of_their_own_was_for(client: Client, house: House) -> None:
    Series.objects.update(reviews_needed=1)
    page = factories.submitted(house, authors=[Person.objects.get(account=house.editor)])
    inviting.invite(page, house.second_editor, [house.reviewer_person])
    asked = FollowUp.objects.get(payload__to=house.reviewer_person.pk)
    FollowUp.objects.filter(pk=asked.pk).update(state=State.FAILED)
    sentence = "A mail to Test Reviewer was not sent"
    assert sentence in home_of(client, house.second_editor)
    assert sentence not in home_of(client, house.editor)
    assert client.post(reverse("commentaries:try_again", args=[asked.pk])).status_code == 404
    FollowUp.objects.filter(kind="index", page=page).update(state=State.FAILED)
    assert "The search does not know the newest state of this text" in home_of(client, house.editor)


def test_nor_once_the_text_that_they_said_yes_to_no_longer_names_them(client: Client, house: House) -> None:
    Series.objects.update(reviews_needed=1)
    page = factories.make_draft(house, authors=[house.author_person, Person.objects.get(account=house.editor)])
    submitting.submit(page, factories.fresh(house.editor))
    page.authorships.filter(person__account=house.editor).delete()
    inviting.invite(page, house.second_editor, [house.reviewer_person])
    FollowUp.objects.filter(payload__to=house.reviewer_person.pk).update(state=State.FAILED)
    assert "A mail to Test Reviewer was not sent" in home_of(client, house.second_editor)
    assert failed_for(factories.fresh(house.editor)) == []


def test_a_mail_about_a_plan_that_failed_is_shown_to_those_who_work_on_the_series(client: Client, house: House) -> None:
    elsewhere = factories.make_house(slug="notes")
    factories.asked_for_manuscript(house)
    letter = FollowUp.objects.get(payload__mail="manuscript_asked")
    assert letter.page is None
    FollowUp.objects.update(state=State.FAILED, error="SMTPConnectError: 421")
    for account in (house.second_editor, house.assistant, house.admin):
        assert [(work.pk, work.planned) for work in failed_for(factories.fresh(account))] == [
            (letter.pk, "Tides and votes")
        ]
    for account in (elsewhere.editor, house.author, house.reviewer):
        assert failed_for(factories.fresh(account)) == []
    assert "Tides and votes" in home_of(client, house.editor)
    [line] = desk.lines_for(factories.fresh(house.editor))
    assert (line.stage, line.failed) == ("planned", 1)
    client.post(reverse("commentaries:try_again", args=[letter.pk]))
    assert FollowUp.objects.get(pk=letter.pk).state == State.WAITING


def test_a_guest_editor_sees_what_failed_about_their_text_and_about_no_other(
    client: Client, house: House, failed: FollowUp
) -> None:
    guest = factories.make_account("guest", given="Greta")
    other = factories.submitted(house, title="Another text")
    FollowUp.objects.filter(page=other).update(state=State.FAILED)
    assert failed.page is not None
    appointing.appoint(failed.page, house.editor, guest=Person.objects.get(account=guest))
    assert [work.pk for work in failed_for(factories.fresh(guest))] == [failed.pk]
    client.force_login(guest)
    client.post(reverse("commentaries:try_again", args=[failed.pk]))
    assert FollowUp.objects.get(pk=failed.pk).state == State.WAITING
