"""Looks for facts in words for people: whether each stands there as it is written."""

from __future__ import annotations

import re
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import override

from tests.outputs.facts import Facts

HAN = re.compile("[\u3400-\u9fff]")
ARABIC = re.compile("[\u0600-\u06ff]")
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
_WORD = re.compile(r"[^\W\d_]+|\d+")
"""A line may end behind an underscore, and where lines are turned round a figure may change sides with a letter."""


def is_said(words: str, facts: Facts, name: str, *, printed: bool = False) -> bool:
    """Whether a fact stands in the words, authors one after the other; how lines are broken does not matter.

    pdfium turns lines round that run from right to left, whatever stands in them: there the words of a ``printed`` text
    count and not their order, which the tests of the print look at. Nor do the fonts of the print have Chinese letters.
    """
    parts = as_written(facts, name)
    wanted = " ".join(parts)
    is_turned = (facts.language or "").partition("-")[0] in RIGHT_TO_LEFT or bool(ARABIC.search(wanted))
    if name == "issns" or (printed and (is_turned or HAN.search(wanted))):
        return _letters_of(" ".join(each for each in wanted.split() if not HAN.search(each))) <= _letters_of(words)
    said, looked_for = run_together(words), [run_together(part) for part in parts]
    if printed:  # pdfium cannot tell a hyphen of the word from one of the typesetting, which it names U+FFFE
        said, looked_for = re.sub("[-\ufffe]", "", said), [part.replace("-", "") for part in looked_for]
    return bool(re.search(".*".join(map(re.escape, looked_for)), said))


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
