"""Turns HTML from anywhere into the few tags and addresses that a text may hold."""

from __future__ import annotations

import re
from html import unescape

import nh3

ALLOWED_SCHEMES = {"https", "http", "mailto", "tel"}
_INLINE_TAGS = {"a", "b", "strong", "i", "em", "sup", "sub", "span", "br"}
_BLOCK_TAGS = _INLINE_TAGS | {"p", "ul", "ol", "li"}
_ATTRIBUTES = {"a": {"href", "linktype", "id"}, "span": {"lang", "dir"}, "p": {"dir"}}
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Keeps an attribute only when its value is of the kind that the tag needs."""
    if name == "linktype":
        return value if value in {"page", "document", "note"} else None
    if name == "lang":
        return value if _LANGUAGE.match(value) else None
    if name == "dir":
        return value if value in {"ltr", "rtl", "auto"} else None
    return value


def clean_html(html: str) -> str:
    """Rich text reduced to the allow-list, in the form in which it is stored.

    Wagtail's own ``<a linktype="page" id="5">`` and our ``<a linktype="note" id="…">`` pass.
    """
    return nh3.clean(
        html,
        tags=_BLOCK_TAGS,
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=ALLOWED_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


def plain_text(html: str) -> str:
    """The words of a piece of HTML, blocks parted by a space."""
    spaced = re.sub(r"<(?:/p|/li|br\s*/?)>", " ", html)
    text = nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"})
    text = unescape(text).replace("\xa0", " ")
    return re.sub(r"[ \t\n\r]+", " ", text).strip()
