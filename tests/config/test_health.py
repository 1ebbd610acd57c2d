"""Tests that the addresses of health tell the truth: to what spreads requests, and to whoever is on duty."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from commentaries.models import FollowUp
from tests import factories
from tests.factories import House


def overdue(**facts: Any) -> FollowUp:
    return FollowUp.objects.create(
        **{"kind": "mail", "key": "x", "next_at": timezone.now() - timedelta(minutes=16), **facts}
    )


def read(client: Client, path: str) -> tuple[int, str]:
    response = client.get(path)
    assert response["Cache-Control"] == "no-store"
    return response.status_code, response.content.decode()


def test_all_is_well(db: None, client: Client) -> None:
    assert read(client, "/health/") == (200, "database: ok\ncache: ok\nwork: ok\n")
    assert read(client, "/health/work/") == (200, "database: ok\nwork: ok\n")


def test_a_database_that_does_not_answer_is_told(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def gone() -> None:
        raise DatabaseError("gone, and the password is secret")

    monkeypatch.setattr("config.health.connection", type("Gone", (), {"cursor": staticmethod(gone)})())
    assert read(client, "/health/") == (503, "database: does not answer\ncache: ok\n")
    assert read(client, "/health/work/") == (503, "database: does not answer\n")


def test_a_cache_that_does_not_answer_is_told(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(cache, "set", full)
    monkeypatch.setattr("series.caching.PageCacheMiddleware._may_be_asked", lambda self, request: False)
    status, said = read(client, "/health/")
    assert (status, "cache: does not answer" in said) == (503, True)


def test_a_cache_that_keeps_nothing_is_told(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.health.cache", type("Dummy", (), {"set": lambda *a: None, "get": lambda *a: None})())
    assert "cache: keeps nothing" in read(client, "/health/")[1]


def test_work_that_nobody_does_wakes_a_person_and_takes_no_page_away(db: None, client: Client) -> None:
    follow_up = overdue()
    assert read(client, "/health/")[0] == 200
    status, said = read(client, "/health/work/")
    assert status == 503
    assert f"1 follow-ups overdue since {follow_up.next_at:%Y-%m-%d}" in said


@pytest.mark.parametrize("minutes", [0, 14])
def test_work_that_was_just_planned_wakes_nobody(minutes: int, db: None, client: Client) -> None:
    overdue(next_at=timezone.now() - timedelta(minutes=minutes))
    assert read(client, "/health/work/")[0] == 200


def test_work_that_failed_for_good_is_told(db: None, client: Client) -> None:
    overdue(state=FollowUp.State.FAILED)
    assert read(client, "/health/work/") == (503, "database: ok\nwork: 1 follow-ups failed\n")


def test_a_scheduled_text_that_did_not_appear_is_told_without_its_title(house: House, client: Client) -> None:
    page = factories.submitted(house)
    factories.decide(house, page, publish_at=timezone.now() + timedelta(hours=1))
    assert read(client, "/health/work/")[0] == 200
    ago = timezone.now() - timedelta(minutes=16)
    Revision.page_revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=ago)
    status, said = read(client, "/health/work/")
    assert (status, "1 scheduled pages not published" in said) == (503, True)
    assert page.title not in said
