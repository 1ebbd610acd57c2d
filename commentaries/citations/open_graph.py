"""Turns a record into the properties of the Open Graph protocol (ogp.me), from which a link's preview is made."""

from __future__ import annotations

from collections.abc import Iterator

from commentaries.citations.tags import Surroundings, Tag, filled
from commentaries.record import Record

_TERRITORIES = {"en": "GB", "it": "IT"}
"""The protocol's locales name a territory; ours for the languages of the interface when a text names none."""
_NOTHING = Surroundings()


def open_graph_tags(record: Record, around: Surroundings = _NOTHING) -> list[Tag]:
    """The properties of a text, an ``article`` of the protocol, with the first page of its PDF as picture."""
    return list(_tags(record, around))


def card_tags(around: Surroundings = _NOTHING) -> list[Tag]:
    """What X and its like ask beside Open Graph: a small card, as a wide one would show half of a page only."""
    return [Tag("twitter:card", "summary"), *filled("twitter:image:alt", around.cover_alt if around.cover_url else "")]


def page_tags(title: str, url: str, *, kind: str = "website", description: str = "", site_name: str = "") -> list[Tag]:
    """The properties that any page has; ``kind`` is a type of the protocol."""
    return [
        Tag("og:type", kind),
        *filled("og:title", title),
        *filled("og:url", url),
        *filled("og:description", description),
        *filled("og:site_name", site_name),
    ]


def picture_tags(url: str, *, alt: str = "", size: tuple[int, int] = (0, 0), media_type: str = "") -> list[Tag]:
    """A picture, its facts after it; nothing without an address."""
    if not url:
        return []
    width, height = (str(length) if length else "" for length in size)
    return [
        Tag("og:image", url),
        *filled("og:image:type", media_type),
        *filled("og:image:width", width),
        *filled("og:image:height", height),
        *filled("og:image:alt", alt),
    ]


def locale_of(language: str) -> str:
    """``en_GB`` for a language tag with a territory, or of a language of ours; empty for any other."""
    base, *others = language.split("-")
    territory = next((part for part in others if len(part) == 2 and part.isupper()), "")
    territory = territory or _TERRITORIES.get(base.lower(), "")
    return f"{base.lower()}_{territory}" if territory else ""


def _tags(record: Record, around: Surroundings) -> Iterator[Tag]:
    description = record.lead or record.abstract
    yield from page_tags(record.title, record.url, kind="article", description=description, site_name=around.site_name)
    yield from filled("og:locale", locale_of(record.language))
    others = (*around.translations, *((around.original,) if around.original else ()))
    yield from filled("og:locale:alternate", *(locale_of(each.language) for each in others))
    yield from picture_tags(around.cover_url, alt=around.cover_alt, size=around.cover_size, media_type="image/png")
    if record.published and record.published.is_exact:
        yield from filled("article:published_time", str(record.published))
    yield from filled("article:modified_time", record.modified.isoformat() if record.modified else "")
    yield from filled("article:author", *(record.absolute(author.path) for author in record.authors))
    yield from filled("article:tag", *(subject.name for subject in record.subjects), *record.keywords)
