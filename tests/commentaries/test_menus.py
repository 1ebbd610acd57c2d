"""Tests that the menu says how much waits for whom, and that saying so costs a page next to nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commentaries import menus
from commentaries.waiting import waiting_for
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db


def menu_of(client: Client, account: Any) -> str:
    client.force_login(account)
    return client.get(reverse("wagtailadmin_account")).content.decode()


def test_an_editor_reads_beside_the_desk_how_much_waits(house: House, client: Client) -> None:
    assert "Desk (" not in menu_of(client, house.editor)
    factories.reviewed(house)
    assert len(waiting_for(house.editor)) == 1
    assert "Desk (1)" in menu_of(client, house.editor)


def test_who_has_no_desk_is_led_to_what_waits_while_something_does(house: House, client: Client) -> None:
    assert "Waiting for you" not in menu_of(client, house.reviewer)
    page = factories.in_review(house, reviews=1)
    factories.invited(house, page)
    assert "Waiting for you (1)" in menu_of(client, house.reviewer)
    assert "Waiting for you" not in menu_of(client, house.author)


def test_it_is_counted_once_until_something_happens_to_a_text(house: House) -> None:
    factories.in_review(house, reviews=1)
    cache.clear()
    menus.number_waiting(house.editor)
    with CaptureQueriesContext(connection) as asked:
        menus.number_waiting(house.editor)
    assert len(asked) == 1
