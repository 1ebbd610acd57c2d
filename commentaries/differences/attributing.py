"""Turns the texts that one text was on its way into whose hands touched each block of it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from commentaries.differences.aligning import align
from commentaries.differences.effort import Effort
from commentaries.differences.texts import Block, Text

Hand = Hashable
"""Whoever made a text of the one before it; ``None`` is nobody that is known."""
Place = tuple[str, int]
"""A section by its name, and a block by its place in it."""


@dataclass(slots=True)
class Hands:
    """Who touched what, each person once, in the order in which they came to it."""

    on_new: dict[Place, tuple[Hand, ...]] = field(default_factory=dict)
    """By the place in the last text."""
    on_gone: dict[Place, tuple[Hand, ...]] = field(default_factory=dict)
    """By the place in the first text, of what does not stand in the last."""


def hands(first: Text, steps: Sequence[tuple[Hand, Text]], *, most: int) -> Hands:
    """Follows each block from the first text through all steps to the last; ``most`` bounds the work."""
    effort = Effort(most)
    found = Hands()
    for number, section in enumerate(first):
        chain = [(hand, text[number].blocks) for hand, text in steps]
        _follow(section.name, section.blocks, chain, effort, found)
    return found


def _follow(
    name: str,
    blocks: tuple[Block, ...],
    chain: list[tuple[Hand, tuple[Block, ...]]],
    effort: Effort,
    found: Hands,
) -> None:
    came_from: list[int | None] = list(range(len(blocks)))
    touched: list[tuple[Hand, ...]] = [()] * len(blocks)
    for hand, after in chain:
        next_from: list[int | None] = [None] * len(after)
        next_touched: list[tuple[Hand, ...]] = [(hand,)] * len(after)
        gone = set(range(len(blocks)))
        for match in align(blocks, after, effort):
            gone.difference_update(match.old)
            so_far = tuple(dict.fromkeys(one for at in match.old for one in touched[at]))
            is_same = (
                len(match.old) == len(match.new) == 1 and blocks[match.old[0]].content == after[match.new[0]].content
            )
            for here in match.new:
                next_from[here] = came_from[match.old[0]]
                next_touched[here] = so_far if is_same and not match.has_moved else _joined(so_far, hand)
        for at in gone:
            if (origin := came_from[at]) is not None:
                found.on_gone[name, origin] = _joined(touched[at], hand)
        blocks, came_from, touched = after, next_from, next_touched
    found.on_new |= {(name, here): tuple(filter(None, who)) for here, who in enumerate(touched)}


def _joined(touched: tuple[Hand, ...], hand: Hand) -> tuple[Hand, ...]:
    return touched if hand is None or hand in touched else (*touched, hand)
