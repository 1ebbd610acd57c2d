"""Gives every public template the site's header: institute, navigation, languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext as _
from wagtail.models import Site

from commentaries import conf
from commentaries.models import Publisher
from commentaries.reading import Picture, picture
from commentaries.serving import served

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
    icon: str = ""


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
        path=home_path(request),
        logo=picture(publisher.logo) if publisher.logo_id else None,
        logo_dark=picture(publisher.logo_dark) if publisher.logo_dark_id else None,
        navigation=_navigation(request),
        languages=_languages(request),
        search_path=served("search"),
        icon=static("series/icon.svg"),
    )


def _navigation(request: HttpRequest) -> list[Link]:
    home = home_path(request)
    links = [Link(_("Latest"), home, request.path == home)]
    for label, name in ((_("Topics"), "topics"), (_("Authors"), "authors"), (_("Search"), "search")):
        if path := served(name):
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
    return home_path(request, code)


def home_path(request: HttpRequest, code: str | None = None) -> str:
    """Where Wagtail serves the front page of the request's site, in the language given or in hand if it is there.

    A host may serve Wagtail's pages below another address than ``/``. Costs no query: Wagtail keeps
    the site with the request and the roots of all sites in the cache.
    """
    site = Site.find_for_request(request)
    if site is None:
        return "/"
    code = code or get_language() or settings.LANGUAGE_CODE
    roots = {root.language_code: root.root_path for root in Site.get_site_root_paths() if root.site_id == site.pk}
    if getattr(settings, "WAGTAIL_I18N_ENABLED", False) and code in roots:
        with override(code):
            return reverse("wagtail_serve", args=[""])
    return site.root_page.get_url(request) or "/"
