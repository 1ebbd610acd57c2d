"""What happens to a text is told to exactly its editors, once, with comment, link and a way to reply."""

from __future__ import annotations

from django.utils import timezone

from commentaries import affirming, inviting, reviewing, submitting
from commentaries.models import Decision, Invitation, Review, SeriesRole
from tests import factories
from tests.commentaries.outbox import (
    WORDS,
    addresses,
    awaiting_decision,
    check,
    decide_link,
    deliver,
    in_review,
    subject_of,
    words_of,
)
from tests.factories import House

CHANGES = Decision.Outcome.CHANGES


def test_a_submission_is_told_to_the_editors(house: House) -> None:
    page = factories.submitted(house)
    mails = deliver()
    assert addresses(mails) == ["editor@example.org", "second@example.org"]
    check(mails[0], subject="submitted", link=decide_link(page), reply_to="author@example.org")
    assert mails[0].body.startswith("Dear Test Editor,\n\nTest Author has submitted a text to Letters from the Coast")
    assert "\nReply to this mail to write to Test Author.\n\nYou get this mail as an editor of Letters" in mails[0].body


def test_a_text_submitted_again_after_changes_is_told_again(house: House) -> None:
    """It comes back to the step at which changes were asked, so nobody is asked to invite reviewers."""
    page = factories.reviewed(house)
    factories.decide(house, page, CHANGES, reasons=WORDS)
    factories.edited(page, house.author, abstract="Shorter now.")
    first = [message for message in deliver() if message.subject == subject_of("submitted")]
    submitting.submit(factories.reloaded(page), factories.fresh(house.author))
    again = deliver()
    assert addresses(first) == addresses(again) == ["editor@example.org", "second@example.org"]
    assert "It needs one review before the decision. Please invite somebody, or go on without, here:" in words_of(
        first[0]
    )
    assert again[0].subject == subject_of("submitted again")
    assert "Test Author has submitted a text to Letters from the Coast" in again[0].body
    assert " again:" in again[0].body
    assert "It waits for your decision here:" in again[0].body


def test_a_text_submitted_again_unchanged_is_told_again(house: House) -> None:
    page = awaiting_decision(house)
    factories.decide(house, page, CHANGES, reasons=WORDS)
    deliver()
    submitting.submit(factories.reloaded(page), factories.fresh(house.author))
    assert addresses(deliver()) == ["editor@example.org", "second@example.org"]


def test_a_review_is_told_to_the_editors_with_the_note_for_them_alone(house: House) -> None:
    page, invitation = in_review(house, needed=2)
    note = "Between us: ask the author about item 3."
    given = reviewing.Answer(Review.Recommendation.CHANGES, WORDS, note)
    reviewing.answer(invitation, house.reviewer_person, given)
    mails = deliver()
    assert addresses(mails) == ["editor@example.org", "second@example.org"]
    check(mails[0], subject="reviewed", link=decide_link(page), reply_to="reviewer@example.org", comment=WORDS)
    assert f"For the editors alone:\n\n    {note}\n" in mails[0].body
    assert "The recommendation is “Publish after changes”." in words_of(mails[0])
    assert "Further reviews are to come." in mails[0].body


def test_the_last_review_says_in_the_same_mail_that_the_decision_is_due(house: House) -> None:
    _page, invitation = in_review(house)
    reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.PUBLISH))
    mails = deliver()
    assert addresses(mails) == ["editor@example.org", "second@example.org"]
    assert "All reviews that were needed are in." in mails[0].body


def test_an_amended_review_is_told_as_a_change(house: House) -> None:
    page, invitation = in_review(house, needed=2)
    reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.PUBLISH, "Clear."))
    deliver()
    for words in (WORDS, f"{WORDS} Again."):
        reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.CHANGES, words))
        mails = deliver()
        assert addresses(mails) == ["editor@example.org", "second@example.org"]
        check(
            mails[0], subject="review changed", link=decide_link(page), reply_to="reviewer@example.org",
            comment=words,
        )  # fmt: skip
        assert "Test Reviewer has changed their answer" in mails[0].body
        assert "The recommendation is now “Publish after changes”." in words_of(mails[0])


def test_a_review_ended_early_is_told_to_the_other_editors_with_the_reason(house: House) -> None:
    page, _invitation = in_review(house)
    reviewing.go_on(page, house.editor, reason=WORDS)
    [message] = mails = deliver()
    assert addresses(mails) == ["second@example.org"]
    check(
        message, subject="ready for your decision", link=decide_link(page), reply_to="editor@example.org",
        comment=WORDS,
    )  # fmt: skip


def test_a_declined_invitation_is_told_to_the_one_who_asked(house: House) -> None:
    page, invitation = in_review(house)
    reviewing.decline(invitation, house.reviewer_person, reviewing.Refusal(WORDS))
    [message] = mails = deliver()
    assert addresses(mails) == ["editor@example.org"]
    check(
        message, subject="review declined", link=decide_link(page), reply_to="reviewer@example.org",
        comment=WORDS,
    )  # fmt: skip


def test_a_declined_invitation_is_told_to_the_editors_once_the_role_of_who_asked_has_ended(house: House) -> None:
    page = factories.in_review(house)
    [invitation] = inviting.invite(page, house.assistant, [house.reviewer_person])
    deliver()
    SeriesRole.objects.filter(person__account=house.assistant).delete()
    invitation = Invitation.objects.get(pk=invitation.pk)
    reviewing.decline(invitation, house.reviewer_person, reviewing.Refusal(WORDS))
    assert addresses(deliver()) == ["editor@example.org", "second@example.org"]


def test_a_consent_given_is_told_to_the_editors(house: House) -> None:
    page = awaiting_decision(house)
    page = factories.edited(page, house.editor, abstract="By the editor.")
    affirming.affirm(page, house.author, digest=factories.digest_now(page), comment=WORDS)
    mails = deliver()
    assert addresses(mails) == ["editor@example.org", "second@example.org"]
    check(mails[0], subject="agreed", link=decide_link(page), reply_to="author@example.org", comment=WORDS)
    changed = timezone.localtime(page.latest_revision_created_at)
    assert f"as it was last changed on {changed.day} " in words_of(mails[0])


def test_checked_facts_are_told_as_that_and_as_nobodys_yes(house: House) -> None:
    page = awaiting_decision(house)
    affirming.check_facts(page, house.assistant, digest=factories.digest_now(page), comment=WORDS)
    message, _other = mails = deliver()
    assert addresses(mails) == ["editor@example.org", "second@example.org"]
    check(message, subject="facts checked", link=decide_link(page), reply_to="assistant@example.org", comment=WORDS)
    assert "has checked the facts of this text" in words_of(message)
    assert "has said yes" not in words_of(message)
