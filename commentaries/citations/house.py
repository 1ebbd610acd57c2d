"""Turns a record into one sentence in the series' own style."""

from __future__ import annotations

import re
from typing import NamedTuple

from commentaries.citations.wording import TRANSLATED_BY, join_names, wording_for, written_date
from commentaries.record import Record

_OUTER = {"en": ("“", "”"), "it": ("«", "»")}


class Run(NamedTuple):
    """A piece of a citation, set in italics or not; a number is not divided by a line's end."""

    text: str
    is_italic: bool = False
    url: str = ""
    is_number: bool = False


def nest_quotations(title: str, language: str) -> str:
    """A title's own quotation marks, turned one level inwards.

    In English double marks become single and single ones inside them double; Italian angle marks
    take double ones. An apostrophe is left alone, as only pairs are turned.
    """
    if wording_for(language) == "it":
        return re.sub(r"«([^«»]*)»", r"“\1”", title)
    parts = re.split(r"(“[^“”]*”)", title)
    return "".join(_inwards(part) if part.startswith("“") else part for part in parts)


def _inwards(quoted: str) -> str:
    inner = re.sub(r"‘([^‘’]*)’(?!\w)", r"“\1”", quoted[1:-1])
    return f"‘{inner}’"


def cite_runs(record: Record, language: str = "en") -> list[Run]:
    """The citation as runs, so that page and PDF can set the title in italics, link the address, keep the number whole.

    The number has ordinary spaces: a citation is there to be copied.
    """
    opening, closing = _OUTER[wording_for(language)]
    title = f"{opening}{nest_quotations(record.title, language)}{closing}"
    names = join_names([c.name.printed for c in record.authors], language)
    translators = join_names([c.name.printed for c in record.translators], language)
    is_translated = translators and record.translators != record.authors
    facts = [record.series.publisher_place, record.series.publisher, written_date(record.published, language)]
    runs = [
        Run(f"{names}, {title}, " if names else f"{title}, "),
        *((Run(f"{TRANSLATED_BY[wording_for(language)]} {translators}, "),) if is_translated else ()),
        Run(record.series.title, is_italic=True),
        *((Run(" "), Run(record.label, is_number=True)) if record.label else ()),
        *(Run(f", {fact}") for fact in facts if fact),
    ]
    if record.permanent_url:
        runs += [Run(", "), Run(record.permanent_url, url=record.permanent_url)]
    return [run for run in [*runs, *remark_of(record)] if run.text]


def remark_of(record: Record) -> list[Run]:
    """What ends the citation of a text that is not what it seems, such as a demonstration's."""
    return [Run(f" [{record.remark}]")] if record.remark else []


def unbroken(label: str) -> str:
    """A printed number as it stands in a sentence: it does not part at the end of a line.

    After a bar a line may end even before a space that does not break (Unicode's UAX 14, LB12a).
    """
    return label.replace(" ", "\N{NO-BREAK SPACE}").replace("|", "|\N{WORD JOINER}")


def cite(record: Record, language: str = "en") -> str:
    """The citation as plain text, with ordinary spaces."""
    return "".join(run.text for run in cite_runs(record, language)).replace("\N{NO-BREAK SPACE}", " ")
