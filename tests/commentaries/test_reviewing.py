"""Tests that an invitation leads to one answer on one version, and enough answers to the decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from commentaries import inviting, reviewing, standings, submitting, versions
from commentaries.models import (
    Affirmation,
    ClosedDays,
    DecisionTask,
    FollowUp,
    Invitation,
    Person,
    Review,
    ReviewTask,
    Series,
)
from commentaries.reviewing import Answer, NotInReview, OwnText, Refusal
from commentaries.stages import stage_of
from tests import factories
from tests.factories import House

PUBLISH, CHANGES, REJECT = Review.Recommendation.PUBLISH, Review.Recommendation.CHANGES, Review.Recommendation.REJECT
State = Invitation.State


@pytest.fixture
def house(house: House) -> House:
    """The series asks for one review."""
    Series.objects.update(reviews_needed=1)
    return house


def step(page: Any) -> type:
    return type(factories.reloaded(page).current_workflow_task_state.task.specific)


def test_an_invitation_names_version_round_and_day(house: House) -> None:
    page = factories.submitted(house)
    invitation = factories.invited(house, page)
    assert invitation.version.digest == factories.digest_now(page)
    assert invitation.task_state == page.current_workflow_task_state
    days = ClosedDays.objects.working_days_of(house.series)
    assert days.between(house.series.today(), invitation.due_on) == house.series.review_days == 5
    assert invitation.invited_by == Person.objects.get(account=house.editor)
    assert FollowUp.objects.get(key__startswith="invited").payload["to"] == house.reviewer_person.pk


def test_a_person_is_asked_once_per_round(house: House) -> None:
    page = factories.submitted(house)
    factories.invited(house, page)
    again = inviting.invite(page, house.editor, [house.reviewer_person])
    assert again == []
    assert Invitation.objects.count() == FollowUp.objects.filter(key__startswith="invited").count() == 1


def test_who_declined_may_be_asked_again(house: House, clock: Any) -> None:
    page = factories.submitted(house)
    invitation = factories.invited(house, page)
    reviewing.decline(invitation, house.reviewer_person, Refusal("Not this week."))
    invitation.refresh_from_db()
    assert (invitation.decline_reason, invitation.closed_at is not None) == ("Not this week.", True)
    clock(timezone.now() + timedelta(hours=1))
    assert inviting.invite(page, house.editor, [house.reviewer_person]) == [invitation]
    invitation.refresh_from_db()
    assert (invitation.state, invitation.decline_reason) == (Invitation.State.OPEN, "")
    assert FollowUp.objects.filter(key__startswith="invited").count() == 2


def test_another_day_is_told_to_the_one_who_was_asked(house: House, clock: Any) -> None:
    page = factories.submitted(house)
    factories.invited(house, page)
    clock(timezone.now() + timedelta(hours=1))
    later = house.series.today() + timedelta(days=30)
    [invitation] = inviting.invite(page, house.editor, [house.reviewer_person], due_on=later)
    assert invitation.due_on == later
    assert Invitation.objects.count() == 1
    assert FollowUp.objects.filter(key__startswith="invited").count() == 2


def answered(house: House, page: Any, *, by: Any, text: str) -> Review:
    """The answer of one person to the newest version."""
    [invitation] = inviting.invite(page, house.editor, [Person.objects.get(account=by)])
    return reviewing.answer(invitation, invitation.person, Answer(CHANGES, text))


def submitted_once_more(house: House, page: Any) -> Any:
    """Taken back by its author and handed in again."""
    submitting.withdraw(page, house.author)
    submitting.submit(factories.reloaded(page), factories.fresh(house.author))
    return factories.reloaded(page)


def test_an_answer_to_exactly_this_text_counts_when_it_is_submitted_again(house: House, client: Any) -> None:
    Series.objects.update(reviews_needed=2)
    page = factories.submitted(house)
    answered(house, page, by=house.reviewer, text="Too long.")
    page = submitted_once_more(house, page)
    assert "1 of 2 answers in" in stage_of(page).sentence
    client.force_login(house.editor)
    html = client.get(reverse("commentaries:decide", args=[page.pk])).content.decode()
    assert "It needs 1 review before the decision. Invite somebody" in html
    assert inviting.invite(page, house.editor, [house.reviewer_person]) == []
    answered(house, page, by=house.stranger, text="Too short.")
    assert step(page) is DecisionTask


def test_of_a_text_submitted_three_times_the_answers_count_once(house: House) -> None:
    page = factories.submitted(house)
    answered(house, page, by=house.reviewer, text="Too long.")
    page = submitted_once_more(house, submitted_once_more(house, page))
    assert step(page) is DecisionTask
    assert Review.objects.count() == Invitation.objects.count() == 1


def test_an_answer_to_other_words_is_asked_for_anew_and_stays_as_it_was(house: House) -> None:
    Series.objects.update(reviews_needed=2)
    page = factories.submitted(house)
    first = answered(house, page, by=house.reviewer, text="Too long.")
    page = submitted_once_more(house, page)
    factories.edited(page, house.editor, title="A shorter one")
    second = answered(house, page, by=house.reviewer, text="Better.")
    first.refresh_from_db()
    assert (first.text, second.text) == ("Too long.", "Better.")
    assert first.version != second.version
    assert step(page) is ReviewTask


def test_words_that_were_changed_before_they_were_submitted_again_are_reviewed_anew(house: House) -> None:
    page = factories.submitted(house)
    answered(house, page, by=house.reviewer, text="Too long.")
    submitting.withdraw(page, house.author)
    page = factories.edited(page, house.author, title="A shorter one")
    submitting.submit(page, factories.fresh(house.author))
    assert step(page) is ReviewTask
    assert "nobody is invited yet" in stage_of(factories.reloaded(page)).sentence


def test_two_answers_of_one_person_are_one_review(house: House) -> None:
    Series.objects.update(reviews_needed=2)
    page = factories.submitted(house)
    invitation = factories.invited(house, page)
    reviewing.answer(invitation, house.reviewer_person, Answer(PUBLISH))
    page = factories.edited(factories.reloaded(page), house.editor, title="Changed during the review")
    [anew] = inviting.invite(page, house.editor, [house.reviewer_person])
    assert anew.pk == invitation.pk
    reviewing.answer(anew, house.reviewer_person, Answer(PUBLISH))
    assert isinstance(factories.reloaded(page).current_workflow_task.specific, ReviewTask), "a second person is missing"
    assert Review.objects.get().version.digest == factories.digest_now(page)


def test_an_answer_of_an_earlier_round_is_not_amended_in_a_later_one(house: House) -> None:
    page = factories.reviewed(house)
    factories.decide(house, page)
    page = factories.edited(factories.reloaded(page), house.editor, title="Corrected afterwards")
    submitting.submit(page, house.editor)
    with pytest.raises(NotInReview), transaction.atomic():
        reviewing.answer(Invitation.objects.get(), house.reviewer_person, Answer(REJECT, "Too late."))
    assert Affirmation.objects.standing().filter(kind=Affirmation.Kind.REVIEW).count() == 1


@pytest.mark.parametrize("account", ["author", "reviewer", "stranger"])
def test_only_the_editors_invite(house: House, account: str) -> None:
    page = factories.submitted(house)
    with pytest.raises(PermissionDenied), transaction.atomic():
        inviting.invite(page, getattr(house, account), [house.reviewer_person])


def test_an_author_is_not_invited(house: House) -> None:
    page = factories.submitted(house)
    with pytest.raises(OwnText), transaction.atomic():
        inviting.invite(page, house.editor, [house.reviewer_person, house.author_person])
    assert Invitation.objects.count() == 0


def test_nobody_is_invited_to_a_draft_or_after_the_decision(house: House) -> None:
    with pytest.raises(NotInReview), transaction.atomic():
        factories.invited(house, factories.make_draft(house))
    page = factories.reviewed(house, title="Other")
    factories.decide(house, page)
    with pytest.raises(NotInReview), transaction.atomic():
        inviting.invite(page, house.editor, [Person.objects.get(account=house.stranger)])


def test_a_recommendation_to_publish_is_a_yes_to_that_version(house: House) -> None:
    page = factories.submitted(house)
    invitation = factories.invited(house, page)
    review = reviewing.answer(invitation, house.reviewer_person, Answer(PUBLISH, "Clear.", "Between us: superb."))
    yes = Affirmation.objects.get(kind=Affirmation.Kind.REVIEW)
    assert (yes.person, yes.version) == (house.reviewer_person, invitation.version)
    assert (review.text, review.note) == ("Clear.", "Between us: superb.")
    invitation.refresh_from_db()
    assert invitation.state == State.ANSWERED


@pytest.mark.parametrize("recommendation", [CHANGES, REJECT])
def test_another_recommendation_is_no_yes(house: House, recommendation: Review.Recommendation) -> None:
    invitation = factories.invited(house, factories.submitted(house))
    reviewing.answer(invitation, house.reviewer_person, Answer(recommendation, "No."))
    assert not Affirmation.objects.filter(kind=Affirmation.Kind.REVIEW).exists()


def test_the_last_answer_needed_leads_to_the_decision(house: House) -> None:
    Series.objects.update(reviews_needed=2)
    page = factories.submitted(house)
    others = [house.reviewer_person, Person.objects.get(account=house.stranger)]
    invitations = inviting.invite(page, house.editor, others)
    reviewing.answer(invitations[0], house.reviewer_person, Answer(PUBLISH))
    assert step(page) is ReviewTask
    reviewing.answer(invitations[1], others[1], Answer(CHANGES, "Shorter."))
    assert step(page) is DecisionTask


def test_an_answer_may_be_amended_and_the_yes_follows(house: House) -> None:
    page = factories.submitted(house)
    invitation = factories.invited(house, page)
    first = reviewing.answer(invitation, house.reviewer_person, Answer(PUBLISH))
    second = reviewing.answer(invitation, house.reviewer_person, Answer(CHANGES, "On second thoughts."))
    assert first.pk == second.pk
    second.refresh_from_db()
    assert second.amended_at is not None
    yes = Affirmation.objects.get(kind=Affirmation.Kind.REVIEW)
    assert yes.withdrawn_at is not None, "taken back, and kept"
    assert FollowUp.objects.filter(key__startswith="reviewed").count() >= 1


def test_after_the_decision_no_answer_is_amended(house: House) -> None:
    page = factories.reviewed(house)
    factories.decide(house, page)
    with pytest.raises(NotInReview), transaction.atomic():
        reviewing.answer(Invitation.objects.get(), house.reviewer_person, Answer(REJECT, "Too late."))
    assert Review.objects.get().recommendation == PUBLISH
    assert Affirmation.objects.filter(kind=Affirmation.Kind.REVIEW).exists()


@pytest.mark.parametrize("account", ["author", "editor", "stranger", "admin"])
def test_nobody_answers_for_another(house: House, account: str) -> None:
    invitation = factories.invited(house, factories.submitted(house))
    another = Person.objects.get(account=getattr(house, account))
    with pytest.raises(PermissionDenied), transaction.atomic():
        reviewing.answer(invitation, another, Answer(PUBLISH))
    with pytest.raises(PermissionDenied), transaction.atomic():
        reviewing.decline(invitation, another)


def test_a_reviewer_who_became_an_author_gives_no_reviewers_yes(house: House) -> None:
    page = factories.submitted(house)
    invitation = factories.invited(house, page)
    person = house.reviewer_person
    row = page.authorships.model(person=person, name=person.name, sort_order=9)
    factories.edited(page, house.editor, authorships=[*page.authorships.all(), row])
    with pytest.raises((OwnText, PermissionDenied)), transaction.atomic():
        reviewing.answer(invitation, person, Answer(PUBLISH))


def test_a_change_after_the_review_needs_a_new_yes(house: House) -> None:
    page = factories.reviewed(house)
    page = factories.edited(page, house.editor, title="Changed after the review")
    assert standings.standing_of(versions.latest_of(page)).seconds_beside(None) == []


def test_what_nobody_sees_is_taken_out_of_a_refusal_too(house: House) -> None:
    invitation = factories.asked_outside(house)
    reviewing.decline(invitation, invitation.person, Refusal("No\u202e time.\x00", instead_name="Bo\u200b\u202e Lind"))
    invitation.refresh_from_db()
    assert (invitation.decline_reason, invitation.instead_name) == ("No time.", "Bo Lind")


def test_a_reviewer_may_decline_and_the_one_who_asked_is_told(house: House) -> None:
    invitation = factories.invited(house, factories.submitted(house))
    reviewing.decline(invitation, house.reviewer_person, Refusal("On leave; ask Bo."))
    invitation.refresh_from_db()
    assert invitation.state == State.DECLINED
    mail = FollowUp.objects.get(key__startswith="declined")
    assert mail.payload["to"] == invitation.invited_by_id
    assert mail.payload["comment"] == "On leave; ask Bo."
    with pytest.raises(NotInReview), transaction.atomic():
        reviewing.answer(invitation, house.reviewer_person, Answer(PUBLISH))
    with pytest.raises(NotInReview), transaction.atomic():
        reviewing.decline(invitation, house.reviewer_person)


def test_the_editor_goes_on_without_missing_reviews_and_says_why(house: House) -> None:
    page = factories.submitted(house)
    reviewing.go_on(page, house.editor, reason="Three weeks of silence.")
    assert step(page) is DecisionTask
    entry = PageLogEntry.objects.get(action="commentaries.end_review")
    assert entry.data["reason"] == "Three weeks of silence."
    with pytest.raises(NotInReview), transaction.atomic():
        reviewing.go_on(page, house.editor, reason="Again")


@pytest.mark.parametrize("account", ["author", "reviewer", "stranger"])
def test_nobody_else_ends_a_review(house: House, account: str) -> None:
    page = factories.submitted(house)
    with pytest.raises(PermissionDenied), transaction.atomic():
        reviewing.go_on(page, getattr(house, account), reason="Now")


def test_whoever_is_invited_gets_into_the_admin(house: House) -> None:
    page = factories.submitted(house)
    assert not house.reviewer.has_perm("wagtailadmin.access_admin")
    factories.invited(house, page)
    assert factories.fresh(house.reviewer).has_perm("wagtailadmin.access_admin")
