"""Tests that no token of a link reaches a log, by whichever answer, fault or server it would come there."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

import django
import pytest
from django.core import mail
from django.core.exceptions import SuspiciousOperation, TooManyFieldsSent
from django.core.servers.basehttp import ServerHandler, WSGIRequestHandler
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings

from commentaries import reviewing
from commentaries.links import masking, revoking
from commentaries.links.masking import MASK, TokenFilter, masked
from commentaries.models import Link
from commentaries.views import outside_review
from tests import factories
from tests.factories import House

ADMINS = ["admin@example.org"] if django.VERSION >= (6, 0) else [("Admin", "admin@example.org")]
TOKEN = "k3y" * 14 + "q"


@pytest.fixture
def link(house: House) -> Link:
    return factories.asked_outside(house).links.get()


def path_of(link: Link) -> str:
    return f"/review/{factories.token_of(link)}/"


def everything_in(caplog: pytest.LogCaptureFixture) -> str:
    """Lines, their arguments and faults, and whatever hangs on the records."""
    formatter = logging.Formatter()
    return " ".join(f"{formatter.format(record)} {vars(record)}" for record in caplog.records)


@pytest.fixture(autouse=True)
def _all_levels(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


@pytest.mark.parametrize(
    ("words", "without"),
    [
        (f"Not Found: /review/{TOKEN}/", f"Not Found: /review/{MASK}/"),
        (f'"GET /consent/{TOKEN}/text.pdf HTTP/1.1" 410', f'"GET /consent/{MASK}/text.pdf HTTP/1.1" 410'),
        (f"https://x.org/it/press/{TOKEN}?a=b", f"https://x.org/it/press/{MASK}?a=b"),
        (f"/manuscript/{TOKEN[:7]}", f"/manuscript/{MASK}"),
        (f"/Review/{TOKEN} and /review/{TOKEN}", f"/Review/{MASK} and /review/{MASK}"),
        ("/reviews/5/ and /review/", "/reviews/5/ and /review/"),
        ("/admin/commentaries/reviews/5/", "/admin/commentaries/reviews/5/"),
    ],
)
def test_what_follows_our_addresses_is_masked(words: str, without: str) -> None:
    assert masked(words) == without


@pytest.mark.parametrize("token", [TOKEN, "cut", "%41bc", "è-strano"])
def test_an_address_that_leads_nowhere(client: Client, db: None, caplog: Any, token: str) -> None:
    assert client.get(f"/review/{token}/").status_code == 404
    said = everything_in(caplog)
    assert "Not Found: /review/" in said
    assert token not in said


def test_an_address_below_one_of_ours(client: Client, link: Link, caplog: Any) -> None:
    assert client.get(f"{path_of(link)}elsewhere/").status_code == 404
    assert "Not Found: /review/" in everything_in(caplog)
    assert factories.token_of(link) not in everything_in(caplog)


def test_an_address_that_has_ended(client: Client, house: House, link: Link, caplog: Any) -> None:
    revoking.revoke(link, house.editor)
    assert client.get(path_of(link)).status_code == 410
    assert "Gone: /review/" in everything_in(caplog)
    assert factories.token_of(link) not in everything_in(caplog)


def test_a_form_that_was_forged_or_filled_in_wrongly(link: Link, caplog: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"{path_of(link)}elsewhere/").status_code == 403
    assert client.post(path_of(link), {"action": "answer"}).status_code == 422
    assert client.post(path_of(link), {"action": "dance"}).status_code == 400
    assert client.put(path_of(link)).status_code == 405
    said = everything_in(caplog)
    unprocessable = HTTPStatus(422).phrase  # which Python 3.13 calls otherwise than those before it
    for words in ("Forbidden (CSRF", unprocessable, "Bad Request", "Method Not Allowed"):
        assert words in said
    assert factories.token_of(link) not in said


@pytest.mark.parametrize("fault", [ValueError, SuspiciousOperation, TooManyFieldsSent])
def test_a_fault_of_ours_that_names_the_token(
    link: Link, caplog: Any, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    token = factories.token_of(link)

    def fail(*args: Any) -> None:
        raise fault(f"Reverse for 'x' with arguments '({token!r},)' not found.")

    monkeypatch.setattr(outside_review.ReviewByLink, "read", fail)
    response = Client(raise_request_exception=False).get(path_of(link))
    assert response.status_code == (500 if fault is ValueError else 400)
    said = everything_in(caplog)
    assert "Reverse for" in said
    assert "Traceback" in said or fault is not ValueError
    assert token not in said


@pytest.mark.parametrize("does_name_it", [False, True])
def test_a_mail_to_the_administrators_names_no_token(
    link: Link, monkeypatch: pytest.MonkeyPatch, settings: Any, does_name_it: bool
) -> None:
    settings.ADMINS = ADMINS
    token = factories.token_of(link)

    def fail(view: Any) -> None:
        raise ValueError(token if does_name_it else "Of another kind.")

    monkeypatch.setattr(outside_review.ReviewByLink, "read", fail)
    Client(raise_request_exception=False).get(path_of(link))
    [message] = mail.outbox
    assert "Internal Server Error: /review/" in message.subject
    assert ("Of another kind." in message.body) is not does_name_it
    assert token not in f"{message.subject} {message.body}"


def test_the_server_of_development_names_no_token(caplog: Any) -> None:
    logger = logging.getLogger("django.server")
    logger.propagate, before = True, logger.propagate
    try:
        handler = WSGIRequestHandler.__new__(WSGIRequestHandler)
        handler.request = object()
        handler.log_message('"%s" %s %s', f"GET /review/{TOKEN}/ HTTP/1.1", "200", "5")
    finally:
        logger.propagate = before
    assert f"GET /review/{MASK}/ HTTP/1.1" in everything_in(caplog)
    assert TOKEN not in everything_in(caplog)
    assert ServerHandler


@pytest.mark.parametrize("name", ["gunicorn.access", "django.security.csrf", "django.security.DisallowedHost"])
def test_every_logger_that_names_addresses_has_the_filter_once(name: str) -> None:
    masking.install()
    assert [type(each) for each in logging.getLogger(name).filters].count(TokenFilter) == 1


def test_a_line_of_gunicorn_is_masked(caplog: Any) -> None:
    atoms = {"r": f"GET /review/{TOKEN}/ HTTP/1.1", "s": "200", "f": f"https://x.org/review/{TOKEN}/"}
    logging.getLogger("gunicorn.access").info('"%(r)s" %(s)s "%(f)s"', atoms)
    assert TOKEN not in everything_in(caplog)
    assert f'"GET /review/{MASK}/ HTTP/1.1" 200' in everything_in(caplog)


def test_other_lines_stay_as_they_are(caplog: Any) -> None:
    request = RequestFactory().get("/letters/")
    logging.getLogger("django.request").warning("Not Found: %s", request.path, extra={"request": request})
    [record] = caplog.records
    assert (record.msg, record.args) == ("Not Found: %s", ("/letters/",))
    assert isinstance(record.request, HttpRequest)


def test_a_line_that_cannot_be_made_is_left_to_its_handlers() -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s %s", ("one",), None)
    assert TokenFilter().filter(record)
    assert record.args == ("one",)


@override_settings(DEBUG=True)
def test_no_verb_writes_a_line_of_its_own(house: House, link: Link, caplog: Any) -> None:
    client = Client()
    client.get(path_of(link))
    client.post(path_of(link), {"action": "decline", "reason": "No time."})
    with pytest.raises(reviewing.NotInReview):
        reviewing.decline(link.invitation, link.person)
    assert factories.token_of(link) not in everything_in(caplog)
