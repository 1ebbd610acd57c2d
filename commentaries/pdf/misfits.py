"""Turns what does not fit on the printed pages into sentences that its author understands."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import shorten
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commentaries.pdf.inlines import words_in
from commentaries.pdf.orders import CannotPrint, Document, Misfit

WORDS_SHOWN = 40
"""Characters of a block's first words, by which its author finds it."""


def sentences_on(misfits: Iterable[Misfit], document: Document) -> list[str]:
    """One sentence for each kind of misfit in each block, in the order of the text."""
    together: dict[tuple[int, str], list[str]] = {}
    for misfit in misfits:
        together.setdefault((misfit.at, misfit.kind), []).append(misfit.detail)
    return [
        _placed(_remark(kind, list(dict.fromkeys(details))), at, document)
        for (at, kind), details in sorted(together.items())
    ]


def refusal(failure: CannotPrint, document: Document) -> str:
    """Why there are no pages, with the block to blame."""
    return _placed(failure.reason, failure.at, document)


def _remark(kind: str, details: list[str]) -> str:
    match kind:
        case "wide table":
            return _("this table is wider than the page; leave out columns, or turn rows into columns.")
        case "long heading":
            return _("this heading takes more than three lines; shorten it.")
        case "overfull line":
            return ngettext(
                "this is wider than its column and cannot be broken: %(words)s. Write it shorter, or put a space in "
                "it.",
                "these are wider than their column and cannot be broken: %(words)s. Write them shorter, or put a "
                "space in them.",
                len(details),
            ) % {"words": ", ".join(f"“{_cut(word)}”" for word in details)}
        case "missing character":
            return ngettext(
                "no font has this character, and □ stands in its place: %(names)s.",
                "no font has these characters, and □ stands in their place: %(names)s.",
                len(details),
            ) % {"names": ", ".join(details)}
        case "unreadable picture":
            return ngettext(
                "this picture cannot be read and is left out: %(titles)s. Choose another file.",
                "these pictures cannot be read and are left out: %(titles)s. Choose other files.",
                len(details),
            ) % {"titles": ", ".join(f"“{title}”" for title in details)}
    return _("the layout reports: %(details)s") % {"details": " ".join(details)}


def _cut(word: str) -> str:
    return word if len(word) <= WORDS_SHOWN else f"{word[:WORDS_SHOWN]}…"


def _placed(remark: str, at: int, document: Document) -> str:
    """A remark behind the block that it is about; its number is its place in the text as the editor shows it."""
    block = next((block for block in document.data["body"] if block["at"] == at), None)
    if block is None:
        return str(capfirst(remark))
    facts = {"number": at, "kind": _name_of(block), "words": _first_words(block), "remark": remark}
    if facts["words"]:
        return _("In block %(number)s, the %(kind)s “%(words)s”: %(remark)s") % facts
    return _("In block %(number)s, the %(kind)s: %(remark)s") % facts


def _name_of(block: dict[str, Any]) -> str:
    names = {
        "paragraph": _("Paragraph"),
        "heading": _("Heading"),
        "pull_quote": _("Pull quote"),
        "figure": _("Figure"),
        "quotation": _("Quotation"),
        "exchange": _("Question and answer"),
        "table": _("Table"),
        "embed": _("Film, map or recording elsewhere"),
    }
    name: str = names[block["kind"]]
    return name[:1].lower() + name[1:]


def _first_words(block: dict[str, Any]) -> str:
    words = (
        block.get("question")
        or block.get("text")
        or block.get("caption")
        or block.get("title")
        or " ".join(block.get("head", []))
        or words_in(block.get("of", []))
    )
    return shorten(words, WORDS_SHOWN, placeholder="…") if " " in words.strip() else _cut(words)
