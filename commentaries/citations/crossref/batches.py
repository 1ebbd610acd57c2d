"""Turns texts into a deposit of their DOIs (Crossref's deposit schema 5.3.1), one batch for as many as are given.

A text is a report of a report series under its ISSN; without an ISSN, which the series would need there, it is a report
by itself (docs/decisions/0034-reports-at-crossref.md). Both are one content type, so that a batch may hold both.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from commentaries.citations.crossref.deposits import Batch, Deposited
from commentaries.citations.crossref.facts import abstract, date, issns_of, language_of, number, publisher
from commentaries.citations.crossref.people import contributors
from commentaries.citations.crossref.terms import places, relations, terms
from commentaries.citations.kinds import TYPES
from commentaries.elements import add

SCHEMA = "http://www.crossref.org/schema/5.3.1"
_ROOT = {
    "version": "5.3.1",
    "xmlns": SCHEMA,
    "xmlns:jats": "http://www.ncbi.nlm.nih.gov/JATS1",
    "xmlns:ai": "http://www.crossref.org/AccessIndicators.xsd",
    "xmlns:rel": "http://www.crossref.org/relations.xsd",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": f"{SCHEMA} https://www.crossref.org/schemas/crossref5.3.1.xsd",
}


def write_batch(batch: Batch, texts: Iterable[Deposited]) -> bytes:
    """The file to send. Every text has a DOI and an absolute address."""
    root = Element("doi_batch", _ROOT)
    head = add(root, "head")
    add(head, "doi_batch_id", batch.name)
    add(head, "timestamp", str(batch.stamp))
    depositor = add(head, "depositor")
    add(depositor, "depositor_name", batch.depositor[:130])
    add(depositor, "email_address", batch.email)
    add(head, "registrant", batch.registrant[:255])
    add(root, "body").extend(_report(text) for text in texts)
    return _written(root)


def write_text(text: Deposited) -> bytes:
    """What is said of one text, without the head: the same as long as nothing that is deposited has changed."""
    return _written(_report(text))


def _written(element: Element) -> bytes:
    ElementTree.indent(element)
    written: bytes = ElementTree.tostring(element, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _report(text: Deposited) -> Element:
    """The elements in the order that the schema gives, which differs between the two forms."""
    record, issns = text.record, issns_of(text.record)
    report = Element(TYPES[record.kind].crossref)
    whole = add(report, "report-paper_series_metadata" if issns else "report-paper_metadata")
    if language := language_of(record.language):
        whole.set("language", language)
    if issns:
        series = add(whole, "series_metadata")
        add(add(series, "titles"), "title", record.series.title)
        series.extend(issns)
        series.extend(terms(text))
    whole.extend(contributors(record))
    add(add(whole, "titles"), "title", record.title)
    whole.extend(abstract(record))
    whole.extend(date(record.published))
    whole.extend(publisher(record))
    whole.extend(number(record))
    if issns:
        whole.append(places(text))
        whole.extend(relations(text))
    else:
        whole.extend(terms(text))
        whole.extend(relations(text))
        whole.append(places(text))
    return report
