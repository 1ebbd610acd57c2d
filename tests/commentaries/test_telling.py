"""Tests that whoever comes too late is told who was quicker, and when by the clock of the series."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from commentaries import affirming, inviting, reviewing, submitting, telling
from commentaries.models import CommentaryPage, Decision, Review, Series
from tests import factories
from tests.factories import House

Clock = Callable[[datetime], None]
TEN_THIRTY_TWO = datetime(2099, 11, 25, 10, 32, tzinfo=ZoneInfo("Europe/Rome"))


def at_that_time(page: CommentaryPage) -> str:
    Series.objects.filter(pk=page.series_id).update(time_zone="Europe/Rome")
    return "on 25 November 2099, 10:32."


def test_an_editor_is_told_who_changed_the_text(house: House, clock: Clock) -> None:
    page = factories.submitted(house)
    digest, when = factories.digest_now(page), at_that_time(page)
    clock(TEN_THIRTY_TWO)
    factories.edited(page, house.assistant, title="Changed")
    with pytest.raises(affirming.ContentChanged, match=f"changed by Test Assistant {when}"):
        factories.decide(house, page, digest=digest)
    with pytest.raises(affirming.ContentChanged, match="changed by Test Assistant"):
        affirming.affirm(page, house.author, digest=digest)


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
        reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.PUBLISH))
    with pytest.raises(reviewing.NotInReview, match=ended):
        inviting.invite(page, house.editor, [house.reviewer_person])
    with pytest.raises(submitting.NotUnderWay, match=ended):
        submitting.withdraw(page, house.author)


def test_a_moment_is_written_by_the_clock_of_the_series_in_the_language_of_the_reader() -> None:
    assert telling.written_moment(TEN_THIRTY_TWO, ZoneInfo("America/New_York")) == "25 November 2099, 04:32"
    with translation.override("it"):
        assert telling.written_moment(TEN_THIRTY_TWO, ZoneInfo("Europe/Rome")) == "25 novembre 2099, 10:32"


@pytest.mark.parametrize(
    ("language", "between"), [("en", "The ‘firm “no”’ of the «states»"), ("it", "The “firm ‘no’” of the “states”")]
)
def test_a_title_between_quotation_marks_has_its_own_inside(language: str, between: str) -> None:
    with translation.override(language):
        assert telling.within_quotation("The “firm ‘no’” of the «states»") == between


def test_of_a_text_that_nobody_touched_nothing_is_told(house: House) -> None:
    page = factories.make_draft(house)
    assert telling.last_step(page) == ""
    page.revisions.all().delete()
    assert telling.last_change(factories.reloaded(page)) == ""
