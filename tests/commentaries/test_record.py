"""Tests the record of one text, without Django."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from commentaries.record import (
    LICENCES,
    Contributor,
    PersonName,
    PublicationDate,
    Record,
    Role,
    SeriesFacts,
)

SERIES = SeriesFacts("Letters from the Coast", publisher="Institute of Tides", publisher_place="Trieste")


def record(**facts: object) -> Record:
    return Record(**{"title": "Minutes", "series": SERIES, **facts})  # type: ignore[arg-type]


def named(printed: str, role: Role = Role.AUTHOR) -> Contributor:
    return Contributor(PersonName(printed, printed), role=role)


def test_record_and_citations_load_without_django() -> None:
    """In a fresh interpreter that refuses to load Django or Wagtail."""
    script = (
        "import sys; sys.modules['django'] = sys.modules['wagtail'] = None\n"
        "import commentaries.record, commentaries.citations\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        record().title = "Another"  # type: ignore[misc]


def test_translators_do_not_stand_in_the_byline() -> None:
    both = record(contributors=(named("Ada"), named("Tim", Role.TRANSLATOR)))
    assert [c.name.printed for c in both.authors] == ["Ada"]
    assert [c.name.printed for c in both.translators] == ["Tim"]


def test_the_partners_of_an_interview_both_stand_in_the_byline() -> None:
    talk = record(contributors=(named("Ask", Role.INTERVIEWER), named("Answer", Role.INTERVIEWEE)))
    assert [c.name.printed for c in talk.authors] == ["Ask", "Answer"]


def test_a_text_with_a_translator_alone_has_a_byline_all_the_same() -> None:
    assert [c.name.printed for c in record(contributors=(named("Tim", Role.TRANSLATOR),)).authors] == ["Tim"]


def test_a_reader_cites_the_doi_then_the_number_then_the_page() -> None:
    everything = {"url": "https://example.org/p/", "number_url": "https://example.org/25-61/", "doi": "10.1234/2025-61"}
    assert record(**everything).permanent_url == "https://doi.org/10.1234/2025-61"
    del everything["doi"]
    assert record(**everything).permanent_url == "https://example.org/25-61/"
    del everything["number_url"]
    assert record(**everything).permanent_url == "https://example.org/p/"


def test_a_doi_is_shown_as_a_full_link_only() -> None:
    assert record(doi="10.1234/x").doi_url == "https://doi.org/10.1234/x"
    assert record().doi_url == ""


@pytest.mark.parametrize("path", ["/letters/minutes/", "https://tides.example.org/letters/minutes/"])
def test_an_address_is_whole_also_on_a_page_of_another_site(path: str) -> None:
    there = record(path=path, url="https://tides.example.org/letters/minutes/")
    assert there.absolute("/authors/ada/") == "https://tides.example.org/authors/ada/"
    assert there.absolute(there.file_path("pdf")) == "https://tides.example.org/letters/minutes.pdf"
    assert there.absolute("https://media.example.org/a.webp") == "https://media.example.org/a.webp"
    assert there.absolute("") == record().absolute("/authors/ada/") == ""


@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (230, 1), (1150, 5), (1500, 7)])
def test_reading_time_is_at_least_a_minute_where_there_is_a_text(words: int, minutes: int) -> None:
    assert record(words=words).reading_minutes == minutes


def test_a_date_is_written_as_precisely_as_it_is_known() -> None:
    assert str(PublicationDate.of(date(2025, 1, 2))) == "2025-01-02"
    assert str(PublicationDate(2014)) == "2014"


def test_licences_have_an_address_unless_all_rights_are_reserved() -> None:
    without = [code for code, licence in LICENCES.items() if not licence.url]
    assert without == ["all-rights"]
    assert all(licence.url.startswith("https://creativecommons.org/") for licence in LICENCES.values() if licence.url)
