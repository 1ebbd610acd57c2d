"""Answers a search with the texts found, and says in one sentence how many they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commentaries.heads import Meta
from commentaries.models import CommentaryPage
from commentaries.record import Record
from commentaries.recording import record_of
from series import listings
from series.downloads import offered
from series.searching import Found, search_texts, typed_words


@dataclass(frozen=True, slots=True)
class Hit:
    """A found text with the words around the find."""

    record: Record
    excerpt: str


def search(request: HttpRequest) -> HttpResponse:
    """The texts that hold all words of the query."""
    query = typed_words(request.GET.get("q", ""))
    found = search_texts(query, listings.texts_here())
    hits = [Hit(record_of(text, request=request), _excerpt(text)) for text in found.texts]
    listing = {"entries": hits, "heading": found_sentence(found, query), "advice": "" if hits else advice()}
    bundles = offered(request.path.rstrip("/"), query={"q": query})
    context = {"query": query, "listing": listing, "bundles": bundles, "meta": Meta(robots="noindex")}
    return TemplateResponse(request, "series/search.html", context)


def found_sentence(found: Found, query: str) -> str:
    """How many texts hold the words, and how many of them are shown."""
    facts = {"query": query, "number": found.total, "shown": len(found.texts)}
    if not found.texts:
        return _("Nothing was found for “%(query)s”") % facts
    if not found.is_ranked:
        return _("The newest %(shown)s of more than %(number)s texts found for “%(query)s”") % facts
    if found.total > len(found.texts):
        return _("The best %(shown)s of %(number)s texts found for “%(query)s”") % facts
    said = ngettext("%(number)s text found for “%(query)s”", "%(number)s texts found for “%(query)s”", found.total)
    return said % facts


def advice() -> str:
    return _("Fewer or other words may help; so may the lists of authors and topics.")


def _excerpt(text: CommentaryPage) -> str:
    lead = next((point.value["lead"] for point in text.key_points), "") or text.abstract
    return Truncator(lead).words(40)
