"""Answers librarians and programmers: at which addresses a series is handed on, and under which terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from commentaries.views.public import for_everyone
from series import heads
from series.outlets import licence_of_facts, outlets_of
from series.routing import LIBRARIES
from series.views.canonical import meta_of, remember_languages

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from series.models import SeriesPage


def serve_libraries(page: SeriesPage, request: HttpRequest) -> HttpResponse:
    remember_languages(request, page, below=LIBRARIES)
    meta = meta_of(request, path=f"{page.get_url(request)}{LIBRARIES}", keys=())
    context = {
        "page": page,
        "groups": outlets_of(page, request),
        "states_terms_of_facts": licence_of_facts() is not None,
        "root": f"{request.scheme}://{request.get_host()}",
        "meta": heads.head_of_libraries(meta, request, page, _("For libraries and machines")),
    }
    return for_everyone(request, TemplateResponse(request, "series/libraries.html", context))
