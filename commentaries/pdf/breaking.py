"""Turns long addresses and endless words into words that a narrow column can break."""

from __future__ import annotations

import re
from typing import Any

BREAK = "\u200b"
"""A space without width, at which a line may end; the template lets it end there and prints no sign."""
_LONG = re.compile(r"\S{25,}")
_ADDRESS = re.compile(r"://|www\.")
_AFTER = re.compile(r"(?<=[/.,?&=_:;#%+~|-])(?=[^\s/.,?&=_:;#%+~|-])")
_BEFORE_HYPHENS = re.compile(r"(?<=[/.,?&=_:;#%+~|])(?=[^\s/.,?&=_:;#%+~|-])|(?<=[^/.,?&=_:;#%+~|-])(?=-)")
_PIECES = re.compile(r"[^\s\u200b]{20}(?=[^\s\u200b]{5})")
_UNTOUCHED = {
    "to", "file", "alt", "lang", "region", "dir", "is", "kind",
    "url", "number_url", "doi_url", "web", "email",
}  # fmt: skip
"""What is no word on a page, or leads somewhere: the template breaks an address where it shows it."""


def breakable(value: Any) -> Any:
    """A JSON value whose words of 25 characters and more may be broken; addresses that lead somewhere stay whole."""
    if isinstance(value, str):
        return _LONG.sub(_broken, value)
    if isinstance(value, list):
        return [breakable(item) for item in value]
    if isinstance(value, dict):
        return {key: item if key in _UNTOUCHED else breakable(item) for key, item in value.items()}
    return value


def _broken(word: re.Match[str]) -> str:
    """After the signs in it, in an address before its hyphens; in a run of letters and digits every twenty of them."""
    if word[0].isalpha() and len(word[0]) < 60:
        return word[0]  # a word of a language, which its patterns hyphenate
    places = _BEFORE_HYPHENS if _ADDRESS.search(word[0]) else _AFTER
    return _PIECES.sub(lambda piece: piece[0] + BREAK, places.sub(BREAK, word[0]))
