"""Turns what only looks different, or leads elsewhere, into sentences: now in bold, now leads to another address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import shorten

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commentaries.differences.comparing import PARTED, Change, Fate
from commentaries.differences.texts import Mark
from commentaries.differences.words import How, Piece

_MOST = 20
"""So many sentences about one passage; somebody who sets a whole text in bold is told the first of them."""
_LONGEST = 70
_NOW: dict[str, Promise] = {
    "strong": gettext_lazy("“%(words)s” is now bold."),
    "emphasis": gettext_lazy("“%(words)s” is now in italics."),
    "sup": gettext_lazy("“%(words)s” is now raised."),
    "sub": gettext_lazy("“%(words)s” is now lowered."),
    "foreign": gettext_lazy("“%(words)s” is now marked as a passage in another language: %(value)s."),
    "link": gettext_lazy("“%(words)s” is now a link to %(value)s."),
}
_NO_LONGER: dict[str, Promise] = {
    "strong": gettext_lazy("“%(words)s” is no longer bold."),
    "emphasis": gettext_lazy("“%(words)s” is no longer in italics."),
    "sup": gettext_lazy("“%(words)s” is no longer raised."),
    "sub": gettext_lazy("“%(words)s” is no longer lowered."),
    "foreign": gettext_lazy("“%(words)s” is no longer marked as a passage in another language (%(value)s)."),
    "link": gettext_lazy("“%(words)s” is no longer a link to %(value)s."),
}


def sentences_on(change: Change) -> list[str]:
    """What the words of a change do not show by themselves, at most so many sentences."""
    if change.fate is not Fate.CHANGED:
        return []
    pieces = [piece for part in change.parts for piece in part.pieces]
    found = list(dict.fromkeys([*_on_paragraphs(pieces), *_on_marks(pieces), *_on_new_links(pieces)]))
    return [*found[:_MOST], _("And more of the same kind.")] if len(found) > _MOST else found


def _on_paragraphs(pieces: Iterable[Piece]) -> Iterator[str]:
    hows = {piece.how for piece in pieces if piece.key == PARTED}
    if How.INSERTED in hows:
        yield _("The paragraph was divided: a new one begins at ¶.")
    if How.DELETED in hows:
        yield _("Paragraphs were joined: the next one began at ¶.")


def _on_marks(pieces: Iterable[Piece]) -> Iterator[str]:
    for piece in pieces:
        if piece.how is not How.RESTYLED:
            continue
        words = excerpt(piece.words)
        now, before = set(piece.marks) - set(piece.was), set(piece.was) - set(piece.marks)
        links = _value(now, "link"), _value(before, "link")
        if all(links):
            facts = {"words": words, "new": links[0], "old": links[1]}
            yield _("“%(words)s” now leads to %(new)s; before, it led to %(old)s.") % facts
            now, before = ({mark for mark in marks if mark[0] != "link"} for marks in (now, before))
        for told, marks in ((_NOW, now), (_NO_LONGER, before)):
            for kind, value in sorted(marks):
                yield str(told[kind]) % {"words": words, "value": value}


def _on_new_links(pieces: Iterable[Piece]) -> Iterator[str]:
    """Where new words lead, unless the words in whose place they stand led there too."""
    old = {mark for piece in pieces if piece.how is not How.INSERTED for mark in (piece.was or piece.marks)}
    for piece in pieces:
        if piece.how is How.INSERTED and (address := _value(set(piece.marks) - old, "link")):
            yield str(_NOW["link"]) % {"words": excerpt(piece.words), "value": address}


def _value(marks: Iterable[Mark], kind: str) -> str:
    return next((value for name, value in marks if name == kind), "")


def excerpt(words: str) -> str:
    """The first words, by which a passage is known again."""
    return shorten(words[: 2 * _LONGEST], _LONGEST, placeholder="…").removeprefix("…") or words[:_LONGEST] + "…"
