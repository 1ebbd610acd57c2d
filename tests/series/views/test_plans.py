"""Tests the page of a planned text where what was typed is refused, or comes too late."""

from __future__ import annotations

from http import HTTPStatus

from django.test import Client
from django.urls import reverse

from commentaries import handling
from commentaries.links import ending
from commentaries.models import Link
from tests import factories
from tests.commentaries.outbox import deliver
from tests.factories import House


def test_a_message_that_cannot_be_kept_is_refused_at_its_field(house: House, at_desk: Client) -> None:
    address = reverse("series_plan", args=[factories.planned(house).pk])
    refused = at_desk.post(address, {"action": "ask", "message": "By Friday,\x00 please."})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Null characters are not allowed." in refused.content.decode()
    assert not Link.objects.exists()


def test_who_cannot_be_asked_costs_nobody_the_message(house: House, at_desk: Client) -> None:
    silent = factories.PersonFactory(email="")
    address = reverse("series_plan", args=[factories.planned(house, author=silent).pk])
    refused = at_desk.post(address, {"action": "ask", "message": "By Friday, please."})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "No e-mail is known of" in refused.content.decode()
    assert "By Friday, please." in refused.content.decode()


def test_what_was_typed_about_a_plan_that_is_gone_is_kept(house: House, at_desk: Client) -> None:
    line = handling.plan(house.series, house.editor, title="On tides")
    seen = handling.as_seen(line)
    handling.drop(line, house.second_editor)
    address, typed = reverse("series_plan", args=[line.pk]), {"working_title": "On flow", "planned_as": seen}
    refused = at_desk.post(address, typed)
    html = refused.content.decode()
    assert refused.status_code == HTTPStatus.CONFLICT
    assert "This text is not planned any more" in html
    assert 'value="On flow"' in html
    assert 'value="begin"' not in html
    line.refresh_from_db()
    assert line.working_title == "On tides"


def test_where_no_draft_can_stand_the_message_stays(house: House, at_desk: Client) -> None:
    line = factories.planned(house)
    house.page.delete()
    refused = at_desk.post(reverse("series_plan", args=[line.pk]), {"action": "ask", "message": "By Friday, please."})
    assert refused.status_code == HTTPStatus.CONFLICT
    assert "The series has no page yet" in refused.content.decode()
    assert "By Friday, please." in refused.content.decode()


def test_who_was_asked_for_the_manuscript_hears_that_nobody_waits_for_it(house: House, at_desk: Client) -> None:
    link = factories.asked_for_manuscript(house)
    deliver()
    address = reverse("series_plan", args=[link.line_id])
    assert "and they get a mail that says so" in at_desk.get(address).content.decode()
    at_desk.post(address, {"action": "drop", "message": "The conference was called off."})
    [letter] = deliver()
    assert letter.to == ["nora@example.org"]
    assert "The conference was called off." in letter.body
    assert not ending.is_open(Link.objects.get())


def test_a_plan_that_nobody_was_asked_about_is_dropped_without_a_mail(house: House, at_desk: Client) -> None:
    at_desk.post(reverse("series_plan", args=[factories.planned(house).pk]), {"action": "drop"})
    assert deliver() == []
