"""Holds one tag of a page's head, and what such tags need to know of a text beside its record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

_BREAKS = re.compile(r"[ \t\r\n\f\v]+")
"""White space that may stand in an attribute and would be shown as one space; no other is touched."""


class Tag(NamedTuple):
    """A ``meta`` element: its name, or property, and its content."""

    name: str
    content: str


class InLanguage(NamedTuple):
    """The same text in another language, by its absolute address."""

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands beside the record of a text on its page; all addresses are absolute, and empty for what is not there.

    ``cover_url`` is a picture of the first page of the PDF, ``cover_size`` its width and height in pixels.
    ``original`` is set on a translation, and then alone: a text names its translations, a translation its original.
    """

    site_name: str = ""
    home_url: str = ""
    pdf_url: str = ""
    cover_url: str = ""
    cover_alt: str = ""
    cover_size: tuple[int, int] = (0, 0)
    translations: tuple[InLanguage, ...] = ()
    original: InLanguage | None = None


def filled(name: str, *contents: str) -> list[Tag]:
    """A tag for each content that is not empty, each on one line and once."""
    lines = dict.fromkeys(_BREAKS.sub(" ", content).strip() for content in contents)
    return [Tag(name, line) for line in lines if line]
