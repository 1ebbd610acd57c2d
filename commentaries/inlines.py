"""Turns the reader's HTML into a tree of plain data: words stay words, and no tag outlives the parsing."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

Node = str | dict[str, Any]
"""A run of words, or ``{"is": kind, "of": [nodes]}`` with what its kind needs besides."""

ALLOWED_SCHEMES = {"https", "http", "mailto", "tel"}
DEEPEST = 12
"""How deep marks may lie in each other; what lies deeper keeps its words and loses its mark."""
_KINDS = {"b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "sup": "sup", "sub": "sub"}
_BREAKS_PARAGRAPH = {"p", "ul", "ol"}
_SPACE = re.compile(r"[ \t\n\r\f]+")
_CALL = re.compile(r"#note-(\d+)")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Za-z]{2}))?(?:-|$)")


def tree_of(html: str, *, base: str = "") -> list[Node]:
    """Paragraphs, lists and their runs; addresses without a host are completed from ``base``.

    Kinds: ``paragraph``, ``bullets``, ``numbers`` and ``item``; ``strong``, ``emphasis``, ``sup``, ``sub``,
    ``link`` (``to``), ``foreign`` (``lang``, ``region``, ``dir``), ``call`` (``number``) and ``break``.
    """
    grower = _Grower(base)
    grower.feed(html)
    grower.close()
    return _trimmed(grower.root)


def language_of(tag: str) -> dict[str, str]:
    """A BCP 47 tag as language and region; ``und``, of no known language, where it cannot be read."""
    match = _LANGUAGE.match(tag)
    return {"lang": match[1].lower(), "region": (match[2] or "").upper()} if match else {"lang": "und", "region": ""}


def walk(nodes: list[Node], meet: Callable[[Node], None]) -> None:
    """Meets every node of a tree in reading order."""
    for node in nodes:
        meet(node)
        if isinstance(node, dict):
            walk(node.get("of", []), meet)


def words_in(nodes: list[Node]) -> str:
    """The words of a tree, without its marks."""
    found: list[str] = []
    walk(nodes, lambda node: found.append(node) if isinstance(node, str) else None)
    return "".join(found)


class _Grower(HTMLParser):
    """Grows the tree from sanitised HTML; an end tag without its beginning is passed over."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = base
        self.root: list[Node] = []
        self.open: list[tuple[str, list[Node]]] = [("", self.root)]
        self.in_call = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._add({"is": "break"})
            return
        if tag == "sup" and given.get("class") == "note-call":
            self.in_call = True
            return
        if self.in_call:
            if match := _CALL.fullmatch(given.get("href", "")):
                self._add({"is": "call", "number": int(match[1])})
            return
        if tag in _BREAKS_PARAGRAPH:
            self.handle_endtag("p")  # a paragraph holds no other, nor a list (HTML, 13.1.2.4)
        node = self._node(tag, given) if len(self.open) <= DEEPEST else None
        inner = self.open[-1][1] if node is None else node["of"]
        if node is not None:
            self._add(node)
        self.open.append((tag, inner))

    def handle_endtag(self, tag: str) -> None:
        if self.in_call:
            self.in_call = tag != "sup"
            return
        at = next((n for n in range(len(self.open) - 1, 0, -1) if self.open[n][0] == tag), None)
        if at is not None:
            del self.open[at:]

    def handle_data(self, data: str) -> None:
        if not self.in_call:
            self._add(_SPACE.sub(" ", data))

    def _add(self, node: Node) -> None:
        within = self.open[-1][1]
        if isinstance(node, str) and within and isinstance(within[-1], str):
            within[-1] += node
        else:
            within.append(node)

    def _node(self, tag: str, given: dict[str, str]) -> dict[str, Any] | None:
        """The node that stands for a tag; none for a tag that means nothing in print."""
        match tag:
            case "p":
                return {"is": "paragraph", **_direction(given), "of": []}
            case "ul" | "ol":
                return {"is": "bullets" if tag == "ul" else "numbers", "of": []}
            case "li":
                return {"is": "item", "of": []}
            case "a":
                address = self._address(given.get("href", ""))
                return {"is": "link", "to": address, "of": []} if address else None
            case "span" if given.get("lang"):
                return {"is": "foreign", **language_of(given["lang"]), **_direction(given), "of": []}
        return {"is": _KINDS[tag], "of": []} if tag in _KINDS else None

    def _address(self, href: str) -> str:
        """A whole address of the web, of mail or of a telephone; empty for any other."""
        try:
            whole = urljoin(self.base, href) if self.base else href
            return whole if urlsplit(whole).scheme in ALLOWED_SCHEMES else ""
        except ValueError:
            return ""


def _direction(given: dict[str, str]) -> dict[str, str]:
    return {"dir": given["dir"]} if given.get("dir") in {"ltr", "rtl"} else {}


def _trimmed(nodes: list[Node]) -> list[Node]:
    """Without the spaces that lie between and at the ends of paragraphs, as a browser shows none."""
    kept: list[Node] = []
    for node in nodes:
        if isinstance(node, dict) and _is_block(node):
            node["of"] = _trimmed(node["of"])
        elif isinstance(node, str) and not node.strip(" ") and (not kept or _is_block(kept[-1])):
            continue
        kept.append(node)
    _strip(kept)
    return kept


def _is_block(node: Node) -> bool:
    return isinstance(node, dict) and node["is"] in {"paragraph", "item", "bullets", "numbers"}


def _strip(nodes: list[Node]) -> None:
    if nodes and isinstance(nodes[0], str):
        nodes[0] = nodes[0].lstrip(" ")
    if nodes and isinstance(nodes[-1], str):
        nodes[-1] = nodes[-1].rstrip(" ")
    nodes[:] = [node for node in nodes if node != ""]
