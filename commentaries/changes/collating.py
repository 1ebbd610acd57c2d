"""Turns contents of a text into plain data that can be compared: every affirmed field, in the order of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from commentaries import versions
from commentaries.differences.flattening import passages
from commentaries.differences.texts import Block, Part, Run, Section, Text, plain
from commentaries.inlines import tree_of
from commentaries.models import Authorship, CommentaryPage
from commentaries.reading import NOTE_CALL

_LINK_WITHIN = re.compile(r'<a\b(?=[^>]*\blinktype="(page|document)")(?=[^>]*\bid="(\d+)")[^>]*>')
_NOWHERE = "https://nowhere.invalid/"
"""From here an address is completed that stands below no site."""
_CELL = Run("│", key="cell")


def texts_of(page: CommentaryPage, states: Sequence[CommentaryPage]) -> list[Text]:
    """What a text says in each of these states, in as many queries for twenty as for one.

    The states must be as they were read from a version or a revision.
    """
    known = versions.known_to(states)
    contents = [versions.content_of(state, known) for state in states]
    links = _addresses_of(contents)
    hashes = known.hashes_of(set(known.images))
    pictures = {hashes[pk]: image.title for pk, image in known.images.items()}
    base = page.get_full_url() or _NOWHERE
    refs = _refs_of(states, contents)
    return [_Layout(*each, links, pictures, base).text() for each in zip(contents, refs, strict=True)]


def _refs_of(states: Iterable[CommentaryPage], contents: Iterable[versions.Content]) -> list[list[str]]:
    """By which name each state calls its notes, in their stored order.

    A note that says the same under another name, as one that was typed again, keeps the name that it had before.
    """
    found: list[list[str]] = []
    before: dict[str, str] = {}
    for state, content in zip(states, contents, strict=True):
        refs = [note.ref for note in state.notes.all()]
        free = {text: ref for ref, text in before.items() if ref not in refs}
        refs = [ref if ref in before else free.pop(text, ref) for ref, text in zip(refs, content.notes, strict=True)]
        found.append(refs)
        before = dict(zip(refs, content.notes, strict=True))
    return found


def _addresses_of(contents: Iterable[versions.Content]) -> dict[str, str]:
    """Where the links lead that name a page of the site by its number, in one query."""
    strings = (text for content in contents for text in _strings([content.body, content.notes]))
    asked = {pk for text in strings for kind, pk in _LINK_WITHIN.findall(text) if kind == "page"}
    pages = Page.objects.filter(pk__in=asked).select_related("locale") if asked else ()
    return {f"page {page.pk}": page.get_url() or "" for page in pages}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Lays one content out, section by section."""

    content: versions.Content
    refs: list[str]
    """The names of the notes in their stored order; a call in the content bears the place of its note among them."""
    links: dict[str, str]
    pictures: dict[str, str]
    base: str

    def text(self) -> Text:
        numbers = self._numbers()
        return (
            Section("head", tuple(self._head())),
            Section("picture", tuple(self._lead_picture())),
            Section("key_points", tuple(self._key_points())),
            Section("body", tuple(block for stored in self.content.body for block in self._blocks(stored, numbers))),
            Section("notes", tuple(self._notes(numbers))),
            Section("end", tuple(self._end())),
        )

    def _head(self) -> Iterator[Block]:
        yield Block("title", (plain("", self.content.title),), key="title")
        if self.content.remark:
            yield Block("remark", (plain("", self.content.remark),), key="remark")
        roles = dict(Authorship._meta.get_field("role").choices)
        for name, affiliation, role, person in self.content.authorships:
            about = [plain("", name), plain("affiliation", affiliation), _coded("role", role, roles)]
            yield Block("author", _filled(about), key=person)

    def _lead_picture(self) -> Iterator[Block]:
        picture, alt, is_decorative, credit = self.content.image
        if parts := self._picture(picture, alt, is_decorative, [plain("credit", credit)]):
            yield Block("lead_picture", parts, key="lead_picture")

    def _key_points(self) -> Iterator[Block]:
        for number, point in enumerate(self.content.key_points, start=1):
            said = point.get("value", {})
            parts = _filled([plain("", said.get("lead", "")), plain("more", said.get("text", ""))])
            yield Block("key_point", parts, number=number)

    def _blocks(self, stored: dict[str, Any], numbers: dict[int, int]) -> Iterator[Block]:
        """What one stored block holds; a rich text holds as many as it has paragraphs and items."""
        kind, value = stored["type"], stored.get("value", "")
        said = value if isinstance(value, dict) else {}
        match kind:
            case "paragraph":
                for passage, runs in self._passages(value, numbers):
                    yield Block(passage, (Part("", runs),))
            case "heading" | "subheading" | "pull_quote":
                yield Block(kind, (plain("", value),))
            case "figure":
                image, about = said.get("image"), [plain(name, said.get(name, "")) for name in ("caption", "credit")]
                yield Block(kind, self._stored_picture(image, about))
            case "quotation":
                main = [Part("", runs) for _passage, runs in self._passages(said.get("text", ""), numbers)]
                yield Block(kind, _filled([*main, plain("source", said.get("source", ""))]))
            case "exchange":
                answer = [Part("answer", runs) for _passage, runs in self._passages(said.get("answer", ""), numbers)]
                yield Block(kind, _filled([plain("question", said.get("question", "")), *answer]))
            case "table":
                yield Block(kind, _table(said))
            case "embed":
                address = Part("address", (Run(said.get("url", ""), key=f"url:{said.get('url', '')}"),))
                about = [address, plain("caption", said.get("caption", ""))]
                yield Block(kind, (plain("", said.get("title", "")), *self._stored_picture(said.get("image"), about)))
            case _:
                yield Block(kind, (plain("", " ".join(_strings(value))),))

    def _notes(self, numbers: dict[int, int]) -> Iterator[Block]:
        placed = sorted(enumerate(self.content.notes, start=1), key=lambda note: numbers[note[0]])
        for place, html in placed:
            parts = tuple(Part("", runs) for _passage, runs in self._passages(html, numbers))
            yield Block("note", parts, key=f"note {self.refs[place - 1]}", number=numbers[place])

    def _end(self) -> Iterator[Block]:
        facts = self.content
        for name in ("interests", "funding", "abstract", "keywords"):
            if words := getattr(facts, name):
                yield Block(name, (plain("", words),), key=name)
        for name in ("licence", "language", "kind"):
            if code := getattr(facts, name):
                choices = dict(CommentaryPage._meta.get_field(name).choices or ())
                yield Block(name, (_coded("", code, choices),), key=name)

    def _numbers(self) -> dict[int, int]:
        """The number under which a reader meets each note: by the order of the calls; those without one come last."""
        called = [int(place) for text in _strings(self.content.body) for place in NOTE_CALL.findall(text) if place]
        order = dict.fromkeys([*called, *range(1, len(self.content.notes) + 1)])
        return {place: number for number, place in enumerate(order, start=1)}

    def _passages(self, html: str, numbers: dict[int, int]) -> list[tuple[str, tuple[Run, ...]]]:
        def call(place: int) -> Run:
            return Run(str(numbers[place]), key=f"note {self.refs[place - 1]}") if place in numbers else Run("")

        for_readers = NOTE_CALL.sub(r'<sup class="note-call"><a href="#note-\1"></a></sup>', html)
        for_readers = _LINK_WITHIN.sub(self._opening_tag, for_readers)
        return passages(tree_of(for_readers, base=self.base), call)

    def _opening_tag(self, link: re.Match[str]) -> str:
        """A link within the site by its address; by its number, where nothing is known of what it leads to."""
        address = self.links.get(f"{link[1]} {link[2]}") or f"/#{link[1]}-{link[2]}"
        return f'<a href="{escape(address)}">'

    def _stored_picture(self, image: Any, about: list[Part]) -> tuple[Part, ...]:
        """The picture of a stored block, described for this place; older blocks hold the picture alone."""
        stored = image if isinstance(image, dict) else {"image": image or ""}
        alt, is_decorative = stored.get("alt_text", ""), bool(stored.get("decorative"))
        return self._picture(stored.get("image", ""), alt, is_decorative, about)

    def _picture(self, file: str, alt: str, is_decorative: bool, about: list[Part]) -> tuple[Part, ...]:
        shown = Part("picture", (Run(self.pictures.get(file, ""), key=f"picture {file}"),)) if file else plain("", "")
        decoration = _coded("decoration", "yes" if is_decorative else "", {"yes": _("mere decoration")})
        return _filled([shown, plain("alt", alt), decoration, *about])


def _filled(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.words or any(run.key for run in part.runs))


def _coded(name: str, code: str, choices: dict[str, Any]) -> Part:
    """A choice by its name, the same wherever its code is."""
    return Part(name, (Run(str(choices.get(code, code)), key=code),))


def _table(said: dict[str, Any]) -> tuple[Part, ...]:
    """Caption, head and rows, each a line of cells."""
    head = [column.get("heading", "") for column in said.get("columns", [])]
    rows = [[str(value) for value in row.get("values", [])] for row in said.get("rows", [])]
    lines = [Part("row", tuple(_cells(row))) for row in rows]
    return _filled([plain("caption", said.get("caption", "")), Part("head", tuple(_cells(head))), *lines])


def _cells(values: list[str]) -> Iterator[Run]:
    for number, value in enumerate(values):
        if number:
            yield from (Run(" "), _CELL, Run(" "))
        yield Run(value)
