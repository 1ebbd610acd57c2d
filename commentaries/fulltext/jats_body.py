"""Turns a whole text into body, back matter and floats of a JATS article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from commentaries.elements import element, filled, said, words
from commentaries.fulltext.texts import (
    Block,
    Elsewhere,
    Exchange,
    Figure,
    FullText,
    Heading,
    Nodes,
    Picture,
    Prose,
    Quotation,
    Table,
    block_nodes,
)
from commentaries.fulltext.wording import speakers_of
from commentaries.lines import lines_of
from commentaries.record import Record

_LISTS = {"bullets": "bullet", "numbers": "order"}
_MARKS = {"strong": "bold", "emphasis": "italic", "sup": "sup", "sub": "sub"}


def body_of(record: Record, text: FullText) -> str:
    """What precedes the first heading, then sections; a subheading's section lies in its heading's."""
    speakers = speakers_of(record)
    parts: list[str] = []
    open_levels: list[int] = []
    for block in text.blocks:
        if isinstance(block, Heading):
            while open_levels and open_levels[-1] >= block.level:
                open_levels.pop()
                parts.append("</sec>")
            open_levels.append(block.level)
            parts.append(f"<sec>{element('title', words(block.text))}")
        else:
            parts.append(_block(block, speakers))
    parts.append("</sec>" * len(open_levels))
    return element("body", "".join(parts))


def back_of(text: FullText) -> str:
    """The notes, each with the number by which the text calls it."""
    notes = "".join(
        element(
            "fn",
            said("label", str(note.number)) + (_paragraphs(note.nodes) or element("p")),
            {"id": f"fn{note.number}"},
        )
        for note in text.notes
    )
    return filled("back", filled("fn-group", notes))


def floats_of(text: FullText) -> str:
    """The lead picture, which belongs to no place in the text."""
    shown = text.lead_picture
    return element("floats-group", _figure(shown, "", shown.credit, kind="lead")) if shown else ""


def _block(block: Block, speakers: tuple[str, str]) -> str:
    match block:
        case Prose(nodes):
            return "".join(_flow(nodes))
        case Quotation(nodes, source):
            return element("disp-quote", "".join(_flow(nodes)) + said("attrib", source))
        case Exchange(question, answer):
            asked = "".join(said("p", line) for line in lines_of(question))
            return _turn(speakers[0], asked) + _turn(speakers[1], _paragraphs(answer))
        case Figure(picture, caption, credit):
            return _figure(picture, said("p", caption), credit)
        case Elsewhere(title, url, caption, picture):
            link = element("ext-link", words(title), _to(url)) if url else words(title)
            if picture is None:
                return element("p", link) + said("p", caption)
            return _figure(picture, element("title", link) + said("p", caption), "", kind="elsewhere")
        case Table():
            return _table(block)
    return ""


def _turn(speaker: str, paragraphs: str) -> str:
    return element("speech", said("speaker", speaker) + paragraphs) if paragraphs else ""


def _figure(picture: Picture | None, caption: str, credit: str, *, kind: str = "") -> str:
    shown = ""
    if picture:
        ending = picture.url.partition("?")[0].rpartition(".")[2].lower()
        is_known = ending in {"webp", "png", "jpeg", "gif", "avif"}
        subtype = ending if is_known else "jpeg" if ending == "jpg" else ""
        kinds = {"mimetype": "image", "mime-subtype": subtype, "xlink:href": picture.url}
        shown = said("alt-text", picture.alt) + element("graphic", "", kinds)
    return element("fig", filled("caption", caption) + shown + said("attrib", credit), {"fig-type": kind})


def _table(table: Table) -> str:
    """A table of XHTML; columns of figures are set to the right, and a row's first words are its heading."""
    sides = [{"align": "right"} if is_numeric else {} for is_numeric in table.numeric] or [{}] * len(table.head)
    head = "".join(
        element("th", words(cell), {**side, "scope": "col"}) if cell else element("td")
        for cell, side in zip(table.head, sides, strict=False)
    )
    rows = "".join(element("tr", "".join(_cells(row, sides))) for row in table.rows)
    content = filled("thead", filled("tr", head)) + filled("tbody", rows)
    caption = filled("caption", said("p", table.caption))
    return element("table-wrap", caption + element("table", content)) if content else filled("p", words(table.caption))


def _cells(row: Any, sides: list[dict[str, str]]) -> Iterator[str]:
    for place, (cell, side) in enumerate(zip(row, sides, strict=False)):
        is_heading = place == 0 and bool(cell)
        yield element("th" if is_heading else "td", words(cell), {**side, "scope": "row"} if is_heading else side)


def _flow(nodes: Nodes) -> Iterator[str]:
    """Paragraphs and lists."""
    for node in block_nodes(nodes):
        yield _list(node) if node["is"] in _LISTS else element("p", _runs(node["of"]))


def _paragraphs(nodes: Nodes) -> str:
    """Paragraphs alone, for where a list may lie in one only."""
    flow = (element("p", part) if part.startswith("<list") else part for part in _flow(nodes))
    return "".join(flow)


def _list(node: dict[str, Any]) -> str:
    items = "".join(element("list-item", "".join(_flow(item["of"])) or element("p")) for item in node["of"])
    return element("list", items or element("list-item", element("p")), {"list-type": _LISTS[node["is"]]})


def _runs(nodes: Any) -> str:
    return "".join(words(node) if isinstance(node, str) else _run(node) for node in nodes)


def _run(node: dict[str, Any]) -> str:
    kind = node["is"]
    if kind in _LISTS:
        return _list(node)
    match kind:
        case "link":
            return element("ext-link", _runs(node["of"]), _to(node["to"]))
        case "foreign":
            tag = "-".join(part for part in (node["lang"], node["region"]) if part)
            attributes = {"content-type": "foreign", "xml:lang": tag}
            return element("named-content", _runs(node["of"]), attributes)
        case "call":
            number = str(node["number"])
            return element("xref", said("sup", number), {"ref-type": "fn", "rid": f"fn{number}"})
        case "break":
            return " "  # a line may break in titles and cells only
    inner = _runs(node["of"])
    return element(_MARKS[kind], inner) if kind in _MARKS else inner


def _to(url: str) -> dict[str, str]:
    return {"ext-link-type": "uri", "xlink:href": url}
