"""Tests what production and demonstration take from the environment, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
GIVEN = {
    "SECRET_KEY": "a-dummy-of-fifty-characters-and-more-0123456789-abcdefgh",
    "ALLOWED_HOSTS": "www.example.org",
    "SITE_URL": "https://www.example.org",
    "EMAIL_URL": "smtp://localhost:25",
}
PRINT = """
import importlib, json, sys
found = vars(importlib.import_module(sys.argv[1]))
print(json.dumps({name: value for name, value in found.items() if name.isupper()}, default=lambda value: None))
"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env={**bare, **environment}, capture_output=True, text=True, timeout=120
    )


def settings(room: str, **environment: str) -> dict[str, Any]:
    done = run("-c", PRINT, f"config.settings.{room}", **environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_missing_secret_is_named() -> None:
    done = run("-c", PRINT, "config.settings.production")
    assert done.returncode == 1
    assert all(name in done.stderr for name in GIVEN)


def test_an_address_that_is_not_in_full_is_named() -> None:
    done = run("-c", PRINT, "config.settings.production", **{**GIVEN, "SITE_URL": "www.example.org"})
    assert done.returncode == 1
    assert "SITE_URL is 'www.example.org'" in done.stderr


def test_the_sender_is_of_the_sites_own_domain_unless_it_is_given() -> None:
    assert settings("production", **GIVEN)["DEFAULT_FROM_EMAIL"] == "commentaries@example.org"
    found = settings("production", **GIVEN, DEFAULT_FROM_EMAIL="letters@example.net")
    assert (found["DEFAULT_FROM_EMAIL"], found["SERVER_EMAIL"]) == ("letters@example.net", "letters@example.net")


def test_a_mail_server_that_does_not_answer_is_given_up_within_the_lease() -> None:
    assert 0 < settings("production", **GIVEN)["EMAIL_TIMEOUT"] < 300


def test_only_a_site_behind_a_proxy_believes_what_a_proxy_says() -> None:
    assert "SECURE_PROXY_SSL_HEADER" not in settings("production", **GIVEN)
    found = settings("production", **GIVEN, BEHIND_PROXY="true")
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_a_throttle_believes_as_many_proxies_as_there_are() -> None:
    assert "PROXIES" not in settings("production", **GIVEN)["COMMENTARIES"]
    assert settings("production", **GIVEN, BEHIND_PROXY="true")["COMMENTARIES"]["PROXIES"] == 1
    assert settings("production", **GIVEN, BEHIND_PROXY="true", PROXIES="2")["COMMENTARIES"]["PROXIES"] == 2
    assert "PROXIES" not in settings("production", **GIVEN, PROXIES="2")["COMMENTARIES"]


def test_cookies_are_for_https_for_the_server_and_for_this_site() -> None:
    found = settings("production", **GIVEN)
    for cookie in ("SESSION", "CSRF"):
        kinds = [found[f"{cookie}_COOKIE_{kind}"] for kind in ("SECURE", "HTTPONLY", "SAMESITE")]
        assert kinds == [True, True, "Lax"]


def test_no_other_host_of_the_domain_is_bound_unless_asked() -> None:
    found = settings("production", **GIVEN)
    assert not found["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert not found["SECURE_HSTS_PRELOAD"]
    found = settings("production", **GIVEN, SECURE_HSTS_INCLUDE_SUBDOMAINS="true", SECURE_HSTS_SECONDS="60")
    assert (found["SECURE_HSTS_INCLUDE_SUBDOMAINS"], found["SECURE_HSTS_SECONDS"]) == (True, 60)


def test_production_is_ready_with_what_is_required() -> None:
    done = run(
        *("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        **GIVEN,
        DJANGO_SETTINGS_MODULE="config.settings.production",
    )
    assert done.returncode == 0, done.stderr


def test_mails_of_the_demonstration_are_written_where_one_wishes(tmp_path: Path) -> None:
    assert settings("dev")["EMAIL_FILE_PATH"] == str(ROOT / "var" / "mail")
    assert settings("dev", MAIL_DIR=str(tmp_path))["EMAIL_FILE_PATH"] == str(tmp_path)


@pytest.mark.parametrize(("room", "is_demo"), [("dev", True), ("production", False), ("test", False)])
def test_only_the_demonstration_says_that_it_is_one(room: str, is_demo: bool) -> None:
    found = settings(room, **GIVEN)
    assert found["COMMENTARIES"].get("DEMO", False) is is_demo
    assert found["COMMENTARIES"]["TASK_QUEUE"] in found["TASKS"]["default"]["QUEUES"]


def test_the_account_at_crossref_comes_from_the_environment_and_a_demonstration_has_none() -> None:
    account = {"CROSSREF_LOGIN": "tides/role", "CROSSREF_PASSWORD": "s3cret", "CROSSREF_TEST": "true"}
    found = settings("production", **GIVEN, **account)["COMMENTARIES"]
    assert (found["CROSSREF_LOGIN"], found["CROSSREF_PASSWORD"], found["CROSSREF_TEST"]) == (
        "tides/role",
        "s3cret",
        True,
    )
    assert settings("production", **GIVEN)["COMMENTARIES"]["CROSSREF_LOGIN"] == ""
    assert settings("dev", **account)["COMMENTARIES"]["CROSSREF_LOGIN"] == ""


def test_what_machines_are_told_of_the_site_comes_from_the_environment() -> None:
    told = {"OAI_DOMAIN": "texts.example.org", "RECORDS_LICENCE": "https://creativecommons.org/publicdomain/zero/1.0/"}
    found = settings("production", **GIVEN, **told, READ_API="false")["COMMENTARIES"]
    assert {name: found[name] for name in (*told, "READ_API")} == {**told, "READ_API": False}
    assert settings("production", **GIVEN)["COMMENTARIES"]["READ_API"] is True
