"""Turns two rows of blocks into those that are the same block before and after, and says which of them moved."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from commentaries.differences.effort import Effort
from commentaries.differences.sequences import rising
from commentaries.differences.texts import PARTING, Block, Run

_ALIKE = 0.45
"""Twice the words in common by all words, from which on a block is the other rewritten.

Of a hundred paragraphs of the demonstration no two that have nothing to do with each other come to more than 0.41;
one of which every third word is new comes to 0.67, one that was cut in three to 0.5.
"""
_CUT_OFF = 0.6
"""So much of a paragraph has to come from its neighbour for the two to be one that was parted."""
_FEWEST_WORDS = 4
"""What is shorter is no half of a paragraph."""
_MOST_PAIRS = 40_000
"""So many pairs of blocks are looked at each with each; of more, those that share a word which is rare in the text."""
_RARE = 8
_PROSE = frozenset({"paragraph", "bullet", "number"})
_ONE_PIECE = _PROSE | {"heading", "subheading", "pull_quote", "quotation"}
"""Kinds of which one can become another and is the same block still."""
_WORD = re.compile(r"\w+")
Bag = frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Match:
    """The places of one block before and after; of two or more where it was parted or joined."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    has_moved: bool = False


def align(old: Sequence[Block], new: Sequence[Block], effort: Effort) -> list[Match]:
    """The matches in the order of the newer row; what stands in none came or went."""
    pairs = _equal(old, new)
    left = _others(len(old), pairs.keys()), _others(len(new), pairs.values())
    bags = _Bags(old, new, effort)
    pairs |= _alike(old, new, *left, bags)
    matches = _with_halves(pairs, old, new, bags)
    return _told_moved(matches, new)


def _equal(old: Sequence[Block], new: Sequence[Block]) -> dict[int, int]:
    """Blocks that say the same, from both ends inwards, then the first with the first; and those with the same key."""
    olds, news = [_identity(block) for block in old], [_identity(block) for block in new]
    start, end = 0, 0
    fewest = min(len(old), len(new))
    while start < fewest and olds[start] == news[start]:
        start += 1
    while end < fewest - start and olds[-1 - end] == news[-1 - end]:
        end += 1
    pairs = {at: at for at in range(start)}
    pairs |= {len(old) - n: len(new) - n for n in range(1, end + 1)}
    places: dict[Hashable, list[int]] = defaultdict(list)
    for here in reversed(range(start, len(new) - end)):
        places[news[here]].append(here)
    for at in range(start, len(old) - end):
        if found := places.get(olds[at]):
            pairs[at] = found.pop()
    return pairs


def _identity(block: Block) -> Hashable:
    return block.key or block.content


def _others(total: int, known: Iterable[int]) -> list[int]:
    return sorted(set(range(total)) - set(known))


