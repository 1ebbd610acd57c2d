"""Turns a record into its citation in a style of the Citation Style Language, by citeproc-py and the styles beside it.

The processor knows neither ``initialize="false"`` nor letters without case, writes a title's first letter large behind
no quotation mark, and takes a hyphen in a number for a range. So names and titles are handed to it as they shall
stand, and its own ways with them are taken out of the style.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

from commentaries.citations.csl import item_of
from commentaries.citations.house import Run
from commentaries.citations.kinds import TYPES
from commentaries.citations.names import parts_of
from commentaries.citations.wording import wording_for
from commentaries.record import Contributor, Record, Role


@dataclass(frozen=True, slots=True)
class Style:
    """A style by its file. ``initials`` is what joins and ends the letters of given names where only these stand;
    ``has_headlines`` says that English titles have large letters in it."""

    label: str
    file: str
    initials: str = ""
    has_headlines: bool = False


STYLES: dict[str, Style] = {
    "apa": Style("APA", "apa.csl", initials=". "),
    "chicago": Style("Chicago", "chicago-author-date.csl", has_headlines=True),
    "mla": Style("MLA", "modern-language-association.csl", has_headlines=True),
    "harvard": Style("Harvard", "harvard-cite-them-right.csl", initials="."),
}
"""Chicago by author and date, for a text without footnotes of its own to be cited in any other."""
_FOLDER = Path(__file__).parent / "styles"
_LOCALES = {"en": "en-GB", "it": "it-IT"}
_VARIABLES = {"type", "title", "collection-title", "number", "publisher", "publisher-place", "issued", "DOI", "URL"}
_ITALIC, _UPRIGHT = "\ue000", "\ue001"
_KEPT = str.maketrans("-&,", "\ue002\ue003\ue004")
"""Signs of a number that the processor would read as a range or a list."""
_RESTORED = str.maketrans("\ue002\ue003\ue004", "-&,")
_PRIVATE = dict.fromkeys(range(0xE000, 0xE005))
_SMALL_WORDS = frozenset({
    "a", "an", "and", "as", "at", "but", "by", "de", "for", "from", "if", "in", "into", "nor", "of", "off", "on",
    "onto", "or", "over", "per", "so", "the", "to", "up", "v", "vs", "via", "with", "yet",
})  # fmt: skip
_ONE_AT_A_TIME = Lock()
"""The processor notes on the style what it has printed."""


class _Marks:
    """How the processor hands out its text: as it is, what is in italics between two signs of private use."""

    @staticmethod
    def preformat(text: object) -> str:
        return str(text)

    @staticmethod
    def Italic(text: object) -> str:  # the name is citeproc's
        return f"{_ITALIC}{text}{_UPRIGHT}"

    Oblique = Italic
    Bold = Light = Underline = Superscript = Subscript = SmallCaps = str


def cite_styled(record: Record, style: str, language: str = "en") -> str:
    """The citation as plain text, in English or Italian words."""
    return "".join(run.text for run in cite_styled_runs(record, style, language))


def cite_styled_runs(record: Record, style: str, language: str = "en") -> list[Run]:
    """The citation in runs, as ``house.cite_runs`` has them.

    Raises:
        KeyError: the style is none of ``STYLES``.
    """
    how, ours = STYLES[style], wording_for(language)
    text = _tidied(_processed(_item(record, how, ours), how.file, _LOCALES[ours]))
    runs = list(_runs(text, record))
    if record.remark:
        runs.append(Run(f" [{record.remark}]"))
    return runs


def _processed(item: dict[str, Any], file: str, locale: str) -> str:
    from citeproc import Citation, CitationItem, CitationStylesBibliography  # takes its time, and few pages need it
    from citeproc.source.json import CiteProcJSON

    with _ONE_AT_A_TIME:
        bibliography = CitationStylesBibliography(_parsed(file, locale), CiteProcJSON([item]), _Marks)
        bibliography.register(Citation([CitationItem(item["id"])]))
        return str(bibliography.bibliography()[0])


@cache
def _parsed(file: str, locale: str) -> Any:
    """The style, without what is done to names and titles before it sees them."""
    from citeproc import CitationStylesStyle  # as above
    from lxml import etree

    tree = etree.parse(_FOLDER / file, etree.XMLParser(remove_comments=True))
    for element in tree.iter(etree.Element):
        element.attrib.pop("initialize-with", None)
        if element.get("text-case") in {"title", "sentence"} and {"variable", "macro"} & set(element.keys()):
            del element.attrib["text-case"]
    style = CitationStylesStyle(BytesIO(etree.tostring(tree)), locale=locale, validate=False)
    style.root.xpath_search = cache(style.root.xpath_search)  # for each citation it would find its macros anew
    return style


def _item(record: Record, style: Style, language: str) -> dict[str, Any]:
    """What the style may print. The house stands for an author whom a text does not name."""
    item = {name: value for name, value in item_of(record).items() if name in _VARIABLES}
    item |= {"id": "text", "genre": TYPES[record.kind].genre[language]}
    item["title"] = _headline(record) if style.has_headlines else record.title
    item = {name: value.translate(_PRIVATE) if isinstance(value, str) else value for name, value in item.items()}
    if record.label:
        item["number"] = record.label.translate(_KEPT)
    for contributor in record.contributors:
        role = {Role.INTERVIEWER: "interviewer", Role.TRANSLATOR: "translator"}.get(contributor.role, "author")
        item.setdefault(role, []).append(_name(contributor, style))
    if "author" not in item:
        item["author"] = [{"literal": item.pop("publisher", "") or record.series.title}]
        item.pop("publisher-place", None)
    return item


def _name(contributor: Contributor, style: Style) -> dict[str, str]:
    """A name in parts; as it is printed where there is one only, or no large letter to begin or to shorten it with."""
    name = parts_of(contributor.name)
    if not name.given or not all(_has_case(part) for part in (name.given, name.family)):
        return {"literal": contributor.name.printed or name.whole_family}
    given = _initials(name.given, style.initials) if style.initials else name.given
    parts = {"family": name.family, "given": given, "non-dropping-particle": name.particle}
    return {part: value for part, value in parts.items() if value}


def _has_case(text: str) -> bool:
    letter = next((sign for sign in text if sign.isalpha()), "")
    return letter.lower() != letter.upper()


def _initials(given: str, mark: str) -> str:
    """``Ursula Jean-Marie de`` as ``U. J.-M. de``: what begins with a small letter is no name to shorten."""
    between = mark.removeprefix(".")
    shortened = ""
    for word in given.replace(".", ". ").split():
        if word[0].isupper():
            shortened += between + "-".join(f"{part[0]}." for part in word.split("-") if part)
        else:
            shortened += f" {word} "
    return " ".join(shortened.split())


def _headline(record: Record) -> str:
    """An English title with large letters, unless it has its own already."""
    counted = [word for word in record.title.split()[1:] if word.isalpha() and word not in _SMALL_WORDS]
    if record.language.split("-")[0].lower() != "en":
        return record.title
    if counted and sum(word[0].isupper() for word in counted) * 2 >= len(counted):
        return record.title
    return re.sub(r"(^|\s)([“‘«(\[]*)([^\W\d_][\w’'-]*)", _enlarged, record.title)


def _enlarged(match: re.Match[str]) -> str:
    """A word with a large letter, but for small ones within; one that has a large letter anywhere is left alone."""
    before, marks, word = match.groups()
    is_first = not match.start() or match.string[: match.start()].rstrip().endswith((":", ".", "?", "!"))
    if not word.islower() or (word in _SMALL_WORDS and not is_first):
        return match[0]
    return f"{before}{marks}{word[0].upper()}{word[1:]}"


def _tidied(text: str) -> str:
    """Without a full stop after a question or exclamation mark, or after another full stop, at a title's end.

    Three of them are no end, but an author's own.
    """
    return re.sub(rf"(?<!\.)([.?!])([”’»{_UPRIGHT}]*)\.(?![\w.])", r"\1\2", text)


def _runs(text: str, record: Record) -> Iterator[Run]:
    """What stands between the signs of private use, with the address and the number as runs of their own."""
    signs = [_ITALIC, _UPRIGHT]
    whole = [re.escape(record.permanent_url)] if record.permanent_url else []
    whole += [rf"(?<!\w){re.escape(record.label.translate(_KEPT))}(?!\w)"] if record.label else []
    is_italic = False
    for piece in re.split(f"({'|'.join([*signs, *whole])})", text):
        if piece in signs:
            is_italic = piece == _ITALIC
        elif piece and piece == record.permanent_url:
            yield Run(piece, url=piece)
        elif piece:
            words = piece.translate(_RESTORED)
            yield Run(words, is_italic=is_italic, is_number=words == record.label)
