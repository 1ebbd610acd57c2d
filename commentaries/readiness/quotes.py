"""Compares a pull quote with the text that it is taken from, word for word."""

from __future__ import annotations

import re

from commentaries.sanitising import plain_text


def stands_in(quote: str, text: str) -> bool:
    """Whether a pull quote stands word for word in the text.

    Quotation marks, dashes and spaces are equal in all their forms; ``[…]`` may stand for words
    left out; the first letter may be a capital and the last character a full stop of its own.
    """
    words = _normal(text)
    parts = [_normal(part).strip(" .") for part in re.split(r"\[(?:…|\.\.\.)\]", quote)]
    position = 0
    for part in (part for part in parts if part):
        found = re.compile(_whole_words(part)).search(words, position)
        if found is None:
            return False
        position = found.end()
    return any(parts)


def _whole_words(part: str) -> str:
    """A pattern for these words that begins and ends where words do."""
    before, after = (r"\b" if part[end].isalnum() else "" for end in (0, -1))
    return f"{before}{re.escape(part)}{after}"


def _normal(text: str) -> str:
    text = plain_text(text)
    for pattern, plain in (('[“”„«»"]', "'"), ("[‘’‚]", "'"), ("[–—‒−-]", "-"), (r"\s+", " ")):
        text = re.sub(pattern, plain, text)
    return text.casefold()
