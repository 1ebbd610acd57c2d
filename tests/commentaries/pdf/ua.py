"""Turns a PDF into the rules of PDF/UA-1 (ISO 14289-1) that a machine can check and that it breaks.

Numbers are of clauses of the standard. What needs judgement (whether the order is sensible, whether an alternative
text says what the picture shows) is not here; a validator such as veraPDF checks more. The reader is pypdf.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

from lxml import etree
from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject, StreamObject

from tests.commentaries.pdf.structure import Element, tree_of

STANDARD = frozenset(
    re.findall(
        r"\w+",
        "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl "
        "LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP "
        "Warichu WT WP Figure Formula Form",
    )
)
"""The standard structure types (ISO 32000-1, 14.8.4)."""
_PAINTS = frozenset(b"f F f* B B* b b* S s sh Do BI Tj TJ ' \"".split()) | {b"INLINE IMAGE"}
_NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
}


@dataclass
class File:
    """A PDF as the rules look at it."""

    reader: PdfReader

    @property
    def root(self) -> DictionaryObject:
        return self.reader.trailer["/Root"].get_object()

    @cached_property
    def tree(self) -> Element:
        return tree_of(self.reader)

    @cached_property
    def kind_of(self) -> Callable[[Element], str]:
        roles = self.root.get("/StructTreeRoot", DictionaryObject()).get("/RoleMap", DictionaryObject())
        return lambda element: str(roles.get(f"/{element.kind}", f"/{element.kind}"))[1:]

    @cached_property
    def metadata(self) -> Any:
        stream = self.root.get("/Metadata")
        return etree.fromstring(stream.get_object().get_data()) if stream is not None else etree.Element("none")

    def said(self, name: str) -> str:
        """A property of the metadata, as an element or an attribute."""
        prefix, local = name.split(":")
        tag = f"{{{_NAMES[prefix]}}}{local}"
        elements = ["".join(found.itertext()).strip() for found in self.metadata.iter(tag)]
        return next(iter([*elements, *(found.get(tag) for found in self.metadata.iter() if found.get(tag))]), "")


def faults(pdf: bytes) -> set[str]:
    """The names of the rules that a file breaks."""
    file = File(PdfReader(BytesIO(pdf)))
    return {name for name, rule in RULES.items() if not all(rule(file))}


def is_marked(file: File) -> Iterator[bool]:
    """7.1: the file says that it is tagged, and has no suspects."""
    marks = file.root.get("/MarkInfo", DictionaryObject())
    yield _is_true(marks, "/Marked")
    yield not _is_true(marks, "/Suspects")


def _is_true(of: DictionaryObject, name: str) -> bool:
    """A boolean of the reader's own class is neither Python's nor false when it says so."""
    return str(of.get(name, "")) == "True"


def has_a_tree(file: File) -> Iterator[bool]:
    """7.1: there is a structure tree, in one document."""
    yield [kid.kind for kid in file.tree.kids if isinstance(kid, Element)] == ["Document"]


def has_a_language(file: File) -> Iterator[bool]:
    """7.2: the natural language of the whole is known."""
    yield bool(re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", str(file.root.get("/Lang", ""))))


def shows_its_title(file: File) -> Iterator[bool]:
    """7.1: a window shows the title of the metadata, not the name of the file."""
    yield _is_true(file.root.get("/ViewerPreferences", DictionaryObject()), "/DisplayDocTitle")
    yield bool(file.said("dc:title"))


def declares_itself(file: File) -> Iterator[bool]:
    """Clause 5: the metadata name PDF/UA-1; ours name PDF/A-3a besides."""
    yield file.said("pdfuaid:part") == "1"
    yield (file.said("pdfaid:part"), file.said("pdfaid:conformance")) == ("3", "A")


def tags_or_artefacts_all(file: File) -> Iterator[bool]:
    """7.1: whatever paints is in the tree or is an artefact, and neither lies in the other."""
    known = {place for element in file.tree.walk() for place in element.kids if isinstance(place, tuple)}
    for number, page in enumerate(file.reader.pages):
        contents = page.get_contents()
        if contents is not None:
            yield from _painting_of(ContentStream(contents, file.reader), page, number, known)


def _painting_of(stream: ContentStream, page: Any, number: int, known: set[Any]) -> Iterator[bool]:
    open_marks: list[str] = []
    for operands, operator in stream.operations:
        if operator in (b"BDC", b"BMC"):
            mark = _mark(operands, page, number, known)
            yield {"tagged": "artefact", "artefact": "tagged"}.get(mark) not in open_marks
            open_marks.append(mark)
        elif operator == b"EMC":
            yield bool(open_marks)
            open_marks = open_marks[:-1]
        elif operator in _PAINTS:
            yield bool({"tagged", "artefact"} & set(open_marks))


def _mark(operands: list[Any], page: Any, number: int, known: set[Any]) -> str:
    """What a mark makes of its content: an artefact, a passage that the tree knows, or neither."""
    if operands[0] == "/Artifact":
        return "artefact"
    said = operands[1] if len(operands) > 1 else {}
    if isinstance(said, str):
        said = page["/Resources"]["/Properties"][said]
    return "tagged" if "/MCID" in said and (number, int(said["/MCID"])) in known else "plain"


def has_standard_types(file: File) -> Iterator[bool]:
    """7.1: every type is a standard one or stands for one."""
    yield from (
        file.kind_of(element) in STANDARD for element in file.tree.walk() if element.kind not in ("Root", "none")
    )


def describes_figures(file: File) -> Iterator[bool]:
    """7.3 and 7.7: a figure has an alternative text, or says what it replaces."""
    for element in file.tree.below("Figure", "Formula"):
        yield bool(str(element.of.get("/Alt", "") or element.of.get("/ActualText", "")).strip())


def nests_headings(file: File) -> Iterator[bool]:
    """7.4.2: the first heading is of the first level, and no level is left out."""
    depth = 0
    for element in file.tree.walk():
        if found := re.fullmatch(r"H([1-6])", file.kind_of(element)):
            yield int(found[1]) <= depth + 1
            depth = int(found[1])
    yield depth > 0


def builds_lists(file: File) -> Iterator[bool]:
    """7.6: a list holds items, an item its label and its body."""
    for listed in file.tree.below("L"):
        yield all(kid.kind in ("LI", "Caption", "L") for kid in listed.kids if isinstance(kid, Element))
    for item in file.tree.below("LI"):
        yield {kid.kind for kid in item.kids if isinstance(kid, Element)} <= {"Lbl", "LBody"}


def builds_tables(file: File) -> Iterator[bool]:
    """7.5: a table has rows of cells, and a head's cell says what it heads or is named by the cells."""
    for table in file.tree.below("Table"):
        rows = table.below("TR")
        yield bool(rows)
        yield all(kid.kind in ("TH", "TD") for row in rows for kid in row.kids if isinstance(kid, Element))
    for head in file.tree.below("TH"):
        yield "/Scope" in _attributes(head) or "/ID" in head.of


