"""Turns what changed in a text into what the page of changes shows, in words, with what did not change folded away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import ngettext, pgettext

from commentaries.changes.labels import KINDS, PARTS, SECTIONS
from commentaries.changes.restyling import excerpt, sentences_on
from commentaries.changes.retracing import Retraced
from commentaries.differences.comparing import Change, Fate, PartChange, SectionChanges
from commentaries.differences.words import Piece

_HEADINGS = {"heading", "subheading"}
_KNOWN_BY = {"caption", "head", "question"}
"""Parts by which a block is known again; they are shown although they are as they were."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One block with what became of its words; ``was`` is its kind before, where that is another."""

    fate: str
    kind: str
    parts: tuple[ShownPart, ...]
    number: int = 0
    was: str = ""
    unchanged: tuple[str, ...] = ()
    """The names of its parts that are as they were and are not shown."""
    by: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    shape: str = "passage"


@dataclass(frozen=True, slots=True)
class ShownPart:
    """What a block says in one place; ``is_of_one_fate`` where the whole of it came, went or stayed."""

    label: str
    pieces: tuple[Piece, ...]
    is_of_one_fate: bool


@dataclass(frozen=True, slots=True)
class Fold:
    """Passages that are as they were."""

    told: str
    passages: tuple[Passage, ...]
    shape: str = "fold"


@dataclass(frozen=True, slots=True)
class Move:
    """Passages that stand here now and stood elsewhere."""

    key: str
    told: str
    items: tuple[Passage | Fold, ...]
    by: tuple[str, ...] = ()
    shape: str = "move"


@dataclass(frozen=True, slots=True)
class Departure:
    """The place where passages stood that stand elsewhere now, under the move with this key."""

    key: str
    told: str
    shape: str = "departure"


