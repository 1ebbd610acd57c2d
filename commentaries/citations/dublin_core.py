"""Turns a record into the elements of Dublin Core (DCMES 1.1), in the order in which OAI-PMH's schema has them."""

from __future__ import annotations

from collections.abc import Iterator

from commentaries.citations.kinds import TYPES
from commentaries.citations.names import parts_of
from commentaries.record import Record, Role


def elements_of(record: Record) -> list[tuple[str, str]]:
    """Names and values, each element as often as it is true; without empty ones."""
    return [(name, " ".join(value.split())) for name, value in _elements(record) if value]


def _elements(record: Record) -> Iterator[tuple[str, str]]:
    series = record.series
    yield "title", record.title
    for contributor in record.contributors:
        name = "contributor" if contributor.role is Role.TRANSLATOR else "creator"
        yield name, parts_of(contributor.name).inverted
    for subject in record.subjects:
        yield "subject", subject.name
    for word in record.keywords:
        yield "subject", word
    yield "description", record.abstract
    yield "description", record.remark
    yield "publisher", series.publisher
    yield "date", str(record.published) if record.published else ""
    yield "type", "Text"
    yield "type", TYPES[record.kind].dc
    yield "identifier", record.doi_url
    yield "identifier", record.number_url
    yield "identifier", record.url
    yield "source", f"{series.title} {record.label}".strip()
    yield "language", record.language
    for issn in series.issns:
        yield "relation", f"ISSN {issn.value}"
    yield "rights", record.licence.name if record.licence else ""
    yield "rights", record.licence.url if record.licence else ""
