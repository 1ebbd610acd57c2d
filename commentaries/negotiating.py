"""Turns what a request accepts into the form of a text that answers it (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from commentaries.formats import FORMATS, formats_of
from commentaries.recording import pdf_path

if TYPE_CHECKING:
    from django.http import HttpRequest

    from commentaries.record import Record

PDF = "application/pdf"
PAGE = ("text/html", "application/xhtml+xml")
LONGEST = 1000
"""Letters of a header that are weighed: browsers send two hundred, and each type costs as much as a line of a page."""


def prefers_the_page(request: HttpRequest) -> bool:
    """Whether the page is what answers this request best, whichever text it asks for.

    What a browser sends begins with the page; that is seen without weighing the rest.
    """
    accepted = request.META.get("HTTP_ACCEPT", "*/*")
    if accepted in {"*/*", *PAGE} or accepted.startswith(tuple(f"{each}," for each in PAGE)):
        return True
    return preferred(request, [PDF, *(each.media_type for each in FORMATS.values())]) in PAGE


def preferred(request: HttpRequest, offered: Iterable[str]) -> str:
    """The media type, of the page's and those offered, that answers best; empty where none may answer.

    The page answers whatever prefers nothing to it, a header that names no type at all, and one that is too long to be
    weighed: the standard lets a server pass over it.
    """
    if len(request.headers.get("Accept", "")) > LONGEST:
        return PAGE[0]
    if not any(each.main_type and each.sub_type for each in request.accepted_types):
        return PAGE[0]
    return request.get_preferred_type([*PAGE, *offered]) or ""


def other_forms(record: Record) -> dict[str, str]:
    """The addresses of a public text in its other forms, by media type."""
    forms = {PDF: pdf_path(record)} if pdf_path(record) else {}
    return forms | {each.media_type: record.file_path(each.ending) for each in formats_of(record)}
