"""Turns a record into an item of CSL-JSON (Citation Style Language, schema 1.0.2), which Zotero and pandoc read."""

from __future__ import annotations

import json
from typing import Any

from commentaries.citations.kinds import TYPES
from commentaries.citations.names import parts_of
from commentaries.citations.wording import wording_for
from commentaries.record import Contributor, PublicationDate, Record

MEDIA_TYPE = "application/vnd.citationstyles.csl+json"


def item_of(record: Record) -> dict[str, Any]:
    """The item as CSL names its variables; a variable without a value is left out."""
    types = TYPES[record.kind]
    series = record.series
    item: dict[str, Any] = {
        "id": key_of(record),
        "type": types.csl,
        "genre": types.genre[wording_for(record.language)],
        "title": record.title,
        "title-short": record.short_title if record.short_title != record.title else "",
        "collection-title": series.title,
        "number": record.label,
        "publisher": series.publisher,
        "publisher-place": series.publisher_place,
        "issued": _date(record.published),
        "language": record.language,
        "ISSN": ", ".join(series.own_issns),
        "DOI": record.doi,
        "URL": record.doi_url or record.permanent_url,
        "abstract": record.abstract,
        "keyword": ", ".join(record.keywords),
        "license": record.licence.url or record.licence.name if record.licence else "",
        "note": record.remark,
    }
    item["author"] = [_name(each) for each in record.writers]
    item["interviewer"] = [_name(each) for each in record.interviewers]
    item["translator"] = [_name(each) for each in record.translators]
    return {name: value for name, value in item.items() if value}


def cite_csl(record: Record) -> str:
    """The file: a list with one item, as reference managers expect."""
    return json.dumps([item_of(record)], ensure_ascii=False, indent=2) + "\n"


def key_of(record: Record) -> str:
    """What the item is called by whoever cites it: the last part of its lasting address."""
    return record.address or record.path.rstrip("/").rpartition("/")[2] or "text"


def _name(contributor: Contributor) -> dict[str, Any]:
    """The particle stands in the family name, as Zotero reads no other field; processors find it there."""
    name = parts_of(contributor.name)
    if not name.given:
        return {"literal": name.whole_family}
    parts: dict[str, Any] = {
        "family": name.whole_family,
        "given": name.given,
        "suffix": name.suffix,
        "comma-suffix": name.has_comma,
    }
    return {part: value for part, value in parts.items() if value}


def _date(published: PublicationDate | None) -> dict[str, list[list[int]]] | None:
    if published is None:
        return None
    parts = [published.year, published.month, published.day] if published.is_exact else [published.year]
    return {"date-parts": [parts]}
