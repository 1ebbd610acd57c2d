"""Turns what two rows of tokens have in common into the gaps between, placed and joined as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from commentaries.differences.sequences import Pair
from commentaries.differences.tokens import Token

_SENTENCE_ENDS = frozenset(".!?…")
_PAUSES = frozenset(",;:–—")
_LITTLE = 0.25
"""Below this share of letters kept, a passage counts as rewritten: what little is left would only confuse."""
_CRUMB = 2
"""So many words kept between two longer replacements are read with them."""


class Gap(NamedTuple):
    """What went from the older row and what came into the newer one at the same place."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int

    @property
    def replaces(self) -> bool:
        return self.old_start < self.old_end and self.new_start < self.new_end


def gaps_between(pairs: Sequence[Pair], old: int, new: int) -> list[Gap]:
    """The gaps between the pairs, up to the lengths of both rows."""
    ends = [(-1, -1), *pairs, (old, new)]
    gaps = [Gap(i + 1, k, j + 1, m) for (i, j), (k, m) in pairwise(ends)]
    return [gap for gap in gaps if gap.old_start < gap.old_end or gap.new_start < gap.new_end]


def readable(gaps: list[Gap], before: Sequence[Token], after: Sequence[Token]) -> list[Gap]:
    """The same change in fewer and more natural gaps."""
    joined = _without_crumbs(list(_placed(gaps, before, after)), before, after)
    came = sum(_letters(after[gap.new_start : gap.new_end]) for gap in joined)
    went = sum(_letters(before[gap.old_start : gap.old_end]) for gap in joined)
    total_old, total_new = _letters(before), _letters(after)
    kept, most = min(total_old - went, total_new - came), max(total_old, total_new)
    if len(joined) > 1 and kept < _LITTLE * most:
        return [Gap(0, len(before), 0, len(after))]
    return joined


def _placed(gaps: list[Gap], before: Sequence[Token], after: Sequence[Token]) -> Iterator[Gap]:
    """Moves what merely came, or merely went, along equal words to where a sentence or a clause begins."""
    left_old = left_new = 0
    for at, gap in enumerate(gaps):
        following = gaps[at + 1] if at + 1 < len(gaps) else Gap(len(before), 0, len(after), 0)
        if not gap.replaces:
            row, start, end = (
                (after, gap.new_start, gap.new_end)
                if gap.new_start < gap.new_end
                else (before, gap.old_start, gap.old_end)
            )
            room_before = min(gap.old_start - left_old, gap.new_start - left_new)
            room_after = min(following.old_start - gap.old_end, following.new_start - gap.new_end)
            by = _best_shift(row, start, end, room_before, room_after)
            gap = Gap(*(place + by for place in gap))
        yield gap
        left_old, left_new = gap.old_end, gap.new_end


def _best_shift(row: Sequence[Token], start: int, end: int, room_before: int, room_after: int) -> int:
    best, score = 0, _naturalness(row, start, end)
    for step, room in ((-1, room_before), (1, room_after)):
        by = 0
        while abs(by) < room and _may_shift(row, start + by, end + by, step):
            by += step
            if (found := _naturalness(row, start + by, end + by)) > score:
                best, score = by, found
    return best


def _may_shift(row: Sequence[Token], start: int, end: int, step: int) -> bool:
    leaves, enters = (end - 1, start - 1) if step < 0 else (start, end)
    return row[leaves].same_as == row[enters].same_as


def _naturalness(row: Sequence[Token], start: int, end: int) -> int:
    """Whole sentences read best, then clauses, then words."""
    before = row[start - 1].words if start else "."
    last = row[end - 1].words
    score = 4 * (before in _SENTENCE_ENDS) + 4 * (last in _SENTENCE_ENDS)
    score += (before in _PAUSES) + (last in _PAUSES)
    return 2 * score + bool(row[start].space)


def _without_crumbs(gaps: list[Gap], before: Sequence[Token], after: Sequence[Token]) -> list[Gap]:
    """Joins two replacements when little is kept between them, so that a phrase is read in one piece."""
    joined: list[Gap] = []
    for gap in gaps:
        while joined and _is_crumb(joined[-1], gap, before, after):
            gap = Gap(joined[-1].old_start, gap.old_end, joined[-1].new_start, gap.new_end)
            joined.pop()
        joined.append(gap)
    return joined


def _is_crumb(first: Gap, second: Gap, before: Sequence[Token], after: Sequence[Token]) -> bool:
    kept = after[first.new_end : second.new_start]
    if not (first.replaces and second.replaces) or any(token.key for token in kept):
        return False
    if sum(token.is_word for token in kept) > _CRUMB:
        return False
    return _letters(kept) <= min(_size(gap, before, after) for gap in (first, second))


def _size(gap: Gap, before: Sequence[Token], after: Sequence[Token]) -> int:
    return max(_letters(before[gap.old_start : gap.old_end]), _letters(after[gap.new_start : gap.new_end]))


def _letters(tokens: Sequence[Token]) -> int:
    return sum(len(token.words) for token in tokens if token.is_word)
