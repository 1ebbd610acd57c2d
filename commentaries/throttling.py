"""Counts attempts in the cache and turns those that are too many away: logins, resets, passwords, tokens."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from ipaddress import ip_address, ip_network
from time import time
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commentaries import conf

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many attempts of one kind within so many seconds, counted from the full hour or quarter."""

    name: str
    attempts: int
    seconds: int


PER_ACCOUNT = Limit("account", 10, 900)
"""One account from one address: whoever forgot a password has tried everything by then."""
PER_ADDRESS = Limit("address", 50, 900)
"""One address, whichever account: an institute behind one address may have many editors."""
RESETS = Limit("reset", 5, 3600)
"""Mails asked for by one address: they reach somebody else's letter box."""
TOKENS = Limit("token", 30, 900)
"""Links with a token that lead nowhere, from one address: nobody mistypes that often."""

ANSWERS = Limit("answers", 30, 3600)
"""What is sent by one link: nobody answers, keeps for later and amends that often."""


class TooMany(Exception):
    """An address, or an account from an address, tries too often."""

    def __init__(self, limit: Limit, *, wait: int) -> None:
        self.limit, self.wait = limit, wait
        super().__init__(f"too many attempts ({limit.name}), to be tried again in {wait} seconds")


def count(limit: Limit, *who: str) -> None:
    """Counts one attempt, before it is made: attempts side by side are all counted.

    The file cache adds without a lock, so that of attempts in the same instant one may go uncounted;
    the limit is then met a moment later.

    Raises:
        TooMany: when the limit is passed.
    """
    key, left = _key(limit, who)
    cache.add(key, 0, limit.seconds)
    try:
        number = cache.incr(key)
    except ValueError:  # it was culled between the two lines
        cache.set(key, 1, limit.seconds)
        number = 1
    if number > limit.attempts:
        raise TooMany(limit, wait=left)


def forget(limit: Limit, *who: str) -> None:
    """After a success: the next mistake is the first again."""
    cache.delete(_key(limit, who)[0])


def is_passed(limit: Limit, *who: str) -> bool:
    """Whether the next attempt would be one too many; for doors where only failures count, such as tokens."""
    return int(cache.get(_key(limit, who)[0], 0)) >= limit.attempts


def seconds_left(limit: Limit) -> int:
    """Until the count begins anew."""
    return limit.seconds - int(time()) % limit.seconds


def address_of(request: HttpRequest) -> str:
    """The address a request comes from; of IPv6 the network, as one household has as many as it likes.

    What a header says counts only for as many proxies as the site has in front of it (``PROXIES``): each
    appends the address it was spoken to from, and what stands before those anybody may have written.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if proxies := conf.get().PROXIES:
        passed = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        address = passed[-proxies] if len(passed) >= proxies else address
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def please_wait(refused: TooMany) -> str:
    """What whoever is turned away is told, in minutes."""
    minutes = -(-refused.wait // 60)
    sentence = ngettext(
        "Please wait %(minutes)s minute and try again.", "Please wait %(minutes)s minutes and try again.", minutes
    )
    return sentence % {"minutes": minutes}


def turned_away(request: HttpRequest, refused: TooMany) -> HttpResponse:
    """The answer 429, with a sentence and the time to wait."""
    context = {"title": _("Too many attempts"), "sentence": please_wait(refused)}
    response = TemplateResponse(
        request, "commentaries/refused.html", context, status=HTTPStatus.TOO_MANY_REQUESTS
    ).render()
    response["Retry-After"] = str(refused.wait)
    response["Cache-Control"] = "no-store"
    return response


class ThrottleMiddleware:
    """Stands before Wagtail's forms that take a password or send a mail."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if logged_in := getattr(request, "_commentaries_attempt", None):
            user = getattr(request, "user", None)
            if user is not None and user.is_authenticated:
                forget(PER_ACCOUNT, *logged_in)
        return response

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
        door = request.resolver_match.view_name if request.resolver_match else ""
        if request.method != "POST" or door not in _DOORS:
            return None
        try:
            _DOORS[door](request)
        except TooMany as refused:
            logger.warning("%s refused at %s: %s", address_of(request), door, refused)
            return turned_away(request, refused)
        return None


def _login(request: HttpRequest) -> None:
    address = address_of(request)
    account = request.POST.get("username", "").strip().casefold()
    count(PER_ADDRESS, address)
    count(PER_ACCOUNT, account, address)
    request._commentaries_attempt = (account, address)  # type: ignore[attr-defined]


def _reset(request: HttpRequest) -> None:
    count(RESETS, address_of(request))


def _password_of_a_page(request: HttpRequest) -> None:
    count(PER_ADDRESS, address_of(request))


_DOORS: dict[str, Callable[[HttpRequest], None]] = {
    "wagtailadmin_login": _login,
    "wagtailcore_login": _login,
    "wagtailadmin_password_reset": _reset,
    "wagtailcore_authenticate_with_password": _password_of_a_page,
}


def _key(limit: Limit, who: tuple[str, ...]) -> tuple[str, int]:
    """Key of the count under way, and the seconds left of it. No name or address stands in the cache."""
    period = int(time()) // limit.seconds
    named = sha256("\0".join((limit.name, str(period), *who)).encode()).hexdigest()
    return f"commentaries:attempts:{named}", seconds_left(limit)
