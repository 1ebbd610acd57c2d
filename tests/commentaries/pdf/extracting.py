"""Reads a PDF by PDFium, which we did not write: its words in order, its boxes, its tags."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as raw


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page in the order of the file, hyphenated words whole again."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_joined(page.get_textpage().get_text_range()) for page in document]


def text_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))


def hyphens_in(pdf: bytes) -> int:
    """How many hyphens the typesetting added."""
    with pypdfium2.PdfDocument(pdf) as document:
        return sum(page.get_textpage().get_text_range().count("\ufffe") for page in document)


def _joined(text: str) -> str:
    """PDFium marks a hyphen that the typesetting added by U+FFFE."""
    return re.sub(r"\s+", " ", re.sub("\ufffe\\s*", "", text).replace("\xad", "")).strip()


def boxes_of(pdf: bytes) -> list[list[tuple[str, float, float, float, float]]]:
    """For each page every visible character with its box: left, bottom, right, top, in points."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            characters = [text.get_text_range(index, 1) for index in range(text.count_chars())]
            found.append(
                [(one, *text.get_charbox(index)) for index, one in enumerate(characters) if one.strip("\ufffe \r\n")]
            )
    return found


def tags_of(pdf: bytes) -> list[tuple[str, str]]:
    """Kind and alternative text of every structure element, page by page in reading order."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [tag for page in document for tag in _tags_of_page(page)]


def _tags_of_page(page: pypdfium2.PdfPage) -> Iterator[tuple[str, str]]:
    tree = raw.FPDF_StructTree_GetForPage(page)
    try:
        for index in range(raw.FPDF_StructTree_CountChildren(tree)):
            yield from _tags_below(raw.FPDF_StructTree_GetChildAtIndex(tree, index))
    finally:
        raw.FPDF_StructTree_Close(tree)


def _tags_below(element: object) -> Iterator[tuple[str, str]]:
    if not element:
        return
    yield _string(raw.FPDF_StructElement_GetType, element), _string(raw.FPDF_StructElement_GetAltText, element)
    for index in range(raw.FPDF_StructElement_CountChildren(element)):
        yield from _tags_below(raw.FPDF_StructElement_GetChildAtIndex(element, index))


def _string(read: object, element: object) -> str:
    length = read(element, None, 0)  # type: ignore[operator]
    if not length:
        return ""
    buffer = ctypes.create_string_buffer(length)
    read(element, buffer, length)  # type: ignore[operator]
    return buffer.raw.decode("utf-16-le").rstrip("\0")
