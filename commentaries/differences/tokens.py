"""Turns runs of marked words into the tokens that are compared one by one: words, signs, and things with a key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from commentaries.differences.texts import PARTING, Marks, Run

Segment = tuple[str, Marks]
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"  # written without spaces
    r"|\d+(?:[.,:]\d+)+"
    r"|\w+(?:[’'·-]\w+)*"
    r"|."
)
"""Spaces, an ideograph or kana, a number with its points, a word with its apostrophes and hyphens, or one sign."""
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Token:
    """What is compared as one: a word, which may bear different marks in its parts, a sign, or a thing with a key.

    It ``stands_apart`` where a space is before it, or would be, but for the beginning or a bracket.
    """

    words: str
    space: str
    segments: tuple[Segment, ...]
    key: str = ""
    stands_apart: bool = True

    @property
    def same_as(self) -> tuple[str, bool]:
        """What two tokens have in common that are the same, whatever their marks."""
        return (f"\0{self.key}", True) if self.key else (self.words, self.stands_apart)

    @property
    def is_word(self) -> bool:
        return not self.key and self.words[0].isalnum()


def tokens_of(runs: Iterable[Run]) -> list[Token]:
    """The tokens in order, each with the space before it; space at the very end is left out."""
    found: list[Token] = []
    space = ""
    for has_key, some in groupby(runs, key=lambda run: bool(run.key)):
        if not has_key:
            space = _take(list(some), space, found)
            continue
        for run in some:
            found.append(Token(run.words, space, ((run.words, run.marks),), run.key))
            space = ""
    return found


def _take(prose: Sequence[Run], space: str, found: list[Token]) -> str:
    """Adds the tokens of unbroken prose; returns the space that is left over for what follows."""
    whole = "".join(run.words for run in prose)
    cutter = _Cutter(prose)
    for start, end in _spans(whole):
        if whole[start:end].isspace():
            space += whole[start:end]
        else:
            apart = bool(space) or not found or _opens(found[-1])
            found.append(Token(whole[start:end], space, cutter.cut(start, end), stands_apart=apart))
            space = ""
    return space


def _opens(sign: Token) -> bool:
    """Whether what follows begins something: it is a bracket or quotation mark that opens, or the end of a line."""
    if sign.key:
        return sign.key in PARTING
    return sign.stands_apart and not sign.words[0].isalnum()


def _spans(whole: str) -> Iterator[tuple[int, int]]:
    """Where each token begins and ends; what is written on the letter before it, and joins two, belongs to it."""
    held: tuple[int, int] | None = None
    joins = False
    for match in _TOKEN.finditer(whole):
        first = match[0][0]
        is_on_it = _is_mark(first)
        if held and (is_on_it or (joins and not match["space"])):
            held = held[0], match.end()
        else:
            if held:
                yield held
            held = match.span()
        joins = is_on_it
    if held:
        yield held


def _is_mark(sign: str) -> bool:
    return sign > "\u02ff" and (sign in _JOINERS or unicodedata.category(sign).startswith("M"))


class _Cutter:
    """Cuts consecutive pieces out of runs, each with the marks that its letters bear."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = runs
        self.at = 0
        self.before = 0
        """How many letters stand in the runs before the one that is cut."""

    def cut(self, start: int, end: int) -> tuple[Segment, ...]:
        found: list[Segment] = []
        while start < end:
            run = self.runs[self.at]
            here = self.before + len(run.words)
            if start >= here:
                self.at, self.before = self.at + 1, here
                continue
            stop = min(end, here)
            found.append((run.words[start - self.before : stop - self.before], run.marks))
            start = stop
        return tuple(found)
