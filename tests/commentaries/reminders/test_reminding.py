"""Tests who is reminded of what, and when: by the rules, in the morning, once, and only as long as it is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commentaries import affirming, consenting, due, handing_over, postponing, reviewing, submitting
from commentaries.links import revoking, standing
from commentaries.models import ClosedDays, CommentaryPage, Decision, FollowUp, Invitation, Person, Publisher, Series
from commentaries.reminders import reminding, rules
from commentaries.working_days import WorkingDays
from series import desk
from tests import factories
from tests.commentaries.outbox import SITE, addresses, decide_link, deliver, edit_link, words_of
from tests.factories import House

Clock = Callable[[datetime], None]
MONDAY = datetime(2025, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Rome"))


def november(day: int) -> date:
    return date(2025, 11, day)


@pytest.mark.parametrize(
    ("begun", "due_on", "day", "rule"),
    [
        (17, 27, 24, None),
        (17, 27, 25, "before"),
        (17, 27, 27, "before"),
        (17, 27, 28, "after"),
        (17, 24, 26, "after"),
        (17, 24, 27, "late"),
        (11, 12, 28, "late"),
        (10, 11, 28, None),
        (3, 4, 28, None),
        (24, 26, 24, None),
        (24, 26, 25, "before"),
        (24, 25, 24, None),
        (24, 25, 25, "before"),
    ],
)
def test_the_rule_of_a_day(begun: int, due_on: int, day: int, rule: str | None) -> None:
    step = due.Step(due.DECISION, "decision-1", november(begun), november(due_on), november(due_on))
    assert rules.rule_on(november(day), step, WorkingDays()) == rule


@pytest.fixture
def at(clock: Clock) -> Callable[..., list[str]]:
    """What goes out at a moment, as days after that Monday and an hour: the addresses written to."""

    def look(days: int, hour: int = 9) -> list[str]:
        moment = MONDAY.replace(hour=hour) + timedelta(days=days)
        clock(moment)
        reminding.remind(moment)
        return addresses(deliver())

    return look


@pytest.fixture
def text(house: House, clock: Clock) -> CommentaryPage:
    """Submitted on Monday, so that the decision is due on Wednesday; the mails about that are sent."""
    clock(MONDAY)
    page = factories.submitted(house)
    deliver()
    return page


def test_editors_are_reminded_before_and_after_and_told_when_it_is_late(
    text: CommentaryPage, at: Callable[..., list[str]]
) -> None:
    both = ["editor@example.org", "second@example.org"]
    sent = {day: at(day) for day in range(12)}
    assert {day: to for day, to in sent.items() if to} == {1: both, 3: both, 7: both}


def test_nobody_is_reminded_at_night_nor_on_a_free_day(text: CommentaryPage, at: Callable[..., list[str]]) -> None:
    assert at(1, hour=7) == []
    assert at(1, hour=20) == []
    day = {"publisher": Publisher.objects.get(), "name": "Moving house", "first_on": november(25)}
    closed = ClosedDays.objects.create(**day)
    assert at(1) == [], "and what is due moves by a day"
    assert at(2) == ["editor@example.org", "second@example.org"]
    closed.delete()
    assert at(5) == [], "Saturday"


def test_who_has_the_text_is_reminded_and_nobody_else(
    house: House, text: CommentaryPage, at: Callable[..., list[str]]
) -> None:
    handing_over.hand_over(text, house.editor, to=Person.objects.get(account=house.second_editor))
    deliver()  # that it is in their hands
    assert at(1) == ["second@example.org"]


def test_a_reminder_names_day_and_place_and_goes_once(text: CommentaryPage, clock: Clock) -> None:
    tuesday = MONDAY + timedelta(days=1)
    clock(tuesday)
    assert reminding.remind(tuesday) == 1
    assert reminding.remind(tuesday) == 0
    message, _to_the_other = deliver()
    assert message.subject.endswith(" – reminder, please decide by 26 November 2025")
    assert message.subject.startswith(f"{text.series}: Minutes of a silent committee – ")
    assert "Your decision on this text for Letters from the Coast" in message.body.replace("\n", " ")
    assert decide_link(text) in message.body.splitlines()
    assert message.reply_to == []


def test_what_was_done_before_the_mail_goes_is_not_reminded_of(
    house: House, text: CommentaryPage, clock: Clock
) -> None:
    tuesday = MONDAY + timedelta(days=1)
    clock(tuesday)
    assert reminding.remind(tuesday) == 1
    factories.decide(house, text, Decision.Outcome.CHANGES, reasons="Shorter.")
    assert addresses(deliver()) == ["author@example.org"], "the letter, and no reminder"
    assert not FollowUp.objects.due().filter(kind="mail").exists()


def test_another_day_stops_the_reminder_of_the_former(
    house: House, text: CommentaryPage, clock: Clock, at: Callable[..., list[str]]
) -> None:
    tuesday = MONDAY + timedelta(days=1)
    clock(tuesday)
    assert reminding.remind(tuesday) == 1
    step = postponing.step_of(text)
    assert step is not None
    postponing.set_due(text, house.editor, seen=step.as_seen, due_on=date(2025, 12, 5))
    assert at(2) == []
    assert at(9) == ["editor@example.org", "second@example.org"], "two working days before Friday the fifth"


def test_authors_are_reminded_of_changes_and_answer_the_editor_who_asked(
    house: House, text: CommentaryPage, clock: Clock
) -> None:
    factories.decide(house, text, Decision.Outcome.CHANGES, reasons="Shorter.")
    deliver()
    thursday = MONDAY + timedelta(days=3)
    clock(thursday)
    assert reminding.remind(thursday) == 1
    [message] = deliver()
    assert message.to == ["author@example.org"]
    assert message.reply_to == ["editor@example.org"]
    assert edit_link(text) in message.body.splitlines()
    assert "due on 1 December 2025" in message.body.replace("\n", " ")


def test_authors_are_reminded_of_a_yes_by_their_own_link_until_one_has_answered(
    house: House, clock: Clock, at: Callable[..., list[str]]
) -> None:
    clock(MONDAY)
    outside = factories.PersonFactory(email="nora@example.org")
    page = factories.submitted(house, authors=[house.author_person, outside])
    factories.edited(page, house.editor, title="Cut")
    clock(MONDAY + timedelta(minutes=1))
    consenting.ask_for_consent(page, house.editor)
    deliver()
    clock(MONDAY + timedelta(days=1))
    reminding.remind(MONDAY + timedelta(days=1))
    sent = {message.to[0]: message for message in deliver()}
    assert set(sent) == {"author@example.org", "nora@example.org"}
    assert f"{SITE}/consent/" in sent["nora@example.org"].body
    assert sent["nora@example.org"].reply_to == ["editor@example.org"]
    revoking.revoke(standing.links_to_consent(page)[outside.pk], house.editor)
    assert at(3) == ["author@example.org"], "no clock makes anew what an editor took back"
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    deliver()
    assert at(4) == ["editor@example.org", "second@example.org"], "whose turn it is now"


def test_an_author_without_an_account_is_reminded_of_changes_by_the_link_they_have(house: House, clock: Clock) -> None:
    clock(MONDAY)
    outside = factories.PersonFactory(email="nora@example.org")
    page = factories.submitted(house, authors=[house.author_person, outside])
    factories.decide(house, page, Decision.Outcome.CHANGES, reasons="Shorter.")
    deliver()
    thursday = MONDAY + timedelta(days=3)
    clock(thursday)
    reminding.remind(thursday)
    sent = {message.to[0]: message for message in deliver()}
    assert f"{SITE}/consent/" in sent["nora@example.org"].body
    assert "Please change the text and send it as a file here:" in words_of(sent["nora@example.org"])
    assert edit_link(page) in sent["author@example.org"].body.splitlines()
    revoking.revoke(standing.links_to_consent(page)[outside.pk], house.editor)
    clock(thursday + timedelta(days=5))
    reminding.remind(thursday + timedelta(days=5))
    [late] = [message for message in deliver() if message.to == ["nora@example.org"]]
    assert "http" not in late.body, "no clock makes anew what an editor took back"


@pytest.fixture
def two(house: House, clock: Clock) -> tuple[CommentaryPage, Person]:
    """A text whose two authors are both asked for a yes, and the one without an account; the mails are not sent yet."""
    clock(MONDAY)
    Series.objects.update(all_authors_needed=True)
    outside = factories.PersonFactory(given_name="Nora", family_name="Outside", email="nora@example.org")
    page = factories.submitted(house, authors=[house.author_person, outside])
    factories.edited(page, house.editor, title="Cut")
    deliver()
    clock(MONDAY + timedelta(minutes=1))
    consenting.ask_for_consent(page, house.editor)
    return factories.reloaded(page), outside


def test_where_every_yes_is_waited_for_it_is_the_turn_of_those_who_are_silent(
    house: House, two: tuple[CommentaryPage, Person], clock: Clock, at: Callable[..., list[str]]
) -> None:
    page, outside = two
    deliver()
    consenting.consent(page, house.author_person, digest=factories.digest_now(page))
    deliver()
    step = postponing.step_of(page)
    assert step is not None
    assert (step.code, step.silent) == (due.CONSENT, (outside.pk,))
    [line] = desk.lines_for(factories.fresh(house.editor))
    assert line.holders == (outside.name,)
    assert at(1) == ["nora@example.org"]
    assert at(3) == ["nora@example.org"]
    clock(MONDAY + timedelta(days=7))
    reminding.remind(MONDAY + timedelta(days=7))
    assert {
        "The yes to this text" in words and "from Nora Outside:" in words for words in map(words_of, deliver())
    } == {True}
    consenting.consent(page, outside, digest=factories.digest_now(page))
    deliver()
    step = postponing.step_of(page)
    assert step is not None
    assert (step.code, step.begun_on) == (due.DECISION, date(2025, 12, 1))


def test_where_every_yes_is_waited_for_an_objection_is_the_editors_turn_and_a_yes_outlives_an_idle_saving(
    house: House, two: tuple[CommentaryPage, Person], clock: Clock
) -> None:
    page, outside = two
    digest = factories.digest_now(page)
    consenting.consent(page, house.author_person, digest=digest)
    clock(MONDAY + timedelta(minutes=2))
    factories.edited(page, house.editor)
    clock(MONDAY + timedelta(minutes=3))
    consenting.ask_for_consent(factories.reloaded(page), house.editor)
    step = postponing.step_of(page)
    assert step is not None
    assert (step.code, step.silent) == (due.CONSENT, (outside.pk,))
    clock(MONDAY + timedelta(minutes=4))
    consenting.object_to(page, outside, digest=digest, note="Not like this.")
    step = postponing.step_of(page)
    assert step is not None
    assert step.code == due.DECISION


def test_letters_say_how_many_yeses_are_needed_and_point_to_the_page(
    house: House, two: tuple[CommentaryPage, Person], clock: Clock
) -> None:
    page, _outside = two
    asked = deliver()
    tuesday = MONDAY + timedelta(days=1)
    clock(tuesday)
    reminding.remind(tuesday)
    letters = [words_of(message) for message in [*asked, *deliver()]]
    assert len(letters) == 4
    answer = "Please read it, and say yes or what should be different, here:"
    every = f"Every author’s yes is needed before it can appear. {answer}"
    assert [every in words for words in letters] == [True] * 4
    assert not [words for words in letters if "reply" in words]
    Series.objects.update(all_authors_needed=False)
    consenting.ask_again(page, house.author_person, factories.fresh(house.editor))
    [again] = deliver()
    assert f"One author’s yes is enough. {answer}" in words_of(again)


def test_a_reviewer_is_reminded_by_their_link_and_not_once_it_was_taken_back(
    house: House, clock: Clock, at: Callable[..., list[str]]
) -> None:
    clock(MONDAY)
    first = factories.asked_outside(house)
    second = factories.asked_outside(house, first.version.page, email="bo@example.org", given_name="Bo")
    deliver()
    assert at(3) == ["bo@example.org", "nora@example.org"]
    revoking.revoke(standing.links_to_review([first])[first.pk], house.editor)
    reviewing.decline(second, second.person)
    deliver()
    assert at(8) == []
    late = at(10)
    assert late == ["editor@example.org", "second@example.org"]


def test_the_editor_is_told_in_one_mail_who_is_late(house: House, clock: Clock) -> None:
    clock(MONDAY)
    first = factories.asked_outside(house)
    factories.asked_outside(house, first.version.page, email="bo@example.org", given_name="Bo", family_name="Lind")
    handing_over.hand_over(first.version.page, house.editor, to=Person.objects.get(account=house.editor))
    deliver()
    moment = MONDAY + timedelta(days=10)
    clock(moment)
    assert reminding.remind(moment) == 1
    [message] = deliver()
    assert message.to == ["editor@example.org"]
    assert message.subject == f"{house.series}: Minutes of a silent committee – review overdue since 1 December 2025"
    assert "has not arrived from Nora Outside and Bo Lind:" in message.body.replace("\n", " ")


def test_the_second_yes_is_owed_to_the_day_and_the_editor_is_reminded(
    house: House, clock: Clock, at: Callable[..., list[str]]
) -> None:
    clock(MONDAY)
    page = factories.alone(house)
    deliver()
    assert "editor@example.org" in at(1)
    affirming.affirm(page, factories.fresh(house.author), digest=factories.digest_now(page))
    deliver()
    assert at(3) == []


@pytest.mark.parametrize("days", [15, 70])
def test_a_second_yes_is_owed_without_end_and_a_clock_that_stood_still_tells_of_it(
    house: House, clock: Clock, days: int
) -> None:
    """An institute that shuts down for weeks has no working day in them, so no rule is past when it comes back."""
    clock(MONDAY)
    page = factories.alone(house)
    publisher = Publisher.objects.get()
    last = (MONDAY + timedelta(days=days - 1)).date()
    ClosedDays.objects.create(publisher=publisher, name="Flood", first_on=november(25), last_on=last)
    moment = MONDAY + timedelta(days=days)
    clock(moment)
    assert list(due.owing_a_second_yes()) == [page]
    assert reminding.remind(moment) == 1
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    assert list(due.owing_a_second_yes()) == []


def test_a_second_yes_is_owed_to_what_readers_see_whatever_is_decided_about_a_correction(house: House) -> None:
    page = factories.alone(house)
    factories.published(house)
    factories.edited(page, house.editor, abstract="A correction.")
    assert list(due.owing_a_second_yes()) == [page], "while it is written"
    submitting.submit(factories.reloaded(page), house.assistant)
    assert list(due.owing_a_second_yes()) == [page], "while it waits for the decision"
    factories.decide(
        house, factories.reloaded(page), Decision.Outcome.CHANGES, by=house.second_editor, reasons="Shorter."
    )
    assert list(due.owing_a_second_yes()) == [page], "and when it was sent back"
    submitting.submit(factories.reloaded(page), house.assistant)
    affirming.affirm(factories.reloaded(page), factories.fresh(house.author), digest=factories.digest_now(page))
    factories.decide(house, factories.reloaded(page), by=house.second_editor)
    assert list(due.owing_a_second_yes()) == [], "until it appears, with two yeses of its own"


def test_a_turn_of_the_clock_costs_the_same_for_one_text_and_for_six(
    house: House, text: CommentaryPage, clock: Clock, django_assert_num_queries: Any
) -> None:
    tuesday = MONDAY + timedelta(days=1)

    def remind() -> int:
        clock(tuesday)
        return reminding.remind(tuesday)

    assert remind() == 1
    with CaptureQueriesContext(connection) as for_one:
        assert remind() == 0
    clock(MONDAY)
    for _number in range(5):
        factories.submitted(house)
    assert remind() == 5
    with django_assert_num_queries(len(for_one)):
        assert remind() == 0
    assert len(for_one) <= 12


def test_a_reviewer_gets_another_day_and_is_told(house: House, clock: Clock, at: Callable[..., list[str]]) -> None:
    clock(MONDAY)
    invitation = factories.asked_outside(house)
    deliver()
    postponing.postpone(invitation, house.editor, due_on=date(2025, 12, 10))
    postponing.postpone(invitation, house.editor, due_on=date(2025, 12, 10))
    [message] = deliver()
    assert (message.to, message.reply_to) == (["nora@example.org"], ["editor@example.org"])
    assert (
        message.subject
        == f"{house.series}: Minutes of a silent committee – another day for your review, 10 December 2025"
    )
    assert f"{SITE}/review/" in message.body
    assert [at(day) for day in (3, 8, 10)] == [[], [], []]
    assert at(14) == ["nora@example.org"]
    reviewing.decline(Invitation.objects.get(), invitation.person)
    with pytest.raises(reviewing.NotInReview):
        postponing.postpone(invitation, house.editor, due_on=date(2025, 12, 20))