def _attributes(element: Element) -> set[str]:
    held = element.of.get("/A", [])
    each = held if isinstance(held, list) else [held]
    return {name for one in each if hasattr(one.get_object(), "keys") for name in one.get_object()}


def names_notes(file: File) -> Iterator[bool]:
    """7.9: a note has an identifier of its own."""
    names = [str(note.of.get("/ID", "")) for note in file.tree.below("Note")]
    yield all(names) and len(set(names)) == len(names)


def tags_links(file: File) -> Iterator[bool]:
    """7.18.5: a link's annotation lies in a Link and says in words where it leads."""
    held = {kid.idnum for element in file.tree.below("Link") for kid in element.kids if isinstance(kid, IndirectObject)}
    for page in file.reader.pages:
        for annotation in page.get("/Annots", []):
            of = annotation.get_object()
            if of.get("/Subtype") == "/Link":
                yield bool(str(of.get("/Contents", "")).strip())
                yield isinstance(annotation, IndirectObject) and annotation.idnum in held


def follows_the_tree_by_keyboard(file: File) -> Iterator[bool]:
    """7.18.3: on a page with annotations one goes from one to the next in the order of the tree."""
    yield from (page.get("/Tabs") == "/S" for page in file.reader.pages if "/Annots" in page)


def embeds_fonts(file: File) -> Iterator[bool]:
    """7.21: every font is in the file and tells which characters its shapes stand for."""
    for page in file.reader.pages:
        for font in (font.get_object() for font in page["/Resources"].get("/Font", DictionaryObject()).values()):
            yield isinstance(font.get("/ToUnicode", None) and font["/ToUnicode"].get_object(), StreamObject)
            drawn = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            described = drawn.get("/FontDescriptor", DictionaryObject()).get_object()
            yield font["/Subtype"] == "/Type3" or any(f"/FontFile{kind}" in described for kind in ("", "2", "3"))


RULES: dict[str, Callable[[File], Iterator[bool]]] = {
    "marked": is_marked,
    "tree": has_a_tree,
    "language": has_a_language,
    "title": shows_its_title,
    "declared": declares_itself,
    "all tagged or artefact": tags_or_artefacts_all,
    "standard types": has_standard_types,
    "figures described": describes_figures,
    "headings nested": nests_headings,
    "lists": builds_lists,
    "tables": builds_tables,
    "notes named": names_notes,
    "links tagged": tags_links,
    "tab order": follows_the_tree_by_keyboard,
    "fonts embedded": embeds_fonts,
}
