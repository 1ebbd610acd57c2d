"""Keeps whole public pages until anything public changes (D8)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from time import time
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _

from commentaries import followups
from commentaries.models import CommentaryPage, FollowUp
from commentaries.negotiating import prefers_the_page

REFRESH = "refresh"
GENERATION_KEY = "commentaries:generation"
QUERY_KEYS = ("author", "before", "topic", "year")
"""The keys by which a kept page is told from another. Answers to words (``q``) are not kept: there is no end
of them, and the search index is written after the text that it should find."""
TRACKING_KEYS = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid")
KEPT_FOR = 24 * 60 * 60
QUARTER = 15 * 60
AT_HAND = 100
"""Pages that one process holds unpacked, a few megabytes."""
NOT_KEPT = {
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding",
    "upgrade", "set-cookie", "date",
}  # fmt: skip
"""Headers of one connection or one reader (RFC 9110, section 7.6.1); all others belong to the answer."""


Kept = tuple[int, bytes, dict[str, str]]
"""Status, content and headers of an answer."""


def generation() -> str:
    """The name of the present state of everything public."""
    return cache.get(GENERATION_KEY) or cache.get_or_set(GENERATION_KEY, _new_generation, None)


def changed_at(state: str) -> int:
    """The second since which a state is the present one, which no public change is later than."""
    began = state.partition("-")[0]
    return int(began, 16) if re.fullmatch(r"[0-9a-f]{8}", began) else int(time())


@lru_cache(maxsize=1)
def _day_of(quarter: int, time_zone: str) -> date:
    """The day of a quarter of an hour since 1970: within none does a day begin, whatever the clock."""
    return datetime.fromtimestamp(quarter * QUARTER, ZoneInfo(time_zone)).date()


def raise_generation(**kwargs: Any) -> None:
    """Makes every kept page stale, once the change is committed."""
    transaction.on_commit(lambda: cache.set(GENERATION_KEY, _new_generation(), None))


def plan_refresh(instance: CommentaryPage, **kwargs: Any) -> None:
    """Stores that kept pages become stale, for a process that ends between the commit and the line after it.

    The row names the text by its key only: the text may be gone at the end of the same transaction.
    """
    followups.plan_anew(REFRESH, f"text-{instance.pk}")


@followups.handles(REFRESH, does=_("Pages, lists and feeds that were kept for readers are made anew."))
def refresh(follow_up: FollowUp) -> None:
    """Makes every kept page stale, once more where it has been done already."""
    cache.set(GENERATION_KEY, _new_generation(), None)


def _new_generation() -> str:
    return f"{int(time()):08x}-{uuid4().hex}"


class PageCacheMiddleware:
    """Answers from the cache before session and locale are touched; stores what views marked public."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._at_hand: dict[str, Kept] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._may_be_asked(request):
            return self.get_response(request)
        key = self._key(request)
        kept = self._at_hand.get(key) or cache.get(key)
        if kept is not None:
            self._put_at_hand(key, kept)
            return self._answer(request, kept)
        response = self.get_response(request)
        if self._may_be_kept(request, response):
            headers = {name: value for name, value in response.items() if name.lower() not in NOT_KEPT}
            cache.set(key, (response.status_code, response.content, headers), KEPT_FOR)
        return response

    def _put_at_hand(self, key: str, kept: Kept) -> None:
        """Spares this process the unpacking of what it answers again and again.

        The key names the generation, which every request asks of the cache that all processes share: a
        page that is stale is never asked for by its key again.
        """
        if len(self._at_hand) >= AT_HAND:
            self._at_hand.clear()
        self._at_hand[key] = kept

    @staticmethod
    def _may_be_asked(request: HttpRequest) -> bool:
        """Reading without a session, by keys that pages of ours know; those of tracking change no page.

        Whoever would rather have another form of a page than the page gets nothing that is kept as a page.
        """
        if request.path.endswith("/") and not prefers_the_page(request):
            return False
        if request.method not in {"GET", "HEAD"} or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return False
        return not request.META.get("QUERY_STRING") or all(
            key in QUERY_KEYS or TRACKING_KEYS.fullmatch(key) for key in request.GET
        )

    @staticmethod
    def _key(request: HttpRequest) -> str:
        """Generation, day, scheme, host, path and the query keys that pages know, in order."""
        asked = request.GET if request.META.get("QUERY_STRING") else {}
        query = urlencode([(key, asked[key]) for key in QUERY_KEYS if key in asked]) if asked else ""
        day = _day_of(int(timezone.now().timestamp()) // QUARTER, settings.TIME_ZONE)
        where = f"{generation()} {day} {request.scheme} {request.get_host()} {request.path}?{query}"
        return f"commentaries:page:{sha256(where.encode()).hexdigest()}"

    @staticmethod
    def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
        """What is kept; without content for who has it already (RFC 9110, section 13)."""
        status, content, headers = kept
        response = HttpResponse(content, status=status, headers=headers)
        if "ETag" in headers:
            return get_conditional_response(request, etag=headers["ETag"], response=response)
        return response

    @staticmethod
    def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
        return (
            request.method == "GET"
            and response.status_code == 200
            and not response.streaming
            and not response.cookies
            and "public" in response.get("Cache-Control", "")
            and not getattr(request, "is_preview", False)
            and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
            and not set(request.GET) - set(QUERY_KEYS)  # a page may print its whole address
        )
