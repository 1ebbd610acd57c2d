"""Tests the printed issue by the rules of PDF/UA-1, and the checker of these by files that break one each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from commentaries.inlines import tree_of
from commentaries.pdf.typesetting import typeset
from tests.commentaries.pdf.samples import call, heading, paragraph, picture, running_text, sample, table
from tests.commentaries.pdf.ua import RULES, faults


@pytest.fixture(scope="module")
def printed() -> bytes:
    """An issue with everything that the rules speak of."""
    shown, files = picture(alt="A field of blue")
    body = [
        paragraph(f"Words{call(1)} and <a href='https://example.org/'>a link</a>, <span lang='fr'>très bien</span>."),
        heading("First"),
        paragraph("<ul><li>one<ol><li>deep</li></ol></li><li>two</li></ul>"),
        heading("Below", 2),
        {"kind": "pull_quote", "text": "Words and a link."},
        {"kind": "quotation", "of": tree_of("<p>Quoted.</p>"), "source": "Somebody"},
        {"kind": "figure", "picture": shown, "is_decorative": False, "caption": "Caption", "credit": "Credit"},
        {"kind": "exchange", "question": "Why?", "of": tree_of(f"<p>Because{call(2)}.</p>")},
        table(3),
        *running_text(1000),
    ]
    return typeset(
        sample(body, notes=["A note.", "Another, with <a href='https://example.org/'>a link</a>."], files=files)
    ).pdf


def test_the_issue_breaks_no_rule(printed: bytes) -> None:
    assert faults(printed) == set()


def test_an_issue_in_arabic_breaks_no_rule() -> None:
    assert faults(typeset(sample(running_text(300, "ar"), language="ar", title="من يقرأ الأعماق؟")).pdf) == set()


def elements(writer: PdfWriter, *kinds: str) -> Iterator[DictionaryObject]:
    """Every element of the structure of these kinds."""
    for thing in writer._objects:
        if isinstance(thing, DictionaryObject) and str(thing.get("/S", "")).removeprefix("/") in kinds:
            yield thing


def links(writer: PdfWriter) -> list[DictionaryObject]:
    return [one.get_object() for page in writer.pages for one in page.get("/Annots", []) if one["/Subtype"] == "/Link"]


def root(writer: PdfWriter) -> DictionaryObject:
    return writer._root_object


def fonts(writer: PdfWriter) -> list[DictionaryObject]:
    return [font.get_object() for font in writer.pages[0]["/Resources"]["/Font"].values()]


def in_metadata(old: bytes, new: bytes) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        said = root(writer)["/Metadata"].get_object().get_data()
        assert old in said
        stream.set_data(said.replace(old, new))
        root(writer)[NameObject("/Metadata")] = writer._add_object(stream)

    return change


def in_page(change_content: Callable[[bytes], bytes]) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(change_content(writer.pages[0].get_contents().get_data()))
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)

    return change


def set_in(thing: Callable[[PdfWriter], Any], name: str, value: Any) -> Callable[[PdfWriter], None]:
    return lambda writer: thing(writer).__setitem__(NameObject(name), value)


def without(thing: Callable[[PdfWriter], Any], name: str) -> Callable[[PdfWriter], None]:
    return lambda writer: thing(writer).__delitem__(name)


def first(*kinds: str) -> Callable[[PdfWriter], DictionaryObject]:
    return lambda writer: next(elements(writer, *kinds))


def same_identifier(writer: PdfWriter) -> None:
    for note in elements(writer, "Note"):
        note[NameObject("/ID")] = TextStringObject("one")


def without_scope(writer: PdfWriter) -> None:
    for cell in elements(writer, "TH"):
        cell.pop("/A", None)
        cell.pop("/ID", None)


def described_font(writer: PdfWriter) -> DictionaryObject:
    descendant = fonts(writer)[0]["/DescendantFonts"][0].get_object()
    described: DictionaryObject = descendant["/FontDescriptor"].get_object()
    return described


def without_font_file(writer: PdfWriter) -> None:
    for name in ("/FontFile", "/FontFile2", "/FontFile3"):
        described_font(writer).pop(name, None)


BREAKS: dict[str, tuple[str, Callable[[PdfWriter], None]]] = {
    "not marked": ("marked", set_in(lambda w: root(w)["/MarkInfo"], "/Marked", BooleanObject(False))),
    "suspects": ("marked", set_in(lambda w: root(w)["/MarkInfo"], "/Suspects", BooleanObject(True))),
    "no language": ("language", without(root, "/Lang")),
    "title hidden": (
        "title",
        set_in(lambda w: root(w)["/ViewerPreferences"], "/DisplayDocTitle", BooleanObject(False)),
    ),
    "no title": ("title", in_metadata(b"dc:title", b"dc:other")),
    "no part of UA": ("declared", in_metadata(b"<pdfuaid:part>1", b"<pdfuaid:part>2")),
    "no conformance of A": ("declared", in_metadata(b"conformance>A", b"conformance>B")),
    "paint outside": ("all tagged or artefact", in_page(lambda content: content + b"\n0 0 10 10 re f")),
    "a passage of no element": (
        "all tagged or artefact",
        in_page(lambda content: content + b"\n/P <</MCID 9999>> BDC 0 0 10 10 re f EMC"),
    ),
    "a passage in an artefact": (
        "all tagged or artefact",
        in_page(lambda content: content + b"\n/Artifact BMC /Span <</MCID 0>> BDC 0 0 10 10 re f EMC EMC"),
    ),
    "unknown type": ("standard types", set_in(first("BlockQuote"), "/S", NameObject("/Bubble"))),
    "no alternative": ("figures described", without(first("Figure"), "/Alt")),
    "empty alternative": ("figures described", set_in(first("Figure"), "/Alt", TextStringObject(" "))),
    "a level left out": ("headings nested", set_in(first("H2"), "/S", NameObject("/H4"))),
    "no first level": ("headings nested", set_in(first("H1"), "/S", NameObject("/P"))),
    "a list of paragraphs": ("lists", set_in(first("LI"), "/S", NameObject("/P"))),
    "an item without body": ("lists", set_in(first("LBody"), "/S", NameObject("/P"))),
    "a row of paragraphs": ("tables", set_in(first("TD"), "/S", NameObject("/P"))),
    "heads of nothing": ("tables", without_scope),
    "notes of one name": ("notes named", same_identifier),
    "a link without words": ("links tagged", without(lambda w: links(w)[0], "/Contents")),
    "a link in no element": ("links tagged", set_in(first("Link"), "/K", ArrayObject())),
    "tabs by rows": ("tab order", set_in(lambda w: w.pages[0], "/Tabs", NameObject("/R"))),
    "a font elsewhere": ("fonts embedded", without_font_file),
    "a font of shapes": ("fonts embedded", without(lambda w: fonts(w)[0], "/ToUnicode")),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_checker_sees_a_broken_rule(printed: bytes, name: str) -> None:
    rule, change = BREAKS[name]
    writer = PdfWriter(clone_from=PdfReader(BytesIO(printed)))
    change(writer)
    written = BytesIO()
    writer.write(written)
    found = faults(written.getvalue())
    assert rule in found
    assert found <= {rule, *_FOLLOWING.get(name, ())}


_FOLLOWING = {"a link in no element": {"all tagged or artefact"}}
"""What breaks with it: the words of that link are of no element either."""


def test_an_untagged_file_breaks_nearly_every_rule(printed: bytes) -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(printed)))
    for name in ("/StructTreeRoot", "/MarkInfo", "/Lang", "/Metadata", "/ViewerPreferences"):
        del root(writer)[name]
    written = BytesIO()
    writer.write(written)
    assert {"marked", "tree", "language", "title", "declared", "all tagged or artefact"} <= faults(written.getvalue())


def test_every_rule_has_been_seen_to_fail() -> None:
    assert {rule for rule, _change in BREAKS.values()} | {"tree"} == set(RULES)
