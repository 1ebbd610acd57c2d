"""Hands a file that was sent to those who work on the series: to be saved, and never shown or run by a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commentaries import versions
from commentaries.models import Attachment
from commentaries.permissions import user_can_open
from commentaries.weighing import TYPES

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

NOTHING = "default-src 'none'; sandbox"
"""The policy of a file that somebody sent, should a browser show it all the same."""


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Attachment.objects.select_related("page__series", "line__series", "line__page"), pk=pk)
    page = found.page or (found.line.page if found.line else None)
    if not user_can_open(request.user, found, versions.latest_of(page) if page else None):
        raise PermissionDenied(_("Only those who work on the series open what was sent."))
    try:
        stored = found.file.open("rb")
    except OSError as lost:
        raise Http404 from lost
    response = FileResponse(stored, as_attachment=True, filename=found.name, content_type=TYPES[found.ending])
    response.headers["Content-Security-Policy"] = NOTHING
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
