"""Measures how many records a second each pure function turns into what it writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from time import thread_time

import pytest

from commentaries.citations import cite, crossref
from commentaries.citations.bibtex import cite_bibtex
from commentaries.citations.csl import cite_csl
from commentaries.citations.dublin_core import elements_of
from commentaries.citations.highwire import highwire_tags
from commentaries.citations.open_graph import open_graph_tags
from commentaries.citations.redif import Archive, PaperSeries, paper_template
from commentaries.citations.ris import cite_ris
from commentaries.citations.schema_org import json_ld, text_of
from commentaries.citations.styles import STYLES, cite_styled
from commentaries.fulltext import article_of, markdown_of, plain_of
from commentaries.fulltext.jats import jats_of
from commentaries.record import Record
from tests.commentaries.citations.records import HARD_RECORDS
from tests.commentaries.fulltext.samples import FULL

pytestmark = pytest.mark.long
ROUNDS, SECONDS = 3, 0.1
AT_LEAST = 0.4
"""Of what is listed meanwhile: where 12,500 records a second are listed, 5,000 are to be written."""
PAPERS = PaperSeries(
    Archive("aaa", "Institute of Tides", "repec@example.org", "https://example.org/RePEc/aaa/"), "letter", "Letters"
)
WRITERS: dict[str, Callable[[Record], object]] = {
    "house style": cite,
    **{style.label: partial(cite_styled, style=name) for name, style in STYLES.items()},
    "BibTeX": cite_bibtex,
    "RIS": cite_ris,
    "CSL-JSON": cite_csl,
    "Dublin Core": elements_of,
    "Highwire": highwire_tags,
    "Open Graph": open_graph_tags,
    "schema.org": lambda record: json_ld([text_of(record)]),
    "ReDIF": lambda record: paper_template(record, PAPERS),
    "Crossref": lambda record: crossref.write_text(crossref.Deposited(record)),
    "JATS, front matter": article_of,
}
WHOLE: dict[str, Callable[[Record], object]] = {
    "JATS, short text": lambda record: jats_of(record, FULL),
    "Markdown, short text": lambda record: markdown_of(record, FULL),
    "plain text, short text": lambda record: plain_of(record, FULL),
}
"""What grows with the text: told, and held to nothing."""


def listed(record: Record) -> str:
    """All facts as they are, by the standard library: what each is measured against."""
    return json.dumps(asdict(record), default=str, ensure_ascii=False)


def a_second(write: Callable[[Record], object]) -> float:
    """Records in a second of the processor: the best of three rounds over the difficult records of the tests."""
    for record in HARD_RECORDS:
        write(record)
    best = 0.0
    for _round in range(ROUNDS):
        done, begun = 0, thread_time()
        while (taken := thread_time() - begun) < SECONDS:
            for record in HARD_RECORDS:
                write(record)
            done += len(HARD_RECORDS)
        best = max(best, done / taken)
    return best


def test_a_record_is_written_nearly_as_fast_as_its_facts_are_listed() -> None:
    speeds = {name: a_second(write) for name, write in {"facts, listed": listed, **WRITERS, **WHOLE}.items()}
    print("\n| written | records a second | of those listed |\n|---|---|---|")
    for name, speed in speeds.items():
        print(f"| {name} | {speed:,.0f} | {speed / speeds['facts, listed']:.2f} |")
    floor = AT_LEAST * speeds["facts, listed"]
    assert {name: speeds[name] for name in WRITERS if speeds[name] < floor} == {}
