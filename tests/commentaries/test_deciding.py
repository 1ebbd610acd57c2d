"""Tests that a decision is taken once, by the right person, on exactly the text they saw."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from commentaries import affirming, standings, submitting, versions
from commentaries.affirming import ContentChanged
from commentaries.deciding import DecisionAlreadyTaken, ReasonMissing, SecondAffirmationMissing, UseOurPages
from commentaries.models import Affirmation, Decision, FollowUp, Invitation, Issue, Person, Series, SeriesRole
from commentaries.models.series import SecondAffirmation
from tests import factories
from tests.factories import House

CHANGES, PUBLISH, REJECT = Decision.Outcome.CHANGES, Decision.Outcome.PUBLISH, Decision.Outcome.REJECT
Kind = Affirmation.Kind


def with_author(page: Any, account: Any) -> Any:
    """The text with one more author."""
    person = Person.objects.get(account=account)
    row = page.authorships.model(person=person, name=person.name, sort_order=9)
    return factories.edited(page, account, authorships=[*page.authorships.all(), row])


def mails(kind: str) -> set[int]:
    return {f.payload["to"] for f in FollowUp.objects.filter(key__startswith=f"{kind}:")}


def test_the_editor_publishes_what_the_author_submitted(house: House) -> None:
    page = factories.submitted(house)
    decision = factories.decide(house, page, reasons="Well argued.")
    page = factories.reloaded(page)
    assert page.live
    assert decision.version.digest == versions.digest_of(page)
    assert set(Affirmation.objects.values_list("kind", "person__account__username")) == {
        (Kind.SUBMISSION, "author"),
        (Kind.DECISION, "editor"),
    }
    assert page.workflow_states.get().status == WorkflowState.STATUS_APPROVED


@pytest.mark.parametrize("account", ["author", "assistant", "reviewer", "stranger"])
@pytest.mark.parametrize("outcome", [PUBLISH, CHANGES, REJECT])
def test_only_an_editor_decides(house: House, account: str, outcome: Decision.Outcome) -> None:
    page = factories.submitted(house)
    with pytest.raises(PermissionDenied), transaction.atomic():
        factories.decide(house, page, outcome, by=getattr(house, account), reasons="x")
    assert Decision.objects.count() == 0
    assert factories.reloaded(page).workflow_in_progress


def test_an_editor_of_another_series_does_not_decide(house: House) -> None:
    other = factories.make_house(slug="other")
    page = factories.submitted(house)
    with pytest.raises(PermissionDenied), transaction.atomic():
        factories.decide(house, page, by=other.editor)


def test_an_editor_does_not_decide_on_a_text_of_their_own(house: House) -> None:
    page = with_author(factories.make_draft(house), house.editor)
    submitting.submit(page, factories.fresh(house.editor))
    with pytest.raises(PermissionDenied), transaction.atomic():
        factories.decide(house, page, by=factories.fresh(house.editor))
    factories.decide(house, page, by=house.second_editor)
    assert factories.reloaded(page).live


def test_an_administrator_does_not_decide_on_a_text_of_their_own(house: House) -> None:
    page = with_author(factories.make_draft(house), house.admin)
    submitting.submit(page, factories.fresh(house.admin))
    with pytest.raises(PermissionDenied), transaction.atomic():
        factories.decide(house, page, by=factories.fresh(house.admin))


def test_an_editor_whose_term_is_over_does_not_decide(house: House) -> None:
    page = factories.submitted(house)
    yesterday = house.series.today() - timedelta(days=1)
    house.series.roles.filter(person__account=house.editor).update(until=yesterday)
    with pytest.raises(PermissionDenied), transaction.atomic():
        factories.decide(house, page, by=factories.fresh(house.editor))


def test_a_closed_account_does_not_decide(house: House) -> None:
    page = factories.submitted(house)
    house.editor.is_active = False
    house.editor.save()
    with pytest.raises(PermissionDenied), transaction.atomic():
        factories.decide(house, page, by=factories.fresh(house.editor))


def test_a_content_that_was_changed_meanwhile_is_not_decided_on(house: House) -> None:
    page = factories.submitted(house)
    seen = factories.digest_now(page)
    factories.edited(page, house.assistant, title="Changed meanwhile")
    with pytest.raises(ContentChanged), transaction.atomic():
        factories.decide(house, page, digest=seen)
    assert Decision.objects.count() == 0
    assert not factories.reloaded(page).live


def test_the_revision_rewritten_in_place_is_a_changed_content(house: House) -> None:
    """Autosave keeps the revision's id and changes its text (trap 40)."""
    page = factories.submitted(house)
    seen = factories.digest_now(page)
    revision = page.latest_revision
    revision.content = {**revision.content, "title": "Rewritten in place"}
    revision.save()
    with pytest.raises(ContentChanged), transaction.atomic():
        factories.decide(house, page, digest=seen)


