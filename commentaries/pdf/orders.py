"""Holds what is asked of the press, and what comes back: documents, templates, prints, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SECONDS = 20.0
"""How long one document may take; an ordinary one takes a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something that does not fit or cannot be printed as it is.

    ``kind`` is one of "missing character", "unreadable picture", "wide table", "long heading", "overfull line"
    and "warning"; ``at`` is the place of its block in the body, counted from 1, and 0 for what stands elsewhere:
    then ``part`` may name the part of the document, as its data does. ``misfits`` says each in a sentence.
    """

    kind: str
    detail: str = ""
    at: int = 0
    part: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A text as plain data, with the files of its pictures by name. ``documents.document_of`` makes it."""

    data: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)
    misfits: tuple[Misfit, ...] = ()


@dataclass(frozen=True, slots=True)
class Print:
    """A made PDF, and the pictures of its first page that were asked for."""

    pdf: bytes
    pages: int
    misfits: tuple[Misfit, ...] = ()
    covers: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """The pages as pictures."""

    pictures: tuple[bytes, ...]
    misfits: tuple[Misfit, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """Folders of templates and of fonts; a file of a later folder replaces its namesake of an earlier one."""

    folders: tuple[Path, ...] = (HERE / "templates" / "house",)
    fonts: tuple[Path, ...] = (HERE / "fonts",)

    def overlaid(self, folder: Path) -> Template:
        """This template with an institute's own files; its fonts lie in ``fonts`` below them."""
        fonts = (*self.fonts, folder / "fonts") if (folder / "fonts").is_dir() else self.fonts
        return Template((*self.folders, folder), fonts)


HOUSE = Template()


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds a document may take, and how many it waits for those before it; -1 is as long as it takes.

    Whoever asks for a text that cannot be set may be told which block is to blame; finding it takes as long again.
    """

    setting: float = SECONDS
    waiting: float = -1
    seeks_fault: bool = True


PATIENT = Patience()


class CannotPrint(Exception):
    """A document that cannot be set.

    ``kind`` is one of "layout", "long word", "long block", "long text", "slow", "memory", "busy", "press" and
    "package"; ``at`` is the place of the block to blame, 0 if it is none of them. ``misfits`` says each in a sentence.
    """

    def __init__(self, kind: str, detail: str = "", *, at: int = 0) -> None:
        self.kind = kind
        self.detail = detail
        self.at = at
        place = f"block {at}" if at else "the text"
        super().__init__(f"{place} cannot be printed ({kind}): {detail}")


class TooMuch(CannotPrint):
    """It is too long to be set at all."""


class Exhausted(TooMuch):
    """It took more time or memory than it may. That can be the machine's fault, too, on a day on which it is busy."""


class NotNow(CannotPrint):
    """Nothing is wrong with the document: others were still being set, or the press itself failed."""


class WrongTemplate(CannotPrint):
    """The template refers to something outside its own folder."""
