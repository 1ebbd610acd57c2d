"""Turns a page into what its template prints, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Site

from commentaries import conf
from commentaries.citations.wording import wording_for
from commentaries.heads import head_of
from commentaries.imprints import imprint_of, latest_of_series
from commentaries.models import Authorship, CommentaryPage, Publisher
from commentaries.models.querysets import authorships_with_persons
from commentaries.reading import Picture, picture, reading_of, rich
from commentaries.record import Record
from commentaries.recording import author_path, pdf_path, record_of
from commentaries.sanitising import web_address

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list of issues."""

    record: Record
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class AuthorCard:
    """What the page says of one of its authors."""

    name: str
    affiliation: str
    biography: SafeString
    orcid: str
    web: str
    path: str
    photo: Picture | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The issue before or after this one."""

    label: str
    title: str
    path: str
    language: str


@dataclass(frozen=True, slots=True)
class Translation:
    """The same text in another language."""

    language: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Download:
    """The text as a file, with a picture of its first page where there is one."""

    path: str
    label: str
    detail: str = ""
    cover: str = ""


def context_of(page: CommentaryPage, request: HttpRequest) -> dict[str, Any]:
    """What the template of a text prints, in the order of the page.

    A text fetched with ``for_reading()`` costs the same few queries whatever its length and
    number of authors.
    """
    language = wording_for(get_language() or "en")
    latest = latest_of_series(page, biographies_in=language)
    relatives = _relatives_of(page)
    _fetch_authorships(page, latest, language)
    publisher = Publisher.for_request(request) if Site.find_for_request(request) else Publisher()
    record = record_of(page, request=request, with_text=True)
    versions = [each for each in relatives if each.translation_key == page.translation_key]
    _offer_languages(page, record, relatives, request)
    return {
        "base_template": conf.get().BASE_TEMPLATE,
        "record": record,
        "reading": reading_of(page),
        "imprint": imprint_of(page, publisher),
        "latest": [Entry(record_of(each, request=request), each.pk == page.pk) for each in latest],
        "authors_cards": _author_cards(page),
        "neighbours": _neighbours(page, relatives, request),
        "translations": [_translation(each, request) for each in versions],
        "meta": head_of(page, record, request, translations=versions, publisher=publisher),
        "statements": [
            (label, text) for label, text in ((_("Interests"), page.interests), (_("Funding"), page.funding)) if text
        ],
        "downloads": list(_downloads(page, record)),
    }


def _offer_languages(
    page: CommentaryPage, record: Record, relatives: list[CommentaryPage], request: HttpRequest
) -> None:
    """Where the header's switch leads: to the translations, but for whoever came by a link, who stays on its page."""
    if hasattr(request, "language_paths"):
        return
    translations = [each for each in relatives if each.translation_key == page.translation_key]
    found = {each.locale.language_code: each.get_url(request) or "" for each in translations}
    request.language_paths = found | {page.locale.language_code: record.path}


def _relatives_of(page: CommentaryPage) -> list[CommentaryPage]:
    """The issues before and after this one, and the same text in other languages: one statement of two halves.

    An ``OR`` over both tables would make the database read every page.
    """
    beside = [pk for pk in (getattr(page, "older_id", None), getattr(page, "newer_id", None)) if pk]
    related = (
        CommentaryPage.objects.public()
        .select_related("locale", "issue")
        .defer("body", "key_points", "abstract", "search_description")
        .order_by()
    )
    translations = related.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    return list(related.filter(pk__in=beside).union(translations, all=True) if beside else translations)


def _fetch_authorships(page: CommentaryPage, latest: list[CommentaryPage], language: str) -> None:
    """The page's authorships: those of its copy among the latest, else one query. Drafts have their own."""
    if not hasattr(page, "is_restricted"):
        return
    twin = next((each for each in latest if each.pk == page.pk), None)
    if twin is None:
        prefetch_related_objects([page], authorships_with_persons(biographies_in=language))
    else:
        page._prefetched_objects_cache["authorships"] = twin._prefetched_objects_cache["authorships"]


def _neighbours(
    page: CommentaryPage, relatives: list[CommentaryPage], request: HttpRequest
) -> dict[str, Neighbour | None]:
    by_pk = {each.pk: each for each in relatives}
    older, newer = (by_pk.get(getattr(page, name, None)) for name in ("older_id", "newer_id"))
    return {"previous": _neighbour(older, request), "next": _neighbour(newer, request)}


def _neighbour(page: CommentaryPage | None, request: HttpRequest) -> Neighbour | None:
    if page is None:
        return None
    label = page.issue.label if page.issue else ""
    return Neighbour(label, page.title, page.get_url(request) or "", page.language)


def _translation(page: CommentaryPage, request: HttpRequest) -> Translation:
    name = get_language_info(wording_for(page.language))["name_local"].capitalize()
    return Translation(page.language, name, page.get_url(request) or "")


def _downloads(page: CommentaryPage, record: Record) -> Iterable[Download]:
    """A public text's files; what a draft or a proof would print is shown in the editor."""
    if page.live and (path := pdf_path(record)):
        pages = getattr(page, "print_pages", None)
        detail = ngettext("%(pages)s page", "%(pages)s pages", pages) % {"pages": pages} if pages else ""
        yield Download(path, "PDF", detail, record.file_path("small.png") if pages else "")


def _author_cards(page: CommentaryPage) -> list[AuthorCard]:
    language = get_language() or "en"
    return [
        AuthorCard(
            name=authorship.printed_name,
            affiliation=authorship.affiliation,
            biography=rich(_biography_of(authorship, language)),
            orcid=authorship.person.orcid,
            web=web_address(authorship.person.web),
            path=author_path(authorship.person),
            photo=picture(authorship.person.photo) if authorship.person.photo_id else None,
        )
        for authorship in page.authorships.all()
    ]


def _biography_of(authorship: Authorship, language: str) -> str:
    """The biography that was fetched with the authorship, else the person's own."""
    if hasattr(authorship, "biography"):
        return authorship.biography or ""
    return authorship.person.biography_in(language)
