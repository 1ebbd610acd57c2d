"""Tests the templates of ReDIF against the specification of their fields."""

from __future__ import annotations

import pytest

from commentaries.citations.redif import Archive, PaperSeries, archive_template, paper_template, series_template
from commentaries.record import Contributor, Record
from tests.commentaries.citations.records import ADA, ANNA, HARD_RECORDS, ZENO, record
from tests.series.repec.reading import checked, values

ARCHIVE = Archive(
    "tid", "Institute of Tides", "repec@example.org", "https://example.org/RePEc/tid/", "https://example.org/"
)
SERIES = PaperSeries(ARCHIVE, "letter", "Letters from the Coast", "Ada Quillon", "Short letters.", "2532-6570")


@pytest.mark.parametrize("hard", HARD_RECORDS)
def test_every_hard_record_is_one_paper(hard: Record) -> None:
    [paper] = checked(paper_template(hard, SERIES, pdf_url="https://example.org/a.pdf"))
    assert values(paper, "Title") == [hard.title]
    expected = [c.name.printed for c in hard.authors] or ["Institute of Tides"]
    assert values(paper, "Author-Name") == expected
    assert values(paper, "Number") == [hard.label] * bool(hard.label)
    assert values(paper, "Creation-Date") == [str(hard.published)] * bool(hard.published)
    assert values(paper, "DOI") == [hard.doi] * bool(hard.doi)


def test_a_line_of_an_abstract_that_looks_like_a_field_is_none() -> None:
    abstract = "First.\nTitle: a trap\nHandle: RePEc:tid:letter:other\n\nTemplate-Type: ReDIF-Paper 1.0"
    [paper] = checked(paper_template(record(abstract=abstract, title="Note: a title"), SERIES))
    assert values(paper, "Abstract") == [abstract.replace("\n\n", "\n")]
    assert values(paper, "Title") == ["Note: a title"]
    assert values(paper, "Handle") == ["RePEc:tid:letter:25-61"]


def test_each_author_is_a_cluster_of_their_own() -> None:
    people = (Contributor(ANNA, affiliation="Harbour Press"), Contributor(ZENO), Contributor(ADA))
    text = paper_template(record(contributors=people), SERIES)
    checked(text)
    assert text.splitlines()[1:8] == [
        "Author-Name: Anna van den Berg",
        "Author-Name-First: Anna",
        "Author-Name-Last: van den Berg",
        "Author-Workplace-Name: Harbour Press",
        "Author-Name: Zeno",
        "Author-Name: Ada Quillon",
        "Author-Name-First: Ada",
    ]


def test_key_points_stand_for_an_abstract_that_nobody_wrote() -> None:
    [paper] = checked(paper_template(record(abstract=""), SERIES, summary=["One.", "Two: more."]))
    assert values(paper, "Abstract") == ["One.\nTwo: more."]


def test_the_files_are_the_pdf_and_the_page() -> None:
    [paper] = checked(paper_template(record(), SERIES, pdf_url="https://example.org/letters/25-61.pdf"))
    assert values(paper, "File-URL") == ["https://example.org/letters/25-61.pdf", "https://example.org/letters/25-61/"]
    assert values(paper, "File-Format") == ["application/pdf", "text/html"]
    [archived] = checked(paper_template(record(is_archived=True), SERIES))
    assert values(archived, "File-Function") == ["Abstract page"]


def test_archive_and_series_say_what_repec_asks_of_them() -> None:
    [archive] = checked(archive_template(ARCHIVE))
    [series] = checked(series_template(SERIES))
    assert values(archive, "Handle") == ["RePEc:tid"]
    assert values(archive, "URL") == ["https://example.org/RePEc/tid/"]
    assert values(series, "Handle") == ["RePEc:tid:letter"]
    assert values(series, "Type") == ["ReDIF-Paper"]
    assert values(series, "ISSN") == ["2532-6570"]
