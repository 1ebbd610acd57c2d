"""Tests what the list of versions tells: who made each and what for, and to no author who reviews."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from commentaries import affirming, consenting, inviting, reviewing, submitting
from commentaries.changes.histories import Kept, history_of, last_read, news_for, worth_comparing
from commentaries.models import CommentaryPage, Decision, Person, Review
from commentaries.permissions import person_of
from tests import factories
from tests.factories import House

REVIEWER = "Test Reviewer"


def told(page: CommentaryPage, account: Any) -> list[list[str]]:
    return [[step.told for step in kept.steps] for kept in history_of(page, factories.fresh(account))]


def through_two_rounds(house: House) -> CommentaryPage:
    """Reviewed, sent back, revised, submitted again, copy-edited, consented to and published."""
    page = factories.reviewed(house)
    factories.decide(house, page, Decision.Outcome.CHANGES, reasons="As the review says.")
    page = factories.edited(page, house.author, title="Minutes of a committee")
    submitting.submit(page, house.author)
    page = factories.edited(page, house.editor, title="The minutes of a committee")
    consenting.ask_for_consent(page, house.editor)
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    factories.decide(house, page)
    return factories.reloaded(page)


def test_an_editor_reads_everything_that_was_done_with_each_version(house: House) -> None:
    page = through_two_rounds(house)
    assert told(page, house.second_editor) == [
        [
            "The authors were asked for their yes",
            "Test Author consented as author",
            "Test Editor decided to publish it",
            "Published as edition 1",
        ],
        ["Test Author submitted it"],
        [
            "Test Author submitted it",
            f"For review: {REVIEWER}",
            f"{REVIEWER} answered as reviewer: Publish as it is",
            "Test Editor decided: changes asked for",
        ],
    ]


def test_an_author_reads_that_a_reviewer_answered_and_neither_who_nor_what(house: House) -> None:
    page = through_two_rounds(house)
    first = told(page, house.author)[-1]
    assert first[1:3] == ["For review, by a reviewer", "A reviewer answered"]
    assert REVIEWER not in str(told(page, house.author))


def test_an_editor_who_wrote_the_text_reads_no_more_than_an_author(house: House) -> None:
    own = Person.objects.get(account=house.editor)
    page = factories.make_draft(house, authors=[own])
    submitting.submit(page, house.editor)
    house.series.reviews_needed = 1
    house.series.save()
    submitting.withdraw(factories.reloaded(page), house.editor)
    submitting.submit(factories.reloaded(page), house.editor)
    inviting.invite(factories.reloaded(page), house.second_editor, [house.reviewer_person])
    assert REVIEWER in str(told(page, house.second_editor))
    assert REVIEWER not in str(told(page, house.editor))


def test_a_reviewer_reads_of_their_own_versions_and_of_no_other_reviewer(house: House) -> None:
    house.series.reviews_needed = 2
    house.series.save()
    page = factories.submitted(house)
    other = factories.make_account("second-reviewer")
    people = [house.reviewer_person, Person.objects.get(account=other)]
    invitations = inviting.invite(page, house.editor, people)
    reviewing.answer(invitations[1], invitations[1].person, reviewing.Answer(Review.Recommendation.PUBLISH, "Clear."))
    factories.edited(page, house.editor, title="Not for reviewers yet")
    assert told(page, house.reviewer) == [["Test Author submitted it", "You were asked to review it"]]
    assert told(page, house.stranger) == []


def test_a_text_submitted_by_somebody_else_says_so(house: House) -> None:
    page = factories.make_draft(house)
    submitting.submit(page, house.assistant)
    assert told(page, house.author) == [["Test Assistant submitted it for its authors"]]


def test_a_yes_that_was_taken_back_says_so(house: House) -> None:
    page = factories.published(house)
    page = factories.edited(page, house.author, title="Other")
    submitting.submit(page, house.assistant)
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    page.versions.get(title="Other").affirmations.withdraw()
    assert "Test Author consented as author (taken back)" in told(page, house.editor)[0]


def since(page: CommentaryPage, account: Any) -> Kept | None:
    account = factories.fresh(account)
    return worth_comparing(history_of(page, account), person_of(account), digest=factories.digest_now(page))


def test_changes_are_shown_since_a_persons_last_word_else_since_the_submission(house: House) -> None:
    page = factories.reviewed(house)
    factories.decide(house, page, Decision.Outcome.CHANGES, reasons="As the review says.")
    first = page.versions.get()
    page = factories.edited(page, house.author, title="Minutes of a committee")
    submitting.submit(page, house.author)
    second = page.versions.latest("made_at")
    for account, version in ((house.editor, first), (house.author, second), (house.assistant, first)):
        kept = since(page, account)
        assert kept is not None
        assert kept.pk == version.pk, account
    factories.edited(page, house.editor, title="The minutes of a committee")
    kept = since(page, house.assistant)
    assert kept is not None
    assert kept.pk == second.pk


def test_without_a_version_nothing_is_compared(house: House) -> None:
    assert since(factories.make_draft(house), house.editor) is None


@pytest.mark.parametrize(
    ("account", "news"),
    [
        ("author", "What changed since you submitted it on 4 November"),
        ("editor", "What changed since your decision of 5 November"),
        ("assistant", "What changed since it was submitted on 4 November"),
    ],
)
def test_the_way_to_the_changes_says_since_when(house: House, clock: Any, account: str, news: str) -> None:
    clock(datetime(2025, 11, 4, 9, tzinfo=UTC))
    page = factories.submitted(house)
    clock(datetime(2025, 11, 5, 9, tzinfo=UTC))
    factories.decide(house, page, Decision.Outcome.CHANGES, reasons="Shorter, please.")
    person = person_of(factories.fresh(getattr(house, account)))
    assert news_for(page, person, digest=factories.digest_now(page)) == ""
    page = factories.edited(page, house.author, title="Shorter")
    assert news_for(page, person, digest=factories.digest_now(page)) == news


def test_a_reviewer_who_is_asked_anew_still_reads_what_they_answered_on(house: House) -> None:
    house.series.reviews_needed = 2
    house.series.save()
    page = factories.submitted(house)
    invitation = factories.invited(house, page)
    reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.CHANGES, "Shorter."))
    first = page.versions.get()
    page = factories.edited(page, house.editor, title="Shorter")
    [again] = inviting.invite(page, house.editor, [house.reviewer_person])
    account = factories.fresh(house.reviewer)
    assert again.pk == invitation.pk
    assert last_read(account, again.version) == first
    assert [kept.pk for kept in history_of(page, account)] == [again.version_id, first.pk]
    reviewing.decline(again, house.reviewer_person)
    assert history_of(page, account) == []


def test_twenty_versions_cost_as_many_queries_as_two(house: House, django_assert_num_queries: Any) -> None:
    page = factories.reviewed(house)
    account = factories.fresh(house.editor)
    history_of(page, account)
    for number in range(19):
        page = factories.edited(page, house.assistant, title=f"Title {number}")
        affirming.affirm(page, house.assistant, digest=factories.digest_now(page))
        if number in {0, 18}:
            with django_assert_num_queries(18):
                assert len(history_of(page, account)) == number + 2
