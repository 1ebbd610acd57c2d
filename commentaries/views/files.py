"""Answers a request with a stored file: whole, in part, or not at all where the reader has it already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe, quote_etag

from commentaries import conf

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile
    from django.http.response import HttpResponseBase

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_PIECE = 1 << 16
YEAR = 365 * 24 * 60 * 60
HOUR = 60 * 60


def serve_file(
    request: HttpRequest, stored: FieldFile, *, name: str, checksum: str, changed_at: datetime, content_type: str
) -> HttpResponseBase:
    """A file as a browser shows it; one range of it where one is asked for (RFC 9110, section 14).

    Several ranges at once are answered by the whole, as the standard allows.

    Raises:
        Http404: the file is lost.
    """
    etag, changed = quote_etag(checksum), int(changed_at.timestamp())
    try:
        size: int = stored.size
    except OSError as lost:  # ``audit_series`` names it
        raise Http404 from lost
    span = _asked_for(request, size, etag, changed)
    response: HttpResponseBase | None = get_conditional_response(request, etag, changed)
    if response is not None:
        pass  # the reader has it, or asked for another
    elif span is None:
        response = FileResponse(stored.open("rb"), filename=name, content_type=content_type)
    elif not span:
        response = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        response.headers["Content-Range"] = f"bytes */{size}"
    else:
        response = StreamingHttpResponse(_pieces(stored, span), status=HTTPStatus.PARTIAL_CONTENT)
        response.headers["Content-Type"] = content_type
        response.headers["Content-Length"] = str(len(span))
        response.headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{size}"
        response.headers["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(changed)
    return response


def keep_long(request: HttpRequest, response: HttpResponseBase, *, seconds: int) -> HttpResponseBase:
    """Lets the reader's own browser keep a file for long; what many share asks again within a minute (D8).

    Whoever is logged in, or has given a password, shares nothing. A range that is not there is kept by nobody.
    """
    if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        patch_cache_control(response, no_store=True)
    elif getattr(request, "session", None) is not None and not request.session.is_empty():
        patch_cache_control(response, private=True, max_age=seconds)
    else:
        patch_cache_control(response, public=True, max_age=seconds, s_maxage=conf.get().PAGE_MAX_AGE)
    return response


def _asked_for(request: HttpRequest, size: int, etag: str, changed: int) -> range | None:
    """The bytes that are asked for: all (None), some, or an empty range where there are none such."""
    match = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or not match or not any(match.groups()) or not _is_same(request, etag, changed):
        return None
    first, last = match.groups()
    if not first:  # the last so many
        return range(max(0, size - int(last)), size) if int(last) else range(0)
    start, stop = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None  # no range at all (RFC 9110, section 14.1.1)
    return range(start, stop) if start < size else range(0)


def _is_same(request: HttpRequest, etag: str, changed: int) -> bool:
    """Whether the file is still that of which the reader has a part (``If-Range``)."""
    condition = request.headers.get("If-Range", "").strip()
    return not condition or condition == etag or parse_http_date_safe(condition) == changed


def _pieces(stored: FieldFile, span: range) -> Iterator[bytes]:
    left = len(span)
    with stored.open("rb") as file:
        file.seek(span.start)
        while left and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece
