"""Tests the calendar of the desk: its weeks, and what stands on which day, for whom, and at what cost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commentaries import affirming, handling
from commentaries.models import CommentaryPage
from series import desk, months
from tests import factories
from tests.factories import House

TODAY = date(2026, 2, 10)


def titles_by_day(house: House, first: date, account: Any = None) -> dict[date, list[str]]:
    month = months.month_of(factories.fresh(account or house.editor), first, today=TODAY)
    return {day.day: [entry.line.title for entry in day.entries] for week in month.weeks for day in week if day.entries}


def test_a_month_is_whole_weeks_from_monday(house: House) -> None:
    month = months.month_of(house.editor, date(2026, 3, 1), today=TODAY)
    assert [len(week) for week in month.weeks] == [7] * 6
    assert (month.weeks[0][0].day, month.weeks[-1][-1].day) == (date(2026, 2, 23), date(2026, 4, 5))
    assert [day.day.day for day in month.weeks[0] if day.is_of_month] == [1]
    assert (month.before, month.after) == (date(2026, 2, 1), date(2026, 4, 1))


@pytest.mark.parametrize("written", ["", "2026", "2026-13", "9999-12", "0001-01", "2026-02-03", "٢٠٢٦-٠١x", "x" * 500])
def test_what_is_no_month_is_this_one(written: str) -> None:
    assert months.month_named(written, today=TODAY) == date(2026, 2, 1)


def test_plans_dates_schedules_and_what_has_appeared_stand_on_their_days(house: House) -> None:
    today = house.series.today()
    first = today.replace(day=1)
    handling.plan(house.series, house.editor, title="Planned", target_on=first)
    draft = factories.make_draft(house, title="Draft")
    handling.aim(draft, house.editor, target_on=first + timedelta(days=1))
    waiting = factories.submitted(house, title="For decision")
    handling.aim(waiting, house.editor, target_on=first + timedelta(days=2))
    factories.make_draft(house, title="Without a day")
    factories.published(house, title="Published")
    scheduled = factories.submitted(house, title="Scheduled")
    affirming.affirm(scheduled, house.second_editor, digest=factories.digest_now(scheduled))
    when = timezone.now() + timedelta(days=40)
    factories.decide(house, scheduled, publish_at=when)
    found = titles_by_day(house, first)
    assert (found[first], found[first + timedelta(days=1)]) == (["Planned"], ["Draft"])
    assert "For decision" in found[first + timedelta(days=2)]
    assert "Published" in found[today]
    day = timezone.localtime(when, house.series.zone).date()
    assert titles_by_day(house, day.replace(day=1))[day] == ["Scheduled"]
    assert not any("Without a day" in titles for titles in found.values())


def test_a_text_stands_on_the_day_to_appear_on_and_on_that_of_its_step(house: House) -> None:
    text = factories.submitted(house, title="For decision")
    due_on = desk.lines_for(factories.fresh(house.editor))[0].due_on
    target_on = due_on + timedelta(days=1)
    handling.aim(text, house.editor, target_on=target_on)
    found = titles_by_day(house, due_on.replace(day=1)) | titles_by_day(house, target_on.replace(day=1))
    assert (found[due_on], found[target_on]) == (["For decision"], ["For decision"])
    handling.aim(text, house.editor, target_on=due_on)
    assert titles_by_day(house, due_on.replace(day=1)) == {due_on: ["For decision"]}


def test_a_day_is_changed_from_the_calendar_and_back(house: House, client: Client) -> None:
    client.force_login(house.editor)
    line = handling.plan(house.series, house.editor, title="On tides", target_on=date(2026, 12, 9))
    text = factories.make_draft(house)
    handling.aim(text, house.editor, target_on=date(2026, 12, 10))
    html = client.get("/admin/desk/calendar/?month=2026-12").content.decode()
    plan, day = (f"/admin/desk/{way}/?month=2026-12" for way in (f"plans/{line.pk}", f"texts/{text.pk}"))
    for address in (plan, day):
        assert f'href="{address}#id_target_on"' in html
    moved = client.post(
        plan, {"working_title": "On tides", "target_on": "2026-12-11", "planned_as": handling.as_seen(line)}
    )
    assert moved.headers["Location"] == "/admin/desk/calendar/?month=2026-12"
    moved = client.post(day, {"target_on": "2026-12-12", "aimed_at": "2026-12-10", "handled_by": "", "was_with": ""})
    assert moved.headers["Location"] == "/admin/desk/calendar/?month=2026-12"
    assert set(titles_by_day(house, date(2026, 12, 1))) == {date(2026, 12, 11), date(2026, 12, 12)}


def test_what_appeared_long_ago_stands_there_by_the_clock_of_its_series(house: House) -> None:
    house.series.time_zone = "Pacific/Auckland"
    house.series.save()
    factories.published(house, title="Long ago")
    CommentaryPage.objects.update(placed_at=datetime(2025, 3, 31, 20, tzinfo=UTC))
    assert titles_by_day(house, date(2025, 4, 1)) == {date(2025, 4, 1): ["Long ago"]}


def test_only_ones_own_series_stand_there(house: House) -> None:
    elsewhere = factories.make_house(slug="notes")
    factories.published(house, title="Ours")
    first = house.series.today().replace(day=1)
    assert titles_by_day(house, first, elsewhere.editor) == {}


def test_the_calendar_is_read_and_paged(house: House, client: Client) -> None:
    client.force_login(house.editor)
    handling.plan(house.series, house.editor, title="On tides <b>", target_on=date(2026, 12, 9))
    html = client.get("/admin/desk/calendar/?month=2026-12").content.decode()
    assert "December 2026" in html
    assert html.count("On tides &lt;b&gt;</a>") == 2  # in the table, and in the list for a narrow screen
    assert 'href="?month=2026-11"' in html
    assert 'href="?month=2027-01"' in html
    assert "This month" not in client.get("/admin/desk/calendar/").content.decode()
    assert "This month</a>" in client.get("/admin/desk/calendar/?month=2031-03").content.decode()
    client.force_login(house.author)
    assert client.get("/admin/desk/calendar/").status_code != 200


def test_a_month_costs_the_same_for_two_texts_and_for_eight(house: House, django_assert_num_queries: Any) -> None:
    first = house.series.today().replace(day=1)

    def fill(times: int) -> None:
        for _number in range(times):
            factories.published(house)
            handling.plan(house.series, house.editor, title="A plan", target_on=first)

    fill(1)
    months.month_of(factories.fresh(house.editor), first, today=TODAY)
    with CaptureQueriesContext(connection) as few:
        months.month_of(factories.fresh(house.editor), first, today=TODAY)
    fill(3)
    with django_assert_num_queries(len(few)):
        months.month_of(factories.fresh(house.editor), first, today=TODAY)
