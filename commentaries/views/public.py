"""Answers a reader's request for one text."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control

from commentaries import conf
from commentaries.models import CommentaryPage, Issue
from commentaries.recording import record_of


def serve_commentary(page: CommentaryPage, request: HttpRequest) -> HttpResponse:
    """The public page of a text; one that is held answers 503, one removed 410."""
    state = page.issue.state if page.issue else ""
    if state == Issue.State.HELD:
        return TemplateResponse(
            request, "commentaries/held.html", {"record": record_of(page, request=request)}, status=503
        )
    if state == Issue.State.REMOVED:
        return TemplateResponse(
            request, "commentaries/removed.html", {"record": record_of(page, request=request)}, status=410
        )
    request.is_preview = False
    return for_everyone(request, TemplateResponse(request, page.get_template(request), page.get_context(request)))


def for_everyone(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Says that a response may be kept by everyone, unless somebody is logged in or has given a password."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        patch_cache_control(response, public=True, max_age=conf.get().PAGE_MAX_AGE)
    return response
