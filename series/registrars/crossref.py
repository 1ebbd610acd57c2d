"""Sends deposits to Crossref and asks what became of them, by its HTTPS interface; stores nothing and logs nothing.

``servlet/deposit`` takes a file of any length into a queue; ``servlet/submissionDownload`` answers with the log of what
was sent under the name of a file. By that name it also knows what is still in the queue (Crossref's documentation,
“Using HTTPS to retrieve logs”), and of two of the same name it knows the first. No proxy, no redirect; every question
ends in time.
"""

from __future__ import annotations

import html
import re
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
from xml.etree import ElementTree

from series.registrars import Outcome, PerhapsArrived, Receipt, Refused, RegistrarAway, Verdict

REAL, TEST = "https://doi.crossref.org", "https://test.crossref.org"
MOST = 200_000
"""Letters of an answer that are read; the log of one text has about a thousand."""
_SAID = 500
_NOT_NOW = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""The queue is full, or the system is being mended: it says that it took nothing."""
_UNKNOWN = "unknown_submission"
_TAG = re.compile(r"<(?:script|style).*?</(?:script|style)>|<[^>]*>", re.DOTALL | re.IGNORECASE)


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
        status, answer = self._ask("POST", "/servlet/deposit", body, {"Content-Type": kind})
        said = _words(answer)
        if status in _NOT_NOW:
            raise RegistrarAway(said or f"HTTP {status}")
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise PerhapsArrived(said or f"HTTP {status}")
        if status != HTTPStatus.OK or "SUCCESS" not in said.upper():  # a wrong password is answered with 200 too
            raise Refused(said or f"HTTP {status}", answer=answer)
        return replace(receipt, answer=answer)

    def outcome(self, receipt: Receipt) -> Outcome:
        asked = {
            "usr": self.account.login,
            "pwd": self.account.password,
            "file_name": _file_name(receipt.name),
            "type": "result",
        }
        try:
            status, answer = self._ask("GET", f"/servlet/submissionDownload?{urlencode(asked)}")
        except PerhapsArrived as broken:  # of a question it does not matter
            raise RegistrarAway(str(broken)) from None
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise Refused(_words(answer) or f"HTTP {status}", answer=answer)
        if status != HTTPStatus.OK:
            raise RegistrarAway(_words(answer) or f"HTTP {status}")
        return outcome_in(answer, receipt.doi)

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """Status and answer.

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
                answer = response.read(MOST).decode("utf-8", "replace")
            except (HTTPException, OSError, ValueError) as failure:
                raise PerhapsArrived(_reason(failure, is_over)) from None
            if is_over.is_set():
                raise PerhapsArrived("no answer in time")
            return response.status, answer

    def _line(self) -> HTTPConnection:
        parts = urlsplit(self.address)
        host, port = str(parts.hostname), parts.port
        if parts.scheme == "https":
            return HTTPSConnection(host, port, timeout=self.seconds, context=_context())
        return HTTPConnection(host, port, timeout=self.seconds)


def outcome_in(log: str, doi: str) -> Outcome:
    """What a submission log (``doi_batch_diagnostic``) says of one DOI; of the whole file, where it names none."""
    if "<!DOCTYPE" in log or "<!ENTITY" in log:
        raise RegistrarAway("the answer is no submission log")
    try:
        root = ElementTree.fromstring(log.strip())
    except ElementTree.ParseError:
        raise RegistrarAway(f"the answer is no submission log: {_words(log)}") from None
    if _name(root) != "doi_batch_diagnostic":
        raise RegistrarAway(f"the answer is no submission log: {_words(log)}")
    number = _text(root, "submission_id")
    state = root.get("status", "").lower()
    if state != "completed":
        verdict = Verdict.UNKNOWN if state == _UNKNOWN else Verdict.PENDING
        return Outcome(verdict, state, number, log)
    verdicts = [each for each in root.iter() if _name(each) == "record_diagnostic"]
    ours = [each for each in verdicts if _text(each, "doi").lower() == doi.lower()]
    found = ours or [each for each in verdicts if not _text(each, "doi")]
    if not found:
        return Outcome(Verdict.REJECTED, "the log does not name this DOI", number, log)
    failed = [each for each in found if each.get("status", "").lower() == "failure"]
    message = "; ".join(_text(each, "msg") for each in failed or found)
    return Outcome(Verdict.REJECTED if failed or not ours else Verdict.REGISTERED, message, number, log)


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


def _words(answer: str) -> str:
    """The beginning of an answer without its tags, on one line."""
    return " ".join(html.unescape(_TAG.sub(" ", answer)).split())[:_SAID]


def _reason(failure: Exception, is_over: Event) -> str:
    """What was in the way; nothing of the question, which holds the password."""
    if is_over.is_set() or isinstance(failure, TimeoutError):
        return "no answer in time"
    return failure.strerror or type(failure).__name__ if isinstance(failure, OSError) else type(failure).__name__


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: ElementTree.Element, name: str) -> str:
    """The words of the first element of this name below."""
    return next((" ".join((each.text or "").split()) for each in element.iter() if _name(each) == name), "")
