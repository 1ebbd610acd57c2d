"""Turns parts of a record into objects for programs, by the same names in the catalogue of a series and in the API."""

from __future__ import annotations

from typing import Any

from commentaries.record import Contributor, Record, SeriesFacts, Subject

Told = dict[str, Any]


def contributor_told(record: Record, contributor: Contributor) -> Told:
    """Somebody who had a part in the text, as it was printed; ``html_url`` is the page about them."""
    name = contributor.name
    return {
        "name": name.printed,
        "family_name": name.family,
        "given_name": name.given,
        "filed_name": name.sort or name.printed,
        "role": contributor.role.value,
        "orcid": contributor.orcid,
        "affiliation": contributor.affiliation,
        "html_url": record.absolute(contributor.path),
    }


def subject_told(record: Record, subject: Subject) -> Told:
    return {"name": subject.name, "html_url": record.absolute(subject.path)}


def issns_told(series: SeriesFacts) -> list[Told]:
    return [{"medium": issn.medium, "value": issn.value} for issn in series.issns]
