"""Turns what does not fit on the printed pages, and what keeps them from being made, into sentences for its author."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import shorten
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from commentaries.citations.wording import wording_for
from commentaries.inlines import words_in
from commentaries.pdf.orders import CannotPrint, Document, Misfit
from commentaries.telling import within_quotation

WORDS_SHOWN = 40
"""Characters of a block's first words, by which its author finds it."""


def sentences_on(misfits: Iterable[Misfit], document: Document) -> list[str]:
    """One sentence for each kind of misfit in each block or other part, in the order of the text."""
    found = list(misfits)
    parts = _names_of_parts()
    placed = {(misfit.kind, misfit.detail) for misfit in found if misfit.at or misfit.part in parts}
    together: dict[tuple[int, str, str], list[str]] = {}
    for misfit in found:
        part = parts.get(misfit.part, "")
        if misfit.at or part or (misfit.kind, misfit.detail) not in placed:  # a title is printed in many places
            together.setdefault((misfit.at, part, misfit.kind), []).append(misfit.detail)
    return [
        _placed(_remark(kind, list(dict.fromkeys(details))), at, document, part)
        for (at, part, kind), details in sorted(together.items())
    ]


def refusal(failure: CannotPrint, document: Document | None = None) -> str:
    """Why there are no pages, with the block to blame, of which a document shows the first words."""
    return _placed(_reason(failure), failure.at, document)


def _grouped(number: str) -> str:
    """``250,000`` or ``250.000``, as the language of the sentence writes it."""
    grouped = f"{int(number):,}"
    return grouped.replace(",", ".") if wording_for(get_language() or "en") == "it" else grouped


def _reason(failure: CannotPrint) -> str:
    match failure.kind:
        case "long word":
            return _("this holds a word of %(number)s characters. Divide it.") % {"number": _grouped(failure.detail)}
        case "long block":
            return _("this is %(number)s characters long. Divide it.") % {"number": _grouped(failure.detail)}
        case "long text":
            return _("the text is %(number)s characters long, which is more than can be printed. Shorten it.") % {
                "number": _grouped(failure.detail)
            }
        case "slow":
            return _("this could not be set within %(seconds)s seconds. Divide or shorten it.") % {
                "seconds": failure.detail
            }
        case "memory":
            return _("this takes more memory than it may, or lies too deep in itself. Divide or simplify it.")
        case "busy":
            return _("other texts are being set at this moment.")
        case "press":
            return _("the press failed: %(details)s") % {"details": failure.detail}
        case "package":
            return _("the file %(name)s of the layout asks for a package. Copy what it needs beside it.") % {
                "name": failure.detail
            }
    return _("the layout reports: %(details)s") % {"details": failure.detail}


def _names_of_parts() -> dict[str, str]:
    """What the parts of a document beside its body are called in a sentence; those left out repeat one of these."""
    return {
        "title": _("In the title: %(remark)s"),
        "byline": _("In the names of the authors: %(remark)s"),
        "authors": _("In the names and affiliations of the authors: %(remark)s"),
        "translators": _("In the names of the translators: %(remark)s"),
        "key_points": _("In the key points: %(remark)s"),
        "notes": _("In the notes: %(remark)s"),
        "statements": _("In the statements of interests and funding: %(remark)s"),
        "imprint": _("In the text about the institute: %(remark)s"),
        "latest": _("In the list of the latest issues: %(remark)s"),
    }


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


def _placed(remark: str, at: int, document: Document | None, part: str = "") -> str:
    """A remark behind the block or part that it is about; a block's number is its place as the editor shows it."""
    if part:
        return part % {"remark": remark}
    block = next((block for block in document.data["body"] if block["at"] == at), None) if document else None
    if block is None:
        return _("In block %(number)s: %(remark)s") % {"number": at, "remark": remark} if at else str(capfirst(remark))
    facts = {"number": at, "kind": _name_of(block), "words": within_quotation(_first_words(block)), "remark": remark}
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
