"""Turns two texts into what changed from the older to the newer, in the order of the newer."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from commentaries.differences.aligning import Match, align
from commentaries.differences.effort import MOST, Effort
from commentaries.differences.texts import Block, Part, Run, Text
from commentaries.differences.words import How, Piece, compare, whole

PARTED = "paragraph"
"""The key of the sign that stands where a paragraph was parted, or joined with the next."""
_SIGN = Run("¶", key=PARTED)


class Fate(Enum):
    """What became of a block."""

    KEPT = "kept"
    CHANGED = "changed"
    INSERTED = "inserted"
    DELETED = "deleted"
    LEFT = "left"
    """It stood here and stands elsewhere now, where it is shown."""


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part of a block, and what became of its words."""

    name: str
    pieces: tuple[Piece, ...]

    @property
    def is_kept(self) -> bool:
        return all(piece.how is How.KEPT for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Change:
    """One block, before and after; two or more on one side where a paragraph was parted or joined.

    ``old_at`` and ``new_at`` are their places among the blocks of the section. What moved bears the number of its
    ``move``, counted from 1, at the place where it was and where it is; blocks that moved together share it.
    """

    fate: Fate
    old: tuple[Block, ...] = ()
    new: tuple[Block, ...] = ()
    parts: tuple[PartChange, ...] = ()
    move: int = 0
    moves_up: bool = False
    old_at: tuple[int, ...] = ()
    new_at: tuple[int, ...] = ()

    @property
    def block(self) -> Block:
        """The block as it is, or was last."""
        return self.new[0] if self.new else self.old[0]

    @property
    def is_untouched(self) -> bool:
        return self.fate is Fate.KEPT and not self.move

    @property
    def was_kind(self) -> str:
        """What it was before it became what it is; empty where that is the same."""
        if not self.old or not self.new or self.old[0].kind == self.new[0].kind:
            return ""
        return self.old[0].kind

    @property
    def is_restyled(self) -> bool:
        """Whether its words are the same, and only their look or what they lead to has changed."""
        hows = {piece.how for part in self.parts for piece in part.pieces}
        return self.fate is Fate.CHANGED and hows <= {How.KEPT, How.RESTYLED}


@dataclass(frozen=True, slots=True)
class SectionChanges:
    """The changes in one part of the page."""

    name: str
    changes: tuple[Change, ...]

    @property
    def is_untouched(self) -> bool:
        return all(change.is_untouched for change in self.changes)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two texts; ``is_coarse`` where something was too long to be compared word by word."""

    sections: tuple[SectionChanges, ...]
    is_coarse: bool

    @property
    def is_empty(self) -> bool:
        return all(section.is_untouched for section in self.sections)


def between(old: Text, new: Text, *, most: int = MOST) -> Comparison:
    """What changed from the one text to the other; ``most`` bounds the work."""
    aligning, wording = Effort(most // 2), Effort(most // 2)
    before = {section.name: section.blocks for section in old}
    sections = []
    for section in new:
        blocks = before.get(section.name, ())
        walk = _Walk(blocks, section.blocks, align(blocks, section.blocks, aligning), wording)
        sections.append(SectionChanges(section.name, tuple(walk.changes())))
    return Comparison(tuple(sections), aligning.fell_short or wording.fell_short)


class _Walk:
    """Goes through the newer blocks of one section and meets on the way what was there before."""

    def __init__(self, old: Sequence[Block], new: Sequence[Block], matches: list[Match], effort: Effort) -> None:
        self.old, self.new, self.effort = old, new, effort
        self.matches = matches
        self.by_old = {at: match for match in matches for at in match.old}
        self.by_new = {here: match for match in matches for here in match.new}
        self.moves = self._numbered_moves()

    def changes(self) -> Iterator[Change]:
        at = here = 0
        for match in [match for match in self.matches if not match.has_moved]:
            yield from self._gone(at, match.old[0])
            yield from self._come(here, match.new[0])
            yield self._met(match)
            at, here = match.old[-1] + 1, match.new[-1] + 1
        yield from self._gone(at, len(self.old))
        yield from self._come(here, len(self.new))

    def _numbered_moves(self) -> dict[Match, tuple[int, bool]]:
        """The number of each move and whether it went up; what moved side by side moved together."""
        stable = [match for match in self.matches if not match.has_moved]
        olds, news = [match.old[0] for match in stable], [match.new[0] for match in stable]
        found: dict[Match, tuple[int, bool]] = {}
        number, last = 0, None
        for match in self.matches:
            if not match.has_moved:
                continue
            if last and self._is_together(last, match):
                found[match] = found[last]
            else:
                number += 1
                found[match] = number, bisect(news, match.new[0]) < bisect(olds, match.old[0])
            last = match
        return found

    def _is_together(self, first: Match, second: Match) -> bool:
        between = range(first.old[-1] + 1, second.old[0]), range(first.new[-1] + 1, second.new[0])
        comes_next = second.old[0] > first.old[-1]
        return (
            comes_next
            and not any(at in self.by_old for at in between[0])
            and not any(here in self.by_new for here in between[1])
        )

    def _gone(self, start: int, end: int) -> Iterator[Change]:
        """What stood in this stretch of the older text and stands there no more."""
        for at in range(start, end):
            match = self.by_old.get(at)
            if match is None:
                block = self.old[at]
                yield Change(Fate.DELETED, (block,), parts=_whole(block, How.DELETED), old_at=(at,))
            elif at == match.old[0]:
                yield self._change(Fate.LEFT, match, ())

    def _come(self, start: int, end: int) -> Iterator[Change]:
        """What stands in this stretch of the newer text and did not stand there."""
        for here in range(start, end):
            match = self.by_new.get(here)
            if match is None:
                block = self.new[here]
                yield Change(Fate.INSERTED, (), (block,), _whole(block, How.INSERTED), new_at=(here,))
            elif here == match.new[0]:
                yield self._met(match)

    def _met(self, match: Match) -> Change:
        older, newer = self.old[match.old[0]], self.new[match.new[0]]
        is_one = len(match.old) == len(match.new) == 1 and older.kind == newer.kind
        if is_one and older.content == newer.content:
            return self._change(Fate.KEPT, match, _whole(newer, How.KEPT))
        olds, news = [self.old[at] for at in match.old], [self.new[here] for here in match.new]
        parts = tuple(_compared(olds, news, self.effort))
        only_spaces_differ = is_one and all(part.is_kept for part in parts)
        return self._change(Fate.KEPT if only_spaces_differ else Fate.CHANGED, match, parts)

    def _change(self, fate: Fate, match: Match, parts: tuple[PartChange, ...]) -> Change:
        olds, news = tuple(self.old[at] for at in match.old), tuple(self.new[here] for here in match.new)
        return Change(fate, olds, news, parts, *self.moves.get(match, (0, False)), match.old, match.new)


def _whole(block: Block, how: How) -> tuple[PartChange, ...]:
    return tuple(PartChange(part.name, whole(part.runs, how)) for part in block.parts)


def _compared(olds: Sequence[Block], news: Sequence[Block], effort: Effort) -> Iterator[PartChange]:
    """The parts of a block, or of paragraphs that were parted or joined, which are read as one."""
    older, newer = olds[0].parts, news[0].parts
    if len(olds) + len(news) > 2:
        yield PartChange("", compare(_in_one(olds), _in_one(news), effort))
    elif len(older) == len(newer) == 1:
        yield PartChange(newer[0].name, compare(older[0].runs, newer[0].runs, effort))
    else:
        only = _only_names(older) & _only_names(newer)
        before, after = (
            [Block(part.name, (part,), key=f"the {part.name}" if part.name in only else "") for part in parts]
            for parts in (older, newer)
        )
        matches = [match for match in align(before, after, effort) if not match.has_moved]
        for change in _Walk(before, after, matches, effort).changes():
            yield from change.parts


def _only_names(parts: Sequence[Part]) -> set[str]:
    """The names that one part alone bears."""
    counted = Counter(part.name for part in parts)
    return {name for name, count in counted.items() if count == 1}


def _in_one(blocks: Sequence[Block]) -> list[Run]:
    runs: list[Run] = []
    for block in blocks:
        runs += [Run(" "), _SIGN, Run(" ")] if runs else []
        runs += [run for part in block.parts for run in part.runs]
    return runs
