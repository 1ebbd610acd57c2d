"""Turns the tree of a rich text into its paragraphs and list items, each a row of marked runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from commentaries.differences.texts import Mark, Marks, Run
from commentaries.inlines import Node

BREAK = Run("↵", key="break")
"""The sign that stands for the end of a line within a paragraph."""
Call = Callable[[int], Run]
"""Makes of the number by which a note is called in the tree what is shown of the call."""
_ITEMS = {"bullets": "bullet", "numbers": "number"}
_MARKS = {"strong", "emphasis", "sup", "sub"}


def passages(nodes: list[Node], call: Call) -> list[tuple[str, tuple[Run, ...]]]:
    """The kind and the runs of each paragraph and list item in order; a list within a list lies flat."""
    return [(kind, runs) for kind, runs in _passages(nodes, "paragraph", call) if runs]


def _passages(nodes: list[Node], kind: str, call: Call) -> Iterator[tuple[str, tuple[Run, ...]]]:
    loose: list[Run] = []
    for node in nodes:
        inner = node if isinstance(node, dict) and node["is"] in {"paragraph", "item", *_ITEMS} else None
        if inner is None:
            loose += _runs([node], (), call)
            continue
        yield kind, tuple(loose)
        loose = []
        yield from _passages(inner["of"], _ITEMS.get(inner["is"], kind), call)
    yield kind, tuple(loose)


def _runs(nodes: list[Node], marks: Marks, call: Call) -> Iterator[Run]:
    for node in nodes:
        if isinstance(node, str):
            yield Run(node, marks)
            continue
        match node["is"]:
            case "call":
                yield call(node["number"])
            case "break":
                yield BREAK
            case _:
                yield from _runs(node["of"], _with_mark(marks, node), call)


def _with_mark(marks: Marks, node: dict[str, Any]) -> Marks:
    """The marks with that of the node, in an order that does not depend on which lies within which."""
    mark: Mark | None = None
    match node["is"]:
        case "link":
            mark = "link", node["to"]
        case "foreign":
            mark = "foreign", "-".join(filter(None, (node["lang"], node["region"])))
        case kind if kind in _MARKS:
            mark = kind, ""
    return tuple(sorted({*marks, mark})) if mark else marks
