"""Tests the words for names, dates, numbers and ISSNs."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest

from commentaries.citations import issn_lines, join_names, named_clock, spoken_number, written_date, written_day
from commentaries.citations.wording import MONTHS, PLACES, wording_for
from commentaries.record import Issn, PublicationDate, Record, SeriesFacts


def record(**facts: object) -> Record:
    return Record(title="Minutes", series=SeriesFacts("Letters"), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("names", "english", "italian"),
    [
        ([], "", ""),
        (["A"], "A", "A"),
        (["A", "B"], "A and B", "A e B"),
        (["A", "B", "C"], "A, B and C", "A, B e C"),
    ],
)
def test_names_are_joined_as_the_language_does(names: list[str], english: str, italian: str) -> None:
    assert join_names(names) == english
    assert join_names(names, "it") == italian


@pytest.mark.parametrize(("tag", "ours"), [("en-GB", "en"), ("it", "it"), ("IT-it", "it"), ("ar", "en"), ("", "en")])
def test_a_language_is_served_by_the_nearest_of_ours(tag: str, ours: str) -> None:
    assert wording_for(tag) == ours


def test_dates_are_written_day_month_year() -> None:
    assert written_date(PublicationDate(2025, 5, 1)) == "1 May 2025"
    assert written_date(PublicationDate(2025, 5, 1), "it") == "1º maggio 2025"
    assert written_date(PublicationDate(2014)) == "2014"
    assert written_date(None) == ""
    assert written_day(PublicationDate(2025, 5, 1)) == "1 May"
    assert written_day(PublicationDate(2025, 5, 1), "it") == "1º maggio"
    assert written_day(PublicationDate(2025, 5, 11), "it") == "11 maggio"


@pytest.mark.parametrize(
    ("zone", "english", "italian"),
    [
        ("Europe/Rome", "Rome time", "ora di Roma"),
        ("Europe/Oslo", "Oslo time", "ora di Oslo"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time", "ora di Buenos Aires"),
        ("UTC", "UTC", "UTC"),
        ("Etc/UTC", "UTC", "UTC"),
    ],
)
def test_a_clock_is_named_by_its_place_as_the_language_calls_it(zone: str, english: str, italian: str) -> None:
    assert named_clock(zone) == english
    assert named_clock(zone, "it-CH") == italian


def test_every_place_with_a_name_of_its_own_stands_in_the_database_of_zones() -> None:
    known = {zone.rpartition("/")[2].replace("_", " ") for zone in available_timezones()}
    assert {place for places in PLACES.values() for place in places} - known == set()


def test_every_language_has_twelve_months() -> None:
    assert {len(set(months)) for months in MONTHS.values()} == {12}


def test_a_number_is_read_aloud() -> None:
    assert spoken_number(record(sequence=61, period=2025)) == "Number 61, 2025"
    assert spoken_number(record(sequence=61, period=2025), "it") == "Numero 61, 2025"
    assert spoken_number(record(sequence=1, period=2025, suffix="S")) == "Number S1, 2025"
    assert spoken_number(record(sequence=61)) == "Number 61"
    assert spoken_number(record()) == ""


def test_one_issn_stands_bare_and_several_with_labels() -> None:
    online, on_paper, linking = Issn("2532-6570", "online"), Issn("0317-8471", "print"), Issn("2434-561X", "l")
    assert issn_lines([online]) == ["ISSN 2532-6570"]
    assert issn_lines([online, on_paper, linking]) == [
        "ISSN 2532-6570 (Online)",
        "ISSN 0317-8471 (Print)",
        "ISSN-L 2434-561X",
    ]
    assert issn_lines([online, on_paper], "it") == ["ISSN 2532-6570 (online)", "ISSN 0317-8471 (a stampa)"]
    assert issn_lines([]) == []
