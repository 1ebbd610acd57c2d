"""Keeps whole public pages until anything public changes (D8)."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse

GENERATION_KEY = "commentaries:generation"
QUERY_KEYS = ("author", "before", "q", "topic", "year")
KEPT_FOR = 24 * 60 * 60
KEPT_HEADERS = ("Content-Type", "Content-Language", "Cache-Control", "Link", "ETag", "Last-Modified")


def generation() -> str:
    """The name of the present state of everything public."""
    return cache.get(GENERATION_KEY) or cache.get_or_set(GENERATION_KEY, _new_generation, None)


def raise_generation(**kwargs: Any) -> None:
    """Makes every kept page stale, once the change is committed."""
    transaction.on_commit(lambda: cache.set(GENERATION_KEY, _new_generation(), None))


def _new_generation() -> str:
    return uuid4().hex


class PageCacheMiddleware:
    """Answers from the cache before session and locale are touched; stores what views marked public."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self.get_response(request)
        key = self._key(request)
        kept = cache.get(key)
        if kept is not None:
            return self._answer(kept)
        response = self.get_response(request)
        if self._may_be_kept(request, response):
            headers = {name: response[name] for name in KEPT_HEADERS if name in response}
            cache.set(key, (response.status_code, response.content, headers), KEPT_FOR)
        return response

    @staticmethod
    def _key(request: HttpRequest) -> str:
        """Generation, scheme, host, path and the query keys that pages know, in order."""
        query = urlencode([(key, request.GET[key]) for key in QUERY_KEYS if key in request.GET])
        where = f"{generation()} {request.scheme} {request.get_host()} {request.path}?{query}"
        return f"commentaries:page:{sha256(where.encode()).hexdigest()}"

    @staticmethod
    def _answer(kept: tuple[int, bytes, dict[str, str]]) -> HttpResponse:
        status, content, headers = kept
        return HttpResponse(content, status=status, headers=headers)

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
            and not set(request.GET) - set(QUERY_KEYS)
        )
