"""Turns an item of CSL-JSON into a citation by citeproc-py, in the styles that the project of that language keeps.

Neither the processor nor a style is ours: what both agree on with us is right for a reason that we did not think of.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc.source.json import CiteProcJSON
from lxml import etree

from commentaries.citations.house import Run

FOLDER = Path(__file__).parent
FILES = {
    "apa": "apa.csl",
    "chicago": "chicago-author-date.csl",
    "mla": "modern-language-association.csl",
    "harvard": "harvard-cite-them-right.csl",
}
_WITH_WHOLE_NAMES = _WITH_LARGE_LETTERS = {"chicago", "mla"}
_PERSONS = {"author", "interviewer", "translator"}
_ASKED = re.compile(r" (Interview by|Intervista di) .+?\.(?= (Translated|Tradotto|Interview|Intervista) )")
_ITALIC, _UPRIGHT = "\ue000", "\ue001"
"""Signs of private use, which no text has."""
LOCALES = {"en": "en-GB", "it": "it-IT"}


def processed(
    item: Mapping[str, Any], style: str, language: str = "en", *, house: str = "", particles: Mapping[str, str]
) -> str:
    """The sentence, italics between marks, with the house in place of an author whom the item does not name.

    ``particles`` are those of family names that are filed without them, which no item says.
    """
    facts = {
        name: [_read(each, particles) for each in value] if name in _PERSONS else value for name, value in item.items()
    }
    if "author" not in facts:
        facts["author"] = [{"literal": house}]
        facts.pop("publisher", None)
        facts.pop("publisher-place", None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the processor's own, about variables that it does not know
        bibliography = CitationStylesBibliography(_parsed(style, LOCALES[language]), CiteProcJSON([facts]), _Marks)
        bibliography.register(Citation([CitationItem(facts["id"])]))
    return _without_known_faults(str(bibliography.bibliography()[0]))


class _Marks:
    """How the processor hands out its text: as it is, what is in italics between marks."""

    @staticmethod
    def preformat(text: object) -> str:
        return str(text)

    @staticmethod
    def Italic(text: object) -> str:  # the name is citeproc's
        return f"{_ITALIC}{text}{_UPRIGHT}"

    Oblique = Italic
    Bold = Light = Underline = Superscript = Subscript = SmallCaps = str


def marked(runs: Iterable[Run]) -> str:
    """Our own citation, marked as the processor's is."""
    return "".join(_Marks.Italic(run.text) if run.is_italic else run.text for run in runs)


def unmarked(sentence: str) -> str:
    """The words alone."""
    return sentence.translate({ord(_ITALIC): None, ord(_UPRIGHT): None})


def comparable(sentence: str, style: str, title: str) -> str:
    """A sentence without what the processor cannot be asked for.

    Harvard's style has no words for who asks in a report, though its manual has for an interview. Where titles have
    large letters, the processor finds none to enlarge behind a mark of quotation, nor knows the long prepositions.
    """
    if style == "harvard":
        return _ASKED.sub("", sentence)
    if style in _WITH_LARGE_LETTERS:
        return re.sub(re.escape(title), lambda found: found[0].casefold(), sentence, flags=re.IGNORECASE)
    return sentence


def _read(name: dict[str, str], particles: Mapping[str, str]) -> dict[str, str]:
    """A name with its particle by itself where the person is filed without it.

    One without large letters is taken as it is printed: this processor would shorten it to nothing.
    """
    parts = [name[part] for part in ("given", "family") if part in name]
    if not all(any(map(str.isupper, part)) for part in parts):
        return {"literal": " ".join(parts)}
    particle = particles.get(name.get("family", ""))
    return (
        {**name, "non-dropping-particle": particle, "family": name["family"][len(particle) + 1 :]} if particle else name
    )


@cache
def _parsed(style: str, locale: str) -> CitationStylesStyle:
    """The style. The processor does not know ``initialize="false"``, by which two keep given names whole."""
    tree = etree.parse(FOLDER / FILES[style])
    if style in _WITH_WHOLE_NAMES:
        for element in tree.iter(etree.Element):
            element.attrib.pop("initialize-with", None)
    return CitationStylesStyle(BytesIO(etree.tostring(tree)), locale=locale, validate=False)


def _without_known_faults(sentence: str) -> str:
    """Without what the processor does though the style does not say so.

    It sets a full stop behind a question mark, leaves labels small that the style wants large, and says “Retrieved”
    though it was not told when.
    """
    sentence = re.sub(rf"([.?!][”’»]*{_UPRIGHT}|[?!][”’»]*)\.", r"\1", sentence)
    sentence = re.sub(r"(?<=, )(interviewers?|trans\.|trad\.)(?=;)", lambda label: label[0].capitalize(), sentence)
    return re.sub(r"(Retrieved|Recuperato) (?=http)", "", sentence)
