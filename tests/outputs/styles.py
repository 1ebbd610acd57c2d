"""Holds a citation as a page shows it against the rules of its style: who is named, in which order, and what follows.

The rules are those of the manuals: APA (7th edition) names up to twenty authors, Chicago (18th) up to six, MLA (9th)
two and Harvard (Cite Them Right, 12th) three; of more the first with “et al.”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from commentaries.citations.kinds import TYPES
from tests.commentaries.citations.processing import comparable, processed, unmarked
from tests.outputs.houses import Public
from tests.outputs.reading.values import one_space
from tests.outputs.texts import PARTICLES, QUOTED
from tests.outputs.wordings import written_day

_FACTS = ("title", "authors", "series", "number", "published", "doi")
_ALL = (*_FACTS, "interviewers", "translators")


@dataclass(frozen=True, slots=True)
class Style:
    """``most`` is how many authors are named at most; ``says`` what the style prints of the facts.

    ``quotes`` where the title stands in quotation marks, which turns its own inwards; ``names_all_in_order`` where who
    asked in an interview is named with the others and not after the title.
    """

    label: str
    most: int
    says: tuple[str, ...] = _FACTS
    quotes: bool = False
    names_all_in_order: bool = False


STYLES = (
    Style("", 100, says=(*_FACTS, "translators"), quotes=True, names_all_in_order=True),
    Style("APA", 20, says=_ALL),
    Style("Chicago", 6, says=_ALL),
    Style("MLA", 2, says=_ALL),
    Style("Harvard", 3, says=tuple(fact for fact in _ALL if fact != "series")),
)
"""Harvard prints no series with a report."""


def untruths_in(citation: str, style: Style, text: Public, *, root: str) -> Iterator[str]:
    facts = text.facts
    for what, is_right in (
        ("authors", _names_authors(citation, style, text)),
        ("title", _title(style, text).casefold() in citation.casefold()),
        ("published", _has_date(citation, style, text)),
        ("translators", _names_translators(citation, style, text)),
        ("number", (facts.number or "") in citation),
        ("series", "series" not in style.says or (facts.series or "") in citation),
        ("address", _address(text, root) in citation),
    ):
        if not is_right:
            yield f"{what} of {facts} is not as it should be in {citation!r}"


def differences_of(citation: str, style: Style, text: Public, item: dict[str, Any]) -> Iterator[str]:
    """What another processor makes of the text's item of CSL-JSON, if not this.

    What the text is stands in the item in the text's own language, on the page in the reader's, with a remark behind it
    of which no style knows.
    """
    name, language = style.label.lower(), "it" if _is_in_italian(text) else "en"
    [genre] = [types.genre[language] for types in TYPES.values() if item["genre"] in types.genre.values()]
    theirs = one_space(unmarked(processed({**item, "genre": genre}, name, language, particles=PARTICLES)))
    ours = citation.removesuffix(f" [{item.get('note')}]")
    title = text.facts.title or ""
    if comparable(ours, name, title) != comparable(theirs, name, title):
        yield f"{ours!r} is {theirs!r} by another processor"


def _names_authors(citation: str, style: Style, text: Public) -> bool:
    """By the last word of each name, which every style prints whole, before the title."""
    asked = () if style.names_all_in_order else text.facts.interviewers or ()
    named = [name for name in text.facts.authors or () if name not in asked]
    is_shortened = len(named) > style.most
    words = [name.split()[-1] for name in (named[:1] if is_shortened else named)]
    before_title, title, _after = citation.casefold().partition(_title(style, text).casefold())
    places = [before_title.find(word.casefold()) for word in words]
    others = [name.split()[-1] in citation for name in asked] if "interviewers" in style.says else []
    is_whole = bool(title) and -1 not in places and all(others)
    return is_whole and places == sorted(places) and is_shortened == ("et al." in before_title)


def _names_translators(citation: str, style: Style, text: Public) -> bool:
    """After the title; whole in the house style, by the last word of each name in the others."""
    after_title = citation.casefold().partition(_title(style, text).casefold())[2]
    named = [name if style.quotes else name.split()[-1] for name in text.facts.translators or ()]
    return all(name.casefold() in after_title for name in named)


def _title(style: Style, text: Public) -> str:
    """As it is, in quotation marks where the style has them; Chicago and MLA write English ones with large letters."""
    return one_space(_quoted(text) if style.quotes else text.facts.title)


def _quoted(text: Public) -> str:
    """Within the marks of the page's language, its own pairs of marks turned inwards."""
    title = text.facts.title or ""
    if _is_in_italian(text):
        return f"«{title.replace('«', '“').replace('»', '”')}»"
    beginning = re.sub(r" \(\d+\)$", "", title)
    if beginning in QUOTED:
        return f"{QUOTED[beginning]}{title.removeprefix(beginning)}”"
    return f"“{title.replace('“', '‘').replace('”', '’')}”"


def _is_in_italian(text: Public) -> bool:
    return "translated" in text.traits


def _has_date(citation: str, style: Style, text: Public) -> bool:
    """The whole day in the house style, at least the year in each."""
    published = text.facts.published or ""
    whole_day = written_day(published, "it" if _is_in_italian(text) else "en")
    return (whole_day if style.quotes else published[:4]) in citation


def _address(text: Public, root: str) -> str:
    """What is to be cited: the DOI, else the address by number, or the page of a text without one."""
    return f"https://doi.org/{text.facts.doi}" if text.facts.doi else f"{root}{text.place.file}/"
