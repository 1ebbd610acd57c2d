"""Shows a text before it is public to those who may see it: its open points, and a version as the reader would."""

from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from commentaries import blinding, versions
from commentaries.models import PRINT, CommentaryPage, Version
from commentaries.panels import open_points_context
from commentaries.permissions import person_of, user_can_edit, user_can_read, user_can_see
from commentaries.presenting import context_of
from commentaries.views.base import text_or_404
from commentaries.views.printed import serve_pages


def open_points(request: HttpRequest, pk: int) -> HttpResponse:
    """The open points of a draft as a fragment of the editor."""
    page = text_or_404(pk)
    if not user_can_edit(request.user, page):
        raise PermissionDenied
    return TemplateResponse(request, "commentaries/admin/open_points.html", open_points_context(page))


def version(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as the reader would see it; for those who may see the text or are asked to review it."""
    kept = get_object_or_404(Version.objects.select_related("page__series"), pk=pk)
    if not user_can_read(request.user, kept):
        raise PermissionDenied(_("This version is not yours to read."))
    return _proof(request, blinding.text_for(person_of(request.user), kept))


def proof(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """The newest content as the reader would see it, if it is still that of the digest; else 409."""
    page = text_or_404(pk)
    if not user_can_see(request.user, page):
        raise PermissionDenied(_("This text is not yours to read."))
    latest = versions.latest_of(page)
    if versions.digest_of(latest) != digest:
        changed = TemplateResponse(
            request, "commentaries/admin/proof_changed.html", {"page": page}, status=HTTPStatus.CONFLICT
        )
        return _in_frame(changed)
    return _proof(request, latest)


def _proof(request: HttpRequest, page: CommentaryPage) -> HttpResponse:
    """A content on the page of a reader, without the site around it: for one pair of eyes, and for no cache.

    With ``?mode=print`` as its printed pages, as Wagtail's previews are asked.
    """
    if request.GET.get("mode") == PRINT:
        return serve_pages(page, request)
    context = {**context_of(page, request), "page": page, "site_header": None, "is_proof": True}
    return _in_frame(TemplateResponse(request, page.get_template(request), context))


def _in_frame(response: HttpResponse) -> HttpResponse:
    """Shown in a frame of our own pages, kept and found by nobody."""
    response["X-Frame-Options"] = "SAMEORIGIN"
    response.shows_a_text = True  # type: ignore[attr-defined]  # below the admin, and as strict as for readers
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
