"""Turns records into a deposit of their DOIs at Crossref (deposit schema 5.3.1), one batch for as many as are given.

A text is a report of a report series under its ISSN; without an ISSN, which the series would need there, it is a report
by itself (docs/decisions/0034-reports-at-crossref.md). Both are one content type, so that a batch may hold both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from commentaries.citations.kinds import TYPES
from commentaries.citations.names import parts_of
from commentaries.record import Contributor, Licence, PublicationDate, Record, Role

MEDIA_TYPE = "application/vnd.crossref.deposit+xml"
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
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold (its section 2.2)."""
_LONGEST_NAME, _LONGEST_NUMBER, _LONGEST_INSTITUTION = 60, 32, 255
_LANGUAGES = (
    " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el"
    " en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu"
    " ja jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mu mi mk ml mn mr ms mt my na"
    " nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so"
    " sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh "
)
"""Those that the schema lists."""
_MEDIA = {"online": "electronic", "print": "print"}


class Update(StrEnum):
    """How a later text changes an earlier one, in Crossref's words."""

    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    CONCERN = "expression_of_concern"
    NEW_VERSION = "new_version"
    RETRACTION = "retraction"
    REMOVAL = "removal"


@dataclass(frozen=True, slots=True)
class Updated:
    """A text that this one updates: how, and since when."""

    doi: str
    how: Update
    since: date


@dataclass(frozen=True, slots=True)
class Deposited:
    """One text as it is deposited.

    ``pdf_url`` is where machines read it whole. ``translation_of`` is the DOI of its original, where that has one of
    its own. ``updates`` are named only with ``policy``, the DOI of the page that says what the publisher does about
    corrections: Crossref takes none without it.
    """

    record: Record
    pdf_url: str = ""
    translation_of: str = ""
    updates: tuple[Updated, ...] = ()
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """The head of a deposit. ``stamp`` grows with each: of two deposits of one DOI the greater one holds."""

    name: str
    stamp: int
    depositor: str
    email: str
    registrant: str


def write_batch(batch: Batch, texts: Iterable[Deposited]) -> bytes:
    """The file to send. Every text has a DOI and an absolute address."""
    root = Element("doi_batch", _ROOT)
    head = _add(root, "head")
    _add(head, "doi_batch_id", batch.name)
    _add(head, "timestamp", str(batch.stamp))
    depositor = _add(head, "depositor")
    _add(depositor, "depositor_name", batch.depositor[:130])
    _add(depositor, "email_address", batch.email)
    _add(head, "registrant", batch.registrant[:255])
    _add(root, "body").extend(_report(text) for text in texts)
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
    record, issns = text.record, _issns(text.record)
    report = Element(TYPES[record.kind].crossref)
    whole = _add(report, "report-paper_series_metadata" if issns else "report-paper_metadata")
    if language := _language(record.language):
        whole.set("language", language)
    if issns:
        series = _add(whole, "series_metadata")
        _add(_add(series, "titles"), "title", record.series.title)
        series.extend(issns)
        series.extend(_terms(text))
    whole.extend(_contributors(record))
    _add(_add(whole, "titles"), "title", record.title)
    whole.extend(_abstract(record))
    whole.extend(_date(record.published))
    whole.extend(_publisher(record))
    whole.extend(_number(record))
    if issns:
        whole.append(_places(text))
        whole.extend(_relations(text))
    else:
        whole.extend(_terms(text))
        whole.extend(_relations(text))
        whole.append(_places(text))
    return report


def _contributors(record: Record) -> Iterator[Element]:
    """All in the printed order. The schema knows translators; the partners of an interview are its authors there."""
    if not record.contributors:
        return
    people = Element("contributors")
    for place, contributor in enumerate(record.contributors):
        role = "translator" if contributor.role is Role.TRANSLATOR else "author"
        person = _add(people, "person_name", sequence="additional" if place else "first", contributor_role=role)
        name = parts_of(contributor.name)
        if name.given:
            _add(person, "given_name", _as_name(name.given))
        _add(person, "surname", _as_name(name.whole_family))
        if contributor.affiliation:
            person.append(_affiliations(contributor, record))
        if contributor.orcid:
            _add(person, "ORCID", f"https://orcid.org/{contributor.orcid}")
    yield people


def _affiliations(contributor: Contributor, record: Record) -> Element:
    """With the identifier of the one institute whose identifier is known, which is our own."""
    series = record.series
    is_ours = contributor.affiliation in {series.publisher, series.publisher_short}
    whole = Element("affiliations")
    institution = _add(whole, "institution")
    _add(institution, "institution_name", contributor.affiliation[:1024])
    if is_ours and series.publisher_ror:
        _add(institution, "institution_id", series.publisher_ror, type="ror")
    return whole


