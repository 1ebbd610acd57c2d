"""Tests that the words and open points of drafts are counted by the clock, and only when they have changed."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from wagtail.models import ReferenceIndex

from commentaries import readiness, tallying, versions
from commentaries.models import CommentaryPage, DeskLine, Tally
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db


def test_the_clock_counts_what_the_editor_shows(house: House) -> None:
    page = factories.make_draft(house)
    call_command("tick")
    latest = versions.latest_of(page)
    tally = Tally.objects.get(page=page)
    words = sum(len(str(part).split()) for part in [latest.title, *(block.value for block in latest.body)])
    assert 0 < tally.words <= words
    assert tally.open_points == len(readiness.open_points(latest))


def test_a_draft_is_counted_again_when_it_was_saved_and_not_before(house: House) -> None:
    page = factories.make_draft(house)
    assert tallying.tally_changed() == 1
    assert tallying.tally_changed() == 0
    before = Tally.objects.get(page=page).words
    draft = versions.latest_of(page)
    draft.title += " and three words more"
    draft.save_revision(user=house.author, overwrite_revision=page.latest_revision)  # as autosave does
    assert tallying.tally_changed() == 1
    assert Tally.objects.get(page=page).words == before + 4


def test_what_readers_see_as_it_is_is_not_counted(house: House) -> None:
    factories.published(house)
    assert tallying.tally_changed() == 0


def test_no_more_than_a_few_are_counted_at_a_turn_the_newest_first(house: House) -> None:
    first, second = factories.make_draft(house), factories.make_draft(house)
    assert tallying.tally_changed(at_most=1) == 1
    assert [tally.page_id for tally in Tally.objects.all()] == [second.pk]
    assert tallying.tally_changed(at_most=1) == 1
    assert Tally.objects.filter(page=first).exists()


def test_a_draft_that_cannot_be_read_keeps_no_other_from_being_counted(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    well, broken = factories.make_draft(house), factories.make_draft(house)
    read = versions.latest_of

    def fail_for_one(page: CommentaryPage) -> CommentaryPage:
        if page.pk == broken.pk:
            raise ValueError("not a stream")
        return read(page)

    monkeypatch.setattr(versions, "latest_of", fail_for_one)
    assert tallying.tally_changed() == 1
    assert [tally.page_id for tally in Tally.objects.all()] == [well.pk]
    assert f"text {broken.pk} could not be counted" in caplog.text


def test_what_is_noted_of_a_text_is_not_among_what_refers_to_it() -> None:
    """Wagtail lists that to the authors of the text."""
    assert not any(ReferenceIndex.model_is_indexable(model) for model in (Tally, DeskLine))