Item = Passage | Fold | Move | Departure


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole page: the sections in which something changed, the names of the others, and all of it in numbers."""

    sections: tuple[tuple[str, tuple[Item, ...]], ...]
    untouched: tuple[str, ...]
    summary: tuple[str, ...]
    is_coarse: bool


def sheet_of(retraced: Retraced) -> Sheet:
    """What the page shows of a comparison."""
    sections = retraced.comparison.sections
    touched = [section for section in sections if not section.is_untouched]
    return Sheet(
        tuple((str(SECTIONS[section.name]), tuple(_Shower(section, retraced).items())) for section in touched),
        tuple(str(SECTIONS[section.name]) for section in sections if section.is_untouched and section.changes),
        tuple(_summary(touched)),
        retraced.comparison.is_coarse,
    )


def _summary(sections: Iterable[SectionChanges]) -> Iterator[str]:
    """How many passages changed, came, went and moved; what moved together counts as one."""
    counted: Counter[Fate] = Counter()
    for section in sections:
        counted.update(change.fate for change in section.changes if change.fate is not Fate.LEFT)
        counted[Fate.LEFT] += len({change.move for change in section.changes if change.move})
    changed, new, deleted, moved = (counted[f] for f in (Fate.CHANGED, Fate.INSERTED, Fate.DELETED, Fate.LEFT))
    told = (
        (changed, ngettext("%(number)s passage changed", "%(number)s passages changed", changed)),
        (new, pgettext("passages", "%(number)s new")),
        (deleted, pgettext("passages", "%(number)s deleted")),
        (moved, pgettext("passages", "%(number)s moved")),
    )
    yield from (sentence % {"number": number} for number, sentence in told if number)


class _Shower:
    """Shows one section: neighbours that did not change, or moved together, as one."""

    def __init__(self, section: SectionChanges, retraced: Retraced) -> None:
        self.section, self.retraced = section, retraced

    def items(self) -> Iterator[Item]:
        departed: set[int] = set()
        for (shape, move), group in groupby(enumerate(self.section.changes), key=_shape_of):
            changes = [change for _at, change in group]
            match shape:
                case "fold":
                    yield self._fold(changes)
                case "move":
                    yield self._move(move, changes)
                case "departure" if move not in departed:
                    departed.add(move)
                    yield self._departure(move)
                case "passage":
                    yield self._passage(changes[0])

    def _move(self, move: int, changes: list[Change]) -> Move:
        total, moves_up = len(changes), changes[0].moves_up
        told = (
            ngettext("It stood further down.", "These %(number)s passages stood further down.", total)
            if moves_up
            else ngettext("It stood further up.", "These %(number)s passages stood further up.", total)
        )
        kept = [change for change in changes if change.fate is Fate.KEPT]
        items: tuple[Passage | Fold, ...] = tuple(self._passage(change) for change in changes)
        if len(kept) == total > 1:
            items = (self._passage(changes[0]), self._fold(changes[1:]))
        by = dict.fromkeys(who for change in kept or changes for who in self._by(change))
        return Move(f"{self.section.name}-{move}", told % {"number": total}, items, tuple(by))

    def _departure(self, move: int) -> Departure:
        """The place where what moved together stood, told once, whatever stood or was deleted between."""
        changes = [each for each in self.section.changes if each.move == move and each.fate is Fate.LEFT]
        return Departure(f"{self.section.name}-{move}", _departed(changes))

    def _fold(self, changes: list[Change]) -> Fold:
        total = len(changes)
        told = ngettext("%(number)s passage unchanged", "%(number)s passages unchanged", total) % {"number": total}
        return Fold(told, tuple(self._passage(change) for change in changes))

    def _passage(self, change: Change) -> Passage:
        block = change.block
        return Passage(
            fate=change.fate.value,
            kind=_kind(block.kind),
            parts=tuple(_shown(part) for part in change.parts if not _is_left_out(part, change)),
            unchanged=tuple(_left_out(change)),
            number=block.number,
            was=_kind(change.was_kind),
            by=() if change.is_untouched else self._by(change),
            remarks=tuple(sentences_on(change)),
            shape="heading" if change.fate is Fate.KEPT and block.kind in _HEADINGS else "passage",
        )

    def _by(self, change: Change) -> tuple[str, ...]:
        return self.retraced.by(self.section.name, change)


def _shape_of(numbered: tuple[int, Change]) -> tuple[str, int]:
    """What a change is shown as; neighbours of the same answer are shown together."""
    at, change = numbered
    if change.fate is Fate.LEFT:
        return "departure", change.move
    if change.move:
        return "move", change.move
    is_folded = change.is_untouched and change.block.kind not in _HEADINGS
    return ("fold", 0) if is_folded else ("passage", at)


def _departed(changes: list[Change]) -> str:
    total = len(changes)
    told = (
        ngettext(
            "“%(words)s” stood here; it stands further up now.",
            "“%(words)s” stood here with what follows it, %(number)s passages; they stand further up now.",
            total,
        )
        if changes[0].moves_up
        else ngettext(
            "“%(words)s” stood here; it stands further down now.",
            "“%(words)s” stood here with what follows it, %(number)s passages; they stand further down now.",
            total,
        )
    )
    return told % {"words": excerpt(changes[0].old[0].words), "number": total}


def _is_left_out(part: PartChange, change: Change) -> bool:
    """Of a figure or a table in which something changed, what did not change and is not needed to know it by."""
    return change.fate is Fate.CHANGED and part.is_kept and part.name in PARTS and part.name not in _KNOWN_BY


def _left_out(change: Change) -> Iterator[str]:
    counted = Counter(part.name for part in change.parts if _is_left_out(part, change))
    for name, number in counted.items():
        yield f"{number} × {PARTS[name]}" if number > 1 else str(PARTS[name])


def _shown(part: PartChange) -> ShownPart:
    return ShownPart(str(PARTS.get(part.name, "")), part.pieces, len({piece.how for piece in part.pieces}) == 1)


def _kind(kind: str) -> str:
    """The name of a kind; that of a block which is known no more is its own."""
    return str(KINDS.get(kind, kind))
