"""Turns names and words into XML 1.0."""

from __future__ import annotations

import re
from typing import NewType
from xml.sax.saxutils import escape, quoteattr

Xml = NewType("Xml", str)
"""Markup that is well formed, with every word in it escaped."""
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no document may contain, escaped or not (XML 1.0, section 2.2)."""


def words(value: str) -> Xml:
    """Character data, without what XML forbids."""
    return Xml(escape(_FORBIDDEN.sub("", value)))


def element(name: str, *content: Xml, **attributes: str) -> Xml:
    """An element with its content; an attribute named with ``__`` has a prefix, and a last ``_`` is left out."""
    said = "".join(
        f" {key.rstrip('_').replace('__', ':')}={quoteattr(_FORBIDDEN.sub('', value))}"
        for key, value in attributes.items()
    )
    return Xml(f"<{name}{said}>{''.join(content)}</{name}>" if content else f"<{name}{said}/>")


def simple(name: str, value: str, **attributes: str) -> Xml:
    """An element that holds words alone."""
    return element(name, words(value), **attributes)
