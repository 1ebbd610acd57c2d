"""Turns the contributors of a record into those of a deposit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from commentaries.citations.names import parts_of
from commentaries.elements import add, characters
from commentaries.record import Contributor, Record, Role

_LONGEST_NAME = 60
_LONGEST_SUFFIX = 10
_NAME = re.compile(r"[^\d?]*[^?\s]+[^\d]*")
"""A part of a name, as the schema has it."""
_DIGIT = re.compile(r"\d")
"""Of any script, as for the schema."""


def contributors(record: Record) -> Iterator[Element]:
    """All in the printed order. The schema knows translators; the partners of an interview are its authors there."""
    if not record.contributors:
        return
    people = Element("contributors")
    for place, contributor in enumerate(record.contributors):
        role = "translator" if contributor.role is Role.TRANSLATOR else "author"
        person = add(people, "person_name", sequence="additional" if place else "first", contributor_role=role)
        name = parts_of(contributor.name)
        if name.given:
            add(person, "given_name", _as_name(name.given))
        suffix = " ".join(characters(name.suffix).split())
        has_room = len(suffix) <= _LONGEST_SUFFIX
        add(person, "surname", _as_name(name.whole_family if has_room else f"{name.whole_family}, {suffix}"))
        if suffix and has_room:
            add(person, "suffix", suffix)
        if characters(contributor.affiliation).strip():
            person.append(_affiliations(contributor, record))
        if contributor.orcid:
            add(person, "ORCID", contributor.orcid_url)
    yield people


def _affiliations(contributor: Contributor, record: Record) -> Element:
    """With the identifier of the one institute whose identifier is known, which is our own."""
    series = record.series
    is_ours = contributor.affiliation in {series.publisher, series.publisher_short}
    whole = Element("affiliations")
    institution = add(whole, "institution")
    add(institution, "institution_name", contributor.affiliation[:1024])
    if is_ours and series.publisher_ror:
        add(institution, "institution_id", series.publisher_ror, type="ror")
    return whole


def _as_name(name: str) -> str:
    """As the schema wants a part of a name: on one line, not too long, without question marks and scattered digits."""
    part = " ".join(characters(name).replace("?", " ").split())[:_LONGEST_NAME].strip()
    if not _NAME.fullmatch(part):
        part = " ".join(_DIGIT.sub("", part).split())
    return part or "–"
