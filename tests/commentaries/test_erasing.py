"""Tests that an erased contact is nowhere in the database, that what is printed stays, and when it goes by itself."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from commentaries import (
    briefing,
    erasing,
    followups,
    handling,
    inviting,
    receiving,
    retaining,
    reviewing,
    submitting,
    transcribing,
    versions,
    weighing,
)
from commentaries.links import giving
from commentaries.models import (
    Attachment,
    Biography,
    CommentaryPage,
    Decision,
    DeskLine,
    Edition,
    FollowUp,
    Invitation,
    Link,
    Person,
    Review,
    Series,
)
from commentaries.permissions import user_can_erase
from tests import factories
from tests.commentaries import files
from tests.commentaries.outbox import deliver
from tests.commentaries.test_differences import client_of
from tests.factories import House

ADDRESS = "nora@coast.example"
LONG_AGO = timezone.now() - timedelta(days=400)
WORDS = ("quietwords", "forneditoronly", "knowsthepilot", "couldyoudear")


def everything_stored() -> list[str]:
    """Every value of every row, each behind the name of its table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [f"{table}: {value}".casefold() for row in cursor.fetchall() for value in row]
    return found


def is_stored(word: str) -> list[str]:
    return [place for place in everything_stored() if word in place]


def answered(house: House) -> Invitation:
    """Somebody outside has answered; another has named them, the editor has quoted their address, and all is over."""
    page = factories.in_review(house, reviews=1)
    nora = factories.PersonFactory(given_name="Nòra", family_name="Outside", email=ADDRESS, affiliation="Coastwatch")
    [other] = inviting.invite(page, house.editor, [house.reviewer_person])
    reviewing.decline(
        other, house.reviewer_person, reviewing.Refusal("No time.", instead_name="N. Outside", instead_email=ADDRESS)
    )
    [invitation] = inviting.invite(page, house.editor, [nora], message=WORDS[3])
    given = reviewing.Answer(Review.Recommendation.PUBLISH, WORDS[0], note=WORDS[1], interests=WORDS[2])
    reviewing.answer(invitation, nora, given)
    deliver()
    factories.decide(
        house,
        factories.reloaded(page),
        Decision.Outcome.REJECT,
        reasons=f"Ask {ADDRESS.upper()} why, says Nòra Outside.",
    )
    return invitation


def test_nothing_that_leads_to_an_erased_reviewer_is_stored(house: House, client: Client) -> None:
    invitation = answered(house)
    path = f"/review/{factories.token_of(invitation.links.get())}/"
    words = (ADDRESS, "nòra", "nora", "n\\u00f2ra", "coastwatch", "n. outside", *WORDS)
    escaped = {"n\\u00f2ra"}  # so SQLite keeps a letter in JSON, and PostgreSQL does not
    assert all(is_stored(word) for word in words if word not in escaped)
    erasing.erase(invitation.person, by=house.editor)
    assert [place for word in words for place in is_stored(word)] == []
    review = Review.objects.get(invitation=invitation)
    assert review.recommendation == Review.Recommendation.PUBLISH
    assert str(review.invitation.person) == "Erased reviewer"
    assert client.get(path).status_code == HTTPStatus.GONE
    assert ModelLogEntry.objects.get(action="commentaries.erase_contact").label == "Erased reviewer"
    erasing.erase(review.invitation.person, by=house.editor)
    assert str(Person.objects.get(pk=invitation.person_id)) == "Erased reviewer"


def test_what_is_printed_of_an_author_stays(house: House) -> None:
    author = factories.PersonFactory(
        given_name="Ines", family_name="Printed", email="ines@coast.example", affiliation="Coastwatch"
    )
    author.biographies = [Biography(language="en", text="<p>Counts waves.</p>")]
    author.save()
    page = factories.published(house, authors=[author, house.author_person])
    deliver()
    erasing.erase(author, by=house.assistant)
    author = Person.objects.get(pk=author.pk)
    assert (author.name, author.affiliation, author.email) == ("Ines Printed", "Coastwatch", "")
    assert author.biography_in("en") == "<p>Counts waves.</p>"
    assert not is_stored("ines@")
    assert "Ines Printed" in str(factories.reloaded(page).issue.as_printed)


def test_files_go_with_whoever_sent_them(
    house: House, invitation_by_mail: Invitation, django_capture_on_commit_callbacks: Any
) -> None:
    mail = Attachment.objects.get()
    storage, place = mail.file.storage, mail.file.name
    assert any("1 file that this person sent" in each for each in erasing.words_erased(mail.sent_by))
    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase(mail.sent_by, by=house.editor)
    assert not Attachment.objects.exists()
    assert not storage.exists(place)
    assert not is_stored("zqnameoffile")
    review = Review.objects.get(invitation=invitation_by_mail)
    assert (review.evidence, review.recorded_by.account) == (None, house.assistant)
    assert not any("this person sent" in each for each in erasing.words_erased(mail.sent_by))


