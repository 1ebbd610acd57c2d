"""Holds a whole text beside its record, frozen and free of Django: what every full-text format is made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from commentaries.inlines import Node

Nodes = Sequence[Node]
"""Paragraphs, lists and runs of words, as ``commentaries.inlines`` grows them."""
_BLOCKS = {"paragraph", "bullets", "numbers"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its absolute address; ``alt`` is empty only for mere decoration."""

    url: str
    alt: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class KeyPoint:
    lead: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs and lists."""

    nodes: Nodes


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` is 1 for a heading, 2 for a subheading."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody else's words, set apart."""

    nodes: Nodes
    source: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer."""

    question: str
    answer: Nodes


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture of the argument; without one where its file is gone."""

    picture: Picture | None
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """``head`` is empty where no column has a heading; ``numeric`` says of each column whether it holds figures."""

    rows: Sequence[Sequence[str]]
    head: Sequence[str] = ()
    numeric: Sequence[bool] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A film, map or recording that lives at an address of its own."""

    title: str
    url: str = ""
    caption: str = ""
    picture: Picture | None = None


Block = Prose | Heading | Quotation | Exchange | Figure | Table | Elsewhere


@dataclass(frozen=True, slots=True)
class Note:
    """A note under the number by which the text calls it."""

    number: int
    nodes: Nodes


@dataclass(frozen=True, slots=True)
class Related:
    """Another published text to which this one stands in a relation of JATS, such as ``corrected-article``."""

    relation: str
    url: str
    doi: str = ""


@dataclass(frozen=True, slots=True)
class FullText:
    """What a text says besides the facts of its record, in order; without its pull quotes, which say it twice.

    Without ``blocks`` there are facts alone: of an archive entry, or of one line in a list.
    """

    key_points: Sequence[KeyPoint] = ()
    blocks: Sequence[Block] = ()
    notes: Sequence[Note] = ()
    lead_picture: Picture | None = None
    interests: str = ""
    funding: str = ""
    pdf_url: str = ""
    related: Sequence[Related] = ()


def block_nodes(nodes: Nodes) -> Iterator[dict[str, Any]]:
    """Paragraphs and lists alone: runs that lie loose between them become a paragraph of their own."""
    loose: list[Node] = []
    for node in nodes:
        if isinstance(node, dict) and node["is"] in _BLOCKS:
            if loose:
                yield {"is": "paragraph", "of": loose}
            loose = []
            yield node
        else:
            loose.append(node)
    if loose:
        yield {"is": "paragraph", "of": loose}
