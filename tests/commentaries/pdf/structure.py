"""Turns the structure tree of a PDF into what is read aloud: its elements, and the words of each in logical order.

The tree is read by pypdf, the words of each marked passage by PDFium; neither is ours.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

Passage = tuple[int, int]
"""Number of a page from 0, and the number of marked content on it."""


@dataclass(slots=True)
class Element:
    """One element of the tree; ``kids`` are elements, marked passages and the annotations it holds."""

    kind: str
    of: DictionaryObject
    kids: list[Element | Passage | IndirectObject] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()

    def passages(self, *, without: frozenset[str] = frozenset()) -> Iterator[Passage]:
        """Its marked passages in logical order, those of some kinds of elements left out."""
        for kid in self.kids:
            if isinstance(kid, tuple):
                yield kid
            elif isinstance(kid, Element) and kid.kind not in without:
                yield from kid.passages(without=without)

    def below(self, *kinds: str) -> list[Element]:
        return [element for element in self.walk() if element.kind in kinds]


def tree_of(reader: PdfReader) -> Element:
    """The whole tree; an empty one where the file has none."""
    root = reader.trailer["/Root"].get("/StructTreeRoot")
    if root is None:
        return Element("none", DictionaryObject())
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}
    return _element(root.get_object(), pages, None)


def _element(of: DictionaryObject, pages: dict[int, int], page: int | None) -> Element:
    element = Element(str(of.get("/S", "/Root"))[1:], of)
    page = pages[of.raw_get("/Pg").idnum] if "/Pg" in of else page
    kids = of.get("/K", ArrayObject())
    for kid in kids if isinstance(kids, ArrayObject) else [of.raw_get("/K")]:
        said = kid.get_object()
        if isinstance(said, int):
            assert page is not None
            element.kids.append((page, int(said)))
        elif said.get("/Type") == "/MCR":
            on = pages[said.raw_get("/Pg").idnum] if "/Pg" in said else page
            assert on is not None
            element.kids.append((on, int(said["/MCID"])))
        elif said.get("/Type") == "/OBJR":
            element.kids.append(said.raw_get("/Obj"))
        else:
            element.kids.append(_element(said, pages, page))
    return element


def words_by_passage(pdf: bytes) -> dict[Passage, str]:
    """The words of every marked passage; a hyphen that the typesetting added is left out."""
    found: dict[Passage, str] = defaultdict(str)
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], textpage=text):
                marked = raw.FPDFPageObj_GetMarkedContentID(thing.raw)
                found[number, marked] += thing.extract()
    return {place: _UNSEEN.sub("", words) for place, words in found.items()}


_UNSEEN = re.compile("[\x02\xad\ufffe\u202a-\u202e]")
"""Hyphens of the typesetting, as PDFium marks them, and marks of direction."""


def read_aloud(pdf: bytes, *, without: frozenset[str] = frozenset({"Note"})) -> str:
    """All words in logical order. A call stays where it is; a note, which is read at its call, is left out."""
    words = words_by_passage(pdf)
    tree: Any = tree_of(PdfReader(BytesIO(pdf)))
    said = [_said(element, words, without) for element in tree.kids if isinstance(element, Element)]
    return " ".join(" ".join(said).split())


_RUNS_ON = {"Span", "Link", "Lbl", "Note", "Em", "Strong", "Reference", "Quote"}
"""Kinds that stand in a line, between words without a space."""


def _said(element: Element, words: dict[Passage, str], without: frozenset[str]) -> str:
    said = ""
    for kid in element.kids:
        if isinstance(kid, tuple):
            said += words.get(kid, "")
        elif isinstance(kid, Element) and kid.kind not in without:
            inner = _said(kid, words, without)
            said += inner if kid.kind in _RUNS_ON else f" {inner} "
    return said
