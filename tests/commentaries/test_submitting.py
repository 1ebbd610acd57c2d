"""Tests that a submission keeps a version with the author's yes, and that every door asks what is missing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.models import PageLogEntry, TaskState, WorkflowState

from commentaries import submitting
from commentaries.models import Affirmation, DecisionTask, FollowUp, Invitation, ReviewTask, Series, Version
from commentaries.readiness import NotReady
from commentaries.submitting import SubmissionRefused
from tests import factories
from tests.factories import House


def step(page: Any) -> type:
    return type(factories.reloaded(page).current_workflow_task_state.task.specific)


def test_the_author_submits_and_so_says_yes(house: House) -> None:
    page = factories.make_draft(house)
    submitting.submit(page, house.author)
    affirmation = Affirmation.objects.get()
    assert (affirmation.kind, affirmation.person) == (Affirmation.Kind.SUBMISSION, house.author_person)
    assert affirmation.version.digest == factories.digest_now(page)
    assert Version.objects.count() == 1


@pytest.mark.parametrize("account", ["assistant", "editor"])
def test_a_submission_for_the_author_is_no_yes_of_hers(house: House, account: str) -> None:
    page = factories.make_draft(house)
    submitting.submit(page, getattr(house, account))
    assert factories.reloaded(page).workflow_in_progress
    assert Affirmation.objects.count() == 0


def test_one_who_owns_a_text_without_writing_it_gives_no_authors_yes(house: House) -> None:
    page = factories.make_draft(house, authors=[factories.PersonFactory()])
    submitting.submit(page, house.author)
    assert Affirmation.objects.count() == 0


@pytest.mark.parametrize("account", ["stranger", "reviewer"])
def test_a_stranger_does_not_submit(house: House, account: str) -> None:
    page = factories.make_draft(house)
    with pytest.raises(PermissionDenied), transaction.atomic():
        submitting.submit(page, getattr(house, account))
    assert not factories.reloaded(page).workflow_in_progress


def test_a_text_is_submitted_once(house: House) -> None:
    page = factories.submitted(house)
    with pytest.raises(PermissionDenied), transaction.atomic():
        submitting.submit(page, house.author)


def test_a_published_text_is_not_submitted(house: House) -> None:
    page = factories.published(house)
    with pytest.raises(PermissionDenied), transaction.atomic():
        submitting.submit(page, house.author)


def test_what_forbids_is_named_all_at_once(house: House) -> None:
    page = factories.make_draft(house)
    page = factories.edited(page, house.author, body=[], authorships=[])
    with pytest.raises(NotReady) as refused, transaction.atomic():
        submitting.submit(page, house.author)
    assert {point.code for point in refused.value.points} == {"no-body", "no-author"}


def test_a_door_without_a_form_asks_too(house: House) -> None:
    page = factories.edited(factories.make_draft(house), house.author, body=[])
    with pytest.raises(SubmissionRefused, match="no paragraph"), transaction.atomic():
        page.get_workflow().start(page, house.author)
    assert not factories.reloaded(page).workflow_in_progress
    assert WorkflowState.objects.count() == 0


def test_the_newest_content_is_submitted_not_the_stored_row(house: House) -> None:
    page = factories.edited(factories.make_draft(house), house.author, title="Newest")
    submitting.submit(page, house.author)
    assert Version.objects.get().title == "Newest"


def test_passed_advice_is_logged(house: House) -> None:
    page = factories.make_draft(house, topics=[])
    submitting.submit(page, house.author)
    entry = PageLogEntry.objects.get(action="commentaries.pass_advice")
    assert entry.data["open_points"] == ["no-topic"]


def test_a_text_without_open_points_logs_none(house: House) -> None:
    factories.submitted(house)
    assert not PageLogEntry.objects.filter(action="commentaries.pass_advice").exists()


def test_without_reviews_the_text_goes_straight_to_the_decision(house: House) -> None:
    page = factories.submitted(house)
    assert step(page) is DecisionTask
    first = TaskState.objects.order_by("pk")[0]
    assert first.status == TaskState.STATUS_SKIPPED


def test_with_reviews_it_goes_to_review_first(house: House) -> None:
    Series.objects.update(reviews_needed=1)
    assert step(factories.submitted(house)) is ReviewTask


def test_the_editors_are_told_once(house: House) -> None:
    factories.submitted(house)
    told = FollowUp.objects.filter(key__startswith="submitted:")
    assert {mail.payload["to"] for mail in told} == {
        role.person_id for role in house.series.roles.filter(role="editor")
    }


def test_an_author_cannot_edit_what_is_submitted_and_an_editor_can(house: House) -> None:
    page = factories.submitted(house)
    assert not page.permissions_for_user(factories.fresh(house.author)).can_edit()
    assert page.permissions_for_user(factories.fresh(house.editor)).can_edit()


def test_withdrawing_gives_the_text_back_and_closes_invitations(house: House) -> None:
    Series.objects.update(reviews_needed=1)
    page = factories.submitted(house)
    invitation = factories.invited(house, page)
    submitting.withdraw(page, house.editor)
    page = factories.reloaded(page)
    invitation.refresh_from_db()
    assert not page.workflow_in_progress
    assert invitation.state == Invitation.State.CANCELLED
    assert page.permissions_for_user(factories.fresh(house.author)).can_edit()
    submitting.submit(page, factories.fresh(house.author))
    assert factories.reloaded(page).workflow_in_progress


@pytest.mark.parametrize("account", ["author", "assistant", "editor"])
def test_an_author_withdraws_her_own_text_and_the_series_any(house: House, account: str) -> None:
    page = factories.submitted(house)
    submitting.withdraw(page, getattr(house, account))
    assert not factories.reloaded(page).workflow_in_progress


@pytest.mark.parametrize("account", ["stranger", "reviewer"])
def test_a_stranger_does_not_withdraw(house: House, account: str) -> None:
    page = factories.submitted(house)
    with pytest.raises(PermissionDenied), transaction.atomic():
        submitting.withdraw(page, getattr(house, account))
    assert factories.reloaded(page).workflow_in_progress


def test_a_draft_cannot_be_withdrawn(house: House) -> None:
    with pytest.raises(submitting.NotUnderWay), transaction.atomic():
        submitting.withdraw(factories.make_draft(house), house.editor)
