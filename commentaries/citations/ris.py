"""Turns a record into RIS, the tagged lines that EndNote, Zotero and most catalogues take in.

A report's series is T2, its number SN and its kind M3, as Zotero's and EndNote's own readers have it for RPRT; SN being
taken, the ISSN stands in a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from commentaries.citations.kinds import TYPES
from commentaries.citations.names import parts_of
from commentaries.citations.wording import issn_lines, wording_for
from commentaries.record import PublicationDate, Record, Role

MEDIA_TYPE = "application/x-research-info-systems"
_ROLES = {Role.TRANSLATOR: "A4"}


def cite_ris(record: Record) -> str:
    """One reference. Lines end as the format has it, with carriage return and line feed; no value runs over two."""
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in _lines(record) if value]
    return "\r\n".join([f"TY  - {TYPES[record.kind].ris}", *lines, "ER  - ", ""])


def _lines(record: Record) -> Iterator[tuple[str, str]]:
    series, language = record.series, wording_for(record.language)
    for contributor in record.contributors:
        yield _ROLES.get(contributor.role, "AU"), parts_of(contributor.name).inverted
    yield "TI", record.title
    yield "T2", series.title
    yield "SN", record.label
    yield "M3", TYPES[record.kind].genre[language]
    yield from _dates(record.published)
    yield "PB", series.publisher
    yield "CY", series.publisher_place
    yield "LA", record.language
    yield "DO", record.doi
    yield "UR", record.permanent_url
    yield "AB", record.abstract
    for word in record.keywords:
        yield "KW", word
    for line in issn_lines(series.issns, record.language):
        yield "N1", line
    if record.licence:
        yield "N1", " ".join(part for part in (record.licence.name, record.licence.url) if part)
    yield "N1", record.remark


def _dates(published: PublicationDate | None) -> Iterator[tuple[str, str]]:
    """The year, and the date with its two or three slashes."""
    if published is not None:
        yield "PY", f"{published.year:04d}"
        if published.is_exact:
            yield "DA", f"{published.year:04d}/{published.month:02d}/{published.day:02d}/"


def _one_line(value: str) -> str:
    return " ".join(value.split())
