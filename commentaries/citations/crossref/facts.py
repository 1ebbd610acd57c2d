"""Turns the plain facts of a record into elements of a deposit: abstract, date, publisher, number, ISSNs, language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from commentaries.elements import add, characters
from commentaries.record import PublicationDate, Record

_LONGEST_NUMBER, _LONGEST_PUBLISHER = 32, 255
_LANGUAGES = (
    " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el"
    " en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu"
    " ja jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mu mi mk ml mn mr ms mt my na"
    " nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so"
    " sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh "
)
"""Those that the schema lists."""
_MEDIA = {"online": "electronic", "print": "print"}


def abstract(record: Record) -> Iterator[Element]:
    paragraphs = [" ".join(lines.split()) for lines in re.split(r"\n\s*\n", record.abstract)]
    if not any(paragraphs):
        return
    whole = Element("jats:abstract", {"xml:lang": record.language})
    for paragraph in filter(None, paragraphs):
        add(whole, "jats:p", paragraph)
    yield whole


def date(published: PublicationDate | None) -> Iterator[Element]:
    if published is None:
        return
    whole = Element("publication_date", media_type="online")
    if published.is_exact:
        add(whole, "month", f"{published.month:02d}")
        add(whole, "day", f"{published.day:02d}")
    add(whole, "year", f"{published.year:04d}")
    yield whole


def publisher(record: Record) -> Iterator[Element]:
    """The institute twice, as the schema has it: as the publisher, and as the institution behind the report."""
    series = record.series
    if not characters(series.publisher).strip():
        return
    named = Element("publisher")
    add(named, "publisher_name", series.publisher[:_LONGEST_PUBLISHER])
    institution = Element("institution")
    add(institution, "institution_name", series.publisher)
    if series.publisher_ror:
        add(institution, "institution_id", series.publisher_ror, type="ror")
    if characters(series.publisher_short).strip():
        add(institution, "institution_acronym", series.publisher_short)
    if len(characters(series.publisher_place).strip()) > 1:
        add(named, "publisher_place", series.publisher_place)
        add(institution, "institution_place", series.publisher_place)
    yield named
    yield institution


def number(record: Record) -> Iterator[Element]:
    """The printed number, for those who read item numbers and for those who read identifiers."""
    label = characters(record.label).strip()
    if not label:
        return
    item = Element("publisher_item")
    if len(label) <= _LONGEST_NUMBER:
        add(item, "item_number", label, item_number_type="report-number")
    add(item, "identifier", label, id_type="report-number")
    yield item


def issns_of(record: Record) -> list[Element]:
    """Print and online; the linking ISSN has no place of its own there, and is one of the two."""
    found = []
    for issn in record.series.issns:
        if medium := _MEDIA.get(issn.medium):
            element = Element("issn", media_type=medium)
            element.text = issn.value
            found.append(element)
    return found


def language_of(tag: str) -> str:
    """The language as the schema lists it, by the two letters of ISO 639-1; empty for one that it does not know."""
    base = tag.split("-")[0].lower()
    return base if f" {base} " in _LANGUAGES else ""
