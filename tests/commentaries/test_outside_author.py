"""Tests what an author may do by their link besides the yes: send a new file, and read what changed since."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client

from commentaries import consenting, receiving, submitting, weighing
from commentaries.links import revoking
from commentaries.models import Attachment, Authorship, CommentaryPage, Decision, Link, Person
from tests import factories
from tests.commentaries import files, outbox
from tests.factories import House

TITLE, NEWER = "Minutes of a silent committee", "Minutes of a loud committee"


@pytest.fixture(autouse=True)
def _warnings_are_expected(caplog: pytest.LogCaptureFixture) -> None:
    """What is refused is logged."""


@pytest.fixture
def author(house: House) -> Person:
    return factories.PersonFactory(given_name="Nora", family_name="Outside", email="nora@example.org")


@pytest.fixture
def page(house: House, author: Person) -> CommentaryPage:
    """Submitted for an author without an account, and changed by the editor since."""
    page = factories.make_draft(house, authors=[author], title=TITLE)
    submitting.submit(page, house.editor)
    page = factories.edited(page, house.editor, title=NEWER)
    consenting.ask_for_consent(page, house.editor)
    return page


@pytest.fixture
def link(page: CommentaryPage) -> Link:
    return Link.objects.get(kind=Link.Kind.CONSENT, page=page)


@pytest.fixture
def path(link: Link) -> str:
    return f"/consent/{factories.token_of(link)}/"


def test_a_new_file_is_kept_beside_the_text_which_stays(
    page: CommentaryPage, path: str, client: Client, author: Person
) -> None:
    outbox.deliver()
    digest = factories.digest_now(page)
    answer = client.post(path, {"action": "send", "file": files.sent(), "message": "A better end."}, follow=True)
    key = Attachment.objects.get().pk
    assert answer.redirect_chain == [(f"{path}?arrived={key}#sent", HTTPStatus.FOUND)]
    assert "“My text.docx” has arrived" in answer.content.decode()
    later = client.get(path).content.decode()
    assert ("has arrived" in later, "My text.docx" in later) == (False, True), "thanked once, and listed for good"
    attachment = Attachment.objects.get()
    assert (attachment.kind, attachment.page, attachment.sent_by) == (Attachment.Kind.REVISION, page, author)
    assert factories.digest_now(page) == digest
    letters = outbox.deliver()
    assert {letter.subject for letter in letters} == {f"{page.series.title}: {NEWER} – file arrived"}
    assert "A better end." in letters[0].body


def test_an_author_who_is_asked_for_changes_reads_which_and_where_to_send_them(
    house: House, page: CommentaryPage, path: str, client: Client
) -> None:
    assert "What is to be changed" not in client.get(path).content.decode()
    factories.decide(house, page, outcome=Decision.Outcome.CHANGES, reasons="Please cut the second section.")
    html = client.get(path).content.decode()
    assert "What is to be changed" in html
    assert "Please cut the second section." in html
    assert '<a href="#file">Send the changed text</a>' in html
    assert '<details class="decline" id="file" open>' in html


def test_a_wrong_file_is_refused_and_the_words_stay(path: str, client: Client) -> None:
    answer = client.post(path, {"action": "send", "file": files.sent(b"MZ\x90\x00"), "message": "Words that stay."})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Files of this kind are not taken" in answer.content.decode()
    assert "Words that stay." in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_link_taken_back_takes_no_file(house: House, link: Link, path: str, client: Client) -> None:
    revoking.revoke(link, house.editor)
    answer = client.post(path, {"action": "send", "file": files.sent(), "message": "Words that stay."})
    assert answer.status_code == HTTPStatus.GONE
    assert not Attachment.objects.exists()


def test_a_finished_text_takes_no_file_and_no_stranger_sends_one(
    house: House, page: CommentaryPage, author: Person
) -> None:
    parcel = weighing.weighed(files.sent(), "a.docx")
    with pytest.raises(PermissionDenied), transaction.atomic():
        receiving.send_revision(page, house.reviewer_person, parcel)
    consenting.consent(page, author, digest=factories.digest_now(page))
    factories.decide(house, page)
    with pytest.raises(consenting.NotAsked), transaction.atomic():
        receiving.send_revision(page, author, parcel)


def test_the_author_reads_what_changed_since_it_was_submitted(path: str, client: Client) -> None:
    assert f"{path}changes/" in client.get(path).content.decode()
    html = client.get(f"{path}changes/").content.decode()
    assert re.search(r"<del>.*?silent.*?</del>", html)
    assert re.search(r"<ins>.*?loud.*?</ins>", html)
    assert "Test Editor" in html
    assert "<script" not in html
    assert client.post(f"{path}changes/").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_without_a_change_there_is_nothing_to_read(house: House, author: Person, client: Client) -> None:
    page = factories.make_draft(house, authors=[author], title=TITLE)
    submitting.submit(page, house.editor)
    consenting.ask_for_consent(page, house.editor)
    path = f"/consent/{factories.token_of(Link.objects.get(page=page))}/"
    assert "changes/" not in client.get(path).content.decode()
    assert "No word has changed." in client.get(f"{path}changes/").content.decode()


@pytest.mark.parametrize("action", ["affirm", "object", "send"])
def test_whoever_is_taken_off_the_byline_while_typing_reads_what_they_typed(
    house: House, page: CommentaryPage, path: str, client: Client, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    other = factories.PersonFactory()
    module, name = {
        "affirm": (consenting, "consent"),
        "object": (consenting, "object_to"),
        "send": (receiving, "send_revision"),
    }[action]
    verb = getattr(module, name)

    def after_the_other(*args: Any, **facts: Any) -> Any:
        row = Authorship(person=other, name=other.name, sort_order=0)
        factories.edited(page, house.editor, authorships=[row])
        Authorship.objects.filter(page=page.pk).delete()
        return verb(*args, **facts)

    monkeypatch.setattr(module, name, after_the_other)
    typed = dict.fromkeys(("comment", "note", "message"), "All that I had to say.")
    answer = client.post(path, {"action": action, "digest": "0" * 64, "file": files.sent(), **typed})
    said = answer.content.decode()
    assert answer.status_code == HTTPStatus.GONE
    assert "All that I had to say." in said
    assert "You are not named as an author of this text any more" in said
    assert NEWER not in said
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "private, no-store"
    assert "not named as an author" in client.get(path).content.decode()
