"""Turns the words of a letter, as its templates write them, into its two parts: folded text, and HTML.

The words are paragraphs between blank lines. An indented one is somebody's own words, or the title of a text with
its authors below. One that begins with an address that we give is the way there, and what follows is written on its
button. Both parts are made of the same words, so neither says what the other does not
(docs/decisions/0017-one-wording-two-parts.md).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_info

from commentaries.tokens import look_of_today

WIDTH = 72
"""Characters of a line: below the 78 that RFC 5322, section 2.1.1, asks for, so that it can be quoted in an answer."""
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Run:
    """A few words of a line; with an address they lead there."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a letter. ``kind`` is words, title, quote or way; a quote has one line or more per stanza."""

    kind: str
    lines: tuple[tuple[Run, ...], ...] = ()
    stanzas: tuple[tuple[str, ...], ...] = ()
    address: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says before it is laid out: whose paper it is on, its sections, and the small print below them.

    ``titles`` are those of the texts it is about, ``addresses`` those it gives.
    """

    head: str
    sections: tuple[str, ...]
    closing: str
    titles: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    def passages(self, words: str) -> list[Passage]:
        return list(_passages(words, set(self.titles), self.addresses))


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def lay_out(
    words: Words, *, subject: str, to: str, reply_to: str = "", headers: dict[str, str], accent: str = ""
) -> EmailMultiAlternatives:
    """The letter in both parts, in the language in force, ready to be handed over."""
    letter = EmailMultiAlternatives(
        subject=subject,
        body=as_text(words),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        reply_to=[reply_to] if reply_to else [],
        headers=headers,
    )
    letter.attach_alternative(as_html(words, subject=subject, accent=accent), "text/html")
    return letter


def as_text(words: Words) -> str:
    """The part for those who read text: folded, an address never, and an address in the place of its button."""
    context = {
        "head": words.head,
        "sections": [_folded(words.passages(section)) for section in words.sections],
        "closing": _folded(words.passages(words.closing)),
    }
    text = render_to_string("commentaries/mails/letter.txt", context)
    return re.sub(r"\n\s*\n", "\n\n", text).strip() + "\n"


def as_html(words: Words, *, subject: str, accent: str = "") -> str:
    """The part for those who read HTML. Everything typed is escaped; nothing is loaded from anywhere."""
    language = get_language() or "en"
    context: dict[str, Any] = {
        "subject": subject,
        "head": words.head,
        "sections": [words.passages(section) for section in words.sections],
        "closing": words.passages(words.closing),
        "colour": {name.replace("-", "_"): value for name, value in look_of_today(accent)["colour"].items()},
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
    }
    return render_to_string("commentaries/mails/letter.html", context)


def _passages(words: str, titles: set[str], addresses: Collection[str]) -> Iterator[Passage]:
    quoted: list[tuple[str, ...]] = []
    for paragraph in _paragraphs(words):
        is_indented = all(line.startswith(_INDENT) for line in paragraph)
        lines = tuple(line.removeprefix(_INDENT) for line in paragraph)
        if is_indented and lines[0] not in titles:
            quoted.append(lines)
            continue
        yield from _quote_of(quoted)
        quoted = []
        if is_indented:
            titles.discard(lines[0])  # once: whoever begins their own words with it is quoted like anybody
            yield Passage("title", tuple((Run(line),) for line in lines))
        else:
            yield _unquoted(paragraph, addresses)
    yield from _quote_of(quoted)


def _quote_of(stanzas: list[tuple[str, ...]]) -> Iterator[Passage]:
    if stanzas:
        yield Passage("quote", stanzas=tuple(stanzas))


def _unquoted(paragraph: list[str], addresses: Collection[str]) -> Passage:
    address, _space, label = paragraph[0].partition(" ")
    if address in addresses and len(paragraph) == 1:
        return Passage("way", address=address, label=label.strip() or address)
    return Passage("words", tuple(_runs(line, addresses) for line in paragraph))


def _paragraphs(words: str) -> Iterator[list[str]]:
    for paragraph in re.split(r"\n\s*\n", words):
        if lines := [line.rstrip() for line in paragraph.split("\n") if line.strip()]:
            yield lines


def _runs(line: str, addresses: Collection[str]) -> tuple[Run, ...]:
    """A line, with the addresses that we give as links; one that somebody typed stays as it was typed."""
    pieces = re.split(r"(\s+)", line)
    if not set(pieces) & set(addresses):
        return (Run(line),)
    return tuple(Run(piece, piece if piece in addresses else "") for piece in pieces)


def _folded(passages: Iterable[Passage]) -> str:
    return "\n\n".join("\n".join(_lines(passage)) for passage in passages)


def _lines(passage: Passage) -> Iterator[str]:
    if passage.kind == "way":
        yield passage.address
    elif passage.kind == "quote":
        for place, stanza in enumerate(passage.stanzas):
            yield from [""] * bool(place)
            yield from (_fold(line, _INDENT) for line in stanza)
    else:
        indent = _INDENT if passage.kind == "title" else ""
        yield from (_fold("".join(run.text for run in runs), indent) for runs in passage.lines)


def _fold(line: str, indent: str) -> str:
    return textwrap.fill(
        line, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
