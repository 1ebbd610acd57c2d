"""Answers requests for persons and topics: the index of each, and one with its texts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from unicodedata import combining, normalize

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from commentaries.models import Person, Topic
from commentaries.presenting import AuthorCard
from commentaries.reading import picture, rich
from commentaries.recording import author_path, topic_path
from commentaries.sanitising import web_address
from commentaries.views.public import for_everyone
from series import heads, listings
from series.asking import place_asked, topic_asked
from series.downloads import offered
from series.views.canonical import meta_of, remember_translations


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One link of an index."""

    name: str
    path: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of an index, with its links."""

    letter: str
    entries: list[IndexLine]


def author(request: HttpRequest, slug: str) -> HttpResponse:
    """A person and what they have written."""
    person = get_object_or_404(Person.objects.prefetch_related("biographies").select_related("photo"), slug=slug)
    texts = listings.texts_here().by(person)
    listing = listings.page_of_texts(texts, request, before=place_asked(request, None), of_one_series=False)
    if not listing.entries and not request.GET.get("before"):
        raise Http404
    biography = person.biography_in(get_language() or "en")
    card = AuthorCard(
        name=person.name,
        affiliation=person.affiliation,
        biography=rich(biography),
        orcid=person.orcid,
        web=web_address(person.web),
        path=author_path(person),
        photo=picture(person.photo) if person.photo_id else None,
    )
    bundles = offered(author_path(person).rstrip("/"))
    remember_translations(request)
    meta = heads.head_of_author(meta_of(request), request, person, listing, about=biography, photo=card.photo)
    context = {"person": card, "listing": listing, "bundles": bundles, "meta": meta}
    return for_everyone(request, TemplateResponse(request, "series/author.html", context))


def authors(request: HttpRequest) -> HttpResponse:
    """All authors, in filing order."""
    lines = [IndexLine(each.filed_name, author_path(each), each.affiliation) for each in listings.authors_in_print()]
    remember_translations(request)
    meta = heads.head_of_index(meta_of(request), request, _("Authors"))
    context = {"title": _("Authors"), "letters": _by_letter(lines), "meta": meta}
    return for_everyone(request, TemplateResponse(request, "series/index.html", context))


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic and its texts; an address in another language, or of a topic merged into it, leads to this one's."""
    found = topic_asked(slug)
    if found is None:
        raise Http404
    name, own_slug = found.in_language()
    if slug != own_slug:
        return redirect(topic_path(own_slug), permanent=True)
    texts = listings.texts_here().about(found)
    listing = listings.page_of_texts(texts, request, before=place_asked(request, None), of_one_series=False)
    request.language_paths = _topic_paths(found)
    bundles = offered(topic_path(own_slug).rstrip("/"))
    meta = heads.head_of_topic(meta_of(request), request, name, listing)
    context = {"name": name, "listing": listing, "bundles": bundles, "meta": meta}
    return for_everyone(request, TemplateResponse(request, "series/topic.html", context))


def topics(request: HttpRequest) -> HttpResponse:
    """All topics in use, by name in the reader's language."""
    lines = [IndexLine(name, topic_path(slug)) for name, slug in (t.in_language() for t in listings.topics_in_use())]
    remember_translations(request)
    meta = heads.head_of_index(meta_of(request), request, _("Topics"))
    context = {"title": _("Topics"), "letters": _by_letter(lines), "meta": meta}
    return for_everyone(request, TemplateResponse(request, "series/index.html", context))


def _topic_paths(found: Topic) -> dict[str, str]:
    paths = {}
    for code in [row.language for row in found.names.all()] + ["en"]:
        with override(code):
            paths[code] = reverse("topic", args=[found.in_language(code)[1]])
    return paths


def _by_letter(lines: list[IndexLine]) -> list[Letter]:
    """Links by their first letter, accents folded: É stands under E."""
    filed = sorted(lines, key=lambda line: folded(line.name))
    return [Letter(letter, list(group)) for letter, group in groupby(filed, key=lambda line: folded(line.name)[:1])]


def folded(name: str) -> str:
    """A name as it is filed: without accents, in capitals."""
    letters = normalize("NFKD", name)
    return "".join(letter for letter in letters if not combining(letter)).upper()
