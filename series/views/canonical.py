"""Says where a page of many texts stands: its canonical address, and its addresses in other languages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from commentaries import conf
from commentaries.heads import Alternate, Meta

if TYPE_CHECKING:
    from wagtail.models import Page


def remember_languages(request: HttpRequest, page: Page, *, below: str = "") -> None:
    """Where this page, or the one below it, stands in each language: for the header's switch."""
    others = page.get_translations(inclusive=True).live().select_related("locale")
    request.language_paths = {each.locale.language_code: f"{each.get_url(request)}{below}" for each in others}


def remember_translations(request: HttpRequest) -> None:
    """The same for an address that is no page, and that a pattern of ours serves in every language."""
    if getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
        request.language_paths = {code: translate_url(request.path, code) for code in codes}


def meta_of(
    request: HttpRequest, *, path: str = "", keys: tuple[str, ...] = ("before",), is_indexed: bool = True
) -> Meta:
    """Canonical address and languages of a page of many texts.

    Each page of a list is canonical to itself, as it lists what no other does. Only the first of an
    unnarrowed list says where it is in other languages, and names itself among them.
    """
    root = f"{request.scheme}://{request.get_host()}"
    path = path or request.path
    query = urlencode({key: request.GET[key] for key in keys if request.GET.get(key)})
    here = get_language() or "en"
    paths = {**getattr(request, "language_paths", {}), here: path}
    default = {"x-default": paths[settings.LANGUAGE_CODE]} if settings.LANGUAGE_CODE in paths else {}
    is_translated = len(paths) > 1 and not query
    return Meta(
        canonical=f"{root}{path}?{query}" if query else f"{root}{path}",
        robots="" if is_indexed and not conf.get().DEMO else "noindex",
        translations=[Alternate(code, f"{root}{each}") for code, each in (paths | default).items() if is_translated],
    )
