"""Holds a text as plain data that can be compared: sections of blocks, blocks of parts, parts of runs of words."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

Mark = tuple[str, str]
"""What a run of words bears, and its value: ``("strong", "")``, ``("link", "https://…")``, ``("foreign", "it")``."""
Marks = tuple[Mark, ...]
PARTING = frozenset({"break", "cell", "paragraph"})
"""Keys of signs that part words as a space does: the ends of lines, of cells of a table, of paragraphs."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words that bear the same marks. With a ``key`` they are one thing, the same wherever its key is the same:
    the call of a note, a picture, a licence; its words merely show it."""

    words: str
    marks: Marks = ()
    key: str = ""

    @property
    def identity(self) -> Hashable:
        """What it has in common with a run that is the same."""
        return (self.key,) if self.key else (self.words, self.marks)


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a block: its caption, its source, a row; ``""`` is what it mainly says."""

    name: str
    runs: tuple[Run, ...]

    @property
    def words(self) -> str:
        """What it says; things with a key only where there is nothing else."""
        return "".join(run.words for run in self.runs if not run.key) or "".join(run.words for run in self.runs)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, a figure, a note, an author: what stays, changes, moves, comes or goes as a whole.

    Two blocks with the same ``key`` are the same, whatever they say. ``number`` is shown and not compared.
    """

    kind: str
    parts: tuple[Part, ...]
    key: str = ""
    number: int = 0

    @property
    def words(self) -> str:
        return " ".join(part.words for part in self.parts)

    @property
    def content(self) -> Hashable:
        """What it has in common with a block that says the same."""
        return self.kind, tuple((part.name, *(run.identity for run in part.runs)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page with the blocks in it, such as the key points or the notes."""

    name: str
    blocks: tuple[Block, ...] = ()


Text = tuple[Section, ...]
"""A whole text in the order of its page. Two texts that are compared have sections of the same names."""


def plain(name: str, words: str) -> Part:
    """A part without marks."""
    return Part(name, (Run(words),))
