"""Makes elements of XML out of words, without what no XML may hold."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold (its section 2.2)."""


def add(parent: Element, name: str, words: str = "", **facts: str) -> Element:
    element = SubElement(parent, name, facts)
    if words:
        element.text = _NOT_IN_XML.sub("", words)
    return element
