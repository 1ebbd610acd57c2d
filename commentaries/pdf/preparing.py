"""Turns a document into one that can be set: not too long, every character printable, long words breakable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from commentaries.inlines import walk
from commentaries.pdf.breaking import breakable
from commentaries.pdf.glyphs import coverage, name_of, printable
from commentaries.pdf.orders import Misfit, Template, TooMuch

LONGEST_TEXT = 1_500_000
LONGEST_BLOCK = 200_000
"""Characters of a text and of one of its blocks, marks included; a book has fewer."""
LONGEST_WORD = 2_000
LEAST_OVERFULL = 18
"""Characters that might be wider than a column, if they are the widest and in a heading."""
_LINE_MAY_END = re.compile(r"[ \t\r\n\u200b\u00ad\u2010\u2013\u2014/-]+")


TOLD = ("title", "authors", "summary", "keywords")
"""The parts that stand in the file's metadata, too."""


def measure(data: dict[str, Any]) -> None:
    """Refuses what no reader would read to its end, before anything is set."""
    longest, total = (0, 0), 0
    for block in data["body"]:
        length = sum(len(words) for words in strings_in(block))
        longest, total = max(longest, (length, block["at"])), total + length
        word = max((len(word) for words in strings_in(block) for word in words.split()), default=0)
        if word > LONGEST_WORD:
            raise TooMuch("long word", str(word), at=block["at"])
    if longest[0] > LONGEST_BLOCK:
        raise TooMuch("long block", str(longest[0]), at=longest[1])
    total += sum(len(words) for key, value in data.items() if key != "body" for words in strings_in(value))
    if total > LONGEST_TEXT:
        raise TooMuch("long text", str(total), at=longest[1])


def strings_in(value: Any) -> Iterator[str]:
    """Every string in a JSON value, however deep, without recursion."""
    open_values = [value]
    while open_values:
        match open_values.pop():
            case str() as words:
                yield words
            case list() as items:
                open_values += items
            case dict() as items:
                open_values += items.values()


def prepared(data: dict[str, Any], template: Template, misfits: list[Misfit]) -> dict[str, Any]:
    """The document with a stand-in for each character that no font has, and long words made breakable.

    What is told of it and not set, its metadata, stays as it was written, under ``written``.
    """
    covered = coverage(*template.fonts)

    def put(value: Any, at: int = 0, part: str = "") -> Any:
        missing: dict[str, None] = {}
        put_in = printable(value, covered, lambda character: missing.setdefault(character))
        misfits.extend(Misfit("missing character", name_of(character), at, part) for character in missing)
        return put_in

    body = breakable([put(block, block["at"]) for block in data["body"]])
    _nest(body)
    for block in body:
        block["long_words"] = sorted(_long_words(block))
    parts = {part: put(value, part=part) for part, value in data.items() if part != "body"}
    return {**breakable(parts), "body": body, "written": {part: data[part] for part in TOLD}}


def _nest(body: list[dict[str, Any]]) -> None:
    """Gives each heading its depth for the structure, in which no level is left out (PDF/UA-1, 7.4.2)."""
    depth = 0
    for block in body:
        if block["kind"] == "heading":
            depth = block["depth"] = min(block["level"], depth + 1)


def _long_words(block: dict[str, Any]) -> set[str]:
    """The words of a block of text that might be wider than a column; the template measures them."""
    if block["kind"] not in {"paragraph", "heading", "quotation", "exchange"}:
        return set()
    said = [block.get("text", ""), block.get("question", "")]
    walk(block.get("of", []), lambda node: said.append(node) if isinstance(node, str) else None)
    return {word for words in said for word in _LINE_MAY_END.split(words) if len(word) >= LEAST_OVERFULL}
