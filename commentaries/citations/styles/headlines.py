"""Turns an English title into one with large letters, as Chicago and MLA write them."""

from __future__ import annotations

import re

_SMALL_WORDS = frozenset({
    "a", "an", "and", "as", "at", "but", "by", "de", "for", "from", "if", "in", "into", "nor", "of", "off", "on",
    "onto", "or", "over", "per", "so", "the", "to", "up", "v", "vs", "via", "with", "yet",
})  # fmt: skip
_WORD = re.compile(r"(^|\s)([“‘«(\[]*)([^\W\d_][\w’'-]*)")


def headline(title: str, language: str) -> str:
    """The title with large letters if it is English, unless it has its own already."""
    if language.split("-")[0].lower() != "en":
        return title
    counted = [word for word in title.split()[1:] if word.isalpha() and word not in _SMALL_WORDS]
    if counted and sum(word[0].isupper() for word in counted) * 2 >= len(counted):
        return title
    return _WORD.sub(_enlarged, title)


def _enlarged(match: re.Match[str]) -> str:
    """A word with a large letter, but for small ones within; one that has a large letter anywhere is left alone."""
    before, marks, word = match.groups()
    is_first = not match.start() or match.string[: match.start()].rstrip().endswith((":", ".", "?", "!"))
    if not word.islower() or (word in _SMALL_WORDS and not is_first):
        return match[0]
    return f"{before}{marks}{word[0].upper()}{word[1:]}"
