"""Finds what two sequences have in common, in order: the pairs of places that say the same."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from itertools import pairwise

from commentaries.differences.effort import Effort

Pair = tuple[int, int]
_MOST_EDITS = 1_000
"""Beyond so many edits between two anchors, what lies between is taken as rewritten."""


def common(old: Sequence[Hashable], new: Sequence[Hashable], effort: Effort) -> list[Pair]:
    """Pairs of places, rising in both sequences.

    Equal ends first, then what occurs once on either side, which seldom meets by chance (patience), and between
    these the fewest edits (Myers, “An O(ND) Difference Algorithm”, Algorithmica 1, 1986).
    """
    found: list[Pair] = []
    open_spans = [(0, len(old), 0, len(new))]
    while open_spans:
        span = _trim(old, new, open_spans.pop(), found)
        a, b, c, d = span
        if a == b or c == d or not effort.allows(b - a + d - c):
            continue
        if anchors := _anchors(old, new, span):
            found += anchors
            ends = [(a - 1, c - 1), *anchors, (b, d)]
            open_spans += [(i + 1, k, j + 1, m) for (i, j), (k, m) in pairwise(ends)]
        else:
            found += _fewest_edits(old, new, span, effort)
    return sorted(found)


def _trim(
    old: Sequence[Hashable], new: Sequence[Hashable], span: tuple[int, int, int, int], found: list[Pair]
) -> tuple[int, int, int, int]:
    """The span without what is equal at its beginning and its end, which is added to what was found."""
    a, b, c, d = span
    while a < b and c < d and old[a] == new[c]:
        found.append((a, c))
        a, c = a + 1, c + 1
    while a < b and c < d and old[b - 1] == new[d - 1]:
        b, d = b - 1, d - 1
        found.append((b, d))
    return a, b, c, d


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable], span: tuple[int, int, int, int]) -> list[Pair]:
    """What occurs once on either side, as far as it stands in the same order."""
    a, b, c, d = span
    once_old, once_new = _once(old, a, b), _once(new, c, d)
    pairs = sorted((place, once_new[thing]) for thing, place in once_old.items() if thing in once_new)
    return [pairs[at] for at in rising([place for _, place in pairs])]


def _once(sequence: Sequence[Hashable], start: int, end: int) -> dict[Hashable, int]:
    found: dict[Hashable, int] = {}
    repeated = set()
    for at in range(start, end):
        if sequence[at] in found:
            repeated.add(sequence[at])
        found[sequence[at]] = at
    return {thing: at for thing, at in found.items() if thing not in repeated}


def rising(places: Sequence[int], weights: Sequence[int] | None = None) -> list[int]:
    """Which of these places to keep so that they rise and weigh most, by their index; without weights, the most."""
    best: list[tuple[int, int]] = []  # (place, weight) of chains, both rising: a chain that ends later weighs more
    ends: list[int] = []
    before = [-1] * len(places)
    for at, place in enumerate(places):
        rank = bisect_left(best, (place,))
        weight = (weights[at] if weights else 1) + (best[rank - 1][1] if rank else 0)
        before[at] = ends[rank - 1] if rank else -1
        stop = rank
        while stop < len(best) and best[stop][1] <= weight:
            stop += 1
        best[rank:stop], ends[rank:stop] = [(place, weight)], [at]
    kept: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.append(at)
        at = before[at]
    return kept[::-1]


def _fewest_edits(
    old: Sequence[Hashable], new: Sequence[Hashable], span: tuple[int, int, int, int], effort: Effort
) -> list[Pair]:
    """The pairs of a shortest script of edits; none, and the effort falls short, where it would be very long.

    ``reached[edits][n]`` is how far into the old one so many edits lead on the diagonal ``2n - edits``.
    """
    a, b, c, d = span
    reached: list[list[int]] = []
    for edits in range(b - a + d - c + 1):
        if edits > _MOST_EDITS or not effort.allows(edits + 1):
            effort.fell_short = True
            return []
        reached.append([])
        for n in range(edits + 1):
            x = _after_edit(reached, edits, n)
            y = x - (2 * n - edits)
            while x < b - a and y < d - c and old[a + x] == new[c + y]:
                x, y = x + 1, y + 1
            reached[edits].append(x)
            if x >= b - a and y >= d - c:
                return [(a + i, c + j) for i, j in _walked_back(reached, b - a, d - c)]
    return []


def _after_edit(reached: list[list[int]], edits: int, n: int) -> int:
    if edits == 0:
        return 0
    before = reached[edits - 1]
    return before[n] if _inserts(before, edits, n) else before[n - 1] + 1


def _inserts(before: list[int], edits: int, n: int) -> bool:
    """Whether the last edit on this diagonal inserts a thing of the new one rather than drops one of the old."""
    return n == 0 or (n < edits and before[n - 1] < before[n])


def _walked_back(reached: list[list[int]], x: int, y: int) -> list[Pair]:
    """The equal places along the path that led to the end."""
    found: list[Pair] = []
    for edits in range(len(reached) - 1, -1, -1):
        start_x = start_y = 0
        if edits:
            before, n = reached[edits - 1], (x - y + edits) // 2
            inserts = _inserts(before, edits, n)
            start_x = before[n] if inserts else before[n - 1]
            start_y = start_x - (x - y) - (1 if inserts else -1)
        while x > start_x and y > start_y:
            x, y = x - 1, y - 1
            found.append((x, y))
        x, y = start_x, start_y
    return found
