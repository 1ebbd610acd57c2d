"""Tests that each author answers for themselves about exactly one content, by a link too, and the editor sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
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

from commentaries import consenting, deciding, standings, submitting, versions
from commentaries.consenting import NotAsked
from commentaries.links import revoking
from commentaries.links.ending import LinkEnded
from commentaries.models import Affirmation, Authorship, CommentaryPage, Decision, FollowUp, Link, Objection, Person
from tests import factories
from tests.access.walking import content_of
from tests.commentaries.outbox import SITE, deliver, subject_of
from tests.commentaries.pdf.extracting import text_of
from tests.factories import House

CONSENT = Affirmation.Kind.CONSENT


@pytest.fixture
def ada(house: House) -> Person:
    return factories.PersonFactory(given_name="Ada", family_name="Outside", email="ada@example.org")


@pytest.fixture
def bo(house: House) -> Person:
    return factories.PersonFactory(given_name="Bo", family_name="Beyond", email="bo@example.org", language="it")


@pytest.fixture
def text(house: House, ada: Person, bo: Person) -> CommentaryPage:
    """Of two authors without an account, copy-edited after it was submitted; both are asked."""
    page = factories.make_draft(house, authors=[ada, bo])
    submitting.submit(page, house.assistant)
    deliver()
    page = factories.edited(page, house.editor, abstract="By the editor.")
    consenting.ask_for_consent(page, house.editor, comment="Is this right?")
    return factories.reloaded(page)


def path_to(person: Person) -> str:
    link = Link.objects.get(person=person, kind=Link.Kind.CONSENT, revoked_at=None)
    return f"/consent/{factories.token_of(link)}/"


def send(client: Client, path: str, **said: str) -> HttpResponse:
    digest = client.get(path).context["digest"]
    return client.post(path, {"action": "affirm", "digest": digest, **said})


def page_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def decide_page(account: Any, text: CommentaryPage) -> str:
    client = Client()
    client.force_login(account)
    return page_of(client, reverse("commentaries:decide", args=[text.pk]))


# The mail, and what it leads to


def test_each_author_gets_a_link_of_their_own_in_their_language(text: CommentaryPage, ada: Person, bo: Person) -> None:
    mails = {message.to[0]: message for message in deliver()}
    assert set(mails) == {"ada@example.org", "bo@example.org"}
    assert f"{SITE}{path_to(ada)}" in mails["ada@example.org"].body.splitlines()
    assert f"{SITE}{path_to(bo)}" in mails["bo@example.org"].body.splitlines()
    assert path_to(ada) != path_to(bo)
    assert "say yes or what should be different, here:" in " ".join(mails["ada@example.org"].body.split())
    assert "Is this right?" in mails["ada@example.org"].body
    assert mails["bo@example.org"].body.startswith("Gentile Bo Beyond,")


def test_an_author_with_an_account_answers_in_the_admin(house: House, ada: Person) -> None:
    page = factories.submitted(house, authors=[house.author_person, ada])
    deliver()
    consenting.ask_for_consent(page, house.editor)
    bodies = {message.to[0]: message.body for message in deliver()}
    assert f"{SITE}/admin/commentaries/{page.pk}/consent/" in bodies["author@example.org"]
    assert "/consent/" in bodies["ada@example.org"]
    assert "/admin/" not in bodies["ada@example.org"]
    assert [link.person for link in Link.objects.all()] == [ada]


def test_the_page_shows_the_text_as_it_stands_now(text: CommentaryPage, ada: Person, house: House) -> None:
    client, path = Client(), path_to(ada)
    html = page_of(client, path)
    assert "a text by Ada Outside" in html
    assert "by Ada Outside and Bo Beyond" in html
    assert f'href="{path}text/"' in html
    assert "nobody was surprised by what they said" in page_of(client, f"{path}text/")
    assert f'href="{path}#answer"' in page_of(client, f"{path}text/")
    pdf = content_of(client.get(f"{path}text.pdf"))
    assert "Draft, not for citation" in text_of(pdf)
    factories.edited(text, house.editor, title="Changed once more")
    assert "Changed once more" in page_of(client, path)
    assert "Changed once more" in page_of(client, f"{path}text/")


def test_the_page_says_since_when_the_text_is_another_one(house: House, ada: Person) -> None:
    page = factories.make_draft(house, authors=[house.author_person, ada])
    submitting.submit(page, house.author)
    consenting.ask_for_consent(page, house.editor)
    assert 'id="changed"' not in page_of(Client(), path_to(ada))
    factories.edited(page, house.editor, abstract="By the editor.")
    assert "It has been changed since it was submitted on" in page_of(Client(), path_to(ada))
    send(Client(), path_to(ada))
    factories.edited(page, house.editor, abstract="Once more.")
    assert "It has been changed since your yes of" in page_of(Client(), path_to(ada))


# A yes


def test_a_yes_is_the_persons_own_and_holds_for_exactly_this_content(
    house: House, text: CommentaryPage, ada: Person, bo: Person
) -> None:
    deliver()
    client, path = Client(), path_to(ada)
    answer = send(client, path, comment="Very well.")
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, f"{path}#top")
    yes = Affirmation.objects.get(kind=CONSENT)
    assert (yes.person, yes.reason, yes.version.digest) == (ada, "Very well.", factories.digest_now(text))
    assert "You have said yes to exactly this text." in page_of(client, path)
    assert "You have said yes" not in page_of(Client(), path_to(bo))
    assert {message.to[0] for message in deliver()} == {"editor@example.org", "second@example.org"}
    entry = PageLogEntry.objects.get(action="commentaries.affirm")
    assert (entry.user, entry.message) == (None, "Ada Outside said yes to the text as it stood")
    factories.decide(house, text)
    assert factories.reloaded(text).live


def test_a_button_pressed_twice_is_one_yes(text: CommentaryPage, ada: Person) -> None:
    digest = factories.digest_now(text)
    said = {"action": "affirm", "digest": digest}
    assert [Client().post(path_to(ada), said).status_code for _time in range(2)] == [HTTPStatus.FOUND] * 2
    assert Affirmation.objects.filter(kind=CONSENT).count() == 1


@pytest.mark.parametrize("action", ["affirm", "object"])
def test_nobody_answers_about_a_text_that_was_changed_meanwhile(
    house: House, text: CommentaryPage, ada: Person, action: str
) -> None:
    client, path = Client(), path_to(ada)
    said = {"action": action, "digest": client.get(path).context["digest"], "note": "Not so.", "comment": "Fine."}
    factories.edited(text, house.editor, title="Changed meanwhile")
    late = client.post(path, said)
    html = late.content.decode()
    assert late.status_code == HTTPStatus.CONFLICT
    assert "The text was changed while you read it." in html
    assert "It was changed by Test Editor on" in html
    assert ("Fine." if action == "affirm" else "Not so.") in html
    assert "Changed meanwhile" in html
    assert not Affirmation.objects.filter(kind=CONSENT).exists()
    assert not Objection.objects.exists()


def test_after_the_decision_nothing_is_asked(house: House, text: CommentaryPage, ada: Person, bo: Person) -> None:
    send(Client(), path_to(ada))
    factories.decide(house, text, Decision.Outcome.CHANGES, reasons="Shorter.")
    html = page_of(Client(), f"{path_to(bo)}?language=en")
    assert "No yes is asked at the moment. A new file of your text can be sent below." in html
    assert 'name="digest"' not in html
    late = Client().post(path_to(bo), {"action": "affirm", "digest": factories.digest_now(text)})
    assert late.status_code == HTTPStatus.CONFLICT
    assert not Affirmation.objects.filter(person=bo).exists()


# A no


def test_an_objection_is_told_to_the_editors_and_takes_the_authors_yes_back(
    house: House, text: CommentaryPage, ada: Person
) -> None:
    client, path = Client(), path_to(ada)
    send(client, path)
    deliver()
    answer = send(client, path, action="object", note="The second figure is wrong.")
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, f"{path}#top")
    objection = Objection.objects.get()
    assert (objection.person, objection.note) == (ada, "The second figure is wrong.")
    assert Affirmation.objects.get(kind=CONSENT).withdrawn_at is not None, "taken back, and kept"
    assert standings.standing_of(versions.latest_of(text)).seconds_beside(None) == []
    mails = deliver()
    assert {message.to[0] for message in mails} == {"editor@example.org", "second@example.org"}
    assert mails[0].subject == subject_of("an author objects")
    assert "The second figure is wrong." in mails[0].body
    assert "The second figure is wrong." in page_of(client, path)
    with pytest.raises(deciding.SecondAffirmationMissing), transaction.atomic():
        factories.decide(house, text)


def test_a_yes_after_all_takes_the_objection_back(text: CommentaryPage, ada: Person) -> None:
    client, path = Client(), path_to(ada)
    send(client, path, action="object", note="Not so.")
    send(client, path)
    assert Objection.objects.get().withdrawn_at is not None
    assert Affirmation.objects.standing().filter(person=ada, kind=CONSENT).count() == 1
    send(client, path, action="object", note="No.")
    send(client, path)
    assert Affirmation.objects.filter(person=ada, kind=CONSENT).count() == 2, "each is kept"
    assert not Objection.objects.standing().exists()


def test_the_same_objection_twice_is_one_and_another_replaces_it(text: CommentaryPage, ada: Person) -> None:
    client, path = Client(), path_to(ada)
    for note in ("Not so.", "Not so.", "Not so either."):
        send(client, path, action="object", note=note)
    assert [objection.note for objection in Objection.objects.standing()] == ["Not so either."]
    assert Objection.objects.count() == 2


def test_an_objection_wants_words(text: CommentaryPage, ada: Person) -> None:
    answer = send(Client(), path_to(ada), action="object", note=" ")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'href="#id_objection_note"' in answer.content.decode()
    assert 'class="decline" open' in answer.content.decode()


def test_an_objection_to_one_content_is_none_to_the_next(house: House, text: CommentaryPage, ada: Person) -> None:
    send(Client(), path_to(ada), action="object", note="The second figure is wrong.")
    assert "The second figure is wrong." in decide_page(house.editor, text)
    factories.edited(text, house.editor, abstract="Mended.")
    assert "The second figure is wrong." not in decide_page(house.editor, text)
    assert "You objected" not in page_of(Client(), path_to(ada))


def test_an_author_objects_in_the_admin_too(house: House) -> None:
    page = factories.submitted(house)
    client = Client()
    client.force_login(house.author)
    path = reverse("commentaries:consent", args=[page.pk])
    assert "You have said yes to exactly this text." in page_of(client, path), "by submitting it"
    send(client, path, action="object", note="I sent the wrong file.")
    assert Objection.objects.get().person == house.author_person
    assert "You objected to exactly this text on" in page_of(client, path)
    with pytest.raises(deciding.SecondAffirmationMissing), transaction.atomic():
        factories.decide(house, page)
    send(client, path)
    factories.decide(house, page)
    assert factories.reloaded(page).live


# Who may


@pytest.mark.parametrize("account", ["editor", "reviewer", "stranger", "admin"])
def test_nobody_answers_for_an_author(house: House, text: CommentaryPage, account: str) -> None:
    another, digest = Person.objects.get(account=getattr(house, account)), factories.digest_now(text)
    with pytest.raises(PermissionDenied), transaction.atomic():
        consenting.consent(text, another, digest=digest)
    with pytest.raises(PermissionDenied), transaction.atomic():
        consenting.object_to(text, another, digest=digest, note="No.")


def test_the_link_of_who_is_no_author_any_more_has_ended(house: House, text: CommentaryPage, bo: Person) -> None:
    path = path_to(bo)
    latest = versions.latest_of(text)
    only_ada = [row for row in latest.authorships.all() if row.person_id != bo.pk]
    factories.edited(text, house.editor, authorships=only_ada)
    assert Authorship.objects.filter(page=text.pk, person=bo).exists(), "the row may name him still"
    answer = Client().get(path)
    assert answer.status_code == HTTPStatus.GONE
    assert text.title not in answer.content.decode()


@pytest.mark.parametrize("below", ["", "text/", "text.pdf"])
def test_a_link_taken_back_opens_nothing(house: House, text: CommentaryPage, ada: Person, below: str) -> None:
    path = path_to(ada)
    revoking.revoke(Link.objects.get(person=ada), house.editor)
    assert Client().get(f"{path}{below}").status_code == HTTPStatus.GONE


def test_nothing_is_taken_by_a_link_that_was_taken_back_meanwhile(
    house: House, text: CommentaryPage, ada: Person
) -> None:
    link, digest = Link.objects.get(person=ada), factories.digest_now(text)
    revoking.revoke(link, house.editor)
    with pytest.raises(LinkEnded), transaction.atomic():
        consenting.consent(text, ada, digest=digest, through=link)
    with pytest.raises(LinkEnded), transaction.atomic():
        consenting.object_to(text, ada, digest=digest, note="No.", through=link)


# On the page of decision


def test_the_editor_sees_what_each_author_has_said(house: House, text: CommentaryPage, ada: Person, bo: Person) -> None:
    send(Client(), path_to(ada))
    html = decide_page(house.editor, text)
    assert "Ada Outside consented as author" in html
    assert "Bo Beyond has not answered" in html
    assert html.count("Answers by a link of their own") == 2
    assert html.count("Ask again") == 1
    send(Client(), path_to(bo), action="object", note="Not so.")
    html = decide_page(house.editor, text)
    assert "Bo Beyond objects" in html
    assert "Not so." in html


def test_the_editor_asks_one_author_again(
    house: House, text: CommentaryPage, bo: Person, clock: Callable[[datetime], None]
) -> None:
    deliver()
    before = path_to(bo)
    clock(timezone.now() + timedelta(days=2))
    client = Client()
    client.force_login(house.editor)
    said = {"action": "ask_again", "author": bo.pk}
    assert client.post(reverse("commentaries:decide", args=[text.pk]), said).status_code == HTTPStatus.FOUND
    [message] = deliver()
    assert message.to == ["bo@example.org"]
    assert f"{SITE}{before}" in message.body.splitlines()
    assert "Test Editor ricorda che serve ancora l’assenso" in message.body


def test_the_editor_takes_an_authors_link_back(house: House, text: CommentaryPage, bo: Person) -> None:
    path = path_to(bo)
    client = Client()
    client.force_login(house.editor)
    said = {"action": "revoke_consent", "author": bo.pk}
    assert client.post(reverse("commentaries:decide", args=[text.pk]), said).status_code == HTTPStatus.FOUND
    assert Client().get(path).status_code == HTTPStatus.GONE


@pytest.mark.parametrize("account", ["author", "reviewer", "stranger"])
def test_nobody_else_asks_again_or_takes_a_link_back(
    house: House, text: CommentaryPage, bo: Person, account: str
) -> None:
    with pytest.raises(PermissionDenied), transaction.atomic():
        consenting.ask_again(text, bo, getattr(house, account))
    with pytest.raises(PermissionDenied), transaction.atomic():
        revoking.revoke(Link.objects.get(person=bo), getattr(house, account))


def test_nothing_is_asked_again_of_a_text_that_is_with_its_authors(house: House, ada: Person) -> None:
    page = factories.make_draft(house, authors=[ada])
    with pytest.raises(NotAsked), transaction.atomic():
        consenting.ask_again(page, ada, house.editor)


def asked_by_mail() -> list[int]:
    return [each.payload["to"] for each in FollowUp.objects.filter(key__startswith="consent_asked:")]


def test_consent_is_asked_of_the_authors_once_per_version(house: House) -> None:
    page = factories.submitted(house)
    consenting.ask_for_consent(page, house.editor)
    consenting.ask_for_consent(page, house.editor)
    assert asked_by_mail() == [house.author_person.pk]
    with pytest.raises(PermissionDenied), transaction.atomic():
        consenting.ask_for_consent(page, house.stranger)


def test_no_author_is_asked_for_a_yes_to_a_text_that_was_taken_back_meanwhile(house: House) -> None:
    page = factories.submitted(house)
    submitting.withdraw(page, factories.fresh(house.author))
    with pytest.raises(NotAsked, match="not with the editors"), transaction.atomic():
        consenting.ask_for_consent(page, house.editor)
    assert asked_by_mail() == []


def test_an_editor_whom_the_newest_content_names_asks_nobody(house: House) -> None:
    page, second = factories.submitted(house), Person.objects.get(account=house.second_editor)
    row = Authorship(person=second, name=second.name, sort_order=9)
    page = factories.edited(page, house.editor, authorships=[*page.authorships.all(), row])
    with pytest.raises(PermissionDenied), transaction.atomic():
        consenting.ask_for_consent(page, factories.fresh(house.second_editor))
