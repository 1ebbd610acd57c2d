"""Turns stored links to pages of the site into addresses, those of many pieces of rich text in a few queries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from wagtail.models import Locale, Page
from wagtail.rich_text import expand_db_html

Expand = Callable[[str], str]
"""Makes of stored rich text what a reader gets."""
_PAGE_LINK = re.compile(r'<a\b(?=[^<>]*\blinktype="page")[^<>]*\bid="([^"<>]*)"[^<>]*>')
_KEY = re.compile(r"[0-9]{1,18}")


def expander(pieces: Iterable[str]) -> Expand:
    """Expands as Wagtail does, which would ask the database anew for each of the pieces that link to a page.

    Without such a link no query; else two, and one for each kind of page. A link to what can be no page's key, over
    which Wagtail would stumble, leads nowhere.
    """
    keys = {key for piece in pieces for key in _PAGE_LINK.findall(piece) if _KEY.fullmatch(key)}
    addresses = _addresses_of(keys) if keys else {}

    def opened(found: re.Match[str]) -> str:
        key = found[1]
        if key not in addresses and _KEY.fullmatch(key):
            return found[0]
        address = addresses.get(key)
        return format_html('<a href="{}">', address) if address else "<a>"

    return lambda html: expand_db_html(_PAGE_LINK.sub(opened, html))


def _addresses_of(keys: set[str]) -> dict[str, str | None]:
    """In the reader's language where there is a public translation; none for a page that is gone."""
    pages, language = _pages(pk__in=keys), _language()
    strange = [page.translation_key for page in pages if language not in {None, page.locale_id}]
    translated = _pages(translation_key__in=strange, locale=language, live=True) if strange else []
    here = {page.translation_key: page for page in translated}
    found = {page.pk: here.get(page.translation_key, page).url for page in pages}
    return {key: found.get(int(key)) for key in keys}


def _language() -> int | None:
    """The key of the reader's language; none where pages have no languages, or the site is not kept in this one."""
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return None
    try:
        return int(Locale.get_active().pk)
    except (LookupError, Locale.DoesNotExist):
        return None


def _pages(**conditions: Any) -> list[Page]:
    return list(Page.objects.filter(**conditions).defer_streamfields().specific())
