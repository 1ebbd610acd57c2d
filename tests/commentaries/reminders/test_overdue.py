"""Tests who is told that the day on which a text was to appear is over, once, and of which texts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commentaries import handing_over, handling
from commentaries.mails import reasons
from commentaries.models import FollowUp, Person
from commentaries.reminders import overdue
from tests import factories
from tests.commentaries.outbox import addresses, decide_link, deliver, words_of
from tests.factories import House

Clock = Callable[[datetime], None]
MONDAY = datetime(2025, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Rome"))
FRIDAY = date(2025, 11, 28)


@pytest.fixture
def at(clock: Clock) -> Callable[..., list[str]]:
    """Who is written to at a moment, as days after that Monday and an hour."""

    def look(days: int, hour: int = 9) -> list[str]:
        moment = MONDAY.replace(hour=hour) + timedelta(days=days)
        clock(moment)
        overdue.tell(moment)
        return addresses(deliver())

    return look


def test_who_planned_a_text_is_told_once_in_the_morning_of_the_next_working_day(
    house: House, clock: Clock, at: Callable[..., list[str]]
) -> None:
    clock(MONDAY)
    line = factories.planned(house, target_on=FRIDAY)
    assert [at(4), at(5), at(7, hour=7)] == [[], [], []]
    clock(MONDAY + timedelta(days=7))
    assert overdue.tell(MONDAY + timedelta(days=7)) == 1
    [message] = deliver()
    assert message.to == ["editor@example.org"]
    assert message.subject == f"{house.series}: Tides and votes – was to appear on 28 November 2025"
    assert "was to appear on 28 November 2025. Nobody has begun it yet:" in words_of(message)
    assert [at(7, hour=10), at(8)] == [[], []]
    handling.replan(line, house.editor, title=line.working_title, author=line.author, target_on=date(2025, 12, 3))
    assert at(10) == ["editor@example.org"], "of another day once more"


def test_of_a_draft_whose_planner_is_gone_or_away_the_others_are_told(
    house: House, clock: Clock, at: Callable[..., list[str]]
) -> None:
    clock(MONDAY)
    page = handling.begin(factories.planned(house, target_on=FRIDAY), house.editor)
    factories.away(house, house.stranger, last_day=date(2025, 12, 31))
    assert at(7) == ["stranger@example.org"]
    handling.aim(page, house.editor, target_on=date(2025, 12, 1))
    house.series.roles.filter(person__account=house.editor).update(until=MONDAY.date())
    clock(MONDAY + timedelta(days=8))
    overdue.tell(MONDAY + timedelta(days=8))
    [message] = deliver()
    assert message.to == ["second@example.org"]
    assert decide_link(page) in message.body.splitlines()


def test_what_is_on_its_way_or_was_given_another_day_is_not_told_of(
    house: House, clock: Clock, at: Callable[..., list[str]]
) -> None:
    clock(MONDAY)
    for page in (factories.submitted(house), factories.published(house)):
        handling.aim(page, house.editor, target_on=FRIDAY)
    handling.drop(factories.planned(house, author=house.author_person, target_on=FRIDAY), house.editor)
    long_ago = factories.planned(house, author=house.author_person, title="Long ago", target_on=date(2025, 6, 2))
    other = factories.planned(house, author=house.author_person, title="Another day", target_on=FRIDAY)
    deliver()
    FollowUp.objects.all().delete()
    moment = MONDAY + timedelta(days=7)
    clock(moment)
    assert overdue.tell(moment) == 1
    handling.replan(other, house.editor, title="Another day", author=other.author, target_on=date(2026, 1, 8))
    assert deliver() == []
    assert {each.state for each in FollowUp.objects.all()} == {FollowUp.State.STOPPED}
    assert long_ago.target_on


def test_a_turn_of_the_clock_costs_the_same_for_one_text_and_for_six(
    house: House, clock: Clock, django_assert_num_queries: Any
) -> None:
    moment = MONDAY + timedelta(days=7)

    def add() -> None:
        clock(MONDAY)
        draft = handling.begin(factories.planned(house, author=house.author_person, target_on=FRIDAY), house.editor)
        handing_over.hand_over(draft, house.editor, to=Person.objects.get(account=house.second_editor))
        factories.planned(house, author=house.author_person, target_on=FRIDAY)
        clock(moment)

    add()
    assert overdue.tell(moment) == 2
    with CaptureQueriesContext(connection) as few:
        assert overdue.tell(moment) == 0
    for _number in range(5):
        add()
    assert overdue.tell(moment) == 10
    with django_assert_num_queries(len(few)):
        assert overdue.tell(moment) == 0
    assert len(few) <= 8


def test_a_worker_knows_what_every_stored_mail_is_to_be_asked() -> None:
    """Whatever registers a question is loaded with the app, and not by the command that happens to plan the mail."""
    told = "import django; django.setup(); from commentaries.mails import reasons; print(*sorted(reasons._reasons))"
    worker = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert set(worker.stdout.split()) == set(reasons._reasons)
