"""Turns pages of many texts into what their heads say to machines: what each is a list of, or about whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Site

from commentaries.citations.open_graph import card_tags, locale_of, page_tags, picture_tags
from commentaries.citations.schema_org import (
    Thing,
    breadcrumbs,
    known,
    list_of,
    organisation_of,
    periodical_of,
    person_at,
)
from commentaries.citations.tags import filled
from commentaries.heads import FeedLink, Meta, data_block, feed_links
from commentaries.models import Person, Publisher
from commentaries.reading import Picture, picture
from commentaries.record import Contributor, Issn, Record, SeriesFacts
from commentaries.recording import author_path, person_name
from commentaries.sanitising import plain_text, web_address
from commentaries.serving import served
from series.context import home_path

if TYPE_CHECKING:
    from django.http import HttpRequest

    from series.listings import Listing
    from series.models import SeriesPage

Trail = Sequence[tuple[str, str]]
"""The way to a page from the front page on, without that: names, and paths from the root."""


def head_of_front_page(meta: Meta, request: HttpRequest, records: Iterable[Record]) -> Meta:
    """The institute and its site, which can be searched, with the texts that are shown."""
    publisher = _publisher(request)
    logo = picture(publisher.logo) if publisher.logo_id else None
    institute = organisation_of(_facts_of(publisher)) | {"logo": urljoin(meta.canonical, logo.src) if logo else ""}
    site = {
        "@type": "WebSite",
        "url": meta.canonical,
        "name": publisher.name,
        "inLanguage": get_language(),
        "publisher": known(institute) if publisher.name else None,
        "potentialAction": _search(meta),
    }
    page = {"@type": "CollectionPage", "name": publisher.name, "mainEntity": list_of(_named(records))}
    meta = replace(meta, feeds=feed_links(publisher.name, home_path(request), name="feed"))
    return _finished(meta, request, [page, known(site)], trail=[])


def head_of_series(meta: Meta, request: HttpRequest, page: SeriesPage, listing: Listing, *, year: int | None) -> Meta:
    """A series as the periodical it is, and the list of its texts on this page, or of one of its years."""
    path, series = page.get_url(request) or "", page.series
    about = plain_text(page.introduction or series.about)
    facts = SeriesFacts(page.title, series.short_title, tuple(Issn(value, medium) for medium, value in series.issns))
    periodical = periodical_of(facts, urljoin(meta.canonical, path)) | {
        "publisher": organisation_of(_facts_of(_publisher(request))),
        "description": about,
    }
    collection = {
        "@type": "CollectionPage",
        "name": f"{page.title} {year}" if year else page.title,
        "about": known(periodical),
        "mainEntity": list_of(_named(listing.entries)),
    }
    meta = replace(
        meta,
        description="" if year else about,
        next=_next_of(meta, listing),
        feeds=_feeds_of(page, path),
    )
    trail = [(page.title, path), *([(str(year), f"{path}{year}/")] if year else [])]
    return _finished(meta, request, [collection], trail=trail)


def head_of_libraries(meta: Meta, request: HttpRequest, page: SeriesPage, title: str) -> Meta:
    """The page below a series that says at which addresses it is handed on."""
    path = page.get_url(request) or ""
    meta = replace(meta, feeds=_feeds_of(page, path))
    trail = [(page.title, path), (title, request.path)]
    return _finished(meta, request, [{"@type": "WebPage", "name": title}], trail=trail)


def head_of_topic(meta: Meta, request: HttpRequest, name: str, listing: Listing) -> Meta:
    """A topic, and the list of its texts on this page."""
    collection = {
        "@type": "CollectionPage",
        "name": name,
        "about": {"@type": "Thing", "name": name},
        "mainEntity": list_of(_named(listing.entries)),
    }
    feeds = feed_links(name, request.path, name="topic_feed")
    meta = replace(meta, next=_next_of(meta, listing), feeds=feeds)
    return _finished(meta, request, [collection], trail=[(_("Topics"), served("topics")), (name, request.path)])


def head_of_author(
    meta: Meta, request: HttpRequest, person: Person, listing: Listing, *, about: str, photo: Picture | None
) -> Meta:
    """A person, and what they have written as parts of the page about them."""
    name, path, about = person_name(person), author_path(person), plain_text(about)
    facts = Contributor(name=name, affiliation=person.affiliation, orcid=person.orcid, path=path)
    whom = person_at(facts, urljoin(meta.canonical, path))
    portrait = urljoin(meta.canonical, photo.src) if photo else ""
    whom |= {
        "description": about,
        "image": portrait,
        "sameAs": [address for address in (whom.get("sameAs"), web_address(person.web)) if address],
    }
    texts = [{"@type": "CreativeWork", "name": title, "url": url} for title, url in _named(listing.entries)]
    page = {"@type": "ProfilePage", "name": name.printed, "mainEntity": known(whom), "hasPart": texts}
    feeds = feed_links(name.printed, path, name="author_feed")
    meta = replace(meta, description=about, next=_next_of(meta, listing), feeds=feeds)
    trail = [(_("Authors"), served("authors")), (name.printed, path)]
    finished = _finished(meta, request, [page], trail=trail, kind="profile")
    names = [*filled("profile:first_name", name.given), *filled("profile:last_name", name.family)]
    return replace(finished, properties=[*finished.properties, *names, *picture_tags(portrait, alt=name.printed)])


def head_of_index(meta: Meta, request: HttpRequest, title: str) -> Meta:
    """An index of persons or topics, which is too long to be repeated in its head."""
    return _finished(meta, request, [{"@type": "CollectionPage", "name": title}], trail=[(title, request.path)])


def _finished(meta: Meta, request: HttpRequest, things: list[Thing], *, trail: Trail, kind: str = "website") -> Meta:
    """With the things, of which the first is the page, the way to it, and what a link to it shows."""
    publisher, page = _publisher(request), things[0]
    page |= {
        "@id": meta.canonical,
        "url": meta.canonical,
        "description": meta.description,
        "inLanguage": get_language(),
    }
    places = [(publisher.name, home_path(request)), *trail]
    way = breadcrumbs([(name, urljoin(meta.canonical, path)) for name, path in places])
    name = str(page["name"])
    properties = page_tags(
        name, meta.canonical, kind=kind, description=meta.description, site_name=publisher.name
    ) + filled("og:locale", locale_of(get_language() or "en"))
    data = data_block([known(page), *things[1:], way])
    return replace(meta, properties=properties, tags=card_tags(), data=data)


def _feeds_of(page: SeriesPage, path: str) -> list[FeedLink]:
    return [] if page.is_closed else feed_links(page.title, path, name="series_feed")


def _named(records: Iterable[Record]) -> list[tuple[str, str]]:
    return [(record.title, record.url) for record in records]


def _next_of(meta: Meta, listing: Listing) -> str:
    return urljoin(meta.canonical, listing.older_path) if listing.older_path else ""


def _publisher(request: HttpRequest) -> Publisher:
    """Asked of the database once in a request, for the header too."""
    return Publisher.for_request(request) if Site.find_for_request(request) else Publisher()


def _facts_of(publisher: Publisher) -> SeriesFacts:
    """The institute of today, as the facts of a series have it."""
    return SeriesFacts(
        title="",
        publisher=publisher.name,
        publisher_short=publisher.short_name,
        publisher_place=publisher.place,
        publisher_web=web_address(publisher.web),
        publisher_ror=publisher.ror,
    )


def _search(meta: Meta) -> Thing:
    path = served("search")
    if not path:
        return {}
    entry = {"@type": "EntryPoint", "urlTemplate": f"{urljoin(meta.canonical, path)}?q={{search_term_string}}"}
    return {"@type": "SearchAction", "target": entry, "query-input": "required name=search_term_string"}
