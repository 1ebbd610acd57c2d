"""Turns portions of texts into one file of citations, as reference managers take many at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Count

from commentaries.citations.bibtex import cite_bibtex
from commentaries.citations.csl import item_of
from commentaries.citations.ris import cite_ris
from commentaries.formats import FORMATS, Format
from commentaries.models import Issue, Series
from commentaries.record import Record
from commentaries.recording import records_of
from commentaries.serving import served
from series.listings import Choice
from series.streaming import Portions, joined

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Bundle:
    """How a format in which one text is cited puts one citation after another."""

    format: Format
    cite: Callable[[Record], str]
    opening: str = ""
    between: str = "\n"
    closing: str = ""


def _item(record: Record) -> str:
    return json.dumps(item_of(record), ensure_ascii=False)


BUNDLES = {
    bundle.format.ending: bundle
    for bundle in (
        Bundle(FORMATS["bib"], cite_bibtex),
        Bundle(FORMATS["ris"], cite_ris, between="\r\n"),
        Bundle(FORMATS["json"], _item, opening="[\n", between=",\n", closing="\n]\n"),
    )
}
"""The formats in which many texts are cited at once, by the ending of the address."""
ENDINGS = "|".join(BUNDLES)


def offered(path: str, *, query: dict[str, str] | None = None) -> list[Choice]:
    """Links to the file of a list in every format; ``path`` is its address without the ending.

    None where the host site serves no such files.
    """
    if not served("search_citations", "bib"):
        return []
    asked = urlencode({key: value for key, value in (query or {}).items() if value})
    rest = f"?{asked}" if asked else ""
    return [Choice(each.format.label, f"{path}.{ending}{rest}") for ending, each in BUNDLES.items()]


def citations_of(portions: Portions, bundle: Bundle, *, request: HttpRequest, of_one_series: bool) -> Iterator[str]:
    """The file, one piece for each portion. A number that two series have given is told apart by theirs."""
    made = (records_of(portion, request=request) for portion in portions)
    told = made if of_one_series else map(_told_apart, made)
    pieces = (bundle.between.join(map(bundle.cite, records)) for records in told)
    return joined(pieces, opening=bundle.opening, between=bundle.between, closing=bundle.closing)


def _told_apart(records: list[Record]) -> list[Record]:
    """An entry is called by its number in the file, and BibTeX takes no two of one name: one query."""
    given = Issue.objects.counting().filter(series__in=Series.objects.all(), address__in={r.address for r in records})
    twice = given.values("address").annotate(times=Count("pk")).filter(times__gt=1).order_by()
    shared = set(twice.values_list("address", flat=True))
    return [
        replace(record, address=f"{record.series.path.strip('/').rpartition('/')[2]}-{record.address}")
        if record.address in shared
        else record
        for record in records
    ]
