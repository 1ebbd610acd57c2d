"""Turns a record into an entry of BibTeX, in UTF-8, with whatever TeX would read as a command made harmless."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from zlib import crc32

from commentaries.citations.csl import key_of
from commentaries.citations.kinds import TYPES
from commentaries.citations.names import parts_of
from commentaries.record import Contributor, Record, Role

MEDIA_TYPE = "application/x-bibtex"
_SPECIAL = {
    "\\": r"{\textbackslash}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WITHOUT_DECOMPOSITION = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i"})


def cite_bibtex(record: Record) -> str:
    """One entry. Titles keep their capitals, and names their parts, whatever the style does with them."""
    fields = ",\n".join(f"  {name} = {value}" for name, value in _fields(record))
    return f"@{TYPES[record.kind].bibtex}{{{_key(record)},\n{fields},\n}}\n"


def _fields(record: Record) -> Iterator[tuple[str, str]]:
    series, published = record.series, record.published
    texts = {
        "author": _names([each for each in record.contributors if each.role is not Role.TRANSLATOR]),
        "translator": _names([each for each in record.contributors if each.role is Role.TRANSLATOR]),
        "title": f"{{{_escaped(record.title)}}}",
        "type": _escaped(series.title),
        "number": _escaped(record.label),
        "institution": _escaped(series.publisher),
        "address": _escaped(series.publisher_place),
        "year": f"{published.year:04d}" if published else "",
        "issn": ", ".join(series.own_issns),
        "doi": _verbatim(record.doi),
        "url": _verbatim(record.permanent_url),
        "language": record.language,
        "abstract": _escaped(record.abstract),
        "keywords": _escaped(", ".join(record.keywords)),
        "note": _escaped(record.remark),
    }
    for name, value in texts.items():
        if value and value != "{}":
            yield name, f"{{{value}}}"
        if name == "year" and published and published.is_exact:
            yield "month", _MONTHS[published.month - 1]
            yield "day", f"{{{published.day}}}"


def _names(contributors: list[Contributor]) -> str:
    return " and ".join(_name(each) for each in contributors)


def _name(contributor: Contributor) -> str:
    """``van den Berg, Anna``, ``Smith, Jr, Ursula K.``.

    A part with a comma or an “and” in it, and an only name, is held together by braces.
    """
    name = parts_of(contributor.name)
    if not name.given:
        return f"{{{_escaped(name.whole_family)}}}"
    family = f"{_escaped(name.particle)}{name.between}{_held(name.family)}"
    return ", ".join(filter(None, (family, _held(name.suffix), _held(name.given))))


def _held(part: str) -> str:
    escaped = _escaped(part)
    return f"{{{escaped}}}" if "," in part or re.search(r"\band\b", part, re.IGNORECASE) else escaped


def _key(record: Record) -> str:
    """``quillon-25-61``: the first family name and the number's address, in letters that every TeX takes.

    An address that has others too is told from the next by a checksum.
    """
    first = _plain(parts_of(record.contributors[0].name).family) if record.contributors else ""
    address = key_of(record)
    is_whole = all(_plain(letter, keep="-") for letter in address)
    parts = (first, _plain(address, keep="-").strip("-"), "" if is_whole else f"{crc32(address.encode()):08x}")
    return "-".join(part for part in parts if part)


def _plain(text: str, keep: str = "") -> str:
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_WITHOUT_DECOMPOSITION))
    return re.sub(rf"[^a-z0-9{keep}]", "", folded)


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in " ".join(text.split()))


def _verbatim(address: str) -> str:
    """An address or DOI, which BibTeX's readers take as it is; only what would end the field is written otherwise."""
    return address.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
