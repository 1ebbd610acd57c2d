"""Tests the lines of the desk: what stands there, who has it and until when, for whom, and at what cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from commentaries import (
    affirming,
    consenting,
    handing_over,
    handling,
    inviting,
    reviewing,
    standings,
    submitting,
    tallying,
    withholding,
)
from commentaries.models import ClosedDays, CommentaryPage, Decision, FollowUp, Person, Review, Series
from commentaries.permissions import user_has_a_desk
from commentaries.templatetags.commentaries import written
from series import desk
from tests import factories
from tests.factories import House

MONDAY = datetime(2025, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Rome"))


def lines(house: House, **choice: Any) -> dict[str, desk.Line]:
    shown = desk.chosen(desk.lines_for(factories.fresh(house.editor)), desk.Choice(**choice))
    return {line.title: line for line in shown}


def one(house: House, page: CommentaryPage) -> desk.Line:
    return lines(house)[page.draft_title]


def test_a_draft_is_with_its_authors(house: House) -> None:
    page = factories.make_draft(house)
    line = one(house, page)
    assert (line.stage, line.holders, line.authors) == (
        "draft",
        (house.author_person.name,),
        (house.author_person.name,),
    )
    assert line.since == house.series.today()
    assert (line.due_on, line.days_left, line.is_late) == (None, None, False)


def test_a_line_says_how_long_the_text_is_and_how_much_is_open(house: House) -> None:
    page = factories.make_draft(house)
    assert one(house, page).words is None, "before it was counted"
    counted = tallying.tally(page)
    line = one(house, page)
    assert (line.words, line.open_points) == (counted.words, counted.forbidding + counted.advice)


def test_a_text_that_stands_as_it_appeared_is_not_counted_on_the_desk(house: House) -> None:
    page = factories.reviewed(house)
    tallying.tally(page)
    assert one(house, page).words
    factories.decide(house, page)
    assert one(house, page).words is None


def test_the_authors_are_those_of_the_newest_draft(house: House) -> None:
    page = factories.make_draft(house)
    other = factories.PersonFactory(given_name="Berta", family_name="Zuse")
    draft = page.get_latest_revision_as_object()
    draft.authorships = [type(draft.authorships.all()[0])(person=other, name="B. Zuse")]
    draft.save_revision(user=house.author)
    assert one(house, page).authors == ("B. Zuse",)
    assert one(house, page).holder_keys == {other.pk}


def test_a_text_in_review_is_with_those_who_have_not_answered(house: House) -> None:
    house.series.reviews_needed = 2
    house.series.save()
    page = factories.submitted(house)
    line = one(house, page)
    assert (line.stage, line.holders) == (
        "review",
        tuple(str(Person.objects.get(account=a)) for a in (house.editor, house.second_editor)),
    )
    second = factories.PersonFactory()
    due = house.series.today() + timedelta(days=3)
    first, _second = inviting.invite(page, house.editor, [house.reviewer_person, second], due_on=due)
    line = one(house, page)
    assert (set(line.holders), line.asked, line.answered) == ({house.reviewer_person.name, second.name}, 2, 0)
    assert (line.due_on, line.days_left) == (due, 3)
    reviewing.answer(first, house.reviewer_person, reviewing.Answer("publish"))
    line = one(house, page)
    assert (line.holders, line.asked, line.answered) == ((second.name,), 2, 1)


def test_nobody_reads_there_who_reviews_a_text_of_their_own(house: House) -> None:
    house.series.reviews_needed = 1
    house.series.save()
    factories.give_role(house.series, house.author, "assistant")
    page = factories.submitted(house)
    inviting.invite(page, house.editor, [house.reviewer_person])
    [line] = desk.lines_for(factories.fresh(house.author))
    assert (line.holders, line.holder_keys, line.asked) == ((), frozenset(), 1)
    assert house.reviewer_person not in desk.holders_in([line])


def test_a_text_for_decision_is_with_the_editors_or_with_the_one_it_was_handed_to(house: House) -> None:
    page = factories.submitted(house)
    second = Person.objects.get(account=house.second_editor)
    assert len(one(house, page).holders) == 2
    handing_over.hand_over(page, house.editor, to=second)
    line = one(house, page)
    assert (line.stage, line.holders) == ("decision", (second.name,))
    days = ClosedDays.objects.working_days_of(house.series)
    assert line.due_on == days.after(house.series.today(), house.series.decision_days)
    target = house.series.today() - timedelta(days=2)
    handling.aim(page, house.editor, target_on=target)
    line = one(house, page)
    assert (line.is_late, line.target_on) == (False, target), "the day to appear on is a wish"


def test_a_text_is_late_by_its_step_and_a_draft_by_the_day_to_appear_on(house: House, clock: Any) -> None:
    clock(MONDAY)
    waiting = factories.submitted(house, title="Waiting")
    draft = factories.make_draft(house, title="Draft")
    handling.aim(draft, house.editor, target_on=date(2025, 11, 27))
    clock(MONDAY + timedelta(days=4))
    assert (one(house, waiting).due_on, one(house, waiting).days_over) == (date(2025, 11, 26), 2)
    assert (one(house, draft).due_on, one(house, draft).days_over) == (date(2025, 11, 27), 1)
    assert set(lines(house, is_late=True)) == {"Waiting", "Draft"}


def test_authors_who_are_asked_for_their_yes_have_the_text_until_one_answers(house: House, clock: Any) -> None:
    clock(MONDAY)
    page = factories.submitted(house)
    clock(MONDAY + timedelta(minutes=30))
    factories.edited(page, house.editor, title="Cut")
    clock(MONDAY + timedelta(hours=1))
    consenting.ask_for_consent(page, house.editor)
    line = one(house, factories.reloaded(page))
    assert (line.stage, line.holders, line.due_on) == ("decision", (house.author_person.name,), date(2025, 11, 26))
    clock(MONDAY + timedelta(days=1))
    consenting.consent(page, house.author_person, digest=factories.digest_now(page))
    line = one(house, factories.reloaded(page))
    assert (len(line.holders), line.due_on) == (2, date(2025, 11, 27)), "the editors, two days from then on"


def test_a_text_out_on_the_editors_word_alone_is_due_until_the_second_yes(house: House, clock: Any) -> None:
    clock(MONDAY)
    page = factories.alone(house)
    due_on = standings.standing_of(page).second_due_on
    for later in (0, 15, 70):
        clock(MONDAY + timedelta(days=later))
        [line] = lines(house, stage="owed").values()
        assert (line.stage_label, line.due_on, len(line.holders)) == ("Second yes owed", due_on, 2)
        assert line.since == MONDAY.date()
        assert line.is_late is (later > 2)
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    assert lines(house) == {}, "a text of seventy days ago is done with"


def test_a_correction_and_the_second_yes_that_is_owed_are_both_seen(house: House, clock: Any, client: Any) -> None:
    clock(MONDAY)
    page = factories.alone(house)
    due_on = standings.standing_of(page).second_due_on
    factories.published(house, title="By two")
    clock(MONDAY + timedelta(days=9))
    factories.edited(page, house.editor, abstract="Corrected.")
    [begun] = lines(house, stage="owed").values()
    assert (begun.due_on, begun.since, begun.is_being_corrected) == (due_on, MONDAY.date(), True)
    submitting.submit(page, house.assistant)
    [line] = lines(house, stage="owed", is_late=True).values()
    assert (line.stage, line.title, line.owed_on, line.is_late) == ("decision", page.title, due_on, False)
    client.force_login(house.editor)
    assert f"second yes owed by {written(due_on)}" in client.get(reverse("series_desk")).content.decode()
    told = client.get(reverse("commentaries:decide", args=[page.pk])).content.decode()
    assert f"the second yes is owed by {written(due_on)}. A correction was begun since" in told
    assert "Nobody else has said yes to exactly this text" in told


def test_a_second_yes_given_soon_leaves_the_text_as_published(house: House, clock: Any) -> None:
    clock(MONDAY)
    page = factories.alone(house)
    factories.published(house, title="By two")
    clock(MONDAY + timedelta(days=1))
    order = [(line.stage, line.title) for line in lines(house, order="stage").values()]
    assert order == [("owed", page.title), ("published", "By two")]
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    assert (one(house, page).stage, one(house, page).due_on, one(house, page).holders) == ("published", None, ())


def test_a_text_back_with_its_authors_a_scheduled_and_a_held_one_say_since_when(house: House) -> None:
    back = factories.submitted(house, title="Back")
    factories.decide(house, back, outcome=Decision.Outcome.CHANGES, reasons="Shorter.")
    scheduled = factories.submitted(house, title="Scheduled")
    affirming.affirm(scheduled, house.second_editor, digest=factories.digest_now(scheduled))
    when = timezone.now() + timedelta(days=5)
    factories.decide(house, scheduled, publish_at=when)
    held = factories.published(house, title="Held")
    withholding.hold(held, house.editor, reason="A name.")
    shown = lines(house)
    today = house.series.today()
    assert {title: line.stage for title, line in shown.items()} == {
        "Back": "changes",
        "Scheduled": "scheduled",
        "Held": "held",
    }
    assert {line.since for line in shown.values()} == {today}
    assert shown["Back"].holders == (house.author_person.name,)
    assert shown["Scheduled"].due_on == timezone.localtime(when, house.series.zone).date()
    assert shown["Held"].number


def test_a_text_stays_two_weeks_after_it_has_appeared_and_longer_if_work_for_it_has_failed(house: House) -> None:
    page = factories.published(house)
    assert one(house, page).stage == "published"
    long_ago = timezone.now() - desk.JUST_PUBLISHED - timedelta(hours=1)
    CommentaryPage.objects.update(placed_at=long_ago)
    assert lines(house) == {}
    FollowUp.objects.filter(page=page).update(state=FollowUp.State.FAILED)
    assert one(house, page).failed == FollowUp.objects.filter(page=page).count()


def test_what_was_removed_or_is_an_archive_entry_is_gone(house: House) -> None:
    page = factories.published(house)
    withholding.remove(page, house.editor, reason="By order of a court.")
    factories.entered(house)
    assert lines(house) == {}


def test_a_rejected_text_stays_a_month(house: House) -> None:
    page = factories.submitted(house)
    factories.decide(house, page, outcome=Decision.Outcome.REJECT, reasons="No.")
    assert one(house, page).stage == "rejected"
    Decision.objects.update(decided_at=timezone.now() - desk.REJECTED_FOR - timedelta(hours=1))
    assert lines(house) == {}


def test_a_planned_text_has_a_line_before_there_is_a_page(house: House) -> None:
    day = house.series.today() + timedelta(days=1)
    handling.plan(house.series, house.assistant, title="On tides", author=house.author_person, target_on=day)
    line = lines(house)["On tides"]
    assert (line.stage, line.holders, line.days_left, line.text) == ("planned", (house.author_person.name,), 1, None)


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ({}, ["Late", "Soon", "Draft"]),
        ({"stage": "draft"}, ["Draft"]),
        ({"is_late": True}, ["Late"]),
        ({"author": "QUILL"}, ["Soon"]),
        ({"order": "title"}, ["Draft", "Late", "Soon"]),
        ({"order": "nonsense"}, ["Late", "Soon", "Draft"]),
        ({"order": "-title"}, ["Soon", "Late", "Draft"]),
        ({"order": "-due"}, ["Soon", "Late", "Draft"]),
        ({"order": "-nonsense"}, ["Late", "Soon", "Draft"]),
    ],
)
def test_an_editor_chooses_and_sorts(house: House, choice: dict[str, Any], kept: list[str]) -> None:
    today = house.series.today()
    author = factories.PersonFactory(family_name="Quill")
    handling.plan(house.series, house.editor, title="Soon", author=author, target_on=today + timedelta(days=1))
    handling.plan(house.series, house.editor, title="Late", target_on=today - timedelta(days=1))
    factories.make_draft(house, title="Draft")
    assert list(lines(house, **choice)) == kept


@pytest.mark.parametrize(("order", "kept"), [("number", ["9", "10", "11"]), ("-number", ["11", "10", "9"])])
def test_numbers_are_sorted_as_numbers_and_texts_without_one_stand_behind(
    house: House, order: str, kept: list[str]
) -> None:
    factories.make_draft(house, title="Draft")
    [line] = desk.lines_for(house.editor)
    numbered = [replace(line, title=number, number=f"25 | {number}") for number in ("10", "9", "11")]
    shown = desk.chosen([line, *numbered], desk.Choice(order=order))
    assert [each.title for each in shown] == [*kept, "Draft"]


def test_a_text_for_decision_or_scheduled_says_which_number_is_next(house: House) -> None:
    factories.published(house, title="Out")
    factories.make_draft(house, title="Draft")
    factories.submitted(house, title="For decision")
    scheduled = factories.submitted(house, title="Scheduled")
    next_year = timezone.now() + timedelta(days=366)
    factories.decide(house, scheduled, publish_at=next_year)
    shown = lines(house)
    this, next_ = (day.year % 100 for day in (house.series.today(), house.series.today(next_year)))
    assert (shown["Out"].number, shown["Out"].number_to_come) == (f"{this} | 01", "")
    assert (shown["For decision"].number, shown["For decision"].number_to_come) == ("", f"{this} | 02")
    assert shown["Scheduled"].number_to_come == f"{next_} | 01"
    assert shown["Draft"].number_to_come == ""


def test_the_days_since_when_are_sorted_both_ways(house: House) -> None:
    factories.make_draft(house)
    [line] = desk.lines_for(house.editor)
    lines = [replace(line, title=f"{day}", since=date(2026, 1, day) if day else None) for day in (2, 0, 1)]
    for order, kept in (("since", ["1", "2", "0"]), ("-since", ["2", "1", "0"])):
        assert [each.title for each in desk.chosen(lines, desk.Choice(order=order))] == kept


def test_only_the_series_that_one_works_on_stand_there(house: House) -> None:
    elsewhere = factories.make_house(slug="notes")
    factories.make_draft(elsewhere, title="Elsewhere")
    factories.make_draft(house, title="Here")
    assert [line.title for line in desk.lines_for(house.editor)] == ["Here"]
    assert {line.title for line in desk.lines_for(house.admin)} == {"Here", "Elsewhere"}
    assert desk.lines_for(house.author) == []
    assert not user_has_a_desk(house.author)


def test_the_desk_costs_the_same_for_two_texts_and_for_twelve(house: House, django_assert_num_queries: Any) -> None:
    def fill(times: int) -> None:
        for _number in range(times):
            factories.make_draft(house)
            handling.aim(factories.submitted(house), house.editor, target_on=house.series.today())
            withholding.hold(factories.published(house), house.editor, reason="A name.")
            handling.plan(house.series, house.editor, title="A plan", author=house.author_person)
            factories.alone(house)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    fill(1)
    desk.lines_for(factories.fresh(house.editor))
    with CaptureQueriesContext(
        connection,
    ) as few:
        desk.lines_for(factories.fresh(house.editor))
    fill(5)
    with django_assert_num_queries(len(few)):
        assert len(desk.lines_for(factories.fresh(house.editor))) == 30
    assert len(few) <= 18


def test_who_stood_by_a_text_as_its_author_reads_no_reviewer_there_and_is_not_to_decide(house: House) -> None:
    """Also once the newest draft names them no more, as on the page of decision."""
    Series.objects.update(reviews_needed=1)
    page = factories.make_draft(house, authors=[house.author_person, Person.objects.get(account=house.editor)])
    submitting.submit(page, factories.fresh(house.editor))
    page.authorships.filter(person__account=house.editor).delete()
    rows = list(factories.reloaded(page).authorships.all())
    factories.edited(page, house.assistant, authorships=rows)
    [invitation] = inviting.invite(factories.reloaded(page), house.second_editor, [house.reviewer_person])
    [of_editor], [of_other] = (
        desk.lines_for(factories.fresh(account)) for account in (house.editor, house.second_editor)
    )
    assert (of_editor.holders, of_other.holders) == ((), (str(house.reviewer_person),))
    reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.PUBLISH, "Clear."))
    [line] = desk.lines_for(factories.fresh(house.second_editor))
    assert line.holders == (str(Person.objects.get(account=house.second_editor)),)
