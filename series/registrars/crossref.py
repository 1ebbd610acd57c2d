"""Sends deposits to Crossref and asks what became of them, by its HTTPS interface; stores nothing and logs nothing.

``servlet/deposit`` takes a file of any length into a queue; ``servlet/submissionDownload`` answers with the log of what
was sent under the name of a file. By that name it also knows what is still in the queue (Crossref's documentation,
“Using HTTPS to retrieve logs”), and of two of the same name it knows the first. No proxy, no redirect; every question
ends in time.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from secrets import token_hex
from threading import Event, Timer
from urllib.parse import urlencode, urlsplit

from series.registrars import Outcome, PerhapsArrived, Receipt, Refused, RegistrarAway
from series.registrars.answers import Answer, outcome_in, patience_in, without

REAL, TEST = "https://doi.crossref.org", "https://test.crossref.org"
MOST = 200_000
"""Letters of an answer that are read; the log of one text has about a thousand."""
_NOT_NOW = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""The queue is full, or the system is being mended: it says that it took nothing."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account at Crossref; a personal one with its role, as in ``name@example.org/role``."""

    login: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Crossref:
    """Crossref as a registrar. ``seconds`` is the time for one question, answer and all."""

    account: Account
    address: str = REAL
    agent: str = "wagtail-commentaries"
    seconds: float = 20

    @property
    def system(self) -> str:
        return str(urlsplit(self.address).netloc)

    def deposit(self, receipt: Receipt, xml: bytes) -> Receipt:
        kind, body = _form(
            {"operation": "doMDUpload", "login_id": self.account.login, "login_passwd": self.account.password},
            receipt.name,
            xml,
        )
        answer = self._ask("POST", "/servlet/deposit", body, {"Content-Type": kind})
        if answer.status in _NOT_NOW:
            raise RegistrarAway(answer.worded, patience=answer.patience)
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise PerhapsArrived(answer.worded)
        said = answer.worded.upper().split()
        if answer.status != HTTPStatus.OK or "FAILURE" in said:  # with 200 and this it answers a wrong password
            raise Refused(answer.worded, answer=answer.text)
        if "SUCCESS" not in said:
            raise PerhapsArrived(answer.worded)
        return replace(receipt, answer=answer.text)

    def outcome(self, receipt: Receipt) -> Outcome:
        asked = {
            "usr": self.account.login,
            "pwd": self.account.password,
            "file_name": _file_name(receipt.name),
            "type": "result",
        }
        try:
            answer = self._ask("GET", f"/servlet/submissionDownload?{urlencode(asked)}")
        except PerhapsArrived as broken:  # of a question it does not matter
            raise RegistrarAway(str(broken)) from None
        if answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise Refused(answer.worded, answer=answer.text)
        if answer.status != HTTPStatus.OK:
            raise RegistrarAway(answer.worded, patience=answer.patience)
        return outcome_in(answer.text, receipt.doi)

    def _ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """What it answered, without the password, should it repeat that.

        Raises:
            RegistrarAway: there was no line, so nothing was sent.
            PerhapsArrived: the line broke afterwards.
        """
        line = self._line()
        with _ending_after(self.seconds, line) as is_over:
            try:
                line.connect()
            except (OSError, ValueError) as failure:  # a certificate that does not fit is an OSError too
                raise RegistrarAway(_reason(failure, is_over)) from None
            try:
                line.request(method, path, body, {**(headers or {}), "User-Agent": self.agent, "Connection": "close"})
                response = line.getresponse()
                text = response.read(MOST)
            except (HTTPException, OSError, ValueError) as failure:
                raise PerhapsArrived(_reason(failure, is_over)) from None
            if is_over.is_set():
                raise PerhapsArrived("no answer in time")
            if response.length and len(text) < MOST:  # less than it announced
                raise PerhapsArrived("the answer broke off")
            return Answer(
                response.status,
                without(self.account.password, text.decode("utf-8", "replace")),
                patience_in(response.headers.get("Retry-After", "")),
            )

    def _line(self) -> HTTPConnection:
        parts = urlsplit(self.address)
        host, port = str(parts.hostname), parts.port
        if parts.scheme == "https":
            return HTTPSConnection(host, port, timeout=self.seconds, context=_context())
        return HTTPConnection(host, port, timeout=self.seconds)


@contextmanager
def _ending_after(seconds: float, line: HTTPConnection) -> Iterator[Event]:
    """Cuts the line when the time is over: a server that sends one letter a second never times out by itself."""
    is_over = Event()

    def cut() -> None:
        is_over.set()
        with suppress(OSError, AttributeError):  # there is no line yet, or none any more
            socket.socket.shutdown(line.sock, socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield is_over
    finally:
        timer.cancel()
        line.close()


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _form(fields: dict[str, str], name: str, xml: bytes) -> tuple[str, bytes]:
    """The fields and the file as ``multipart/form-data`` (RFC 7578), with the type of the whole."""
    boundary = token_hex(16)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in fields.items()
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="fname"; filename="{_file_name(name)}"\r\n'
        "Content-Type: application/xml\r\n\r\n"
    )
    whole = b"".join([*parts, head.encode(), xml, f"\r\n--{boundary}--\r\n".encode()])
    return f"multipart/form-data; boundary={boundary}", whole


def _file_name(name: str) -> str:
    return f"{name}.xml"


def _reason(failure: Exception, is_over: Event) -> str:
    """What was in the way; nothing of the question, which holds the password."""
    if is_over.is_set() or isinstance(failure, TimeoutError):
        return "no answer in time"
    return failure.strerror or type(failure).__name__ if isinstance(failure, OSError) else type(failure).__name__
