"""Tests that whoever tries too often waits, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.cache.backends.filebased import FileBasedCache
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from commentaries import throttling
from commentaries.throttling import PER_ACCOUNT, PER_ADDRESS, RESETS, Limit, TooMany, address_of, count
from tests.factories import House

TWICE = Limit("test", 2, 900)


@pytest.fixture(autouse=True)
def _warnings_are_expected(caplog: pytest.LogCaptureFixture) -> None:
    """Who is turned away is logged."""


@pytest.fixture(autouse=True)
def _one_quarter(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test crosses from one quarter of an hour into the next."""
    monkeypatch.setattr(throttling, "time", lambda: 1_800_000_100.0)


def log_in(client: Client, name: str, password: str, address: str = "192.0.2.1") -> HttpResponse:
    path = reverse("wagtailadmin_login")
    return client.post(path, {"username": name, "password": password}, REMOTE_ADDR=address)  # type: ignore[return-value]


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_who_guesses_a_password_waits_even_with_the_right_one(house: House, client: Client) -> None:
    for _number in range(PER_ACCOUNT.attempts):
        assert log_in(client, "editor", "wrong").status_code == 200
    response = log_in(client, "editor", "editor")
    assert response.status_code == 429
    assert "Please wait" in response.content.decode()
    assert 0 < int(response["Retry-After"]) <= PER_ACCOUNT.seconds
    assert not is_in(client)


def test_the_same_account_gets_in_from_elsewhere(house: House, client: Client) -> None:
    for _number in range(PER_ACCOUNT.attempts + 1):
        log_in(client, "editor", "wrong")
    assert log_in(client, "editor", "editor", "192.0.2.2").status_code == 302
    assert is_in(client)


def test_another_account_gets_in_from_there(house: House, client: Client) -> None:
    for _number in range(PER_ACCOUNT.attempts + 1):
        log_in(client, "editor", "wrong")
    assert log_in(client, "author", "author").status_code == 302


def test_another_spelling_of_the_name_is_the_same_account(house: House, client: Client) -> None:
    for number in range(PER_ACCOUNT.attempts):
        log_in(client, ["editor", "EDITOR", " editor "][number % 3], "wrong")
    assert log_in(client, "editor", "editor").status_code == 429


def test_after_a_success_the_next_mistake_is_the_first(house: House, client: Client) -> None:
    for _round in range(2):
        for _number in range(PER_ACCOUNT.attempts - 1):
            log_in(client, "editor", "wrong")
        assert log_in(client, "editor", "editor").status_code == 302
        client.logout()


def test_one_address_with_many_accounts_waits(house: House, client: Client) -> None:
    for number in range(PER_ADDRESS.attempts):
        assert log_in(client, f"name-{number}", "wrong").status_code == 200
    assert log_in(client, "editor", "editor").status_code == 429


def test_only_a_few_mails_are_asked_for_from_one_address(house: House, client: Client) -> None:
    path = reverse("wagtailadmin_password_reset")
    answers = [client.post(path, {"email": house.editor.email}).status_code for _number in range(RESETS.attempts + 1)]
    assert answers == [302] * RESETS.attempts + [429]
    assert len(mail.outbox) == RESETS.attempts


def test_reading_the_form_counts_for_nothing(house: House, client: Client) -> None:
    for _number in range(PER_ADDRESS.attempts + 5):
        client.get(reverse("wagtailadmin_login"))
    assert log_in(client, "editor", "editor").status_code == 302


def test_nobodys_name_or_address_stands_in_the_cache() -> None:
    count(TWICE, "editor", "192.0.2.1")
    assert not [key for key in cache._cache if "editor" in key or "192.0.2.1" in key]


def test_a_count_begins_anew_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    count(TWICE, "x")
    count(TWICE, "x")
    with pytest.raises(TooMany) as refused:
        count(TWICE, "x")
    monkeypatch.setattr(throttling, "time", lambda: 1_800_000_100.0 + refused.value.wait)
    count(TWICE, "x")


def test_a_door_may_count_failures_alone() -> None:
    """As the pages of tokens will: a good link costs nothing, and after too many bad ones none is looked up."""
    assert not throttling.is_passed(TWICE, "x")
    count(TWICE, "x")
    assert not throttling.is_passed(TWICE, "x")
    count(TWICE, "x")
    assert throttling.is_passed(TWICE, "x")
    throttling.forget(TWICE, "x")
    assert not throttling.is_passed(TWICE, "x")


def test_it_counts_in_the_file_cache_too(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "cache", FileBasedCache(str(tmp_path), {}))
    count(TWICE, "x")
    count(TWICE, "x")
    with pytest.raises(TooMany):
        count(TWICE, "x")


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "203.0.113.5, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.5, 198.51.100.7", "203.0.113.5"),
        (2, "198.51.100.7", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "<script>", "<script>"),
    ],
)
def test_a_header_counts_for_as_many_proxies_as_there_are(proxies: int, header: str, expected: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=header)
    with override_settings(COMMENTARIES={"PROXIES": proxies}):
        assert address_of(request) == expected
