"""Tests that a text on the fast track waits for no review, keeps its invitations, and still needs two persons."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse

from commentaries import affirming, deciding, fasttracking, reviewing, submitting
from commentaries.chronicle import steps_of
from commentaries.models import DecisionTask, FastTrack, FollowUp, Invitation, Review, ReviewTask
from series import desk
from tests import factories
from tests.factories import House

WHY = "The vote is on Friday."


def step(page: object) -> type:
    return type(factories.reloaded(page).current_workflow_task_state.task.specific)


def test_a_text_in_review_goes_to_the_decision_and_its_reviewer_may_still_answer(house: House) -> None:
    page = factories.in_review(house)
    invitation = factories.invited(house, page)
    fasttracking.mark(page, house.editor, reason=WHY)
    assert step(page) is DecisionTask
    invitation.refresh_from_db()
    assert invitation.state == Invitation.State.OPEN
    reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.PUBLISH, "Clear."))
    told = FollowUp.objects.filter(key__startswith="reviews_in:").values_list("payload__to", flat=True)
    assert list(told) == [house.second_editor.person.pk]


def test_a_draft_that_is_marked_is_never_in_review_however_often_it_comes_back(house: House) -> None:
    house.series.reviews_needed = 2
    house.series.save()
    page = factories.make_draft(house)
    fasttracking.mark(page, house.editor, reason=WHY)
    submitting.submit(page, house.author)
    assert step(page) is DecisionTask
    submitting.withdraw(page, house.author)
    submitting.submit(factories.reloaded(page), house.author)
    assert step(page) is DecisionTask
    fasttracking.unmark(page, house.editor)
    submitting.withdraw(page, house.author)
    submitting.submit(factories.reloaded(page), house.author)
    assert step(page) is ReviewTask


def test_two_persons_still_say_yes_and_the_decision_ends_it(house: House) -> None:
    page = factories.in_review(house)
    fasttracking.mark(page, house.editor, reason=WHY)
    factories.edited(page, house.editor, title="Edited by the editor")
    with pytest.raises(deciding.SecondAffirmationMissing), transaction.atomic():
        factories.decide(house, page)
    assert fasttracking.track_of(page) is not None
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    factories.decide(house, page)
    assert fasttracking.track_of(page) is None
    assert [(each.what, each.why) for each in steps_of(factories.reloaded(page))][:1] == [
        ("fast track: reviews are not waited for", WHY)
    ]


@pytest.mark.parametrize("account", ["author", "assistant", "reviewer", "stranger"])
def test_only_an_editor_marks_a_text(house: House, account: str) -> None:
    page = factories.in_review(house)
    with pytest.raises(PermissionDenied), transaction.atomic():
        fasttracking.mark(page, getattr(house, account), reason=WHY)


def test_the_second_of_two_is_told_who_was_quicker(house: House) -> None:
    page = factories.in_review(house)
    fasttracking.mark(page, house.second_editor, reason=WHY)
    with pytest.raises(fasttracking.OnFastTrack, match="Second"), transaction.atomic():
        fasttracking.mark(page, house.editor, reason="The same.")
    fasttracking.unmark(page, house.editor)
    with pytest.raises(fasttracking.NotOnFastTrack), transaction.atomic():
        fasttracking.unmark(page, house.second_editor)


def test_desk_and_page_of_decision_show_it(house: House, client: Client) -> None:
    page = factories.in_review(house)
    client.force_login(house.editor)
    address = reverse("commentaries:decide", args=[page.pk])
    answer = client.post(address, {"action": "fast_track", "reason": WHY}, follow=True)
    assert WHY in answer.content.decode()
    assert [line.is_on_fast_track for line in desk.lines_for(house.editor)] == [True]
    assert "Fast track" in client.get(reverse("series_desk")).content.decode()
    client.post(address, {"action": "end_fast_track"})
    assert FastTrack.objects.standing().count() == 0
