"""Asks an address of the web whether it answers, and reads no more of the answer than its head.

Whoever writes a text chooses the addresses, so nothing but the public internet is spoken to: a name is resolved once,
every address that it stands for must be global (RFC 6890), and the connection goes to the address that was looked at.
The same for each redirect. No cookie, no password, no proxy.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException
from threading import Event, Timer
from urllib.parse import SplitResult, quote, urljoin, urlsplit

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_TRANSLATED = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
"""Prefixes behind which a gateway reaches an IPv4 address, perhaps one of the house (RFC 6052, RFC 8215)."""
_KEPT = "/%:=&?~#+!$,;'@()*[]"
"""What stays as it is in an address: the letters that have a meaning there, and what is encoded already."""
_ASK_AGAIN = frozenset({400, 401, 403, 404, 405, 406, 410, 429, 500, 501, 502, 503})
"""Answers that some servers give to HEAD alone."""
_MOVED = frozenset({301, 302, 303, 307, 308})


class NoAnswer(Exception):
    """There is no answer to show; ``code`` says why not."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def is_public(address: IPAddress) -> bool:
    """Whether it is one of the public internet, also where it holds an IPv4 address within."""
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in network for network in _TRANSLATED):
            return False
        within = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if any(each is not None and not is_public(each) for each in within):
            return False
        if address.ipv4_mapped:
            return True
    return address.is_global and not address.is_multicast


@dataclass(frozen=True, slots=True)
class Manners:
    """How to knock. ``agent`` names the site; ``seconds`` is the time for one step; ``ports`` are those of the web."""

    agent: str
    seconds: float = 5
    redirects: int = 5
    ports: frozenset[int] = frozenset({80, 443, 8000, 8080, 8443})
    admits: Callable[[IPAddress], bool] = is_public


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it: a status, or the code of what was in the way."""

    status: int = 0
    error: str = ""


def knock(address: str, manners: Manners) -> Answer:
    """Follows redirects to an answer, by HEAD, and by GET where HEAD is not liked."""
    try:
        return Answer(status=_follow(address, manners))
    except NoAnswer as failure:
        return Answer(error=failure.code)


def _follow(address: str, manners: Manners) -> int:
    for _step in range(manners.redirects + 1):
        status, location = _ask("HEAD", address, manners)
        if status in _ASK_AGAIN:
            status, location = _ask("GET", address, manners)
        if status not in _MOVED or not location:
            return status
        address = urljoin(address, location)
    raise NoAnswer("redirects")


def _ask(method: str, address: str, manners: Manners) -> tuple[int, str]:
    """Status and, of a redirect, where to; the body is left unread."""
    parts, port = _parts_of(address, manners)
    path = quote(parts.path or "/", safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT)}" if parts.query else "")
    host = str(parts.hostname)
    headers = {"Host": _host_header(host, port, parts.scheme), "User-Agent": manners.agent, "Accept": "*/*"}
    connection = HTTPConnection(host, port, timeout=manners.seconds)
    connection.sock = line = _connected(host, port, manners)
    # A server that sends one letter a second never times out, so the line is cut.
    is_over = Event()
    cut = Timer(manners.seconds, lambda: (is_over.set(), _cut(line)))
    cut.daemon = True
    cut.start()
    try:
        if parts.scheme == "https":
            connection.sock = line = _context().wrap_socket(line, server_hostname=host, do_handshake_on_connect=False)
            line.do_handshake()
        connection.request(method, path, headers={**headers, "Connection": "close"})
        response = connection.getresponse()
        response.close()
        return response.status, response.getheader("Location") or ""
    except ssl.SSLCertVerificationError:
        raise NoAnswer("certificate") from None
    except (HTTPException, OSError, ValueError) as failure:
        raise NoAnswer("time" if is_over.is_set() or isinstance(failure, TimeoutError) else "broken") from None
    finally:
        cut.cancel()
        connection.close()


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _parts_of(address: str, manners: Manners) -> tuple[SplitResult, int]:
    """The parts of an address of the web that names a host, a usual port, and nobody's password."""
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        str(parts.hostname).encode("idna")
    except (ValueError, KeyError):
        raise NoAnswer("address") from None
    if not parts.hostname or parts.username is not None or parts.password is not None or port not in manners.ports:
        raise NoAnswer("address")
    return parts, port


def _host_header(host: str, port: int, scheme: str) -> str:
    name = f"[{host}]" if ":" in host else host.encode("idna").decode()
    return name if port == {"http": 80, "https": 443}[scheme] else f"{name}:{port}"


def _connected(host: str, port: int, manners: Manners) -> socket.socket:
    """A line to one of the addresses that the name stands for, if each of them may be spoken to."""
    try:
        found = socket.getaddrinfo(host.encode("idna").decode(), port, type=socket.SOCK_STREAM)
    except socket.gaierror as failure:
        raise NoAnswer("unknown" if failure.errno == socket.EAI_AGAIN else "host") from None
    addresses = [ipaddress.ip_address(str(place[0]).partition("%")[0]) for *_kind, place in found]
    if not addresses or not all(manners.admits(each) for each in addresses):
        raise NoAnswer("private")
    last: OSError | None = None
    for family, kind, protocol, _name, place in found[:2]:  # the second may be of the other kind: IPv6 may be missing
        line = socket.socket(family, kind, protocol)
        line.settimeout(manners.seconds)
        try:
            line.connect(place)
        except OSError as failure:
            line.close()
            last = failure
        else:
            return line
    raise NoAnswer("time" if isinstance(last, TimeoutError) else "refused")
