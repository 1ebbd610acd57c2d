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
    if state in {Issue.State.HELD, Issue.State.REMOVED}:
        is_removed = state == Issue.State.REMOVED
        context = {"record": record_of(page, request=request), "is_removed": is_removed}
        return TemplateResponse(request, "commentaries/unavailable.html", context, status=410 if is_removed else 503)
    request.is_preview = False
    return for_everyone(request, TemplateResponse(request, page.get_template(request), page.get_context(request)))


def for_everyone(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Says that a response may be kept by everyone, unless somebody is logged in or has given a password."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        patch_cache_control(response, private=True)
    else:
        patch_cache_control(response, public=True, max_age=conf.get().PAGE_MAX_AGE)
    return response
