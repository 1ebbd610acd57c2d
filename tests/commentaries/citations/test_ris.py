"""Tests RIS by its text, and by a reader that is not ours."""

from __future__ import annotations

import pytest
import rispy

from commentaries.citations.names import parts_of
from commentaries.citations.ris import cite_ris
from commentaries.record import Record, Role
from tests.commentaries.citations.records import HARD_RECORDS, record


def test_a_reference_has_the_tags_of_a_report_in_a_series() -> None:
    lines = cite_ris(record()).split("\r\n")
    assert lines[0] == "TY  - RPRT"
    assert lines[-2:] == ["ER  - ", ""]
    for line in (
        "AU  - Quillon, Ada",
        "TI  - Minutes of a silent committee",
        "T2  - Letters from the Coast",
        "SN  - 25 | 61",
        "M3  - Commentary",
        "PY  - 2025",
        "DA  - 2025/11/25/",
        "PB  - Institute of Tides",
        "UR  - https://example.org/letters/25-61/",
    ):
        assert line in lines


@pytest.mark.parametrize("hard", HARD_RECORDS)
def test_a_reader_that_is_not_ours_finds_the_same_facts(hard: Record) -> None:
    [found] = rispy.loads(cite_ris(hard))
    assert found["title"] == " ".join(hard.title.split())
    assert found["secondary_title"] == hard.series.title
    assert found.get("issn", "") == hard.label, "where other types have the ISSN, a report has its number"
    assert found.get("doi", "") == hard.doi
    assert found["urls"] == [hard.permanent_url]
    assert found.get("year", "") == (str(hard.published.year) if hard.published else "")
    authors = [parts_of(each.name).inverted for each in hard.contributors if each.role is not Role.TRANSLATOR]
    assert found.get("authors", []) == authors
    assert all(issn.value in " ".join(found["notes"]) for issn in hard.series.issns)
