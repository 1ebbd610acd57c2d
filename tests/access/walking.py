"""Turns an address and a reader into an answer, and into every word of it: headers, messages, tables."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.access.addresses import Address
from tests.access.world import World
from tests.commentaries.pdf.extracting import text_of

ALLOWED, REFUSED, NOT_FOUND, ENDED, BROKEN = "allowed", "refused", "not found", "ended", "broken"


@dataclass(frozen=True)
class Answer:
    """What was answered, and all the words in it."""

    status: int
    leads_to: str
    complaint: str
    words: str

    @property
    def outcome(self) -> str:
        """Whether the person was let in; to be sent home with a complaint, or to the login, is a refusal."""
        if self.status >= 500 and self.status != 503:
            return BROKEN
        if self.status == 404:
            return NOT_FOUND
        if (
            self.status == 410 and "referrer-policy: no-referrer" in self.words
        ):  # what a link led to, and no longer does
            return ENDED
        is_sent_home = self.leads_to == "/admin/" and bool(self.complaint)
        is_sent_to_login = re.match(r"/admin/login/|/_util/login/", self.leads_to) is not None
        return REFUSED if self.status in {401, 403} or is_sent_home or is_sent_to_login else ALLOWED


def client_of(world: World, role: str) -> Client:
    client = Client(raise_request_exception=False)
    if account := world.accounts[role]:
        client.force_login(account)
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {world.tokens[role]}"
    return client


def ask(client: Client, address: Address, *, method: str = "GET") -> Answer:
    """The answer to one request; whatever it changed is taken back, a logout and a message in a cookie too."""
    cookies = dict(client.cookies)
    if address.pattern.known_as.startswith("outside:"):
        cache.clear()  # nobody but this walk tries so many links in a row, and that is limited
    with transaction.atomic():
        response = client.generic(method, address.path)
        waiting = messages_of(response)
        complaint = " ".join(str(message) for message in waiting if message.level >= messages.ERROR)
        words = said(response, address.path, waiting)
        answer = Answer(response.status_code, response.get("Location", ""), complaint, words)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(cookies)
    return answer


def messages_of(response: Any) -> list[Any]:
    """What stands on the next page that this reader opens."""
    request = getattr(response, "wsgi_request", None)
    return list(messages.get_messages(request)) if hasattr(request, "_messages") else []


def said(response: Any, path: str, waiting: list[Any]) -> str:
    """Headers, messages that wait for the next page, and content, without what was typed into the address."""
    content = content_of(response)
    if response.get("Content-Type", "").endswith("spreadsheetml.sheet"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b" ".join(parts.read(name) for name in parts.namelist())
    if response.get("Content-Type", "") == "application/pdf" and response.status_code == 200:
        content = text_of(content).encode() + b" " + content  # in which its metadata stand as they are
    headers = [f"{name}: {value}" for name, value in response.items()]
    everything = " ".join([*headers, *map(str, waiting), content.decode(errors="replace")]).lower()
    return everything.replace(path.lower(), "")


def content_of(response: Any) -> bytes:
    """The whole content, also that of a file, which is closed."""
    content = b"".join(response) if response.streaming else response.content
    for close in response._resource_closers:  # and not ``close()``, which ends the transaction of the test too
        close()
    return content
