"""Turns licence, corrections, original and places of a text into elements of a deposit."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from commentaries.citations.crossref.deposits import Deposited
from commentaries.elements import add
from commentaries.record import Licence, PublicationDate


def terms(text: Deposited) -> Iterator[Element]:
    """The licence; within Crossmark where the text updates another. Of a series the schema knows them there alone."""
    access = _access(text.record.licence, text.record.published)
    if not (text.policy and text.updates):
        yield from access
        return
    mark = Element("crossmark")
    add(mark, "crossmark_version", "1")
    add(mark, "crossmark_policy", text.policy)
    updates = add(mark, "updates")
    for each in text.updates:
        add(updates, "update", each.doi, type=each.how.value, date=each.since.isoformat())
    if access:
        add(mark, "custom_metadata").extend(access)
    yield mark


def _access(licence: Licence | None, published: PublicationDate | None) -> list[Element]:
    """The terms for readers and for machines; nothing where no licence with an address is given."""
    if licence is None or not licence.url:
        return []
    program = Element("ai:program", {"name": "AccessIndicators"})
    for use in ("vor", "tdm"):
        reference = add(program, "ai:license_ref", licence.url, applies_to=use)
        if published is not None and published.is_exact:
            reference.set("start_date", str(published))
    return [program]


def relations(text: Deposited) -> Iterator[Element]:
    if not text.translation_of:
        return
    program = Element("rel:program", {"name": "relations"})
    item = add(program, "rel:related_item")
    named = {"relationship-type": "isTranslationOf", "identifier-type": "doi"}
    add(item, "rel:intra_work_relation", text.translation_of, **named)
    yield program


def places(text: Deposited) -> Element:
    """The DOI, the page where it leads, and the whole text for those who compare and those who mine."""
    data = Element("doi_data")
    add(data, "doi", text.record.doi)
    add(data, "resource", text.record.url, mime_type="text/html")
    if text.pdf_url:
        crawled = add(data, "collection", property="crawler-based")
        add(add(crawled, "item", crawler="iParadigms"), "resource", text.pdf_url)
        mined = add(data, "collection", property="text-mining")
        add(add(mined, "item"), "resource", text.pdf_url, mime_type="application/pdf", content_version="vor")
    return data
