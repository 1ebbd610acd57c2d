"""An address is asked for its answer and for nothing more, and nothing but the public internet is spoken to."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from commentaries.knocking import Manners, is_public, knock

ANY = Manners("Test (+https://letters.example.org)", seconds=2, admits=lambda address: True)


@dataclass
class Site:
    """A server on this machine, what it was asked, and what it answers to which method at which path."""

    port: int = 0
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    sent: int = 0

    def address(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def manners(self) -> Manners:
        return replace(ANY, ports=frozenset({self.port}))


def _handler_for(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            site.asked.append((self.command, self.path, dict(self.headers)))
            answer = site.answers[self.path]
            if callable(answer):
                answer(self)
                return
            status, location = answer.get(self.command, answer["HEAD"]) if isinstance(answer, dict) else answer
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()

        do_GET = do_HEAD

        def log_message(self, *args: Any) -> None:
            pass

    return Handler


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(site))
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield site
    server.shutdown()
    server.server_close()
    thread.join()


def asked(site: Site) -> list[tuple[str, str]]:
    return [(method, path) for method, path, _headers in site.asked]


def test_an_answer_is_asked_for_by_its_head(site: Site) -> None:
    site.answers["/here"] = (200, "")
    assert knock(site.address("/here"), site.manners).status == 200
    [(method, _path, headers)] = site.asked
    assert method == "HEAD"
    assert headers["User-Agent"] == "Test (+https://letters.example.org)"
    assert headers["Host"] == f"127.0.0.1:{site.port}"
    assert not {"Cookie", "Authorization", "Referer"} & headers.keys()


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_a_server_that_does_not_like_head_is_asked_by_get(site: Site, status: int) -> None:
    site.answers["/page"] = {"HEAD": (status, ""), "GET": (200, "")}
    assert knock(site.address("/page"), site.manners).status == 200
    assert asked(site) == [("HEAD", "/page"), ("GET", "/page")]


def test_what_is_not_there_is_not_there(site: Site) -> None:
    site.answers["/gone"] = (404, "")
    assert knock(site.address("/gone"), site.manners).status == 404


def test_redirects_are_followed_to_an_answer(site: Site) -> None:
    site.answers |= {"/a": (301, "/b"), "/b": (302, site.address("/c")), "/c": (200, "")}
    assert knock(site.address("/a"), site.manners).status == 200
    assert [path for _method, path in asked(site)] == ["/a", "/b", "/c"]


def test_redirects_have_an_end(site: Site) -> None:
    site.answers["/round"] = (302, "/round")
    assert knock(site.address("/round"), site.manners).error == "redirects"
    assert len(site.asked) == 6


def test_letters_beyond_ascii_are_written_as_the_web_writes_them(site: Site) -> None:
    site.answers["/caff%C3%A8?q=%C3%A0%20b&x=%20"] = (200, "")
    assert knock(site.address("/caffè?q=à b&x=%20"), site.manners).status == 200


def test_the_body_is_not_read(site: Site) -> None:
    """A flood is left on the other side: what is sent is at most what the lines between hold."""

    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _number in range(2_000):
                handler.wfile.write(b"x" * 65_536)
                site.sent += 65_536
        except OSError:
            pass

    site.answers["/flood"] = flood
    assert knock(site.address("/flood"), site.manners).status == 200
    assert site.sent < 20_000_000


def test_who_answers_a_letter_at_a_time_is_cut_off(site: Site) -> None:
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1_000:
            try:
                handler.wfile.write(bytes([letter]))
            except OSError:
                break
            if over.wait(0.1):
                break

    site.answers["/drip"] = drip
    began = time.monotonic()
    answer = knock(site.address("/drip"), replace(site.manners, seconds=0.5))
    over.set()
    assert answer.error == "time"
    assert time.monotonic() - began < 5


def test_who_says_nothing_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        manners = replace(ANY, seconds=0.3, ports=frozenset({port}))
        assert knock(f"http://127.0.0.1:{port}/", manners).error == "time"


def test_what_is_no_http_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as odd:
        port = odd.getsockname()[1]

        def answer() -> None:
            line, _address = odd.accept()
            with line:
                line.recv(1_000)
                line.sendall(b"220 mail.example.org ESMTP\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        assert knock(f"http://127.0.0.1:{port}/", replace(ANY, ports=frozenset({port}))).error == "broken"
        thread.join()


def test_where_nobody_listens_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    assert knock(f"http://127.0.0.1:{port}/", replace(ANY, ports=frozenset({port}))).error == "refused"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.5.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
    ],
)
def test_addresses_of_the_house_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_public_internet_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "169.254.169.254"],
)
def test_a_hostile_link_reaches_no_server_of_the_house(site: Site, host: str) -> None:
    site.answers["/secret"] = (200, "")
    manners = replace(site.manners, admits=is_public)
    assert knock(site.address("/secret", host), manners).error in {"private", "host", "unknown"}
    assert site.asked == []


def test_a_redirect_into_the_house_is_not_followed(site: Site) -> None:
    """The first address may be spoken to, the second may not."""
    site.answers |= {"/out": (302, site.address("/secret", "127.0.0.2")), "/secret": (200, "")}
    manners = replace(site.manners, admits=lambda address: str(address) == "127.0.0.1")
    assert knock(site.address("/out"), manners).error == "private"
    assert asked(site) == [("HEAD", "/out")]


def test_a_name_that_stands_for_one_private_address_among_public_ones_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [(2, 1, 6, "", ("8.8.8.8", site.port)), (2, 1, 6, "", ("127.0.0.1", site.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    manners = replace(site.manners, admits=is_public)
    assert knock(site.address("/", "both.example.org"), manners).error == "private"
    assert site.asked == []


def test_the_address_that_was_looked_at_is_the_one_that_is_spoken_to(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that answers otherwise the second time is not asked a second time."""
    answers = [[(2, 1, 6, "", ("127.0.0.1", site.port))]]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answers.pop(0))
    site.answers["/here"] = (200, "")
    assert knock(site.address("/here", "changing.example.org"), site.manners).status == 200
    assert site.asked[0][2]["Host"] == f"changing.example.org:{site.port}"


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/",
        "http://user:secret@example.org/",
        "http://example.org:25/",
        "http://example.org:99999/",
        "http:///nowhere",
        "http://[not-an-address/",
        f"http://{'a' * 70}.example.org/",
        "http://exa mple.org\r\nX-Evil: 1/",
    ],
)
def test_what_is_no_ordinary_address_of_the_web_is_not_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: pytest.fail("a name was looked up"))
    assert knock(address, ANY).error == "address"


def test_a_redirect_to_another_scheme_is_not_followed(site: Site) -> None:
    site.answers["/out"] = (302, "file:///etc/passwd")
    assert knock(site.address("/out"), site.manners).error == "address"


def test_a_name_that_nobody_knows_is_told_from_one_that_could_not_be_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(host: str, *args: Any, **kwargs: Any) -> Any:
        raise socket.gaierror(socket.EAI_AGAIN if host == "later.example.org" else socket.EAI_NONAME, "no")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert knock("https://never.example.org/", ANY).error == "host"
    assert knock("https://later.example.org/", ANY).error == "unknown"
