"""Turns two runs of words into pieces: what was kept, what came, what went, and what only looks different now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from commentaries.differences.effort import Effort
from commentaries.differences.gaps import Gap, gaps_between, readable
from commentaries.differences.sequences import common
from commentaries.differences.texts import Marks, Run
from commentaries.differences.tokens import Token, tokens_of

_A_LETTER = 4
"""Steps that it takes to cut a letter out and compare it."""


class How(Enum):
    """What became of words."""

    KEPT = "kept"
    INSERTED = "inserted"
    DELETED = "deleted"
    RESTYLED = "restyled"
    """The same words with other marks."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with one fate and the same marks; ``was`` are the marks that restyled words bore before.

    ``space`` stands before the words and shares no fate with them. With a ``key`` the piece is one thing.
    """

    how: How
    words: str
    space: str = ""
    marks: Marks = ()
    was: Marks = ()
    key: str = ""


def compare(old: Sequence[Run], new: Sequence[Run], effort: Effort) -> tuple[Piece, ...]:
    """The pieces in the order of the newer words; what went stands before what came in its place.

    Those kept, restyled and inserted are the newer words; those kept, restyled and deleted the older ones.
    """
    if not effort.allows(_A_LETTER * sum(len(run.words) for run in (*old, *new))):
        return *whole(old, How.DELETED), *whole(new, How.INSERTED)
    before, after = tokens_of(old), tokens_of(new)
    pairs = common([token.same_as for token in before], [token.same_as for token in after], effort)
    gaps = readable(gaps_between(pairs, len(before), len(after)), before, after)
    if gaps and after and gaps[0].new_start == 0 and gaps[0].old_end > 0:
        after[0] = replace(after[0], space=" ")  # it no longer stands first, but after what went
    return tuple(_merged(_pieces(gaps, before, after)))


def whole(runs: Iterable[Run], how: How) -> tuple[Piece, ...]:
    """All words with one fate."""
    return tuple(Piece(how, run.words, marks=run.marks, key=run.key) for run in runs)


def _pieces(gaps: list[Gap], before: list[Token], after: list[Token]) -> Iterator[Piece]:
    at, here = 0, 0
    for gap in [*gaps, Gap(len(before), len(before), len(after), len(after))]:
        for older, newer in zip(before[at : gap.old_start], after[here : gap.new_start], strict=True):
            yield from _kept(older, newer)
        for token in before[gap.old_start : gap.old_end]:
            yield from _with_fate(token, How.DELETED)
        for token in after[gap.new_start : gap.new_end]:
            yield from _with_fate(token, How.INSERTED)
        at, here = gap.old_end, gap.new_end


def _with_fate(token: Token, how: How) -> Iterator[Piece]:
    space = token.space
    for words, marks in token.segments:
        yield Piece(how, words, space, marks, key=token.key)
        space = ""


def _kept(older: Token, newer: Token) -> Iterator[Piece]:
    """The newer token, cut where its marks or those of the older one end. A thing with a key is shown as it is now."""
    if newer.key or older.segments == newer.segments:
        yield from _with_fate(newer, How.KEPT)
        return
    space, at = newer.space, 0
    ends = sorted({*_ends(older), *_ends(newer)})
    for end in ends:
        marks, was = _marks_at(newer, at), _marks_at(older, at)
        words = newer.words[at:end]
        if marks == was:
            yield Piece(How.KEPT, words, space, marks)
        else:
            yield Piece(How.RESTYLED, words, space, marks, was)
        space, at = "", end


def _ends(token: Token) -> Iterator[int]:
    end = 0
    for words, _marks in token.segments:
        end += len(words)
        yield end


def _marks_at(token: Token, at: int) -> Marks:
    for (_words, marks), end in zip(token.segments, _ends(token), strict=True):
        if at < end:
            return marks
    return ()


def _merged(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours with the same fate and marks as one."""
    words: list[str] = []
    first: Piece | None = None
    for piece in pieces:
        if first and _is_one(first, piece):
            words += piece.space, piece.words
            continue
        if first:
            yield replace(first, words="".join(words))
        first, words = piece, [piece.words]
    if first:
        yield replace(first, words="".join(words))


def _is_one(first: Piece, second: Piece) -> bool:
    same = (first.how, first.marks, first.was) == (second.how, second.marks, second.was)
    return same and not first.key and not second.key
