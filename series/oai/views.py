"""Answers harvesters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from series.oai.answering import answer

if TYPE_CHECKING:
    from django.http import HttpRequest


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@gzip_page  # every answer is the same for everyone and holds no secret that its length could betray
def oai(request: HttpRequest) -> HttpResponse:
    """A repository by OAI-PMH 2.0. Nobody keeps an answer: what is asked again is asked for what is new."""
    said = request.POST if request.method == "POST" else request.GET
    return HttpResponse(
        answer(request, dict(said.lists())),
        content_type="text/xml; charset=utf-8",
        headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex"},
    )