@pytest.fixture
def invitation_by_mail(house: House) -> Invitation:
    """A review that came by mail, and was recorded; all is over."""
    invitation = factories.asked_outside(house, factories.in_review(house, reviews=1))
    parcel = weighing.weighed(files.sent(files.EML), "zqnameoffile.eml")
    transcribing.record_review(
        invitation,
        house.assistant,
        reviewing.Answer(Review.Recommendation.CHANGES, "Shorter."),
        transcribing.Mail(house.series.today(), parcel),
        version=invitation.version_id,
    )
    deliver()
    factories.decide(house, factories.reloaded(invitation.version.page), Decision.Outcome.REJECT, reasons="No.")
    return invitation


def test_a_manuscript_goes_with_its_author_and_its_link_opens_nothing(house: House, client: Client) -> None:
    link = factories.asked_for_manuscript(house)
    path = f"/manuscript/{factories.token_of(link)}/"
    with pytest.raises(erasing.CannotErase, match="planned"), transaction.atomic():
        erasing.erase(link.person, by=house.admin)
    receiving.send(link.line, link.person, weighing.weighed(files.sent(), "zqnameoffile.docx"), message="zqwithwords")
    deliver()
    erasing.erase(link.person, by=house.admin)
    assert not Attachment.objects.exists()
    assert [place for word in ("zqnameoffile", "zqwithwords", link.person.email) for place in is_stored(word)] == []
    assert client.get(path).status_code == HTTPStatus.GONE


@pytest.mark.parametrize(("days", "goes"), [(400, True), (300, False)])
def test_a_contact_of_a_dropped_plan_goes_too(house: House, days: int, *, goes: bool) -> None:
    line = factories.planned(house)
    Series.objects.update(keep_contacts_for=12)
    assert retaining.erase_due(Series.objects.all()) == [], "the plan stands"
    handling.drop(line, house.editor)
    DeskLine.objects.update(dropped_at=timezone.now() - timedelta(days=days))
    assert retaining.erase_due(Series.objects.all()) == (["Nora Outside"] if goes else [])


def test_a_file_that_came_late_keeps_a_contact(house: House, invitation_by_mail: Invitation) -> None:
    Series.objects.update(keep_contacts_for=12)
    then = timezone.now() - timedelta(days=400)
    Decision.objects.update(decided_at=then)
    Invitation.objects.update(invited_at=then, closed_at=then)
    assert retaining.erase_due(Series.objects.all()) == [], "the mail is of today"
    Attachment.objects.update(sent_at=then)
    assert retaining.erase_due(Series.objects.all()) == [str(invitation_by_mail.person)]


def test_for_whom_a_link_of_the_press_was_is_forgotten(house: House) -> None:
    page, today = factories.submitted(house), house.series.today()
    for whom in ("Zqlongago", "Zqjustnow"):
        briefing.brief(page, house.editor, whom=whom, until=today, digest=factories.digest_now(page))
    Link.objects.filter(note="Zqlongago").update(expires_at=timezone.now() - timedelta(days=400))
    Series.objects.update(keep_contacts_for=12)
    retaining.erase_due(Series.objects.all(), is_trial=True)
    assert is_stored("zqlongago")
    retaining.erase_due(Series.objects.all())
    assert not is_stored("zqlongago")
    assert is_stored("zqjustnow")


def test_a_contact_that_is_needed_stays(house: House) -> None:
    invitation = factories.asked_outside(house)
    for person in (invitation.person, house.reviewer_person):
        with pytest.raises(erasing.CannotErase):
            erasing.erase(person, by=house.admin)
    assert Person.objects.get(pk=invitation.person_id).email


@pytest.mark.parametrize(("days", "months", "goes"), [(400, 12, True), (300, 12, False), (400, 0, False)])
def test_a_contact_goes_after_the_months_that_the_series_states(
    house: House, days: int, months: int, *, goes: bool
) -> None:
    invitation = answered(house)
    Series.objects.update(keep_contacts_for=months)
    then = timezone.now() - timedelta(days=days)
    Decision.objects.update(decided_at=then)
    Invitation.objects.update(invited_at=then, closed_at=then)
    said = StringIO()
    call_command("erase_contacts", "--dry-run", series=house.series.title, stdout=said)
    assert ("Would be erased: Nòra Outside" in said.getvalue()) == goes
    assert Person.objects.get(pk=invitation.person_id).email == ADDRESS
    call_command("tick", stdout=StringIO())
    call_command("tick", stdout=StringIO())
    assert FollowUp.objects.filter(kind=retaining.KIND).count() == bool(months)
    followups.carry_out_due()
    assert bool(is_stored(ADDRESS)) != goes
    assert retaining.erase_due(Series.objects.all()) == []


