"""Reads a page as a browser would and names what could do harm in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.templatetags.static import static
from lxml import html as lxml_html

SCHEMES = {"", "https", "http", "mailto", "tel"}
ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "poster", "data", "srcset", "ping", "background"}
FOREIGN = {"script", "iframe", "object", "embed", "svg", "math", "base", "template", "style", "noscript"}
PARSER = lxml_html.HTMLParser(huge_tree=True)
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")


def harm_in(page: str) -> list[str]:
    """Every foreign script, handler, style, foreign element and address of an unknown kind; empty when all is well."""
    document = lxml_html.document_fromstring(page, parser=PARSER)
    found = [name for element in document.iter() if isinstance(element.tag, str) for name in _harm_of(element)]
    if UNSEEN.search(page):
        found.append("an unseen character")
    return found


def _harm_of(element: lxml_html.HtmlElement) -> Iterator[str]:
    if element.tag in FOREIGN and not (_is_data(element) or _is_ours(element)):
        yield f"<{element.tag}>"
    if element.tag == "meta" and element.get("http-equiv"):
        yield "a refresh"
    for name, value in element.attrib.items():
        if name.startswith("on") or name in {"style", "srcdoc"}:
            yield f"{element.tag}[{name}]"
        if name in ADDRESSES and _scheme(value) not in SCHEMES:
            yield f"{element.tag}[{name}={value[:40]}]"


def _is_data(element: lxml_html.HtmlElement) -> bool:
    """A block of JSON-LD, which no browser runs, and which nothing that stands in it can end."""
    is_block = element.tag == "script" and element.get("type") == "application/ld+json"
    return is_block and not set("<>&") & set(element.text) and bool(json.loads(element.text))


def _is_ours(element: lxml_html.HtmlElement) -> bool:
    """The one script of the public pages, by its address alone."""
    return element.tag == "script" and element.get("src") == static("commentaries/copying.js") and not element.text


def _scheme(address: str) -> str:
    """As browsers read it: without white space and control characters, wherever they stand."""
    return urlsplit(re.sub(r"[\x00-\x20]", "", address)).scheme.lower()
