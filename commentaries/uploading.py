"""Turns away what is too large to be sent here, by what a request says of itself, before a byte of it is read."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from commentaries import conf

MEGABYTE = 1024 * 1024


class SizeMiddleware:
    """Django keeps forms in bounds, and of files lets any size pass to the disk; this is the bound of both.

    A request that does not say how long it is has no body for Django.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said == "0":  # as of every reader
            return self.get_response(request)
        most = conf.get().REQUEST_MEGABYTES
        if said.isdecimal() and int(said) <= most * MEGABYTE:
            return self.get_response(request)
        context = {
            "title": _("Too large"),
            "sentence": _("Up to %(most)s megabytes can be sent at once. Make the file smaller and try again.")
            % {"most": most},
        }
        return TemplateResponse(
            request, "commentaries/refused.html", context, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        ).render()