def test_the_editors_own_change_needs_another_yes(house: House) -> None:
    page = factories.submitted(house)
    factories.edited(page, house.editor, title="Edited by the editor")
    with pytest.raises(SecondAffirmationMissing), transaction.atomic():
        factories.decide(house, page)
    assert Affirmation.objects.filter(kind=Kind.DECISION).count() == 0
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    factories.decide(house, page)
    assert factories.reloaded(page).title == "Edited by the editor"


def test_a_change_of_slug_needs_nobody(house: House) -> None:
    page = factories.submitted(house)
    factories.edited(page, house.editor, slug="shorter")
    factories.decide(house, page)
    assert factories.reloaded(page).slug == "shorter"


def test_the_second_of_two_is_told_who_decided_and_when(house: House, clock: Any) -> None:
    page = factories.submitted(house)
    digest = factories.digest_now(page)
    clock(datetime(2025, 11, 25, 9, 32, tzinfo=UTC))
    factories.decide(house, page, digest=digest)
    with pytest.raises(DecisionAlreadyTaken) as told, transaction.atomic():
        factories.decide(house, page, REJECT, by=house.second_editor, digest=digest, reasons="No.")
    sentence = str(told.value)
    assert str(Person.objects.get(account=house.editor)) in sentence
    assert "25 November 2025, 10:32" in sentence, "in the time zone of the series"
    assert "to be published" in sentence
    assert Decision.objects.count() == 1
    assert factories.reloaded(page).live


def test_a_text_that_does_not_wait_is_not_decided_on(house: House) -> None:
    page = factories.make_draft(house)
    with pytest.raises(DecisionAlreadyTaken, match="does not wait"), transaction.atomic():
        factories.decide(house, page)


def test_nothing_is_decided_while_the_text_is_in_review(house: House) -> None:
    Series.objects.update(reviews_needed=1)
    page = factories.submitted(house)
    with pytest.raises(DecisionAlreadyTaken), transaction.atomic():
        factories.decide(house, page)


def test_wagtails_own_approval_is_refused(house: House) -> None:
    page = factories.submitted(house)
    task_state = page.current_workflow_task_state
    for action in ("approve", "reject"):
        with pytest.raises(UseOurPages), transaction.atomic():
            task_state.task.specific.on_action(task_state, house.editor, action)
    task_state.refresh_from_db()
    assert task_state.status == TaskState.STATUS_IN_PROGRESS


# changes and rejection


def test_asking_for_changes_gives_the_text_back_to_its_author(house: House) -> None:
    page = factories.submitted(house)
    factories.decide(house, page, CHANGES, reasons="Shorter, please.")
    page = factories.reloaded(page)
    assert page.current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert page.permissions_for_user(factories.fresh(house.author)).can_edit()
    assert mails("changes_asked") == {house.author_person.pk}


def test_after_changes_the_text_is_decided_on_again(house: House) -> None:
    page = factories.submitted(house)
    factories.decide(house, page, CHANGES, reasons="Shorter, please.")
    page = factories.edited(page, house.author, abstract="Shorter.")
    submitting.submit(page, factories.fresh(house.author))
    factories.decide(house, page)
    assert factories.reloaded(page).live
    assert list(Decision.objects.values_list("outcome", flat=True)) == [CHANGES, PUBLISH]


def test_rejection_ends_the_way_and_closes_invitations(house: House) -> None:
    page = factories.reviewed(house)
    other = factories.PersonFactory()
    open_one = Invitation.objects.create(
        version=Invitation.objects.get().version, person=other, due_on=house.series.today(),
        invited_by=Person.objects.get(account=house.editor),
    )  # fmt: skip
    factories.decide(house, page, REJECT, reasons="Not for us.")
    page = factories.reloaded(page)
    assert not page.live
    assert page.current_workflow_state is None
    open_one.refresh_from_db()
    assert open_one.state == Invitation.State.CANCELLED
    assert mails("rejected") == {house.author_person.pk}
    assert Affirmation.objects.filter(kind=Kind.DECISION).count() == 0


# schedules, alone, override


def test_a_decision_may_name_a_moment(house: House, clock: Any) -> None:
    page = factories.submitted(house)
    moment = timezone.now() + timedelta(days=3)
    factories.decide(house, page, publish_at=moment)
    page = factories.reloaded(page)
    assert not page.live
    assert page.scheduled_revision is not None
    assert page.approved_schedule
    assert Issue.objects.count() == 0
    assert Decision.objects.get().publish_at == moment
    assert mails("scheduled") == {house.author_person.pk}


