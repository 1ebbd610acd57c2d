"""Turns a record into the citations that its page offers, each in a style of its own."""

from __future__ import annotations

from dataclasses import dataclass

from commentaries.citations.house import Run, cite_runs
from commentaries.citations.styles import STYLES, cite_styled_runs
from commentaries.record import Record


@dataclass(frozen=True, slots=True)
class Cited:
    """A text as one style cites it."""

    style: str
    label: str
    runs: list[Run]


def house_citation(record: Record, language: str) -> Cited:
    """The citation in the series' own style."""
    return Cited("house", "", cite_runs(record, language))


def styled_citations(record: Record, language: str) -> list[Cited]:
    """The same in the styles of others; of a text that has not appeared there are none."""
    if record.published is None or record.hides_authors:
        return []
    return [Cited(name, style.label, cite_styled_runs(record, name, language)) for name, style in STYLES.items()]
