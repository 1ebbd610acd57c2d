"""Turns a selection of texts into a file that is written while it is sent: portion by portion, in keyset order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, http_date, quote_etag
from django.utils.translation import get_language, override

from commentaries import conf
from commentaries.models import CommentaryPage
from commentaries.views.public import for_everyone
from series import caching

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from commentaries.models import CommentaryQuerySet

Portions = Iterable[list[CommentaryPage]]
PORTION = 200
"""Texts that are held at once: half a megabyte, and two statements for each portion."""


def portions_of(texts: CommentaryQuerySet) -> Iterator[list[CommentaryPage]]:
    """Newest first. What is published or withdrawn meanwhile makes no other text come twice or not at all.

    Texts in several languages share a place in the register, so the key of the page goes on within it.
    """
    wanted = texts.for_lists().filter(placed_at__isnull=False).order_by("-placed_at", "-issue_id", "-pk")
    portion = list(wanted[:PORTION])
    while portion:
        yield portion
        if len(portion) < PORTION:
            return
        last = portion[-1]
        older = Q(placed_at__lt=last.placed_at) | Q(issue_id__lt=last.issue_id)
        here = Q(issue_id=last.issue_id, pk__lt=last.pk)
        portion = list(wanted.filter(older | here, placed_at__lte=last.placed_at)[:PORTION])


def joined(pieces: Iterable[str], *, opening: str = "", between: str = "\n", closing: str = "") -> Iterator[str]:
    """The pieces as one document, each handed on as soon as it is made."""
    yield opening
    is_first = True
    for piece in pieces:
        yield piece if is_first else f"{between}{piece}"
        is_first = False
    yield closing


def stream(
    request: HttpRequest, pieces: Iterable[str], *, content_type: str, name: str, is_public: bool = True
) -> HttpResponseBase:
    """The pieces as a file; nothing is asked of the database for a reader who has it already, or asks for its head.

    ``is_public`` is false for what depends on more than the public texts, such as the index of the search.
    """
    state = caching.generation()
    etag, changed_at = (quote_etag(state), caching.changed_at(state)) if is_public else (None, None)
    response: HttpResponseBase | None = get_conditional_response(request, etag, changed_at)
    if response is None:
        said = () if request.method == "HEAD" else _in_language(pieces, get_language() or "en")
        response = StreamingHttpResponse((piece.encode() for piece in said), content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    if conf.get().DEMO or not is_public:
        response.headers["X-Robots-Tag"] = "noindex"
    if etag and changed_at:
        response.headers["ETag"], response.headers["Last-Modified"] = etag, http_date(changed_at)
        for_everyone(request, response)
    else:
        patch_cache_control(response, no_store=True)
    return response


def _in_language(pieces: Iterable[str], language: str) -> Iterator[str]:
    """Between the pieces the language is whatever it was, as the thread may serve somebody else by then."""
    each = iter(pieces)
    while True:
        with override(language):
            piece = next(each, None)
        if piece is None:
            return
        yield piece