class _Bags:
    """The words of each block, made when they are first asked for; a word that comes twice counts twice."""

    def __init__(self, old: Sequence[Block], new: Sequence[Block], effort: Effort) -> None:
        self.rows = (old, new)
        self.effort = effort
        self.known: dict[tuple[int, int], Bag] = {}

    def of(self, side: int, at: int) -> Bag:
        if (side, at) not in self.known:
            block = self.rows[side][at]
            letters = sum(len(run.words) for part in block.parts for run in part.runs)
            self.known[side, at] = _bag(block) if self.effort.allows(letters // 4) else frozenset()
        return self.known[side, at]

    def likeness(self, at: int, here: int) -> float:
        """Twice the words in common, by all words (Dice), as far as it could be enough."""
        one, other = self.of(0, at), self.of(1, here)
        total = len(one) + len(other)
        if not total or 2 * min(len(one), len(other)) < _ALIKE * total:
            return 0.0
        return 2 * len(one & other) / total if self.effort.allows(1 + total // 8) else 0.0


def _bag(block: Block) -> Bag:
    runs = [run for part in block.parts for run in (*part.runs, Run(" "))]
    words = _WORD.findall("".join(" " if run.key else run.words for run in runs).casefold())
    words += [f"\0{run.key}" for run in runs if run.key and run.key not in PARTING]
    counted: Counter[str] = Counter()
    bag = []
    for word in words:
        counted[word] += 1
        bag.append((word, counted[word]))
    return frozenset(bag)


def _alike(
    old: Sequence[Block], new: Sequence[Block], left_old: list[int], left_new: list[int], bags: _Bags
) -> dict[int, int]:
    """The most alike first, those at about the same place before others."""
    found = []
    for at, here in _candidates(left_old, left_new, bags):
        if _may_become(old[at], new[here]) and (likeness := bags.likeness(at, here)) >= _ALIKE:
            distance = abs(at * len(new) - here * len(old))
            found.append((-likeness, distance, at, here))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _likeness, _distance, at, here in sorted(found):
        if at not in pairs and here not in taken:
            pairs[at] = here
            taken.add(here)
    return pairs


def _candidates(left_old: list[int], left_new: list[int], bags: _Bags) -> Iterable[tuple[int, int]]:
    if len(left_old) * len(left_new) <= _MOST_PAIRS:
        return [(at, here) for at in left_old for here in left_new]
    bags.effort.fell_short = True
    places: dict[tuple[str, int], list[int]] = defaultdict(list)
    for here in left_new:
        for word in bags.of(1, here):
            places[word].append(here)
    pairs: dict[tuple[int, int], None] = {}
    for at in left_old:
        for word in sorted(bags.of(0, at)):
            if len(places.get(word, ())) <= _RARE:
                pairs.update(dict.fromkeys((at, here) for here in places.get(word, ())))
    return pairs


def _may_become(one: Block, other: Block) -> bool:
    if one.key or other.key:
        return False
    return one.kind == other.kind or {one.kind, other.kind} <= _ONE_PIECE


def _with_halves(pairs: dict[int, int], old: Sequence[Block], new: Sequence[Block], bags: _Bags) -> list[Match]:
    """Matches that take in the neighbour which a paragraph was parted into, or which it was joined with."""
    free = set(_others(len(old), pairs.keys())), set(_others(len(new), pairs.values()))
    matches = []
    for at, here in sorted(pairs.items(), key=lambda pair: pair[1]):
        if free[1] or free[0]:
            news = _grown((1, here), (0, at), new, free[1], bags)
            olds = (at,) if len(news) > 1 else _grown((0, at), (1, here), old, free[0], bags)
        else:
            olds, news = (at,), (here,)
        matches.append(Match(olds, news))
    return matches


def _grown(
    own: tuple[int, int], whole: tuple[int, int], row: Sequence[Block], free: set[int], bags: _Bags
) -> tuple[int, ...]:
    """A block with those beside it whose words stand in the one it is matched with, and nowhere in itself."""
    side, at = own
    if row[at].kind not in _PROSE:
        return (at,)
    rest = set(bags.of(*whole) - bags.of(*own))
    first = last = at
    for step in (1, -1):
        beside = at + step
        while beside in free and row[beside].kind in _PROSE and _is_cut_off(bags.of(side, beside), rest):
            free.discard(beside)
            rest -= bags.of(side, beside)
            first, last = min(first, beside), max(last, beside)
            beside += step
    return tuple(range(first, last + 1))


def _is_cut_off(half: Bag, rest: set[tuple[str, int]]) -> bool:
    if len(half) < _FEWEST_WORDS:
        return False
    words = {word for word, _count in rest}
    return sum(word in words for word, _count in half) >= _CUT_OFF * len(half)


def _told_moved(matches: list[Match], new: Sequence[Block]) -> list[Match]:
    """Those that would have to be carried to get from one order to the other, with the fewest words in them."""
    weights = [1 + len(_WORD.findall(new[match.new[0]].words)) for match in matches]
    stay = set(rising([match.old[0] for match in matches], weights))
    return [Match(match.old, match.new, at not in stay) for at, match in enumerate(matches)]
