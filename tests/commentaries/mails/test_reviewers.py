"""Whoever is asked for a review is told until when, and whether it is still needed."""

from __future__ import annotations

from datetime import date

from commentaries import inviting, reviewing, submitting
from commentaries.models import Decision, Series
from tests import factories
from tests.commentaries.outbox import (
    SITE,
    WORDS,
    addresses,
    ask_for_reviews,
    check,
    decide_link,
    deliver,
    in_review,
    subject_of,
)
from tests.factories import House

CHANGES = Decision.Outcome.CHANGES


def test_an_invitation_names_the_day_and_goes_to_the_person_asked(house: House) -> None:
    ask_for_reviews(house, 1)
    page = factories.submitted(house)
    deliver()
    [invitation] = inviting.invite(page, house.editor, [house.reviewer_person], message=WORDS, due_on=date(2031, 10, 3))
    [message] = mails = deliver()
    assert addresses(mails) == ["reviewer@example.org"]
    check(
        message, subject="please review by 3 October 2031", comment=WORDS,
        link=f"{SITE}/admin/commentaries/reviews/{invitation.pk}/", reply_to="editor@example.org",
    )  # fmt: skip
    assert "Please answer by 3 October 2031." in message.body


def test_a_reviewer_who_is_not_needed_any_more_is_told_without_a_reason(house: House) -> None:
    Series.objects.update(anonymity="both")
    page, _invitation = in_review(house)
    submitting.withdraw(page, house.author)
    told = {letter.to[0]: letter for letter in deliver()}
    assert set(told) == {"reviewer@example.org", "editor@example.org", "second@example.org"}
    closed = told["reviewer@example.org"]
    assert closed.subject == subject_of("your review is no longer needed")
    assert closed.reply_to == ["editor@example.org"]
    assert "Author" not in closed.body, "who took the text back is hidden from its reviewers"
    taken_back = told["editor@example.org"]
    check(taken_back, subject="taken back", link=decide_link(page), reply_to="author@example.org")


def test_a_decision_ends_the_review_that_is_still_asked(house: House) -> None:
    page, invitation = in_review(house, needed=2)
    reviewing.go_on(page, house.editor, reason="It is urgent.")
    deliver()
    factories.decide(house, factories.reloaded(page), CHANGES, reasons=WORDS)
    assert addresses(deliver()) == ["author@example.org", "reviewer@example.org"]
    invitation.refresh_from_db()
    assert invitation.state == invitation.State.CANCELLED


def test_who_is_asked_anew_is_not_told_that_nothing_is_asked(house: House) -> None:
    page, invitation = in_review(house)
    submitting.withdraw(page, house.author)
    invitation.state = invitation.State.OPEN
    invitation.save()
    assert "reviewer@example.org" not in addresses(deliver())
