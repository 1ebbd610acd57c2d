"""Tests that an answer that came by mail counts like one given on the page, with mail and recorder beside it."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from lxml import html as lxml_html
from wagtail.models import PageLogEntry

from commentaries import reviewing, transcribing, weighing
from commentaries.affirming import ContentChanged
from commentaries.consenting import consent, object_to
from commentaries.happenings import events_of
from commentaries.models import (
    Affirmation,
    Attachment,
    Authorship,
    CommentaryPage,
    Decision,
    Invitation,
    Objection,
    Person,
    Review,
)
from commentaries.reviewing import Answer
from commentaries.transcribing import Mail
from tests import factories
from tests.commentaries import files, outbox
from tests.factories import House

DAY = date(2026, 1, 5)
PUBLISH = Review.Recommendation.PUBLISH


def mail(data: bytes = files.EML) -> Mail:
    return Mail(DAY, weighing.weighed(files.sent(data, "answer.eml"), "answer.eml"))


@pytest.fixture
def invitation(house: House) -> Invitation:
    return factories.asked_outside(house)


def record(invitation: Invitation, user: object, *, version: int | None = None) -> Review:
    given = Answer(PUBLISH, "Fine as it is.")
    return transcribing.record_review(invitation, user, given, mail(), version=version or invitation.version_id)


def test_a_review_by_mail_counts_like_one_by_the_link(house: House, invitation: Invitation) -> None:
    outbox.deliver()
    review = record(invitation, house.assistant)
    invitation.refresh_from_db()
    assert invitation.state == Invitation.State.ANSWERED
    assert (review.recorded_by.account, review.came_on) == (house.assistant, DAY)
    assert review.evidence.kind == Attachment.Kind.REVIEW
    yes = Affirmation.objects.get(kind=Affirmation.Kind.REVIEW)
    assert (yes.person, yes.recorded_by) == (invitation.person, review.recorded_by)
    letters = outbox.deliver()
    assert outbox.addresses(letters) == ["editor@example.org", "nora@example.org", "second@example.org"]
    assert "Test Assistant recorded it" in " ".join(letters[0].body.split())


def test_whoever_records_is_not_told_of_it(house: House, invitation: Invitation) -> None:
    outbox.deliver()
    record(invitation, house.editor)
    assert outbox.addresses(outbox.deliver()) == ["nora@example.org", "second@example.org"]


def test_the_last_answer_by_mail_ends_the_review(house: House) -> None:
    invitation = factories.asked_outside(house, factories.in_review(house, reviews=1))
    record(invitation, house.editor)
    factories.decide(house, factories.reloaded(invitation.version.page))
    assert Decision.objects.get().outcome == Decision.Outcome.PUBLISH


@pytest.mark.parametrize("account", ["author", "reviewer", "stranger"])
def test_only_those_who_work_on_the_series_record(house: House, invitation: Invitation, account: str) -> None:
    with pytest.raises(PermissionDenied), transaction.atomic():
        record(invitation, getattr(house, account))
    assert not Attachment.objects.exists()


def test_nobody_records_an_answer_of_their_own_or_for_a_text_of_their_own(house: House, invitation: Invitation) -> None:
    Invitation.objects.update(person=Person.objects.get(account=house.assistant))
    with pytest.raises(PermissionDenied), transaction.atomic():
        record(Invitation.objects.get(), house.assistant)
    page = factories.submitted(house, authors=[house.author_person, Person.objects.get(account=house.editor)])
    with pytest.raises(PermissionDenied), transaction.atomic():
        transcribing.record_consent(page, house.author_person, house.editor, mail(), digest=factories.digest_now(page))


def test_an_answer_given_on_the_page_is_not_written_over(house: House, invitation: Invitation) -> None:
    reviewing.answer(invitation, invitation.person, Answer(Review.Recommendation.REJECT, "No."))
    with pytest.raises(reviewing.NotInReview), transaction.atomic():
        record(invitation, house.editor)
    assert Review.objects.get().recommendation == Review.Recommendation.REJECT


def test_an_answer_is_for_the_version_that_is_named(house: House, invitation: Invitation) -> None:
    with pytest.raises(reviewing.AnswerChanged), transaction.atomic():
        record(invitation, house.editor, version=invitation.version_id + 1)


def test_a_later_answer_by_the_link_is_the_reviewers_own(house: House, invitation: Invitation) -> None:
    record(invitation, house.editor)
    invitation.refresh_from_db()
    review = reviewing.answer(invitation, invitation.person, Answer(Review.Recommendation.REJECT, "After all, no."))
    review.refresh_from_db()
    assert (review.recorded_by, review.came_on, review.evidence) == (None, None, None)


def test_an_authors_yes_and_no_by_mail(house: House) -> None:
    page = factories.submitted(house)
    factories.edited(page, house.editor, title="Minutes of a loud committee")
    digest = factories.digest_now(page)
    no = transcribing.record_objection(page, house.author_person, house.editor, mail(), digest=digest, note="Silent!")
    assert (no.recorded_by.account, no.evidence.kind) == (house.editor, Attachment.Kind.CONSENT)
    yes = transcribing.record_consent(page, house.author_person, house.editor, mail(files.PDF), digest=digest)
    assert (yes.kind, yes.recorded_by.account) == (Affirmation.Kind.CONSENT, house.editor)
    assert not Objection.objects.standing().exists()
    with pytest.raises(ContentChanged), transaction.atomic():
        transcribing.record_consent(page, house.author_person, house.editor, mail(), digest="0" * 64)


def test_a_yes_that_was_given_stays_the_authors_own(house: House) -> None:
    page = factories.submitted(house)
    factories.edited(page, house.editor, title="Minutes of a loud committee")
    digest = factories.digest_now(page)
    consent(page, house.author_person, digest=digest)
    yes = transcribing.record_consent(page, house.author_person, house.editor, mail(), digest=digest)
    yes.refresh_from_db()
    assert (yes.recorded_by, yes.evidence) == (None, None)


def test_an_own_yes_takes_the_place_of_the_recorded_one(house: House, client: Client) -> None:
    page = factories.submitted(house)
    factories.edited(page, house.editor, title="Minutes of a loud committee")
    first = by_mail(house, page, says_yes=True)
    client.force_login(house.author)
    own_page, button = reverse("commentaries:consent", args=[page.pk]), "Yes, publish it like this"
    html = client.get(own_page).content.decode()
    assert "recorded by Test Editor" in html
    assert button in html
    outbox.deliver()
    sent = {"action": "affirm", "digest": factories.digest_now(page), "comment": "Gladly."}
    assert client.post(own_page, sent).status_code == HTTPStatus.FOUND
    first.refresh_from_db()
    assert (first.recorded_by, first.came_on, first.evidence, first.reason) == (None, None, None, "Gladly.")
    assert first.withdrawn_at is None
    assert button not in client.get(own_page).content.decode()
    assert outbox.addresses(outbox.deliver()) == ["editor@example.org", "second@example.org"]
    client.post(own_page, sent)
    assert outbox.deliver() == [], "the same yes once more is nothing new"


def test_the_yes_of_a_reviewer_who_answers_after_all_is_their_own(house: House, invitation: Invitation) -> None:
    record(invitation, house.editor)
    invitation.refresh_from_db()
    reviewing.answer(invitation, invitation.person, Answer(PUBLISH, "Fine as it is."))
    assert Review.objects.get().recorded_by is None, "also in the same words"
    yes = Affirmation.objects.get(kind=Affirmation.Kind.REVIEW)
    assert (yes.recorded_by, yes.came_on, yes.evidence) == (None, None, None)


def by_mail(house: House, page: CommentaryPage, *, says_yes: bool) -> Affirmation | Objection:
    facts = {"digest": factories.digest_now(page)} | ({} if says_yes else {"note": "Quieter!"})
    verb = transcribing.record_consent if says_yes else transcribing.record_objection
    return verb(page, house.author_person, house.editor, mail(), **facts)


def test_no_mail_is_recorded_over_what_an_author_said_in_person(house: House) -> None:
    page = factories.submitted(house)
    factories.edited(page, house.editor, title="Minutes of a loud committee")
    digest = factories.digest_now(page)
    object_to(page, house.author_person, digest=digest, note="Silent!")
    for says_yes in (True, False):
        with pytest.raises(transcribing.AnsweredInPerson, match="Test Author"), transaction.atomic():
            by_mail(house, page, says_yes=says_yes)
    assert [each.note for each in Objection.objects.standing()] == ["Silent!"]
    yes = consent(page, house.author_person, digest=digest)
    with pytest.raises(transcribing.AnsweredInPerson), transaction.atomic():
        by_mail(house, page, says_yes=False)
    yes.refresh_from_db()
    assert yes.withdrawn_at is None
    assert not Attachment.objects.exists()


def test_what_happened_names_the_recorder_and_the_log_no_reviewer(house: House, invitation: Invitation) -> None:
    record(invitation, house.editor)
    page = invitation.version.page
    told = {event.what for event in events_of(page, house.second_editor)}
    assert "answered: Publish as it is, by mail of 5 January 2026, recorded by Test Editor" in told
    entries = PageLogEntry.objects.filter(page=page.pk)
    assert entries.filter(action="commentaries.record_answer").count() == 1
    assert all("Nora" not in f"{entry.message} {entry.data}" for entry in entries)


# The receipt


@pytest.mark.parametrize(
    ("says_yes", "news", "words"),
    [
        (True, "Test Editor has recorded that you say yes to your text", ""),
        (False, "Test Editor has recorded that you object to your text", "Quieter!"),
    ],
)
def test_an_author_reads_what_was_recorded_in_their_name_and_replies_if_it_is_wrong(
    house: House, says_yes: bool, news: str, words: str
) -> None:
    page = factories.submitted(house)
    factories.edited(page, house.editor, title="Minutes of a loud committee")
    outbox.deliver()
    for _time in range(2):
        by_mail(house, page, says_yes=says_yes)
    [receipt] = [message for message in outbox.deliver() if message.to == ["author@example.org"]]
    assert receipt.subject.endswith("Minutes of a loud committee – your answer was recorded")
    assert receipt.reply_to == ["editor@example.org"]
    said = outbox.words_of(receipt)
    assert news in said
    assert "from an e-mail of 5 January 2026" in said
    assert words in said
    assert "If this is not what you answered, reply to this mail; or answer yourself, here:" in said
    assert outbox.own_text_link(page) in receipt.body.splitlines()


def test_a_reviewer_without_an_account_reads_word_for_word_what_was_recorded(
    house: House, invitation: Invitation
) -> None:
    outbox.deliver()
    record(invitation, house.assistant)
    [receipt] = [message for message in outbox.deliver() if message.to == ["nora@example.org"]]
    said = outbox.words_of(receipt)
    assert "The recommendation is “Publish as it is”." in said
    assert "In these words: Fine as it is." in said
    assert "If this is not what you answered, reply to this mail." in said
    assert "/admin/" not in said
    assert receipt.reply_to == ["assistant@example.org"]
    hidden = [event.what for event in events_of(invitation.version.page, house.author)]
    assert not [what for what in hidden if "an answer was recorded" in what], (
        "an author learns of no receipt of a reviewer"
    )


def test_what_the_author_has_said_in_person_gets_no_receipt(house: House) -> None:
    page = factories.submitted(house)
    factories.edited(page, house.editor, title="Minutes of a loud committee")
    consent(page, house.author_person, digest=factories.digest_now(page))
    outbox.deliver()
    by_mail(house, page, says_yes=True)
    assert outbox.deliver() == []


# On the page


def test_the_editor_records_on_the_page_with_pasted_words(house: House, invitation: Invitation, client: Client) -> None:
    client.force_login(house.editor)
    decide = reverse("commentaries:decide", args=[invitation.version.page_id])
    assert "Record an answer that came by mail" in client.get(decide).content.decode()
    sent = {
        "action": "record_review",
        "invitation": invitation.pk,
        "version": invitation.version_id,
        "came_on": "2026-01-05",
        "recommendation": "publish",
        "text": "Fine.",
        "interests": "We wrote a book together.",
    }
    answer = client.post(decide, sent)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Attach the mail" in answer.content.decode()
    answer = client.post(decide, sent | {"words": "Dear Ada,\nfine.\nNora"})
    assert answer.status_code == HTTPStatus.FOUND
    review = Review.objects.get()
    assert (review.evidence.ending, review.interests) == ("txt", "We wrote a book together.")
    html = client.get(decide).content.decode()
    assert "Came by mail on" in html
    assert reverse("commentaries:attachment", args=[review.evidence_id]) in html


def test_the_browser_keeps_the_words_about_each_mail_apart_until_they_have_arrived(
    house: House, invitation: Invitation, client: Client
) -> None:
    """Beside a file that is too large no word of a request is read, and nothing could be shown again."""
    factories.asked_outside(house, invitation.version.page, family_name="Other", email="other@example.org")
    client.force_login(house.editor)
    decide = reverse("commentaries:decide", args=[invitation.version.page_id])
    shown = lxml_html.fromstring(client.get(decide).content.decode())
    forms = [form for form in shown.forms if form.fields.get("action") == "record_review"]
    owners = {form.get("data-commentary-keep-owner-value") for form in forms}
    assert owners == {f"{house.editor.pk} id_record_review_{each.pk}_%s" for each in Invitation.objects.all()}
    assert {form.get("data-controller") for form in forms} == {"commentary-keep"}


def test_the_page_offers_no_form_over_an_objection_given_in_person(house: House, client: Client) -> None:
    page = factories.submitted(house)
    factories.edited(page, house.editor, title="Minutes of a loud committee")
    client.force_login(house.editor)
    decide = reverse("commentaries:decide", args=[page.pk])
    offer = 'name="action" value="record_consent"'
    by_mail(house, page, says_yes=False)
    assert offer in client.get(decide).content.decode()
    digest = factories.digest_now(page)
    object_to(page, house.author_person, digest=digest, note="Silent!")
    assert offer not in client.get(decide).content.decode()
    sent = {"action": "record_consent", "author": house.author_person.pk, "digest": digest, "came_on": "2026-01-05"}
    answer = client.post(decide, {**sent, "answer": "yes", "note": "Gladly.", "words": "Dear Ada,\nyes."})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "has answered in person" in answer.content.decode()
    assert "Gladly." in answer.content.decode()
    assert Objection.objects.standing().get().note == "Silent!"


@override_settings(COMMENTARIES={"ATTACHMENTS_MOST": 1})
def test_one_mail_too_many_is_refused_in_a_sentence_for_the_editor(house: House, client: Client) -> None:
    page = factories.submitted(house)
    factories.edited(page, house.editor, title="Minutes of a loud committee")
    by_mail(house, page, says_yes=False)
    client.force_login(house.editor)
    sent = {
        "action": "record_consent",
        "author": house.author_person.pk,
        "digest": factories.digest_now(page),
        "came_on": "2026-01-05",
        "answer": "yes",
        "note": "Gladly.",
        "words": "Dear Ada,\nyes.",
    }
    answer = client.post(reverse("commentaries:decide", args=[page.pk]), sent)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "So many mails of Test Author" in answer.content.decode()
    assert "Gladly." in answer.content.decode()
    assert Objection.objects.standing().exists()


def test_an_editor_who_writes_the_text_gets_no_reviewers_mail(
    house: House, invitation: Invitation, client: Client
) -> None:
    review = record(invitation, house.second_editor)
    writing = Authorship(person=Person.objects.get(account=house.editor), name="Test Editor", sort_order=0)
    page = factories.edited(invitation.version.page, house.assistant, authorships=[writing])
    client.force_login(house.editor)
    address = reverse("commentaries:attachment", args=[review.evidence_id])
    assert client.get(address).status_code != HTTPStatus.OK
    assert address not in client.get(reverse("commentaries:decide", args=[page.pk])).content.decode()
