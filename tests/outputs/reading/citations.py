"""Turns BibTeX, RIS and CSL-JSON, of one text or of a whole series, into facts by bibtexparser, rispy and json."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import bibtexparser
import rispy
from bibtexparser.middlewares import NameParts, SeparateCoAuthors, SplitNameParts
from pylatexenc.latex2text import LatexNodes2Text

from tests.outputs.facts import Facts
from tests.outputs.houses import Place
from tests.outputs.reading.site import Site
from tests.outputs.reading.values import dated, first, issns_in, uninverted

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ReadFile = Callable[[str], list[tuple[str, Facts]]]
"""From a file to the facts of each of its entries, with what it says is to be cited."""


def read_one(read: ReadFile, ending: str, site: Site, place: Place) -> Facts:
    [(_cited, facts)] = read(site.text(f"{place.file}.{ending}"))
    return facts


def read_among_all(read: ReadFile, ending: str, site: Site, place: Place) -> Facts:
    """The same in the file of the series, where an entry is known by the address that it says is to be cited."""
    path = f"{place.series}all.{ending}"
    entries = site.once(("citations", path), lambda: dict(read(site.text(path))))
    [(cited, _facts)] = site.once(("citation", place.file), lambda: read(site.text(f"{place.file}.{ending}")))
    return entries[cited]


def entries_in_bibtex(content: str) -> list[tuple[str, Facts]]:
    split = [SeparateCoAuthors(), SplitNameParts()]
    library = bibtexparser.parse_string(content, append_middleware=split)
    assert not library.failed_blocks
    return [_of_bibtex({field.key: field.value for field in entry.fields}) for entry in library.entries]


def _of_bibtex(fields: dict[str, Any]) -> tuple[str, Facts]:
    month = _MONTHS.index(str(fields["month"]).lower()[:3]) + 1 if "month" in fields else None
    facts = Facts(
        title=_from_tex(fields["title"]),
        authors=tuple(_from_parts(name) for name in fields["author"]),
        translators=tuple(_from_parts(name) for name in fields.get("translator", [])),
        series=_from_tex(fields["type"]),
        number=fields.get("number", ""),
        issns=frozenset(fields["issn"].split(", ")),
        published=dated(fields["year"], month, fields.get("day")),
        doi=fields.get("doi", ""),
        language=fields["language"],
    )
    return fields["url"], facts


def _from_parts(name: NameParts) -> str:
    return _from_tex(" ".join([*name.first, *name.von, *name.last, *name.jr]))


def _from_tex(value: str) -> str:
    """As TeX prints it; the decoder has a sign of its own for TeX's ASCII circumflex."""
    decoded = LatexNodes2Text(math_mode="verbatim").latex_to_text(value)
    return str(decoded).replace("\N{MODIFIER LETTER CIRCUMFLEX ACCENT}", "^")


def entries_in_ris(content: str) -> list[tuple[str, Facts]]:
    return [_of_ris(entry) for entry in rispy.loads(content)]


def _of_ris(entry: dict[str, Any]) -> tuple[str, Facts]:
    """``SN`` is the number of a report, which rispy calls an ISSN whatever the type; the ISSNs stand in notes."""
    notes = " ".join(entry.get("notes", []))
    facts = Facts(
        title=entry["title"],
        authors=tuple(uninverted(name) for name in entry["authors"]),
        translators=tuple(uninverted(name) for name in entry.get("subsidiary_authors", [])),
        series=entry["secondary_title"],
        number=entry.get("issn", ""),
        issns=issns_in(notes),
        published=entry.get("date", entry["year"]).strip("/").replace("/", "-"),
        doi=entry.get("doi", ""),
        licence=first(word for word in notes.split() if word.startswith("https://creativecommons")),
        language=entry["language"],
    )
    return entry["urls"][0], facts


def entries_in_csl(content: str) -> list[tuple[str, Facts]]:
    return [_of_csl(item) for item in json.loads(content)]


def _of_csl(item: dict[str, Any]) -> tuple[str, Facts]:
    [date] = item["issued"]["date-parts"]
    people = [person for role in ("author", "interviewer") for person in item.get(role, [])]
    licence = item.get("license", "")
    facts = Facts(
        title=item["title"],
        authors=tuple(_from_csl(person) for person in people),
        interviewers=tuple(_from_csl(person) for person in item.get("interviewer", [])),
        translators=tuple(_from_csl(person) for person in item.get("translator", [])),
        series=item["collection-title"],
        number=item.get("number", ""),
        issns=frozenset(item["ISSN"].split(", ")),
        published=dated(*date),
        doi=item.get("DOI", ""),
        licence=licence if licence.startswith("https://") else "",
        language=item["language"],
    )
    return item["URL"], facts


def _from_csl(person: dict[str, str]) -> str:
    if "literal" in person:
        return person["literal"]
    parts = (person.get(part, "") for part in ("given", "non-dropping-particle", "family"))
    return " ".join(part for part in parts if part)


_FILES: dict[str, ReadFile] = {"bib": entries_in_bibtex, "ris": entries_in_ris, "json": entries_in_csl}
READ_ONE = {ending: partial(read_one, read, ending) for ending, read in _FILES.items()}
READ_AMONG_ALL = {ending: partial(read_among_all, read, ending) for ending, read in _FILES.items()}
