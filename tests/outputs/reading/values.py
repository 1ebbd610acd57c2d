"""Turns values as formats write them (inverted names, DOIs as links, words with ISSNs in them) into plain facts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

DOI = "https://doi.org/"
ORCID = "https://orcid.org/"
NUMBER = r"\d\d \| \w+|DP \d+/\d{4}"
"""The printed numbers of the series that are read here: ``25 | 61``, ``25 | S1``, ``DP 2/2025``."""
_ISSN = re.compile(r"\d{4}-\d{3}[\dX]")


def one_space(text: str | None) -> str:
    return re.sub(r"[\s\u2060]+", " ", text or "").strip()


def first(found: Iterable[str | None]) -> str:
    """The first that there is; empty without any."""
    return next((each for each in found if each), "")


def only(found: Iterable[str | None]) -> str:
    """The one that there is, or none; two would be a contradiction."""
    values = [each for each in found if each]
    assert len(values) < 2, values
    return first(values)


def issns_in(*texts: str) -> frozenset[str]:
    return frozenset(_ISSN.findall(" ".join(texts)))


def bare_doi(link: str) -> str:
    assert not link or link.startswith(DOI), link
    return link.removeprefix(DOI)


def bare_orcid(link: str | None) -> str:
    assert not link or link.startswith(ORCID), link
    return (link or "").removeprefix(ORCID)


def among_links(links: Iterable[str], beginning: str) -> str:
    """The only one that begins so, without its beginning."""
    return only({link for link in links if link.startswith(beginning)}).removeprefix(beginning)


def uninverted(name: str) -> str:
    """``van den Berg, Anna`` as printed; a suffix is what comes after a second comma."""
    family, *rest = (one_space(part) for part in name.split(","))
    if not rest:
        return family
    given, *suffix = rest
    return " ".join([given, ", ".join([family, *suffix])])


def dated(year: object, month: object = None, day: object = None) -> str:
    """ISO 8601, as exactly as it is told; empty without a year."""
    if not year:
        return ""
    if not (month and day):
        return f"{int(str(year)):04d}"
    return date(int(str(year)), int(str(month)), int(str(day))).isoformat()
