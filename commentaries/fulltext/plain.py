"""Turns a record and a whole text into plain text that reads well in a mail: lines of 72 characters, links in full."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from commentaries.citations.house import cite
from commentaries.citations.wording import issn_lines, join_names, written_date
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
from commentaries.fulltext.wording import rights_of, speakers_of, terms_of, words_in
from commentaries.lines import lines_of, visible
from commentaries.record import Record

MEDIA_TYPE = "text/plain"
WIDTH = 72
"""Characters in a line, for mail (RFC 3676, section 4.2); an address is never divided."""
_RAISED = {
    "sup": str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ"),
    "sub": str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"),
}
"""Raised and lowered figures, without which 10³ would be 103; letters stay as they are."""


def plain_of(record: Record, text: FullText) -> str:
    """The whole text, for eyes alone: no mark in it is one of a language."""
    parts = [*_head(record), *_key_points(record, text), *_body(record, text), *_notes(record, text)]
    parts += _end(record, text)
    return visible("\n\n".join(part for part in parts if part)) + "\n"


def _head(record: Record) -> Iterator[str]:
    """Remark, title, who, where, when, and how to cite."""
    language, words = record.language, words_in(record.language)
    yield wrapped(record.remark and f"[{record.remark}]")
    yield _underlined(record.title, "=")
    yield wrapped(join_names([c.name.printed for c in record.authors], language))
    if record.translators:
        names = join_names([c.name.printed for c in record.translators], language)
        yield wrapped(f"{words['translated']} {names}")
    facts = [f"{record.series.title} {record.label}".strip(), written_date(record.published, language)]
    facts += issn_lines(record.series.issns, language)
    yield wrapped(", ".join(fact for fact in facts if fact))
    yield wrapped(f"{words['cite']}: {cite(record, language)}")


def _key_points(record: Record, text: FullText) -> Iterator[str]:
    if text.key_points:
        yield _underlined(words_in(record.language)["key_points"], "-")
        for point in text.key_points:
            yield wrapped(f"{point.lead} {point.text}", "- ", "  ")
    if text.blocks:
        yield "* * *"


def _body(record: Record, text: FullText) -> Iterator[str]:
    speakers = speakers_of(record)
    word = words_in(record.language)["picture"]
    if text.lead_picture:
        yield _described(word, text.lead_picture, "", text.lead_picture.credit)
    for block in text.blocks:
        yield from _block(block, speakers, word)


def _block(block: Block, speakers: tuple[str, str], word: str) -> Iterator[str]:
    match block:
        case Prose(nodes):
            yield from _flow(nodes)
        case Heading(heading, level):
            yield _underlined(heading, "-" if level == 1 else "~")
        case Quotation(nodes, source):
            attributed = wrapped(source and f"— {source}", "> ", "> ")
            yield "\n>\n".join(part for part in (*_flow(nodes, "> ", "> "), attributed) if part)
        case Exchange(question, answer):
            asked: Nodes = [{"is": "paragraph", "of": [line]} for line in lines_of(question)]
            yield from _flow(_by(speakers[0], asked))
            yield from _flow(_by(speakers[1], answer))
        case Figure(picture, caption, credit):
            yield _described(word, picture, caption, credit)
        case Elsewhere(title, url, caption, _):
            yield "\n".join(part for part in (wrapped(title), url, wrapped(caption)) if part)
        case Table():
            yield wrapped(block.caption)
            yield _table(block)


def _by(speaker: str, nodes: Nodes) -> list[Any]:
    """What one of two says, with the name before the first paragraph; before a list it stands by itself."""
    parts = list(block_nodes(nodes))
    if parts and parts[0]["is"] == "paragraph":
        return [{"is": "paragraph", "of": [f"{speaker}: ", *_nodes_in(parts[0])]}, *parts[1:]]
    return [{"is": "paragraph", "of": [f"{speaker}:"]}, *parts] if parts else []


def _nodes_in(node: dict[str, Any]) -> list[Any]:
    return list(node["of"])


def _described(word: str, picture: Picture | None, caption: str, credit: str) -> str:
    """What a picture shows, in brackets, and its caption; of mere decoration the credit alone."""
    shown = wrapped(f"[{word}: {picture.alt}]") if picture and picture.alt else ""
    credit = f"({credit})" if credit and (caption or shown) else f"[{word}: {credit}]" if credit else ""
    return "\n".join(part for part in (shown, wrapped(f"{caption} {credit}")) if part)


def _table(table: Table) -> str:
    """Columns side by side where they fit into a line, figures to the right; else row by row, a cell on each line."""
    heads = [table.head] if any(table.head) else []
    rows = [[" ".join(cell.split()) for cell in row] for row in (*heads, *table.rows)]
    width = max(map(len, rows), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + 2 * (width - 1) > WIDTH:
        return _row_by_row(rows[len(heads) :], rows[0] if heads else [""] * width)
    numeric = [*table.numeric, *[False] * width]
    lines = ["  ".join(map(_in_column, row, widths, numeric)).rstrip() for row in rows]
    if heads:
        lines.insert(1, "  ".join("-" * each for each in widths))
    return "\n".join(lines)


def _in_column(cell: str, width: int, is_numeric: bool) -> str:
    return cell.rjust(width) if is_numeric else cell.ljust(width)


def _row_by_row(rows: list[list[str]], heads: list[str]) -> str:
    return "\n".join(
        wrapped(f"{head}: {cell}" if head else cell, "  " if place else "- ", "  ")
        for row in rows
        for place, (head, cell) in enumerate(zip(heads, row, strict=True))
        if cell
    )


def _notes(record: Record, text: FullText) -> Iterator[str]:
    if text.notes:
        yield _underlined(words_in(record.language)["notes"], "-")
        for note in text.notes:
            mark = f"[{note.number}] "
            parts = list(_flow(note.nodes, " " * len(mark), " " * len(mark)))
            yield mark + "\n\n".join(parts).lstrip(" ")


def _end(record: Record, text: FullText) -> Iterator[str]:
    """Statements, rights and terms."""
    words = words_in(record.language)
    yield "* * *"
    for label, statement in ((words["interests"], text.interests), (words["funding"], text.funding)):
        yield wrapped(statement.strip() and f"{label}: {statement}")
    address = record.licence.url if record.licence else ""
    yield wrapped(" ".join(part for part in (f"{rights_of(record)}. {terms_of(record)}", address) if part))


def _flow(nodes: Nodes, first: str = "", rest: str = "") -> Iterator[str]:
    """Paragraphs and lists, wrapped, each line behind its indent."""
    for node in block_nodes(nodes):
        if node["is"] == "paragraph":
            lines = "".join(_said(node["of"])).split("\n")
            if paragraph := "\n".join(filter(None, (wrapped(line, first, rest) for line in lines))):
                yield paragraph
        elif made := "\n".join(_items(node, first, rest)):
            yield made
        first = rest


def _items(node: Any, first: str, rest: str) -> Iterator[str]:
    for place, item in enumerate(node["of"], start=1):
        mark = "- " if node["is"] == "bullets" else f"{place}. "
        yield "\n".join(_flow(item["of"], f"{first}{mark}", f"{rest}{' ' * len(mark)}"))
        first = rest


def _said(nodes: Any) -> Iterator[str]:
    """The words of runs; a link's address follows its words in angle brackets (RFC 3986, appendix C)."""
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node["is"] == "break":
            yield "\n"
        elif node["is"] == "call":
            yield f" [{node['number']}]"
        elif node["is"] in _RAISED:
            yield "".join(_said(node["of"])).translate(_RAISED[node["is"]])
        else:
            inner = "".join(_said(node["of"]))
            is_address = node["is"] == "link" and inner.strip() not in {node["to"], node["to"].partition(":")[2]}
            yield f"{inner} <{node['to']}>" if is_address else inner


def _underlined(words: str, sign: str) -> str:
    lines = wrapped(words)
    return f"{lines}\n{sign * max(map(len, lines.split(chr(10))))}" if lines else ""


def wrapped(words: str, first: str = "", rest: str = "") -> str:
    """Words in lines, broken at ordinary spaces alone; nothing where there are none."""
    lines: list[str] = []
    line, length = first, len(first)
    is_empty = True
    for word in words.replace("\n", " ").replace("\t", " ").split(" "):
        if not word:
            continue
        size = len(word)
        if not is_empty and length + 1 + size > WIDTH:
            lines.append(line)
            line, length, is_empty = rest, len(rest), True
        line = f"{line}{word}" if is_empty else f"{line} {word}"
        length += size if is_empty else size + 1
        is_empty = False
    if is_empty:
        return ""
    return "\n".join([*lines, line])
