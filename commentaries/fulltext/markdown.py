"""Turns a record and a whole text into Markdown: CommonMark 0.31, tables as on GitHub, the citation at the head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from commentaries.citations.house import cite_runs
from commentaries.citations.wording import issn_lines, join_names, written_date
from commentaries.fulltext.markdown_runs import escaped, line_of, linked, on_one_line, spoken
from commentaries.fulltext.texts import (
    Block,
    Elsewhere,
    Exchange,
    Figure,
    FullText,
    Heading,
    KeyPoint,
    Nodes,
    Picture,
    Prose,
    Quotation,
    Table,
    block_nodes,
)
from commentaries.fulltext.wording import rights_of, speakers_of, terms_of, words_in
from commentaries.lines import lines_of
from commentaries.record import Record

MEDIA_TYPE = "text/markdown"
_IS_LIST = re.compile(r"- |\d+\. ")
_LINE = re.compile("^(?=.)", re.MULTILINE)


def markdown_of(record: Record, text: FullText) -> str:
    """The whole text. Nothing that somebody has written becomes a mark: what could be one is escaped."""
    parts = [*_head(record), *_key_points(record, text), *_body(record, text), *_notes(record, text)]
    parts += _end(record, text)
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(record: Record) -> Iterator[str]:
    """Remark, title, who, where, when, and how to cite."""
    language = record.language
    yield f"**{line_of(record.remark)}**" if record.remark else ""
    yield f"# {line_of(record.title)}"
    yield line_of(join_names([c.name.printed for c in record.authors], language))
    if record.translators:
        names = join_names([c.name.printed for c in record.translators], language)
        yield f"{words_in(language)['translated']} {line_of(names)}"
    series = " ".join(part for part in (f"*{on_one_line(record.series.title)}*", on_one_line(record.label)) if part)
    facts = [series, written_date(record.published, language), *issn_lines(record.series.issns, language)]
    yield ", ".join(fact for fact in facts if fact)
    yield f"{words_in(language)['cite']}: {_citation(record)}"


def _citation(record: Record) -> str:
    """The sentence of the house style; it begins no line, so nothing at its beginning is a mark."""
    runs = cite_runs(record, record.language)
    return "".join(
        linked(run.text, run.url) if run.url else f"*{escaped(run.text)}*" if run.is_italic else escaped(run.text)
        for run in runs
    )


def _key_points(record: Record, text: FullText) -> Iterator[str]:
    if text.key_points:
        yield f"## {words_in(record.language)['key_points']}"
        yield "\n".join(_key_point(point) for point in text.key_points)
    if text.blocks:
        yield "---"


def _key_point(point: KeyPoint) -> str:
    return f"- **{on_one_line(point.lead)}** {on_one_line(point.text)}".rstrip()


def _body(record: Record, text: FullText) -> Iterator[str]:
    speakers = speakers_of(record)
    word = words_in(record.language)["picture"]
    if text.lead_picture:
        yield _shown(text.lead_picture)
        yield _credit(word, text.lead_picture.credit)
    for block in text.blocks:
        yield from _block(block, speakers, word)


def _block(block: Block, speakers: tuple[str, str], picture_word: str) -> Iterator[str]:
    match block:
        case Prose(nodes):
            yield from _flow(nodes)
        case Heading(heading, level):
            yield f"{'#' * (level + 1)} {line_of(heading)}"
        case Quotation(nodes, source):
            parts = [*_flow(nodes), f"— {on_one_line(source)}" if source else ""]
            yield _inset("\n\n".join(part for part in parts if part), "> ")
        case Exchange(question, answer):
            yield "\n\n".join(_turn(speakers[0], [line_of(line) for line in lines_of(question)]))
            yield "\n\n".join(_turn(speakers[1], list(_flow(answer))))
        case Figure(picture, caption, credit):
            yield _shown(picture)
            credit = _credit(picture_word, credit)
            yield f"{line_of(caption)} ({credit})" if caption and credit else line_of(caption) or credit
        case Elsewhere(title, url, caption, picture):
            yield _shown(picture)
            yield linked(title, url) if url else line_of(title)
            yield line_of(caption)
        case Table():
            yield line_of(block.caption)
            yield _table(block)


def _turn(speaker: str, parts: list[str]) -> list[str]:
    """What one of two says, with the name before the first paragraph; before a list it stands by itself."""
    name = f"**{on_one_line(speaker)}:**"
    if parts and not _IS_LIST.match(parts[0]):
        return [f"{name} {parts[0]}", *parts[1:]]
    return [name, *parts] if parts else []


def _shown(picture: Picture | None) -> str:
    return f"!{linked(picture.alt, picture.url, is_picture=True)}" if picture else ""


def _credit(word: str, credit: str) -> str:
    return f"{word}: {on_one_line(credit)}" if credit else ""


def _table(table: Table) -> str:
    """A table of pipes; columns of figures are set to the right."""
    width = max([len(table.head), *(len(row) for row in table.rows)], default=0)
    if not width:
        return ""
    numeric = [*table.numeric, *[False] * width][:width]
    rule = f"| {' | '.join('---:' if is_numeric else '---' for is_numeric in numeric)} |"
    return "\n".join([_row(table.head, width), rule, *(_row(row, width) for row in table.rows)])


def _row(cells: Any, width: int) -> str:
    filled = [*(on_one_line(cell).replace("|", "\\|") for cell in cells), *[""] * width][:width]
    return f"| {' | '.join(filled)} |"


def _notes(record: Record, text: FullText) -> Iterator[str]:
    """The notes as a list that counts as the text does."""
    if text.notes:
        yield f"## {words_in(record.language)['notes']}"
        notes = ((_in_item(note.nodes), f"{note.number}. ") for note in text.notes)
        yield "\n".join(mark + _inset(note, " " * len(mark)).lstrip(" ") for note, mark in notes)


def _end(record: Record, text: FullText) -> Iterator[str]:
    """Statements, rights and terms."""
    words = words_in(record.language)
    yield "---"
    for label, statement in ((words["interests"], text.interests), (words["funding"], text.funding)):
        yield f"{label}: {on_one_line(statement)}" if statement.strip() else ""
    licence = record.licence
    terms = linked(licence.name, licence.url) if licence and licence.url else on_one_line(terms_of(record))
    yield f"{on_one_line(rights_of(record))}. {words['licence']}: {terms}"


def _flow(nodes: Nodes) -> Iterator[str]:
    """Paragraphs and lists, one by one."""
    for node in block_nodes(nodes):
        if made := spoken(node["of"]) if node["is"] == "paragraph" else "\n".join(_items(node)):
            yield made


def _items(node: dict[str, Any]) -> Iterator[str]:
    for place, item in enumerate(node["of"], start=1):
        mark = "- " if node["is"] == "bullets" else f"{place}. "
        yield mark + _inset(_in_item(item["of"]), " " * len(mark)).lstrip(" ")


def _in_item(nodes: Nodes) -> str:
    """What stands in an item of a list; a list in it follows without a blank line, which would set all items apart."""
    content = ""
    for part in _flow(nodes):
        content += f"\n{part}" if content and _IS_LIST.match(part) else f"\n\n{part}" if content else part
    return content


def _inset(content: str, mark: str) -> str:
    """Every line behind a mark; an empty line between paragraphs of a quotation keeps the mark alone."""
    if mark.strip():
        return "\n".join(f"{mark}{line}".rstrip() for line in content.split("\n"))
    return _LINE.sub(mark, content)
