"""Turns a record into its citation as others write it: APA, Chicago, MLA, Harvard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from commentaries.citations.house import Run, remark_of
from commentaries.citations.styles.apa import cite_apa
from commentaries.citations.styles.chicago import cite_chicago
from commentaries.citations.styles.harvard import cite_harvard
from commentaries.citations.styles.mla import cite_mla
from commentaries.citations.styles.words import WORDS, Words
from commentaries.citations.wording import wording_for
from commentaries.record import Record

__all__ = ["STYLES", "Style", "cite_styled", "cite_styled_runs"]


@dataclass(frozen=True, slots=True)
class Style:
    """A style by the name that readers know it by, and the function that writes it in the words of a language."""

    label: str
    cite: Callable[[Record, Words], list[Run]]


STYLES: dict[str, Style] = {
    "apa": Style("APA", cite_apa),
    "chicago": Style("Chicago", cite_chicago),
    "mla": Style("MLA", cite_mla),
    "harvard": Style("Harvard", cite_harvard),
}


def cite_styled_runs(record: Record, style: str, language: str = "en") -> list[Run]:
    """The citation in runs, as ``house.cite_runs`` has them.

    Raises:
        KeyError: the style is none of ``STYLES``.
    """
    return [*STYLES[style].cite(record, WORDS[wording_for(language)]), *remark_of(record)]


def cite_styled(record: Record, style: str, language: str = "en") -> str:
    """The citation as plain text, in English or Italian words."""
    return "".join(run.text for run in cite_styled_runs(record, style, language))
