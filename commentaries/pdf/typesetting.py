"""Turns a document of plain data and a template into the bytes of a PDF, or into pictures of its pages.

Neither Django nor a database is needed. ``preparing`` makes it printable, ``press`` has it set in a process of its own.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any, Literal

from commentaries.pdf.metadata import UnknownLayout, with_bibliography
from commentaries.pdf.orders import (
    HOUSE,
    PATIENT,
    CannotPrint,
    Document,
    Misfit,
    NotNow,
    Patience,
    Print,
    Proof,
    Template,
)
from commentaries.pdf.preparing import measure, prepared, strings_in
from commentaries.pdf.press import Press, press_for

SECONDS_TO_BLAME = 4.0
"""How long one block may take when it is sought which of them was too much."""


def typeset(
    document: Document, *, template: Template = HOUSE, patience: Patience = PATIENT, covers: tuple[float, ...] = ()
) -> Print:
    """The document as a tagged PDF, the same bytes for the same document and template.

    ``covers`` asks for PNGs of the first page as well, each of so many pixels an inch.

    Raises:
        CannotPrint: naming the block.
    """
    wanted = {"kind": "pdf", "ppi": 0, "covers": list(covers)}
    [pdf, *drawn], pages, misfits = _made(document, wanted, template, patience)
    try:
        pdf = with_bibliography(pdf, document.data)
    except UnknownLayout as failure:  # a later Typst may lay its files out otherwise; the pages are what they are
        misfits = (*misfits, Misfit("warning", str(failure)))
    return Print(pdf, pages, misfits, tuple(drawn))


def draw(
    document: Document,
    *,
    kind: Literal["png", "svg"] = "png",
    ppi: float = 96,
    template: Template = HOUSE,
    patience: Patience = PATIENT,
) -> Proof:
    """The document's pages as pictures, the same as those of its PDF.

    Raises:
        CannotPrint: naming the block.
    """
    wanted: dict[str, Any] = {"kind": kind, "ppi": ppi, "covers": []}
    pictures, _pages, misfits = _made(document, wanted, template, patience)
    return Proof(tuple(pictures), misfits)


def _made(
    document: Document, wanted: dict[str, Any], template: Template, patience: Patience
) -> tuple[list[bytes], int, tuple[Misfit, ...]]:
    measure(document.data)
    misfits = list(document.misfits)
    data = prepared(document.data, template, misfits)
    press = press_for(template)
    job = {"data": data, **wanted}
    try:
        said, files = press.print(job, document.files, patience)
    except NotNow:
        raise
    except CannotPrint as failure:
        if patience.seeks_fault:
            failure.at = _to_blame(press, job, document.files, patience)
        raise
    misfits += [Misfit(**each) for each in said["misfits"]]
    misfits += [Misfit("warning", message) for message in said["warnings"]]
    return list(files.values()), int(said["pages"]), tuple(misfits)


def _to_blame(press: Press, job: dict[str, Any], files: dict[str, bytes], patience: Patience) -> int:
    """The place of the first block, from the longest on, that cannot be set by itself either; 0 if nothing can."""
    blocks = sorted(job["data"]["body"], key=lambda block: -sum(map(len, strings_in(block))))
    until = time.monotonic() + 2 * patience.setting
    shorter = Patience(min(SECONDS_TO_BLAME, patience.setting), patience.waiting)

    def can_be_set(body: list[dict[str, Any]]) -> bool:
        try:
            press.print({**job, "data": {**job["data"], "body": body}, "covers": []}, files, shorter)
        except NotNow:
            raise
        except CannotPrint:
            return False
        return True

    with suppress(NotNow):
        if not can_be_set([]):
            return 0
        for block in blocks:
            if time.monotonic() > until:
                break
            if not can_be_set([block]):
                return int(block["at"])
    return 0
