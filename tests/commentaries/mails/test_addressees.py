"""Only those concerned are written to, by their part in the text, and one address once."""

from __future__ import annotations

from datetime import date

import pytest

from commentaries import affirming, inviting, reviewing, submitting
from commentaries.models import Authorship, Decision, FollowUp, Person, Review, SeriesRole
from tests import factories
from tests.commentaries.outbox import (
    WORDS,
    addresses,
    ask_for_reviews,
    awaiting_decision,
    deliver,
    deliver_later,
    in_review,
)
from tests.factories import House

CHANGES, REJECT, PUBLISH = Decision.Outcome.CHANGES, Decision.Outcome.REJECT, Decision.Outcome.PUBLISH


def person_of(account: object) -> Person:
    return Person.objects.get(account=account)


def test_an_editor_who_writes_is_told_as_author_and_not_as_editor(house: House) -> None:
    page = factories.submitted(house, authors=[house.author_person, person_of(house.second_editor)])
    assert addresses(deliver()) == ["editor@example.org"]
    factories.decide(house, page)
    assert addresses(deliver_later()) == ["author@example.org", "second@example.org"]


def test_who_joined_the_authors_in_the_newest_draft_is_told_as_author(house: House) -> None:
    page = awaiting_decision(house)
    second = person_of(house.second_editor)
    latest = page.get_latest_revision_as_object()
    latest.authorships.add(Authorship(person=second, name=second.name, sort_order=9))
    latest.save_revision(user=house.author)
    page = factories.reloaded(page)
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    assert addresses(deliver()) == ["editor@example.org"]
    factories.decide(house, page, CHANGES, reasons=WORDS)
    assert addresses(deliver()) == ["author@example.org", "second@example.org"]


def test_an_editor_out_of_office_is_not_told(house: House) -> None:
    SeriesRole.objects.filter(person__account=house.second_editor).update(until=date(2020, 1, 1))
    factories.submitted(house)
    assert addresses(deliver()) == ["editor@example.org"]


def test_only_those_concerned_are_ever_written_to(house: House) -> None:
    """Administrators, assistants and strangers get nothing on the whole way (trap 21)."""
    ask_for_reviews(house, 1)
    page = factories.submitted(house)
    given = reviewing.Answer(Review.Recommendation.CHANGES, WORDS)
    reviewing.answer(factories.invited(house, page), house.reviewer_person, given)
    factories.decide(house, factories.reloaded(page), CHANGES, reasons="Shorter.")
    page = factories.edited(page, house.author, abstract="Shorter now.")
    submitting.submit(page, factories.fresh(house.author))
    factories.decide(house, factories.reloaded(page))
    assert set(addresses(deliver_later())) == {
        "author@example.org", "editor@example.org", "second@example.org", "reviewer@example.org",
    }  # fmt: skip


@pytest.mark.parametrize("outcome", [CHANGES, REJECT, PUBLISH])
def test_authors_never_learn_who_reviewed(house: House, outcome: Decision.Outcome) -> None:
    page, invitation = in_review(house)
    given = reviewing.Answer(Review.Recommendation.PUBLISH, WORDS, "A note.")
    reviewing.answer(invitation, house.reviewer_person, given)
    factories.decide(house, factories.reloaded(page), outcome, reasons="As we discussed.")
    [message] = [message for message in deliver_later() if message.to == ["author@example.org"]]
    raw = message.message().as_string() + message.body
    assert "As we discussed." in message.body
    assert all(secret not in raw for secret in ("Reviewer", "reviewer@", WORDS, "A note."))


def test_an_author_who_asked_for_the_review_is_not_told_who_declined(house: House) -> None:
    assistant = person_of(house.assistant)
    ask_for_reviews(house, 1)
    page = factories.submitted(house)
    [invitation] = inviting.invite(page, house.assistant, [house.reviewer_person])
    deliver()
    row = page.authorships.model(person=assistant, name=assistant.name, sort_order=9)
    factories.edited(page, house.editor, authorships=[*page.authorships.all(), row])
    reviewing.decline(invitation, house.reviewer_person)
    assert addresses(deliver()) == ["editor@example.org", "second@example.org"]


def test_an_editor_who_stood_by_the_text_as_its_author_is_not_told_who_reviewed_it(house: House) -> None:
    """Also once the text names her no more: what the page of decision hides from her, no mail says."""
    ask_for_reviews(house, 1)
    page = factories.make_draft(house, authors=[house.author_person, person_of(house.editor)])
    submitting.submit(page, factories.fresh(house.editor))
    page.authorships.filter(person__account=house.editor).delete()
    factories.edited(page, house.assistant, authorships=list(factories.reloaded(page).authorships.all()))
    [invitation] = inviting.invite(factories.reloaded(page), house.second_editor, [house.reviewer_person])
    deliver()
    reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.PUBLISH, WORDS))
    assert addresses(deliver()) == ["second@example.org"]


def test_a_person_without_an_address_is_passed_over(house: House) -> None:
    silent = factories.PersonFactory(email="")
    page = awaiting_decision(house, authors=[silent, house.author_person])
    factories.decide(house, page, CHANGES, reasons=WORDS)
    assert addresses(deliver()) == ["author@example.org"]
    assert not FollowUp.objects.filter(payload__to=silent.pk).exists()


def test_a_person_without_an_address_of_their_own_is_written_to_at_the_account(house: House) -> None:
    Person.objects.filter(account=house.editor).update(email="")
    factories.submitted(house)
    assert addresses(deliver()) == ["editor@example.org", "second@example.org"]


def test_two_persons_of_one_address_get_one_mail(house: House) -> None:
    double = factories.PersonFactory(email="Author@Example.org")
    page = awaiting_decision(house, authors=[house.author_person, double])
    factories.decide(house, page, CHANGES, reasons=WORDS)
    assert addresses(deliver()) == ["author@example.org"]
