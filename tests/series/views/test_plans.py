"""Tests the page of a planned text where what was typed is refused, or comes too late."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from commentaries.models import Link
from tests import factories
from tests.factories import House


@pytest.fixture
def at_desk(house: House, client: Client) -> Client:
    client.force_login(house.editor)
    return client


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
