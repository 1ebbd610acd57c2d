"""Stands in for Crossref on this machine: takes deposits, judges them, and misbehaves as it is told to."""

from __future__ import annotations

import html
import socket
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings as site_settings
from lxml import etree

SCHEMA = "{http://www.crossref.org/schema/5.3.1}"
ACCEPTED = "<html><head><title>SUCCESS</title></head><body><h2>SUCCESS</h2><p>Received.</p></body></html>"
REFUSED = "<html><head><title>FAILURE</title></head><body><h2>FAILURE</h2><p>Wrong login.</p></body></html>"
LOGIN, PASSWORD = "tides/role", "s3cr&t password"


@dataclass
class StandIn:
    """What arrived, what it came to, and how the next requests are answered.

    ``manners`` are taken one for each deposit, and the last one stays: ``accept``, ``refuse``, ``busy``, ``break``
    (an error after the file was taken), ``delay``, ``drop`` (takes the file and closes the line), ``cut`` (takes it and
    closes the line in the middle of its answer), ``garbage`` (takes it and answers nonsense), ``repeat`` (answers
    twice), ``vanish`` (closes the line and forgets the file), ``echo`` (refuses, and repeats what it was sent), or a
    status that it answers without taking anything. ``logs`` are the same for questions: ``judge``, ``queue``,
    ``unknown``, ``nonsense``, ``drop``, ``refuse``, ``echo``, or a status. ``patience`` is its ``Retry-After``.
    """

    manners: list[str] = field(default_factory=lambda: ["accept"])
    logs: list[str] = field(default_factory=lambda: ["judge"])
    objection: str = ""
    patience: str = ""
    address: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)
    fields: list[dict[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    registered: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """The stamps under which each DOI was registered; Crossref takes none that is not greater than the last."""
    ended: Event = field(default_factory=Event)
    _logs: dict[str, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, name: str, xml: bytes) -> None:
        with self._lock:
            self.files.append((name, xml))
            log = self._judged(xml)
            self._logs.setdefault(name, log)  # of two of one name only the first is found again

    def _judged(self, xml: bytes) -> str:
        tree = etree.fromstring(xml)
        stamp = int(tree.findtext(f"{SCHEMA}head/{SCHEMA}timestamp") or 0)
        said = []
        for element in tree.iter(f"{SCHEMA}doi"):
            doi = element.text or ""
            if self.objection:
                said.append(("Failure", doi, self.objection))
            elif self.registered[doi] and self.registered[doi][-1] >= stamp:
                said.append(("Failure", doi, "version is less or equal to previously submitted version"))
            else:
                self.registered[doi].append(stamp)
                said.append(("Success", doi, "Successfully added"))
        records = "".join(
            f'<record_diagnostic status="{status}"><doi>{doi}</doi><msg>{message}</msg></record_diagnostic>'
            for status, doi, message in said
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<doi_batch_diagnostic status="completed" sp="stand-in">'
            f"<submission_id>{1000 + len(self.files)}</submission_id><batch_id>b</batch_id>{records}"
            f"<batch_data><record_count>{len(said)}</record_count></batch_data></doi_batch_diagnostic>"
        )

    def log_of(self, name: str) -> str:
        return self._logs.get(name, _status("unknown_submission"))


def _status(status: str) -> str:
    return f'<doi_batch_diagnostic status="{status}" sp="stand-in"></doi_batch_diagnostic>'


def _next(manners: list[str]) -> str:
    return manners.pop(0) if len(manners) > 1 else manners[0]


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """A stand-in that listens until the end of the block."""
    state = StandIn()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"state": state}))
    server.daemon_threads = True
    state.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def stand_in_named_by(settings: Any) -> Iterator[StandIn]:
    """One that the settings of the site name, with the account that it knows."""
    with stand_in() as there:
        known = {"CROSSREF_LOGIN": LOGIN, "CROSSREF_PASSWORD": PASSWORD, "CROSSREF_ADDRESS": there.address}
        settings.COMMENTARIES = {**site_settings.COMMENTARIES, **known}
        yield there


class _Handler(BaseHTTPRequestHandler):
    state: StandIn

    def log_message(self, *args: Any) -> None:
        """Says nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(length := int(self.headers["Content-Length"]))
        if len(body) < length:  # whoever sent it was killed
            self.close_connection = True
            return
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        form = {
            part.get_param("name", header="content-disposition"): part
            for part in BytesParser(policy=policy.HTTP).parsebytes(head + body).iter_parts()
        }
        said = {name: part.get_content().strip() for name, part in form.items() if name != "fname"}
        self.state.fields.append({"path": self.path, **said})
        manner = _next(self.state.manners)
        if manner == "vanish":
            self.close()
            return
        if (said["login_id"], said["login_passwd"]) != (LOGIN, PASSWORD) or manner == "refuse":
            self.answer(200, REFUSED)
            return
        if manner == "busy":
            self.answer(503, "<p>The queue is full.</p>")
            return
        if manner == "echo":
            self.answer(403, f"<p>No login {said['login_id']} with {html.escape(said['login_passwd'])}</p>")
            return
        if manner.isdecimal():
            self.answer(int(manner), "<p>Not now.</p>")
            return
        self.state.take(form["fname"].get_filename(), form["fname"].get_payload(decode=True))
        if manner == "drop":
            self.close()
        elif manner == "cut":
            self.answer(200, ACCEPTED, cut_after=20)
        elif manner == "garbage":
            self.answer(200, "\x00<<<<\xff}{")
        elif manner == "delay":
            self.state.ended.wait(10)
        elif manner == "break":
            self.answer(500, "<p>Something broke.</p>")
        else:
            self.answer(200, ACCEPTED)
            if manner == "repeat":
                self.answer(200, ACCEPTED)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert (parts.path, asked["type"]) == ("/servlet/submissionDownload", "result")
        name = asked["file_name"]
        self.state.asked.append(name)
        manner = _next(self.state.logs)
        if manner == "drop":
            self.close()
        elif manner == "refuse" or (asked["usr"], asked["pwd"]) != (LOGIN, PASSWORD):
            self.answer(401, "<p>Wrong login.</p>")
        elif manner == "echo":
            self.answer(404, f"<p>There is no {self.path} here.</p>")
        elif manner.isdecimal():
            self.answer(int(manner), "<p>Not now.</p>")
        elif manner == "nonsense":
            self.answer(200, "<html><body>We are down for maintenance</body></html>")
        elif manner == "judge":
            self.answer(200, self.state.log_of(name))
        else:
            self.answer(200, _status({"queue": "queued", "unknown": "unknown_submission"}[manner]))

    def answer(self, status: int, words: str, *, cut_after: int | None = None) -> None:
        body = words.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if self.state.patience and status in {429, 503}:
            self.send_header("Retry-After", self.state.patience)
        self.end_headers()
        self.wfile.write(body[:cut_after])
        if cut_after is not None:
            self.close()

    def close(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)
