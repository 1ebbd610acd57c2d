"""Turns pieces of compared words into HTML: what came, what went, what looks different, each with its marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from commentaries.changes.showing import ShownPart
from commentaries.differences.comparing import PARTED
from commentaries.differences.flattening import BREAK
from commentaries.differences.words import How, Piece

register = template.Library()


@register.filter
def marked_up(part: ShownPart) -> SafeString:
    """The words of a part. What is told by the line above it, as all of it came or went, is not told again by ear."""
    groups = [(how, list(some)) for how, some in groupby(part.pieces, key=lambda piece: piece.how)]
    shown = ((some[0].space, _run(how, some, part), _end(some[-1])) for how, some in groups)
    return format_html_join("", "{}{}{}", shown)


def _end(piece: Piece) -> SafeString:
    """The end of a line that a sign stands for, but for a paragraph's that is gone: what followed it follows still."""
    ends = piece.key == BREAK.key or (piece.key == PARTED and piece.how is not How.DELETED)
    return format_html("<br{}>", "") if ends else format_html("{}", "")


def _run(how: How, pieces: list[Piece], part: ShownPart) -> SafeString:
    words = format_html_join("", "{}{}", _spaced(pieces))
    if how is How.RESTYLED:
        return format_html('<span class="difference__restyled">{}</span>', words)
    if how is How.INSERTED:
        said = words if part.is_of_one_fate else _said(pgettext("read aloud before new words", "new:"), words)
        return format_html("<ins>{}</ins>", said)
    if how is How.DELETED:
        said = words if part.is_of_one_fate else _said(pgettext("read aloud before deleted words", "deleted:"), words)
        return format_html("<del>{}</del>", said)
    return words


def _said(before: str, words: SafeString) -> SafeString:
    return format_html('<span class="w-sr-only">[{} </span>{}<span class="w-sr-only">]</span>', before, words)


def _spaced(pieces: Iterable[Piece]) -> Iterator[tuple[str, SafeString]]:
    """Each piece with the space before it, but for the first, whose space stands outside."""
    last: Piece | None = None
    for piece in pieces:
        yield format_html("{}{}", _end(last), piece.space) if last else "", _piece(piece)
        last = piece


def _piece(piece: Piece) -> SafeString:
    if piece.key:
        return _thing(piece)
    html = format_html("{}", piece.words)
    for kind, value in piece.marks:
        html = _with_mark(html, kind, value)
    return html


def _thing(piece: Piece) -> SafeString:
    """The call of a note, a sign for what is no word, or the name of a picture or a choice."""
    if piece.key.startswith("note "):
        return format_html('<sup class="difference__call">{}{}</sup>', _unseen(gettext("note")), piece.words)
    if piece.key == BREAK.key:
        return format_html('<span class="difference__sign" aria-hidden="true">{}</span>', piece.words)
    if piece.key == PARTED:
        sign = format_html('{}<span aria-hidden="true">{}</span>', _unseen(gettext("new paragraph")), piece.words)
        return format_html('<span class="difference__sign">{}</span>', sign)
    return format_html("{}", piece.words or gettext("a picture without a name"))


def _unseen(word: str) -> SafeString:
    return format_html('<span class="w-sr-only">{} </span>', word)


def _with_mark(html: SafeString, kind: str, value: str) -> SafeString:
    match kind:
        case "strong":
            return format_html("<strong>{}</strong>", html)
        case "emphasis":
            return format_html("<em>{}</em>", html)
        case "sup":
            return format_html("<sup>{}</sup>", html)
        case "sub":
            return format_html("<sub>{}</sub>", html)
        case "foreign":
            return format_html('<span lang="{}">{}</span>', value, html)
    return format_html('<span class="difference__link">{}</span>', html)
