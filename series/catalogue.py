"""Turns portions of texts into the catalogue of a series: one row of a table, or one object, for every text.

The columns are what others build on: none is renamed, and new ones come last (docs/outputs.md).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import TYPE_CHECKING, Any

from commentaries.record import Record
from commentaries.recording import pdf_path, records_with_subjects
from series.streaming import Portions, joined
from series.vocabulary import contributor_told, issns_told, subject_told

if TYPE_CHECKING:
    from django.http import HttpRequest

BYTE_ORDER_MARK = "\ufeff"
COLUMNS = (
    "number", "title", "authors", "authors_filed", "roles", "orcids", "affiliations", "date", "year", "series",
    "issn_online", "issn_print", "issn_l", "publisher", "kind", "language", "doi", "permanent_url", "url", "pdf_url",
    "licence", "licence_url", "topics", "keywords", "abstract", "archive_entry", "remark",
)  # fmt: skip
_BETWEEN = "; "
_READ_AS_FORMULA = re.compile(r"(^|;)(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")


def write_csv(portions: Portions, *, request: HttpRequest) -> Iterator[str]:
    """The table with its head, every cell in quotation marks (RFC 4180).

    It begins with the mark by which spreadsheets know UTF-8; who reads it by program opens it as ``utf-8-sig``.
    """
    yield BYTE_ORDER_MARK + _lines([COLUMNS])
    for portion in portions:
        records = records_with_subjects(portion, request=request)
        yield _lines([[harmless(str(cell)) for cell in _row(record)] for record in records])


def write_json(portions: Portions, *, request: HttpRequest) -> Iterator[str]:
    """One list, with one object on each line, for those who read it whole and for those who read it by lines."""
    made = (records_with_subjects(portion, request=request) for portion in portions)
    pieces = (",\n".join(json.dumps(described(record), ensure_ascii=False) for record in records) for records in made)
    return joined(pieces, opening="[\n", between=",\n", closing="\n]\n")


def described(record: Record) -> dict[str, Any]:
    """A text as machines read it: the columns of the table, with lists where the table has cells of several values."""
    return {
        **dict(zip(COLUMNS, _row(record), strict=True)),
        "authors": [contributor_told(record, contributor) for contributor in record.contributors],
        "topics": [subject_told(record, subject) for subject in record.subjects],
        "keywords": list(record.keywords),
        "archive_entry": record.is_archived,
        "issns": issns_told(record.series),
    }


def harmless(cell: str) -> str:
    """A cell in one line that no spreadsheet takes for a formula: an apostrophe stands before the sign.

    Also behind a semicolon, which spreadsheets in many languages take for the end of a cell.
    """
    return _READ_AS_FORMULA.sub(r"\1\2'", " ".join(cell.split()))


def _row(record: Record) -> tuple[str | int, ...]:
    issns = {issn.medium: issn.value for issn in record.series.issns}
    published, licence, path = record.published, record.licence, pdf_path(record)
    people = record.contributors
    return (
        record.label,
        record.title,
        _cell_of(each.name.printed for each in people),
        _cell_of(each.name.sort or each.name.printed for each in people),
        _cell_of(each.role for each in people),
        _cell_of(each.orcid for each in people) if any(each.orcid for each in people) else "",
        _cell_of(each.affiliation for each in people) if any(each.affiliation for each in people) else "",
        str(published) if published else "",
        published.year if published else "",
        record.series.title,
        issns.get("online", ""),
        issns.get("print", ""),
        issns.get("l", ""),
        record.series.publisher,
        record.kind.value,
        record.language,
        record.doi,
        record.permanent_url,
        record.url,
        record.absolute(path),
        licence.name if licence else "",
        licence.url if licence else "",
        _cell_of(subject.name for subject in record.subjects),
        _cell_of(record.keywords),
        record.abstract,
        "yes" if record.is_archived else "no",
        record.remark,
    )


def _cell_of(values: Iterable[str]) -> str:
    """Several values in one cell. A semicolon in one of them would give it two places, so it becomes a comma."""
    return _BETWEEN.join(value.replace(";", ",") for value in values)


def _lines(rows: Iterable[Iterable[str]]) -> str:
    written = StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(rows)
    return written.getvalue()