def test_a_moment_in_the_past_means_now(house: House) -> None:
    page = factories.submitted(house)
    factories.decide(house, page, publish_at=timezone.now() - timedelta(hours=1))
    assert factories.reloaded(page).live


def test_a_schedule_that_an_author_typed_does_not_hold_the_text_back(house: House) -> None:
    """When a text appears is the editor's to say."""
    page = factories.make_draft(house)
    page = factories.edited(page, house.author, go_live_at=timezone.now() + timedelta(days=30))
    submitting.submit(page, house.author)
    factories.decide(house, page)
    assert factories.reloaded(page).live


def test_an_editor_decides_alone_only_where_the_series_allows_it(house: House) -> None:
    page = factories.make_draft(house)
    submitting.submit(page, house.assistant)
    with pytest.raises(SecondAffirmationMissing), transaction.atomic():
        factories.decide(house, page, alone_reason="The vote is tonight.")
    Series.objects.update(second_affirmation=SecondAffirmation.MAY_FOLLOW)
    with pytest.raises(SecondAffirmationMissing), transaction.atomic():
        factories.decide(house, factories.reloaded(page))
    factories.decide(house, factories.reloaded(page), alone_reason="The vote is tonight.")
    assert factories.reloaded(page).live
    assert Decision.objects.get().alone_reason == "The vote is tonight."


def test_an_administrator_overrides_with_a_reason_only(house: House) -> None:
    page = factories.make_draft(house)
    submitting.submit(page, house.assistant)
    with pytest.raises(ReasonMissing), transaction.atomic():
        factories.decide(house, page, by=house.admin)
    factories.decide(house, page, by=house.admin, alone_reason="The editor is at sea.")
    override = Affirmation.objects.get(kind=Kind.OVERRIDE)
    assert (override.reason, override.person.account) == ("The editor is at sea.", house.admin)
    assert factories.reloaded(page).live


def test_an_administrator_who_does_not_edit_the_series_overrides_even_with_an_authors_yes(house: House) -> None:
    page = factories.submitted(house)
    with pytest.raises(ReasonMissing), transaction.atomic():
        factories.decide(house, page, by=house.admin)
    assert not factories.reloaded(page).live
    factories.decide(house, page, by=house.admin, alone_reason="The editor is at sea.")
    assert not Affirmation.objects.filter(kind=Kind.DECISION).exists()
    assert factories.reloaded(page).live


def test_an_administrator_who_edits_the_series_decides_as_its_editor(house: House) -> None:
    page = factories.submitted(house)
    SeriesRole.objects.create(
        series=house.series, person=Person.objects.for_account(house.admin), role=SeriesRole.Role.EDITOR
    )
    factories.decide(house, page, by=factories.fresh(house.admin))
    assert Affirmation.objects.filter(kind=Kind.DECISION).exists()
    assert not Affirmation.objects.filter(kind=Kind.OVERRIDE).exists()


# a yes that was taken back


def test_a_rejection_takes_back_the_decision_to_publish_the_same_text(house: House) -> None:
    page = factories.submitted(house)
    factories.decide(house, page, publish_at=timezone.now() + timedelta(days=3))
    page = factories.reloaded(page)
    page.revisions.update(approved_go_live_at=None)
    submitting.submit(page, house.author)
    factories.decide(house, page, REJECT, reasons="Overtaken by events.")
    assert not standings.standing_of(versions.latest_of(page)).is_enough
    assert Affirmation.objects.filter(kind=Kind.DECISION).count() == 1, "taken back, and kept"
    page = factories.edited(page, house.editor, go_live_at=None)
    with pytest.raises(PermissionDenied), transaction.atomic():
        page.get_latest_revision().publish(user=house.editor)
    assert not factories.reloaded(page).live


def test_asking_for_changes_takes_back_the_decision_to_publish(house: House) -> None:
    page = factories.submitted(house)
    factories.decide(house, page, publish_at=timezone.now() + timedelta(days=3))
    page = factories.reloaded(page)
    page.revisions.update(approved_go_live_at=None)
    submitting.submit(page, house.author)
    factories.decide(house, page, CHANGES, reasons="One more paragraph.")
    assert not standings.standing_of(versions.latest_of(page)).is_enough


def test_any_pair_of_two_persons_is_enough(house: House) -> None:
    """The editor who decides now needs a second yes; the one who read it earlier and decided then gives it."""
    page = factories.make_draft(house)
    affirming.affirm(page, house.second_editor, digest=factories.digest_now(page))
    version = versions.keep(versions.latest_of(page), by=None)
    for editor in (house.second_editor, house.editor):
        Affirmation.objects.create(version=version, person=Person.objects.get(account=editor), kind=Kind.DECISION)
    assert standings.standing_of(versions.latest_of(page)).is_enough
