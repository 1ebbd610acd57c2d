"""Writes small texts for comparing, and writes out what was found, in signs that are quick to read."""

from __future__ import annotations

from collections.abc import Iterable

from commentaries.differences.comparing import Change, Comparison, Fate, between
from commentaries.differences.texts import Block, Part, Run, Section, plain
from commentaries.differences.words import How, Piece

_SIGNS = {How.KEPT: "{}", How.INSERTED: "[+{}+]", How.DELETED: "[-{}-]", How.RESTYLED: "[~{}~]"}


def paragraph(words: str, kind: str = "paragraph") -> Block:
    return Block(kind, (plain("", words),))


def marked(words: str, *marks: str) -> Run:
    """Words in bold, in italics, or with a link: ``marked("here", "link https://…")``."""
    pairs = (mark.partition(" ") for mark in marks)
    return Run(words, tuple(sorted((kind, value) for kind, _space, value in pairs)))


def written(pieces: Iterable[Piece]) -> str:
    return "".join(piece.space + _SIGNS[piece.how].format(piece.words) for piece in pieces)


def compared(old: Iterable[Block], new: Iterable[Block]) -> Comparison:
    return between((Section("body", tuple(old)),), (Section("body", tuple(new)),))


def story(comparison: Comparison) -> list[str]:
    """Each change of the only section in a line: ``kept``, ``changed: …``, ``moved 1 up: …``, ``left 1: …``."""
    [section] = comparison.sections
    return [_told(change) for change in section.changes]


def _told(change: Change) -> str:
    said = " / ".join(written(part.pieces) for part in change.parts)
    if change.fate is Fate.LEFT:
        return f"left {change.move}: {change.old[0].words}"
    moved = f"moved {change.move} {'up' if change.moves_up else 'down'}, " if change.move else ""
    return f"{moved}{change.fate.value}: {said}"


def rich(*runs: Run | str) -> Block:
    """A paragraph of runs, plain where they are mere words."""
    return Block("paragraph", (Part("", tuple(Run(run) if isinstance(run, str) else run for run in runs)),))
