"""Tests that no door writes back what a text was before somebody else changed it, and who is named as the quicker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from commentaries import deciding, locking, reviewing, submitting
from commentaries.models import CommentaryPage, Decision, Review, Series
from tests import factories
from tests.factories import House

Clock = Callable[[datetime], None]
TEN_THIRTY_TWO = datetime(2099, 11, 25, 10, 32, tzinfo=ZoneInfo("Europe/Rome"))


# A row that was read before


def test_a_text_read_before_its_publication_is_not_saved_over_it(house: House) -> None:
    page = factories.submitted(house)
    stale = factories.reloaded(page)
    factories.decide(house, page)
    with pytest.raises(locking.ChangedMeanwhile):
        stale.save()
    assert factories.reloaded(page).live


def test_a_text_read_before_a_new_edition_is_not_unpublished_with_the_old_one(house: House) -> None:
    page = factories.published(house)
    stale = factories.reloaded(page)
    factories.edited(page, house.editor, title="Corrected")
    with pytest.raises(locking.ChangedMeanwhile):
        stale.unpublish(user=house.editor)
    assert factories.reloaded(page).live


def test_a_revision_made_of_what_was_read_before_another_is_refused(house: House) -> None:
    page = factories.make_draft(house)
    stale = factories.reloaded(page)
    factories.edited(page, house.assistant, title="By the assistant")
    stale.title = "By the author"
    with pytest.raises(locking.ChangedMeanwhile):
        stale.save_revision(user=house.author)
    assert factories.reloaded(page).draft_title == "By the assistant"
    assert page.revisions.count() == 2


def test_a_text_that_was_deleted_meanwhile_does_not_come_back(house: House) -> None:
    stale = factories.make_draft(house)
    CommentaryPage.objects.get(pk=stale.pk).delete()
    with pytest.raises(locking.ChangedMeanwhile):
        stale.save(update_fields=["locked"])
    assert not CommentaryPage.objects.filter(pk=stale.pk).exists()


def test_one_hand_may_save_as_often_as_it_likes(house: House) -> None:
    page = factories.make_draft(house)
    for title in ("One", "Two"):
        page.title = title
        page.save_revision(user=house.author)
        page.save()
    page.refresh_from_db()
    page.save()
    assert factories.reloaded(page).draft_title == "Two"


def test_fields_that_nobody_else_changed_may_be_saved_alone(house: House) -> None:
    page = factories.submitted(house)
    stale = factories.reloaded(page)
    factories.decide(house, page)
    stale.locked = True
    stale.save(update_fields=["locked"])
    assert factories.reloaded(page).live


# Who was quicker, and when


def at_that_time(page: CommentaryPage) -> str:
    Series.objects.filter(pk=page.series_id).update(time_zone="Europe/Rome")
    return "on 25 November 2099, 10:32."


def test_an_editor_is_told_who_changed_the_text(house: House, clock: Clock) -> None:
    page = factories.submitted(house)
    digest, when = factories.digest_now(page), at_that_time(page)
    clock(TEN_THIRTY_TWO)
    factories.edited(page, house.assistant, title="Changed")
    with pytest.raises(deciding.ContentChanged, match=f"changed by Test Assistant {when}"):
        factories.decide(house, page, digest=digest)
    with pytest.raises(deciding.ContentChanged, match="changed by Test Assistant"):
        deciding.affirm(page, house.author, digest=digest)


def test_a_reviewer_and_an_author_are_told_who_ended_the_step(house: House, clock: Clock) -> None:
    Series.objects.update(reviews_needed=2)
    page = factories.submitted(house)
    invitation = factories.invited(house, page)
    reviewing.go_on(page, house.assistant, reason="Time is up.")
    when = at_that_time(page)
    clock(TEN_THIRTY_TWO)
    factories.decide(house, page, Decision.Outcome.CHANGES, reasons="Shorter.")
    ended = f"The step “Decision” was ended by Test Editor {when}"
    with pytest.raises(reviewing.NotInReview, match=ended):
        reviewing.answer(invitation, house.reviewer, reviewing.Answer(Review.Recommendation.PUBLISH))
    with pytest.raises(reviewing.NotInReview, match=ended):
        reviewing.invite(page, house.editor, [house.reviewer_person])
    with pytest.raises(submitting.NotUnderWay, match=ended):
        submitting.withdraw(page, house.author)
