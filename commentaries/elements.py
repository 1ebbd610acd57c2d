"""Turns names, attributes and words into elements of XML, written or in a tree; what XML cannot hold is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no character of XML 1.0 (section 2.2)."""
_NONE: Mapping[str, str] = {}


def characters(text: str) -> str:
    """The text as far as XML can hold it, not escaped. Whatever Python calls printable it can."""
    return text if text.isprintable() else _NOT_XML.sub("", text)


def words(text: str) -> str:
    """Words as the content of an element."""
    return characters(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def element(name: str, content: str = "", attributes: Mapping[str, str] = _NONE) -> str:
    """An element around content that is XML already; an attribute without a value is left out."""
    given = _written(attributes) if attributes else ""
    return f"<{name}{given}>{content}</{name}>" if content else f"<{name}{given}/>"


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(
        [f' {key}="{words(value).replace(chr(34), "&quot;")}"' for key, value in attributes.items() if value]
    )


def filled(name: str, content: str, attributes: Mapping[str, str] = _NONE) -> str:
    """The element, or nothing where it would be empty."""
    return element(name, content, attributes) if content else ""


def said(name: str, text: str, attributes: Mapping[str, str] = _NONE) -> str:
    """An element of plain words, or nothing where there are none."""
    return element(name, words(text), attributes) if text else ""


def add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """An element of a tree below its parent; an attribute without a value is left out."""
    given = {key: characters(value) for key, value in attributes.items() if value}
    below = SubElement(parent, name, given)
    below.text = characters(text) or None
    return below
