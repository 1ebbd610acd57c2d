"""Adds to every answer what the browser shall refuse: strictly on the pages of readers, less so below the admin."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from commentaries import conf
from commentaries.models import Link
from commentaries.serving import served

Policy = dict[str, tuple[str, ...]]
"""Directives of a Content-Security-Policy (Level 3) and their sources."""

HEADER = "Content-Security-Policy"
READERS: Policy = {
    "default-src": ("'none'",),
    "base-uri": ("'none'",),
    "font-src": ("'self'", "{static}"),
    "form-action": ("'self'",),
    "frame-ancestors": ("'self'",),
    "img-src": ("'self'", "{static}", "{media}"),
    "manifest-src": ("'self'", "{static}"),
    "script-src": ("'self'", "{static}"),
    "style-src": ("'self'", "{static}"),
}
"""No inline script or style and no nonce: a kept page is the same for everyone (D8)."""
EDITORS: Policy = {
    "default-src": ("'self'",),
    "base-uri": ("'self'",),
    "connect-src": ("'self'",),
    "font-src": ("'self'", "data:", "{static}"),
    "form-action": ("'self'",),
    "frame-ancestors": ("'self'",),
    "frame-src": ("'self'",),
    "img-src": ("'self'", "data:", "blob:", "{static}", "{media}"),
    "object-src": ("'none'",),
    "script-src": ("'self'", "'unsafe-inline'", "{static}"),
    "style-src": ("'self'", "'unsafe-inline'", "{static}"),
}
"""Wagtail's admin writes scripts and styles into its pages."""
DATA: Policy = {
    "default-src": ("'none'",),
    "base-uri": ("'none'",),
    "form-action": ("'none'",),
    "frame-ancestors": ("'self'",),
    "img-src": ("data:",),
    "style-src": ("'unsafe-inline'",),
}
"""Of XML, which a browser shows by a style and small pictures of its own; without them it is a heap of words."""
SHOWN_AS_A_TREE = ("application/xml", "text/xml")
UNUSED = "browsing-topics=(), camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
"""What no page of ours asks of a browser, in the words of Permissions-Policy."""

FOR_ONE_ALONE = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
}
"""What is said of addresses that are a key, whoever answers there: also a redirect, a refusal or a fault."""


def origin_of(address: str) -> str:
    """Scheme and host of an address on another host; empty for one on ours."""
    parts = urlsplit(address)
    return f"{parts.scheme or 'https'}://{parts.netloc}" if parts.netloc else ""


def written(policy: Policy, *, static: str = "", media: str = "") -> str:
    """A policy as a header has it, with the origins from which static files and pictures come."""
    places = {"{static}": static, "{media}": media}
    lines = (
        " ".join([directive, *(place for source in sources if (place := places.get(source, source)))])
        for directive, sources in policy.items()
    )
    return "; ".join(lines)


class HeadersMiddleware:
    """Stands before the page cache: what is kept knows nothing of headers, and gets them like any other answer.

    An answer that has a policy of its own keeps it, as Wagtail gives one to documents.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._homes: dict[str | None, str] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for_readers = getattr(response, "shows_a_text", not self._is_below_admin(request))
        response.headers.setdefault(HEADER, self._policy_of(response, for_readers=for_readers))
        response.headers.setdefault("Permissions-Policy", UNUSED)
        if request.path.startswith(self._of_links):
            for name, value in FOR_ONE_ALONE.items():
                response.headers[name] = value
        return response

    def _policy_of(self, response: HttpResponse, *, for_readers: bool) -> str:
        if not for_readers:
            return self._for_editors
        is_tree = response.headers.get("Content-Type", "").partition(";")[0] in SHOWN_AS_A_TREE
        return written(DATA) if is_tree else self._for_readers

    @cached_property
    def _of_links(self) -> tuple[str, ...]:
        """What the addresses begin with that open by a link; none where the site serves none."""
        beginnings = (served(f"outside:{kind}", "-").removesuffix("-/") for kind in Link.Kind.values)
        return tuple(each for each in beginnings if each)

    @cached_property
    def _for_readers(self) -> str:
        return conf.get().READERS_POLICY or written(READERS, **self._origins)

    @cached_property
    def _for_editors(self) -> str:
        return conf.get().EDITORS_POLICY or written(EDITORS, **self._origins)

    @cached_property
    def _origins(self) -> dict[str, str]:
        """A storage knows the host of its files better than ``MEDIA_URL`` does."""
        return {"static": origin_of(settings.STATIC_URL), "media": origin_of(default_storage.url("name"))}

    def _is_below_admin(self, request: HttpRequest) -> bool:
        """A host may serve its admin in each language under another address."""
        language = get_language()
        if language not in self._homes:
            self._homes[language] = served("wagtailadmin_home")
        home = self._homes[language]
        return bool(home) and request.path.startswith(home)
