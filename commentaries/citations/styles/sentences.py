"""Turns facts into the sentences of a citation: what follows what, and where a full stop stands."""

from __future__ import annotations

import re
from collections.abc import Iterable

from commentaries.citations.house import Run
from commentaries.citations.kinds import TYPES
from commentaries.citations.styles.words import Words
from commentaries.record import Record

_ENDED = re.compile(r"[.?!…‽؟。？！][”’»“\"'›]*$")
"""What needs no full stop, in any script."""


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


def joined(mark: str, *parts: str | Iterable[str | Run]) -> list[Run]:
    """The parts that say anything, with a mark between each two."""
    runs: list[Run] = []
    for part in parts:
        if said := runs_of([part] if isinstance(part, str) else part):
            runs += [Run(mark), *said] if runs else said
    return runs


def titled(record: Record, title: str = "") -> Run:
    """The title in italics, or the form of it that a style has."""
    return Run((title or record.title).strip(), is_italic=True)


def genre_of(record: Record, words: Words) -> str:
    """What a reader calls the text: ``Commentary``."""
    return TYPES[record.kind].genre[words.language]


def numbered(record: Record, words: Words, *, sign: str = "") -> list[Run]:
    """``Commentary 25 | 61``, or nothing of a text without a number; ``sign`` stands before a mere figure."""
    if not record.label:
        return []
    shown = sign if record.label.isalnum() else ""
    return [Run(f"{genre_of(record, words)} {shown}"), Run(record.label, is_number=True)]


def year_of(record: Record) -> str:
    """The year, or nothing."""
    return str(record.published.year) if record.published else ""


def address_of(record: Record) -> list[Run]:
    """The DOI as a link, else the address by number, else that of the page."""
    return [Run(record.permanent_url, url=record.permanent_url)] if record.permanent_url else []
