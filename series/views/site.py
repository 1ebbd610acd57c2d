"""Answers what every site is asked: its icon, what is not there, and what failed."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.templatetags.static import static


def favicon(request: HttpRequest) -> HttpResponse:
    """The sign of the series, for browsers that ask for it unbidden."""
    return redirect(static("series/icon.ico"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return TemplateResponse(request, "series/404.html", status=404).render()


def server_error(request: HttpRequest) -> HttpResponse:
    from django.template.loader import render_to_string  # nothing else may be needed when all fails

    page = render_to_string("series/500.html")
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; base-uri 'none'; style-src 'sha256-{digest}'"
    return HttpResponse(page, status=500, headers={"Content-Security-Policy": policy})
