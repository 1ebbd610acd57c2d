"""Builds elements of XML from names, words and attributes, without what XML 1.0 has no place for."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from commentaries.record import Contributor, Record

DC = "http://purl.org/dc/elements/1.1/"
ATOM = "http://www.w3.org/2005/Atom"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no character of XML 1.0 (section 2.2)."""


def add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    """An element below its parent; attributes without a value are left out."""
    known = {key.rstrip("_"): words(value) for key, value in attributes.items() if value}
    element = ElementTree.SubElement(parent, name, known)
    element.text = words(text) or None
    return element


def words(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def written(root: ElementTree.Element) -> bytes:
    """The document, in UTF-8."""
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="utf-8")


def address_of(contributor: Contributor, record: Record) -> str:
    """Where somebody is described: on their page here, else by their ORCID."""
    orcid = f"https://orcid.org/{contributor.orcid}" if contributor.orcid else ""
    return record.absolute(contributor.path) or orcid
