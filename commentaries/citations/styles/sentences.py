"""Turns facts into the sentences of a citation: what follows what, and where a full stop stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from commentaries.citations.house import Run
from commentaries.citations.kinds import TYPES
from commentaries.citations.styles.words import Words
from commentaries.record import Record

_ENDED = re.compile(r"[.?!…][”’»]*$")
"""What needs no full stop."""


def sentence(*pieces: str | Run) -> list[Run]:
    """The pieces with a full stop behind them, unless they end with a sign like it; nothing of nothing."""
    runs = runs_of(pieces)
    if runs and not _ENDED.search(runs[-1].text):
        runs.append(Run("."))
    return runs


def runs_of(pieces: Iterable[str | Run]) -> list[Run]:
    """The pieces that say anything, as runs."""
    runs = (Run(piece) if isinstance(piece, str) else piece for piece in pieces)
    return [run for run in runs if run.text]


def joined(mark: str, *parts: Sequence[Run]) -> list[Run]:
    """The parts that say anything, with a mark between each two."""
    runs: list[Run] = []
    for part in parts:
        if part:
            runs += [Run(mark), *part] if runs else part
    return runs


def number_of(record: Record, words: Words) -> list[Run]:
    """``Commentary 25 | 61``; what the text is alone where it has no number."""
    genre = TYPES[record.kind].genre[words.language]
    return [Run(f"{genre} "), Run(record.label, is_number=True)] if record.label else [Run(genre)]


def year_of(record: Record) -> str:
    """The year, or nothing."""
    return str(record.published.year) if record.published else ""


def address_of(record: Record) -> list[Run]:
    """The DOI as a link, else the address by number, else that of the page."""
    return [Run(record.permanent_url, url=record.permanent_url)] if record.permanent_url else []
