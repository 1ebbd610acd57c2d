"""Tests what an author says about themselves: kept beside the text, compared, taken over with one click, or not."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.utils import timezone

from commentaries import consenting, contrasting, describing, erasing, submitting, versions
from commentaries.contrasting import Description
from commentaries.happenings import events_of
from commentaries.links import giving, revoking
from commentaries.models import AuthorDetails, Biography, CommentaryPage, Decision, Link, Person
from tests import factories
from tests.commentaries import outbox
from tests.commentaries.test_differences import client_of
from tests.factories import House

ORCID = "0000-0002-1825-0097"
SAID = {
    "biography": "Nora counts waves.\n\nShe <b>never</b> rows.",
    "affiliation": "University of Sands",
    "orcid": f"https://orcid.org/{ORCID}",
    "interests": "Nora Outside advises the port.",
}


@pytest.fixture(autouse=True)
def _warnings_are_expected(caplog: pytest.LogCaptureFixture) -> None:
    """What is refused is logged."""


@pytest.fixture
def author() -> Person:
    return factories.PersonFactory(given_name="Nora", family_name="Outside", email="nora@example.org")


@pytest.fixture
def page(house: House, author: Person) -> CommentaryPage:
    """For decision, by an author without an account who has said yes to it."""
    page = factories.make_draft(house, authors=[author], interests="None declared")
    submitting.submit(page, house.editor)
    consenting.ask_for_consent(page, house.editor)
    consenting.consent(page, author, digest=factories.digest_now(page))
    return factories.reloaded(page)


@pytest.fixture
def path(page: CommentaryPage) -> str:
    return f"/consent/{factories.token_of(Link.objects.get(kind=Link.Kind.CONSENT, page=page))}/"


def decide_path(page: CommentaryPage) -> str:
    return f"/admin/commentaries/{page.pk}/decide/"


def settling(details: AuthorDetails, action: str = "take_details", **facts: Any) -> dict[str, Any]:
    digest = factories.digest_now(details.page)
    return {"action": action, "details": details.pk, "seen": details.moment, "digest": digest, **facts}


def sent(page: CommentaryPage, author: Person, **said: str) -> AuthorDetails:
    """As it stands but for what is said."""
    known = contrasting.known_of(author, versions.latest_of(page))
    stands = {name: getattr(known, name) for name in ("biography", "affiliation", "orcid")}
    return describing.describe(page, author, Description(**{**stands, **said}))


def test_what_is_sent_by_a_link_is_kept_told_and_changes_nothing(
    house: House, page: CommentaryPage, author: Person, path: str, client: Client
) -> None:
    outbox.deliver()
    digest = factories.digest_now(page)
    answer = client.post(path, {"action": "describe", **SAID}, follow=True)
    assert answer.redirect_chain == [(f"{path}#details", HTTPStatus.FOUND)]
    html = answer.content.decode()
    assert "is with the editors" in html
    assert "She &lt;b&gt;never&lt;/b&gt; rows." in html
    details = AuthorDetails.objects.get()
    assert (details.orcid, details.link, details.person) == (ORCID, Link.objects.get(page=page), author)
    assert factories.digest_now(page) == digest
    author.refresh_from_db()
    assert (author.orcid, author.affiliation) == ("", "Institute of Tides")
    letters = outbox.deliver()
    assert {letter.subject for letter in letters} == {outbox.subject_of("details from an author")}
    assert outbox.addresses(letters) == sorted([house.editor.email, house.second_editor.email])
    assert "waves" not in letters[0].body
    client.post(path, {"action": "describe", **SAID})
    assert outbox.deliver() == []
    assert [event.what for event in events_of(page, house.editor)].count("sent details about themselves") == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("orcid", "0000-0002-1825-0098"),
        ("orcid", "https://orcid.org/nobody"),
        ("orcid", "<script>alert(1)</script>"),
        ("affiliation", "x" * 301),
        ("affiliation", "Sands\x00University"),
        ("biography", "x" * 2001),
        ("interests", "x" * 2001),
    ],
)
def test_what_cannot_be_taken_is_refused_and_everything_typed_stays(
    path: str, client: Client, field: str, typed: str
) -> None:
    answer = client.post(path, {"action": "describe", **SAID, field: typed})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    html = answer.content.decode()
    kept = [words for name, words in SAID.items() if name != field]
    assert all(words.partition("\n")[0] in html for words in kept)
    assert "<script>alert" not in html
    assert f'href="#id_details_{field}"' in html
    assert not AuthorDetails.objects.exists()


def test_an_editor_sees_what_differs_and_takes_it_over_into_person_and_draft(
    house: House, page: CommentaryPage, author: Person, path: str, client: Client
) -> None:
    client.post(path, {"action": "describe", **SAID})
    editor = client_of(house.editor)
    html = editor.get(decide_path(page)).content.decode()
    assert "<del>Institute of Tides</del>" in html
    assert "<ins>University of Sands</ins>" in html
    assert "<ins>None declared. Nora Outside advises the port.</ins>" in html
    assert "every yes to it as it stands has lapsed" in html
    before = page.latest_revision_id
    answer = editor.post(decide_path(page), settling(AuthorDetails.objects.get()), follow=True)
    assert "every yes to the earlier one has lapsed" in answer.content.decode()
    author = Person.objects.get(pk=author.pk)
    assert (author.orcid, author.affiliation) == (ORCID, "University of Sands")
    assert author.biography_in("en").replace("\n", "") == (
        "<p>Nora counts waves.</p><p>She &lt;b&gt;never&lt;/b&gt; rows.</p>"
    )
    page = factories.reloaded(page)
    latest = versions.latest_of(page)
    assert page.latest_revision_id != before
    assert [row.affiliation for row in latest.authorships.all()] == ["University of Sands"]
    assert latest.interests == "None declared. Nora Outside advises the port."
    assert not page.live
    assert contrasting.pending_for(latest) == []
    assert ("took over what an author sent about themselves", author.name) in [
        (event.what, event.detail) for event in events_of(page, house.editor)
    ]
    assert "was taken over" in client.get(path).content.decode()
    again = editor.post(decide_path(page), settling(AuthorDetails.objects.get()))
    assert again.status_code == HTTPStatus.CONFLICT
    assert "Already settled by" in again.content.decode()


def test_no_yes_lapses_where_only_the_person_is_another(house: House, page: CommentaryPage, author: Person) -> None:
    Biography.objects.create(person=author, language="en-GB", text="<p>Counts <i>tides</i>.</p>")
    details = sent(page, author, biography="Counts waves.", orcid=ORCID)
    [pending] = contrasting.pending_for(versions.latest_of(page))
    assert (pending.changes_text, pending.loses_markup) == (False, True)
    digest, revision = factories.digest_now(page), page.latest_revision_id
    taken = describing.take_over(details, house.assistant, seen=details.moment, digest=digest)
    assert not taken.changes_text
    assert factories.reloaded(page).latest_revision_id == revision
    assert [(row.language, row.text) for row in author.biographies.all()] == [("en-GB", "<p>Counts waves.</p>")]
    factories.decide(house, page, digest=digest)
    assert factories.reloaded(page).live


def test_what_came_meanwhile_is_not_written_over(house: House, page: CommentaryPage, author: Person) -> None:
    details = sent(page, author, orcid=ORCID)
    stale = settling(details)
    sent(page, author, affiliation="University of Sands")
    answer = client_of(house.editor).post(decide_path(page), stale)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "sent newer details" in answer.content.decode()
    author.refresh_from_db()
    assert (author.orcid, author.affiliation) == ("", "Institute of Tides")
    details = AuthorDetails.objects.get()
    stale = settling(details)
    factories.edited(page, house.second_editor, title="Minutes of a loud committee")
    assert client_of(house.editor).post(decide_path(page), stale).status_code == HTTPStatus.CONFLICT
    assert AuthorDetails.objects.open().exists()


def test_details_set_aside_are_offered_no_more_until_they_are_sent_again(
    house: House, page: CommentaryPage, author: Person, path: str, client: Client
) -> None:
    details = sent(page, author, orcid=ORCID)
    answer = client_of(house.editor).post(decide_path(page), settling(details, "leave_details"), follow=True)
    assert "Text and person stay as they are" in answer.content.decode()
    assert contrasting.pending_for(versions.latest_of(page)) == []
    assert "was not taken over" in client.get(path).content.decode()
    sent(page, author, orcid=ORCID)
    assert len(contrasting.pending_for(versions.latest_of(page))) == 1


def test_what_says_nothing_new_tells_nobody(page: CommentaryPage, author: Person) -> None:
    outbox.deliver()
    details = sent(page, author)
    assert (details.outcome, details.settled_by) == (AuthorDetails.Outcome.TAKEN, None)
    assert outbox.deliver() == []


def test_a_scheduled_text_is_not_changed_and_its_persons_may_be(
    house: House, page: CommentaryPage, author: Person
) -> None:
    factories.decide(house, page, publish_at=timezone.now() + timedelta(days=3))
    page, digest = factories.reloaded(page), factories.digest_now(page)
    details = sent(page, author, affiliation="University of Sands", orcid=ORCID)
    with pytest.raises(describing.TextLocked), transaction.atomic():
        describing.take_over(details, house.editor, seen=details.moment, digest=digest)
    details = sent(page, author, orcid=ORCID)
    assert not describing.take_over(details, house.editor, seen=details.moment, digest=digest).changes_text
    assert Person.objects.get(pk=author.pk).orcid == ORCID


def test_only_an_author_sends_details_and_only_who_edits_the_text_settles_them(
    house: House, page: CommentaryPage, author: Person, path: str, client: Client
) -> None:
    with pytest.raises(PermissionDenied), transaction.atomic():
        describing.describe(page, house.reviewer_person, Description(orcid=ORCID))
    details = sent(page, author, orcid=ORCID)
    for account in (house.stranger, house.author, house.reviewer):
        with pytest.raises(PermissionDenied), transaction.atomic():
            describing.set_aside(details, account, seen=details.moment)
    revoking.revoke(Link.objects.get(page=page), house.editor)
    answer = client.post(path, {"action": "describe", **SAID})
    assert answer.status_code == HTTPStatus.GONE
    assert "Nora counts waves." in answer.content.decode()
    assert AuthorDetails.objects.get().biography == ""


def test_an_author_with_an_account_sends_them_on_their_own_page(house: House) -> None:
    page = factories.submitted(house)
    client, own = client_of(house.author), f"/admin/commentaries/{page.pk}/consent/"
    assert "Send these details" in client.get(own).content.decode()
    refused = client.post(own, {"action": "describe", **SAID, "orcid": "1"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Nora counts waves." in refused.content.decode()
    answer = client.post(own, {"action": "describe", **SAID}, follow=True)
    assert "is with the editors" in answer.content.decode()
    details = AuthorDetails.objects.get()
    assert (details.person, details.link) == (house.author_person, None)


def test_erasing_a_person_erases_what_they_said_about_themselves(
    house: House, page: CommentaryPage, author: Person
) -> None:
    sent(page, author, biography="Nora counts waves.")
    assert any("sent about themselves" in each for each in erasing.words_erased(author))
    factories.decide(house, page, Decision.Outcome.REJECT, reasons="No.")
    erasing.erase(author, by=house.editor)
    assert not AuthorDetails.objects.exists()


def test_a_reviewer_never_meets_them(house: House) -> None:
    house.series.anonymity = "both"
    house.series.save()
    author = factories.PersonFactory(given_name="Nora", family_name="Hidden", email="nora@example.org")
    page = factories.in_review(house, authors=[author, house.author_person])
    invitation = factories.asked_outside(house, page, given_name="Olaf", family_name="Reader", email="o@example.org")
    details = sent(page, author, biography="Zqcounts waves.")
    [link] = Link.objects.filter(invitation=invitation) or [giving.link_to_review(invitation)]
    path = f"/review/{factories.token_of(link)}/"
    for taken in (False, True):
        if taken:
            describing.take_over(details, house.editor, seen=details.moment, digest=factories.digest_now(page))
        for address in (path, f"{path}text/"):
            answer = Client().get(address)
            assert answer.status_code == HTTPStatus.OK
            assert "Zqcounts" not in answer.content.decode()
