"""Tests that no door writes back what a text was before somebody else changed it."""

from __future__ import annotations

import pytest

from commentaries import locking
from commentaries.models import CommentaryPage
from tests import factories
from tests.factories import House


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
