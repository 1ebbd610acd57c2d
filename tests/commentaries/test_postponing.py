"""Tests that an editor sets another day for a step or for one reviewer, on the pages where these stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry, Site
from wagtail.test.utils.form_data import querydict_from_html

import commentaries
from commentaries import handling, happenings, postponing
from commentaries.models import ClosedDays, CommentaryPage, Decision, FollowUp, Series
from tests import factories
from tests.factories import House

MONDAY = datetime(2025, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Rome"))
FRIDAY = date(2025, 11, 28)


@pytest.fixture
def text(house: House, clock: Callable[[datetime], None]) -> CommentaryPage:
    clock(MONDAY)
    return factories.submitted(house)


@pytest.fixture
def editor(house: House) -> Client:
    client = Client()
    client.force_login(house.editor)
    return client


def seen(page: CommentaryPage) -> str:
    step = postponing.step_of(page)
    assert step is not None
    return step.as_seen


def day_of(page: CommentaryPage) -> date | None:
    step = postponing.step_of(page)
    return step and step.due_on


def test_a_day_counts_for_its_step_and_for_no_other(house: House, text: CommentaryPage) -> None:
    usual = day_of(text)
    postponing.set_due(text, house.assistant, seen=seen(text), due_on=FRIDAY)
    assert (usual, day_of(text)) == (date(2025, 11, 26), FRIDAY)
    factories.decide(house, text, Decision.Outcome.CHANGES, reasons="Shorter.")
    assert day_of(text) == date(2025, 12, 1), "five working days after the letter"
    postponing.set_due(text, house.editor, seen=seen(text), due_on=FRIDAY)
    postponing.set_due(text, house.editor, seen=seen(text), due_on=None)
    assert day_of(text) == date(2025, 12, 1)


def test_the_days_of_a_series_count_its_own_closed_days_and_weekend(house: House, text: CommentaryPage) -> None:
    elsewhere = factories.SeriesFactory()
    ClosedDays.objects.create(series=elsewhere, name="Their feast", first_on=date(2025, 11, 25))
    assert day_of(text) == date(2025, 11, 26)
    ClosedDays.objects.create(series=house.series, name="Feast", first_on=date(2024, 11, 25), every_year=True)
    assert day_of(text) == date(2025, 11, 27)
    house.series.weekend = "4"
    house.series.save()
    assert day_of(text) == date(2025, 11, 27)
    ClosedDays.objects.create(series=house.series, name="Move", first_on=date(2025, 11, 27))
    assert day_of(text) == date(2025, 11, 29), "Saturday: Friday alone is free"


def test_whoever_comes_second_or_too_late_changes_nothing(house: House, text: CommentaryPage) -> None:
    before = seen(text)
    postponing.set_due(text, house.editor, seen=before, due_on=FRIDAY)
    with pytest.raises(postponing.StepChanged):
        postponing.set_due(text, house.second_editor, seen=before, due_on=date(2025, 12, 5))
    before = seen(text)
    factories.decide(house, text, Decision.Outcome.REJECT, reasons="No.")
    with pytest.raises(postponing.StepChanged):
        postponing.set_due(text, house.editor, seen=before, due_on=date(2025, 12, 5))
    with pytest.raises(PermissionDenied):
        postponing.set_due(text, house.author, seen=before, due_on=date(2025, 12, 5))


def test_the_page_of_days_shows_the_step_and_changes_it(house: House, text: CommentaryPage, editor: Client) -> None:
    path = reverse("series_handling", args=[text.pk])
    html = editor.get(path).content.decode()
    for words in ("The decision is due on", 'value="2025-11-26"', "Empty: 26 November 2025, as the series says."):
        assert words in html
    said: dict[str, Any] = {"seen": seen(text), "due_on": "2025-11-28", "target_on": "", "handled_by": ""}
    assert editor.post(path, said).status_code == HTTPStatus.FOUND
    assert day_of(text) == FRIDAY
    entry = PageLogEntry.objects.get(action="commentaries.set_due")
    assert (entry.user, entry.data["due_on"]) == (house.editor, "2025-11-28")
    events = [event for event in happenings.events_of(text, house.editor) if "is due" in event.what]
    assert [(event.who, event.detail) for event in events] == [("Test Editor", "28 November 2025")]
    late = editor.post(path, {**said, "due_on": "2025-12-05", "target_on": "2025-12-08"})
    assert late.status_code == HTTPStatus.CONFLICT
    assert day_of(text) == FRIDAY
    assert factories.reloaded(text).desk_line.target_on is None


def test_the_page_asks_for_no_day_where_no_step_has_one(house: House, editor: Client) -> None:
    draft = factories.make_draft(house)
    handling.aim(draft, house.editor, target_on=FRIDAY)
    form = editor.get(reverse("series_handling", args=[draft.pk])).context["form"]
    assert list(form.fields) == ["target_on", "handled_by", "was_with", "aimed_at"]


def test_a_reviewers_day_is_changed_where_the_text_is_decided(
    house: House, clock: Callable[[datetime], None], editor: Client
) -> None:
    clock(MONDAY)
    invitation = factories.asked_outside(house)
    page = invitation.version.page
    path = reverse("commentaries:decide", args=[page.pk])
    assert f'id="until-{invitation.pk}" name="due_on" value="2025-12-01"' in editor.get(path).content.decode()
    said = {"action": "postpone_review", "invitation": invitation.pk, "due_on": "2025-12-10"}
    answer = editor.post(path, said, follow=True)
    assert "Nora Outside is told that the answer is due on 10 December 2025." in answer.content.decode()
    invitation.refresh_from_db()
    assert invitation.due_on == date(2025, 12, 10)
    assert FollowUp.objects.filter(payload__mail="review_postponed").count() == 1
    past = editor.post(path, {**said, "due_on": "2025-11-20"})
    assert past.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This day is past." in past.content.decode()


def test_no_author_reads_in_the_history_who_got_another_day(house: House, clock: Callable[[datetime], None]) -> None:
    clock(MONDAY)
    factories.give_role(house.series, house.author, "assistant")
    invitation = factories.asked_outside(house)
    clock(MONDAY + timedelta(hours=1))
    postponing.postpone(invitation, house.editor, due_on=date(2025, 12, 10))
    FollowUp.objects.update(state=FollowUp.State.DONE, finished_at=MONDAY + timedelta(hours=2))
    events = happenings.events_of(invitation.version.page, factories.fresh(house.author))
    assert any("another day" in event.what for event in events)
    assert not any("Nora" in f"{event.who} {event.what} {event.detail}" for event in events)


@pytest.mark.parametrize(("calendar_days", "working_days"), [(7, 5), (14, 10), (10, 8), (1, 1)])
def test_days_of_the_calendar_have_become_working_days(house: House, calendar_days: int, working_days: int) -> None:
    [migration] = Path(commentaries.__file__).parent.glob("migrations/*_due_dates.py")
    Series.objects.update(review_days=calendar_days)
    import_module(f"commentaries.migrations.{migration.stem}").count_working_days(apps, None)
    assert Series.objects.get().review_days == working_days


@pytest.mark.parametrize(("owner", "form_index"), [("series", 1), ("publisher", 0)])
def test_an_editor_notes_closed_days_beside_the_series_and_the_institute(
    house: House, editor: Client, owner: str, form_index: int
) -> None:
    site = Site.objects.get(is_default_site=True)
    paths = {
        "series": reverse("wagtailsnippets_commentaries_series:edit", args=[house.series.pk]),
        "publisher": reverse("wagtailsettings:edit", args=["commentaries", "publisher", site.pk]),
    }
    form = querydict_from_html(editor.get(paths[owner]).content.decode(), form_index=form_index)
    rows = {"closed_days-TOTAL_FORMS": "1", "closed_days-0-name": "Bridge", "closed_days-0-first_on": "2025-12-08"}
    wrong = editor.post(paths[owner], {**form.dict(), **rows, "closed_days-0-last_on": "2025-12-01"})
    assert "The last day comes before the first." in wrong.content.decode()
    assert editor.post(paths[owner], {**form.dict(), **rows}).status_code == HTTPStatus.FOUND
    closed = ClosedDays.objects.get()
    assert (closed.name, closed.series_id is None, closed.publisher_id is None) == (
        "Bridge",
        owner == "publisher",
        owner == "series",
    )
    assert ClosedDays.objects.working_days_of(house.series).after(date(2025, 12, 5), 1) == date(2025, 12, 9)
