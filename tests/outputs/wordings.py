"""Looks for facts in words for people: whether each stands there as it is written."""

from __future__ import annotations

import re
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import override

from tests.outputs.facts import Facts

HAN = "\u3400-\u9fff"
_WORD = re.compile(r"[^\W_]+")
"""A line may end behind an underscore."""


def is_said(words: str, facts: Facts, name: str, *, in_order: bool, lacks_letters: str = "") -> bool:
    """Whether a fact stands in the words, authors one after the other; how lines are broken does not matter.

    Words with one of the letters that are lacking (a range of a regular expression) are not looked for.
    """
    parts = as_written(facts, name)
    if not in_order or name == "issns":
        looked_for = re.sub(rf"\w*[{lacks_letters}]\w*", "", " ".join(parts)) if lacks_letters else " ".join(parts)
        return _letters_of(looked_for) <= _letters_of(words)
    between = ".*" if len(parts) > 1 else ""
    return bool(re.search(between.join(re.escape(run_together(part)) for part in parts), run_together(words)))


def as_written(facts: Facts, name: str) -> list[str]:
    value = getattr(facts, name)
    if name == "published":
        return [written_day(value, facts.language or "")]
    return [value] if isinstance(value, str) else list(value)


def written_day(published: str, language: str) -> str:
    """As Django writes a date in Italian, or else in English, which are the languages that texts are laid out in."""
    if len(published) == len("2014"):
        return published
    with override("it" if language.startswith("it") else "en"):
        written = date_format(date.fromisoformat(published), "j F Y")
    return re.sub("^1 ", "1º ", written.lower()) if language.startswith("it") else written


def run_together(words: str) -> str:
    """Without spaces, and without quotation marks, which a citation turns inwards."""
    return re.sub("[\\s\u00ad\u2060“”‘’«»‹›\"']+", "", words)


def _letters_of(words: str) -> set[str]:
    """The letters of each word, as even a word of letters and figures may be turned round."""
    return {"".join(sorted(word)) for word in _WORD.findall(words)}
