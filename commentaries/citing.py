"""Turns a record into the citations that its page offers, each in a style of its own, kept once they are made."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from django.core.cache import cache

from commentaries.citations.house import Run, cite_runs
from commentaries.citations.styled import STYLES, cite_styled_runs
from commentaries.record import Record

KEPT_FOR = 24 * 60 * 60
"""A day: after that a new release of the styles is seen everywhere."""


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
    """The same in the styles of others; of a text that has not appeared there are none.

    Together they take longer than all the rest of a page, and are the same until the record changes.
    """
    if record.published is None or record.hides_authors:
        return []
    key = f"commentaries:citations:{sha256(repr((record, language)).encode()).hexdigest()}"
    kept: dict[str, list[Run]] | None = cache.get(key)
    if kept is None:
        kept = {style: cite_styled_runs(record, style, language) for style in STYLES}
        cache.set(key, kept, KEPT_FOR)
    return [Cited(style, STYLES[style].label, runs) for style, runs in kept.items() if style in STYLES]
