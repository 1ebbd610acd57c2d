"""Fetches what is at an address of the site, once, from the test client or from a running server."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.request import urlopen

from django.test import Client
from lxml import html

Made = TypeVar("Made")


class Site:
    """The site as readers meet it at ``root``; ``fetch`` takes a path. What was fetched or made of it is kept."""

    def __init__(self, root: str, fetch: Callable[[str], bytes]) -> None:
        self.root, self._fetch = root, fetch
        self._kept: dict[Any, Any] = {}

    def get(self, path: str) -> bytes:
        return self.once(("get", path), lambda: self._fetch(path))

    def once(self, key: Any, make: Callable[[], Made]) -> Made:
        """What a list says is read once and not for each text in it."""
        if key not in self._kept:
            self._kept[key] = make()
        made: Made = self._kept[key]
        return made

    def text(self, path: str) -> str:
        return self.get(path).decode()

    def tree(self, path: str) -> Any:
        """A page as lxml reads it."""
        return self.once(("tree", path), lambda: html.document_fromstring(self.text(path)))

    def path(self, url: str) -> str:
        """Where an absolute address leads on this site."""
        assert url.startswith(self.root), url
        return url.removeprefix(self.root)


def site_for_tests(client: Client) -> Site:
    return Site("http://localhost", lambda path: content_of(client.get(path, SERVER_NAME="localhost")))


def running_site(url: str) -> Site:
    def fetch(path: str) -> bytes:
        with urlopen(f"{url}{path}", timeout=60) as answer:
            found: bytes = answer.read()
            return found

    return Site(url, fetch)


def content_of(response: Any) -> bytes:
    assert response.status_code == HTTPStatus.OK, (response.request["PATH_INFO"], response.status_code)
    return drained(response)


def status_at(client: Client, path: str, **asked: Any) -> int:
    """What is answered there; a file is read to its end, so that it is closed."""
    response = client.get(path, **asked)
    drained(response)
    return int(response.status_code)


def drained(response: Any) -> bytes:
    content: bytes = b"".join(response.streaming_content) if response.streaming else response.content
    return content
