"""Turns a document of plain data and a template into the bytes of a PDF, or into pictures of its pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something that does not fit or cannot be printed as it is; ``at`` is the block's place, 0 for none."""

    kind: str
    detail: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A text as plain data, with the files of its pictures by name."""

    data: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)
    misfits: tuple[Misfit, ...] = ()
