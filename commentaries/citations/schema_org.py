"""Turns records into the types of schema.org, as data blocks of JSON-LD that search engines read in a page's head."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from commentaries.citations.kinds import TYPES
from commentaries.citations.names import parts_of
from commentaries.citations.tags import InLanguage, Surroundings
from commentaries.citations.wording import wording_for
from commentaries.record import Contributor, Record, SeriesFacts

Thing = dict[str, Any]
"""A thing of schema.org: its type and what is known of it."""
_NOTHING = Surroundings()
_HARMLESS = str.maketrans(
    {
        "<": r"\u003c",
        ">": r"\u003e",
        "&": r"\u0026",
        "\N{LINE SEPARATOR}": r"\u2028",
        "\N{PARAGRAPH SEPARATOR}": r"\u2029",
    }
)
"""What would end a script element or begin a comment in it (HTML, section 4.12.1.3) is written as JSON may write it."""


def json_ld(things: Iterable[Thing]) -> str:
    """The content of a ``script`` element, safe as it stands; empty for no things."""
    graph = [thing for thing in things if thing]
    if not graph:
        return ""
    document = {"@context": "https://schema.org", "@graph": graph}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(_HARMLESS)


def text_of(record: Record, around: Surroundings = _NOTHING) -> Thing:
    """A text as what its kind is, part of an issue of a periodical. It is never a scholarly article."""
    language = wording_for(record.language)
    written = {
        "@type": TYPES[record.kind].schema_org,
        "@id": record.url,
        "url": record.url,
        "mainEntityOfPage": record.url,
        "headline": record.title,
        "name": record.title,
        "genre": TYPES[record.kind].genre[language],
        "inLanguage": record.language,
        "author": [person_of(each, record) for each in record.authors],
        "translator": [person_of(each, record) for each in record.translators],
        "publisher": organisation_of(record.series),
        "datePublished": str(record.published) if record.published else "",
        "dateModified": record.modified.isoformat() if record.modified else "",
        "description": record.lead or record.abstract,
        "abstract": record.abstract,
        "keywords": list(record.keywords),
        "about": [
            known({"@type": "Thing", "name": subject.name, "url": record.absolute(subject.path)})
            for subject in record.subjects
        ],
        "license": record.licence.url if record.licence else "",
        "identifier": list(_identifiers(record)),
        "sameAs": record.doi_url,
        "isPartOf": _whole_of(record),
        "isAccessibleForFree": not record.is_archived,  # of one not held here nothing is said
        "wordCount": record.words,
        "image": around.cover_url,
        "encoding": _pdf(around.pdf_url),
        "workTranslation": [_in_language(record, each) for each in around.translations],
        "translationOfWork": _in_language(record, around.original) if around.original else None,
    }
    return known(written)


def periodical_of(series: SeriesFacts, url: str = "") -> Thing:
    """A series with its ISSNs; the ISSN-L once, though it is one of the others."""
    return known(
        {
            "@type": "Periodical",
            "@id": url,
            "url": url,
            "name": series.title,
            "alternateName": series.short_title if series.short_title != series.title else "",
            "issn": list(dict.fromkeys(issn.value for issn in series.issns)),
        }
    )


def organisation_of(series: SeriesFacts) -> Thing:
    """The institute that publishes a series, known by its ROR where it has one; nothing without a name."""
    if not series.publisher:
        return {}
    return known(
        {
            "@type": "Organization",
            "@id": series.publisher_ror or series.publisher_web,
            "name": series.publisher,
            "alternateName": series.publisher_short,
            "url": series.publisher_web,
            "sameAs": series.publisher_ror,
            "location": series.publisher_place,
        }
    )


def person_of(contributor: Contributor, record: Record) -> Thing:
    """A person as one text names them."""
    return person_at(contributor, record.absolute(contributor.path))


def person_at(contributor: Contributor, url: str) -> Thing:
    """A person, known by the ORCID where there is one, else by the page about them."""
    name = parts_of(contributor.name)
    return known(
        {
            "@type": "Person",
            "@id": contributor.orcid_url or url,
            "name": contributor.name.printed,
            "givenName": name.given,
            "familyName": name.whole_family if name.given else "",
            "honorificSuffix": name.suffix,
            "url": url,
            "sameAs": contributor.orcid_url,
            "affiliation": known({"@type": "Organization", "name": contributor.affiliation})
            if contributor.affiliation
            else None,
        }
    )


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> Thing:
    """The way from the front page to this one, as names and absolute addresses; nothing for the front page itself."""
    places = [(name, url) for name, url in trail if name and url]
    return {"@type": "BreadcrumbList", "itemListElement": list(_items(places))} if len(places) > 1 else {}


def list_of(entries: Sequence[tuple[str, str]]) -> Thing:
    """A list of pages, as names and absolute addresses; nothing for an empty one."""
    return {"@type": "ItemList", "itemListElement": list(_items(entries))} if entries else {}


def _items(entries: Iterable[tuple[str, str]]) -> Iterator[Thing]:
    for position, (name, url) in enumerate(entries, 1):
        yield {"@type": "ListItem", "position": position, "name": name, "item": url}


def _whole_of(record: Record) -> Thing:
    """The issue that the text is, with its printed number, in its periodical; without a number the periodical."""
    periodical = periodical_of(record.series, record.absolute(record.series.path))
    if not record.label:
        return periodical
    issue = {"@type": "PublicationIssue", "@id": record.number_url, "issueNumber": record.label, "isPartOf": periodical}
    return known(issue)


def _identifiers(record: Record) -> Iterator[Thing]:
    if record.doi:
        yield {"@type": "PropertyValue", "propertyID": "DOI", "value": record.doi, "url": record.doi_url}
    if record.label:
        number = {"@type": "PropertyValue", "propertyID": "number", "value": record.label, "url": record.number_url}
        yield known(number)


def _pdf(url: str) -> Thing:
    return {"@type": "MediaObject", "encodingFormat": "application/pdf", "contentUrl": url} if url else {}


def _in_language(record: Record, other: InLanguage) -> Thing:
    kind = TYPES[record.kind].schema_org
    return {"@type": kind, "@id": other.url, "url": other.url, "inLanguage": other.language}


def known(thing: Thing) -> Thing:
    """A thing without what is not known of it."""
    return {name: value for name, value in thing.items() if value}