def _as_name(name: str) -> str:
    """As the schema wants a part of a name: on one line, not too long, and without the sign of those that are lost."""
    return " ".join(name.replace("?", " ").split())[:_LONGEST_NAME].strip() or "–"


def _abstract(record: Record) -> Iterator[Element]:
    paragraphs = [" ".join(lines.split()) for lines in re.split(r"\n\s*\n", record.abstract)]
    if not any(paragraphs):
        return
    abstract = Element("jats:abstract", {"xml:lang": record.language})
    for paragraph in filter(None, paragraphs):
        _add(abstract, "jats:p", paragraph)
    yield abstract


def _date(published: PublicationDate | None) -> Iterator[Element]:
    if published is None:
        return
    whole = Element("publication_date", media_type="online")
    if published.is_exact:
        _add(whole, "month", f"{published.month:02d}")
        _add(whole, "day", f"{published.day:02d}")
    _add(whole, "year", f"{published.year:04d}")
    yield whole


def _publisher(record: Record) -> Iterator[Element]:
    """The institute twice, as the schema has it: as the publisher, and as the institution behind the report."""
    series = record.series
    if not series.publisher:
        return
    publisher = Element("publisher")
    _add(publisher, "publisher_name", series.publisher[:_LONGEST_INSTITUTION])
    institution = Element("institution")
    _add(institution, "institution_name", series.publisher)
    if series.publisher_ror:
        _add(institution, "institution_id", series.publisher_ror, type="ror")
    if series.publisher_short:
        _add(institution, "institution_acronym", series.publisher_short)
    if len(series.publisher_place) > 1:
        _add(publisher, "publisher_place", series.publisher_place)
        _add(institution, "institution_place", series.publisher_place)
    yield publisher
    yield institution


def _number(record: Record) -> Iterator[Element]:
    """The printed number, for those who read item numbers and for those who read identifiers."""
    if not record.label:
        return
    item = Element("publisher_item")
    if len(record.label) <= _LONGEST_NUMBER:
        _add(item, "item_number", record.label, item_number_type="report-number")
    _add(item, "identifier", record.label, id_type="report-number")
    yield item


def _issns(record: Record) -> list[Element]:
    """Print and online; the linking ISSN has no place of its own there, and is one of the two."""
    found = []
    for issn in record.series.issns:
        if medium := _MEDIA.get(issn.medium):
            element = Element("issn", media_type=medium)
            element.text = issn.value
            found.append(element)
    return found


def _terms(text: Deposited) -> Iterator[Element]:
    """The licence; within Crossmark where the text updates another. Of a series the schema knows them there alone."""
    access = _access(text.record.licence, text.record.published)
    if not (text.policy and text.updates):
        yield from access
        return
    mark = Element("crossmark")
    _add(mark, "crossmark_version", "1")
    _add(mark, "crossmark_policy", text.policy)
    updates = _add(mark, "updates")
    for each in text.updates:
        _add(updates, "update", each.doi, type=each.how.value, date=each.since.isoformat())
    if access:
        _add(mark, "custom_metadata").extend(access)
    yield mark


def _access(licence: Licence | None, published: PublicationDate | None) -> list[Element]:
    """The terms for readers and for machines; nothing where no licence with an address is given."""
    if licence is None or not licence.url:
        return []
    program = Element("ai:program", {"name": "AccessIndicators"})
    for use in ("vor", "tdm"):
        reference = _add(program, "ai:license_ref", licence.url, applies_to=use)
        if published is not None and published.is_exact:
            reference.set("start_date", str(published))
    return [program]


def _relations(text: Deposited) -> Iterator[Element]:
    if not text.translation_of:
        return
    program = Element("rel:program", {"name": "relations"})
    item = _add(program, "rel:related_item")
    named = {"relationship-type": "isTranslationOf", "identifier-type": "doi"}
    _add(item, "rel:intra_work_relation", text.translation_of, **named)
    yield program


def _places(text: Deposited) -> Element:
    """The DOI, the page where it leads, and the whole text for those who compare and those who mine."""
    data = Element("doi_data")
    _add(data, "doi", text.record.doi)
    _add(data, "resource", text.record.url, mime_type="text/html")
    if text.pdf_url:
        crawled = _add(data, "collection", property="crawler-based")
        _add(_add(crawled, "item", crawler="iParadigms"), "resource", text.pdf_url)
        mined = _add(data, "collection", property="text-mining")
        _add(_add(mined, "item"), "resource", text.pdf_url, mime_type="application/pdf", content_version="vor")
    return data


def _language(tag: str) -> str:
    """The language as the schema lists it, by the two letters of ISO 639-1; empty for one that it does not know."""
    base = tag.split("-")[0].lower()
    return base if f" {base} " in _LANGUAGES else ""


def _add(parent: Element, name: str, words: str = "", **facts: str) -> Element:
    element = SubElement(parent, name, facts)
    if words:
        element.text = _NOT_IN_XML.sub("", words)
    return element
