"""Gives every public template the site's header: institute, navigation, languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from wagtail.models import Site

from commentaries import conf
from commentaries.models import Publisher
from commentaries.reading import Picture, picture

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the navigation."""

    label: str
    path: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """The site in one language."""

    code: str
    name: str
    path: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class SiteHeader:
    """What stands at the head and the foot of every page."""

    name: str
    short_name: str = ""
    path: str = "/"
    logo: Picture | None = None
    logo_dark: Picture | None = None
    navigation: list[Link] = field(default_factory=list)
    languages: list[Language] = field(default_factory=list)
    search_path: str = ""
    is_indexed: bool = True


def site_header(request: HttpRequest) -> dict[str, Any]:
    """Context processor; nothing is asked of the database unless a template prints the header."""
    return {
        "site_header": SimpleLazyObject(lambda: header_for(request)),
        "base_template": conf.get().BASE_TEMPLATE,
    }


def header_for(request: HttpRequest) -> SiteHeader:
    """The header in the language of the request: one query, for the publisher."""
    publisher = Publisher.for_request(request) if Site.find_for_request(request) else Publisher()
    return SiteHeader(
        name=publisher.name,
        short_name=publisher.short_name,
        path=_home(),
        logo=picture(publisher.logo) if publisher.logo_id else None,
        logo_dark=picture(publisher.logo_dark) if publisher.logo_dark_id else None,
        navigation=_navigation(request),
        languages=_languages(request),
        search_path=_address("search"),
        is_indexed=not getattr(settings, "COMMENTARIES_DEMO", False),
    )


def _navigation(request: HttpRequest) -> list[Link]:
    links = [Link(_("Latest"), _home(), request.path == _home())]
    for label, name in ((_("Topics"), "topics"), (_("Authors"), "authors"), (_("Search"), "search")):
        if path := _address(name):
            links.append(Link(label, path, request.path == path))
    return links


def _languages(request: HttpRequest) -> list[Language]:
    languages = settings.WAGTAIL_CONTENT_LANGUAGES if getattr(settings, "WAGTAIL_I18N_ENABLED", False) else ()
    here = getattr(request, "language_paths", {})
    return [
        Language(
            code,
            get_language_info(code)["name_local"].capitalize(),
            here.get(code) or _in_language(request, code),
            code == get_language(),
        )
        for code, _name in languages
    ]


def _in_language(request: HttpRequest, code: str) -> str:
    """The same address in another language where a pattern of ours serves it, else the language's home."""
    if request.resolver_match and request.resolver_match.url_name in {"author", "authors", "topic", "topics", "search"}:
        return translate_url(request.get_full_path(), code)
    return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"


def _home() -> str:
    code = get_language() or settings.LANGUAGE_CODE
    return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