def test_a_later_involvement_and_another_series_keep_a_contact(house: House) -> None:
    invitation = answered(house)
    then = timezone.now() - timedelta(days=400)
    Series.objects.update(keep_contacts_for=12)
    Decision.objects.update(decided_at=then)
    assert not Edition.objects.exists()
    assert retaining.erase_due(Series.objects.all()) == [], "the invitation is of today"
    Invitation.objects.update(invited_at=then, closed_at=then)
    elsewhere = factories.make_house(slug="notes")
    factories.make_draft(elsewhere, authors=[invitation.person])
    assert retaining.erase_due(Series.objects.all()) == [], "the other series keeps contacts for ever"


def test_whoever_is_no_author_any_more_falls_due_too(house: House) -> None:
    nora = factories.PersonFactory(given_name="Nora", family_name="Outside", email=ADDRESS)
    page = factories.submitted(house, authors=[house.author_person, nora])
    giving.link_to_consent(page, nora, by=None)
    latest = versions.latest_of(page)
    latest.authorships = [each for each in latest.authorships.all() if each.person_id != nora.pk]
    latest.save_revision(user=house.editor)
    page.authorships.filter(person=nora).delete()
    factories.decide(house, page, Decision.Outcome.REJECT, reasons="No.")
    Series.objects.update(keep_contacts_for=12)
    assert retaining.erase_due(Series.objects.all()) == []
    Decision.objects.update(decided_at=LONG_AGO)
    assert user_can_erase(house.editor, nora)
    assert retaining.erase_due(Series.objects.all()) == ["Nora Outside"]


def test_the_earlier_author_of_a_plan_falls_due_while_it_stands(house: House) -> None:
    link = factories.asked_for_manuscript(house)
    other = factories.PersonFactory(given_name="Bo", family_name="Later", email="bo@coast.example")
    DeskLine.objects.update(author=other)
    receiving.ask(DeskLine.objects.get(), house.editor)
    assert user_can_erase(house.assistant, link.person)
    assert not user_can_erase(house.author, link.person)
    Series.objects.update(keep_contacts_for=12)
    assert retaining.erase_due(Series.objects.all()) == []
    Link.objects.update(made_at=LONG_AGO)
    assert retaining.erase_due(Series.objects.all()) == [], "it was taken back today"
    Link.objects.filter(person=link.person).update(revoked_at=LONG_AGO)
    assert retaining.erase_due(Series.objects.all()) == ["Nora Outside"]


@pytest.mark.parametrize(("days", "goes"), [(800, True), (600, False)])
def test_a_contact_of_a_deleted_draft_goes_after_a_period_of_its_own(house: House, days: int, *, goes: bool) -> None:
    invitation = factories.asked_outside(house)
    submitting.withdraw(invitation.version.page, house.author)
    factories.reloaded(invitation.version.page).delete()
    Series.objects.update(keep_contacts_for=1)
    assert retaining.erase_due(Series.objects.all()) == []
    assert not user_can_erase(house.editor, invitation.person), "nothing says that it was of this series"
    assert user_can_erase(house.admin, invitation.person)
    then = timezone.now() - timedelta(days=days)
    Invitation.objects.update(invited_at=then, closed_at=then)
    Link.objects.update(made_at=then)
    assert retaining.erase_due(Series.objects.all()) == (["Nora Outside"] if goes else [])


def erase_page(account: Any, person: Person, *, method: str = "get") -> Any:
    return getattr(client_of(account), method)(reverse("commentaries:erase_contact", args=[person.pk]))


def test_whoever_works_on_all_the_texts_erases_by_a_button(house: House) -> None:
    person = answered(house).person
    edit = reverse(Person.snippet_viewset.get_url_name("edit"), args=[person.pk])
    address = reverse("commentaries:erase_contact", args=[person.pk])
    assert address in client_of(house.editor).get(edit).content.decode()
    shown = erase_page(house.editor, person).content.decode()
    assert "Erased reviewer” stands in its place" in shown
    assert Person.objects.get(pk=person.pk).email
    assert erase_page(house.editor, person, method="post").status_code == HTTPStatus.FOUND
    assert not Person.objects.get(pk=person.pk).email
    assert "The contact was erased on" in erase_page(house.editor, person).content.decode()


def test_nobody_else_does(house: House) -> None:
    person = answered(house).person
    own = CommentaryPage.objects.get()
    factories.give_role(house.series, house.author, factories.Role.ASSISTANT)
    for account in (house.author, house.stranger, house.reviewer):
        assert erase_page(account, person, method="post").status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.FOUND}
    assert own.authorships.get().person.account == house.author
    assert Person.objects.get(pk=person.pk).email == ADDRESS
