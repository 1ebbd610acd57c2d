"""Shows an editor a text as its printed pages, before it is printed: the preview's answer, and the proof's."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from commentaries import register
from commentaries.models import CommentaryPage
from commentaries.pdf.documents import document_of
from commentaries.pdf.misfits import refusal, sentences_on
from commentaries.pdf.orders import CannotPrint, NotNow, Patience
from commentaries.pdf.typesetting import draw
from commentaries.printing import template_of

BESIDE_THE_EDITOR, BY_ITSELF = 80, 144
"""Pixels an inch: a panel is narrow and asks again while its author types; a window of its own may be enlarged.

As PNG: SVG takes the press a little less, and the browser three times as long.
"""
WHILE_TYPING = Patience(setting=6, waiting=4)
"""An ordinary text takes a quarter of a second. Whoever types on asks again."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One printed page as a picture in a page of the web."""

    address: str
    alt: str
    width: int
    height: int


def serve_pages(page: CommentaryPage, request: HttpRequest) -> HttpResponse:
    """A text's printed pages and what does not fit on them, in the language of who edits it; kept by nobody."""
    with override(_language_of(request)):
        context = {"page": page, **_pages_of(page, is_beside=getattr(request, "in_preview_panel", False))}
        response = render(request, "commentaries/admin/printed.html", context)
    response.shows_a_text = False  # pictures of it, which stand in the page itself: as other pages of the admin
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, no_store=True)
    return response


def _pages_of(page: CommentaryPage, *, is_beside: bool) -> dict[str, object]:
    if page.archived:
        refused = _("An archive entry has no text of its own to print.")
        return {"heading": _("Nothing to print"), "refusal": refused}
    if page.issue is None and page.pk:
        page.issue = register.entry_of(page)  # reserved, or shared with the original
    document = document_of(page, is_draft=True)
    try:
        proof = draw(
            document,
            ppi=BESIDE_THE_EDITOR if is_beside else BY_ITSELF,
            template=template_of(page.series),
            patience=WHILE_TYPING,
        )
    except NotNow as failure:
        return {
            "heading": _("Not at this moment"),
            "refusal": refusal(failure),
            "comes": _("The pages come with the next change."),
        }
    except CannotPrint as failure:
        return {"heading": _("It cannot be printed as it is"), "refusal": refusal(failure, document)}
    total = len(proof.pictures)
    return {
        "count": ngettext("%(pages)s page", "%(pages)s pages", total) % {"pages": total},
        "remarks": sentences_on(proof.misfits, document),
        "pages": [
            _shown(picture, alt=_("Page %(number)s of %(total)s") % {"number": number, "total": total})
            for number, picture in enumerate(proof.pictures, start=1)
        ],
    }


def _shown(picture: bytes, *, alt: str) -> ShownPage:
    """The size stands in the picture's header (PNG, section 11.2.1), so that nothing moves while it is decoded."""
    width, height = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))
    return ShownPage(f"data:image/png;base64,{b64encode(picture).decode()}", alt, width, height)


def _language_of(request: HttpRequest) -> str:
    """The language of the admin: Wagtail makes of a preview a request for the page, in the page's language."""
    profile = getattr(request.user, "wagtail_userprofile", None)
    language: str = profile.get_preferred_language() if profile else get_language() or "en"
    return language
