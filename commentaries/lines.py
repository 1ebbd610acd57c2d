"""Takes control characters out of text, and parts it into the lines that say anything."""

from __future__ import annotations

import re

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but for tab and the end of a line, and halves of a pair."""


def visible(text: str) -> str:
    """The text without control characters."""
    return text if text.isprintable() else _UNSEEN.sub("", text)


def lines_of(text: str) -> list[str]:
    """The lines that say anything, each with single spaces."""
    return [line for each in visible(text).split("\n") if (line := " ".join(each.split()))]
