"""Tests the series as data: every public text once, with its facts, as a table and as a list of objects."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from commentaries import withholding
from commentaries.models import CommentaryPage
from commentaries.recording import record_of
from series import streaming
from series.catalogue import COLUMNS, harmless
from tests import factories
from tests.benchmarks.archive import fill
from tests.commentaries.citations.records import HARD_TITLES
from tests.factories import House
from tests.series.machines.test_downloads import download, statements

PATHS = ["/letters/catalogue.csv", "/letters/catalogue.json"]


def table() -> list[dict[str, str]]:
    content = download("/letters/catalogue.csv")
    assert content.startswith("\ufeff"), "spreadsheets know UTF-8 by it"
    return list(csv.DictReader(StringIO(content.removeprefix("\ufeff"), newline=""), strict=True))


def objects() -> list[dict[str, Any]]:
    """The list read whole, which is the list read by lines."""
    content = download("/letters/catalogue.json")
    lines = [json.loads(line.rstrip(",")) for line in content.splitlines()[1:-1]]
    whole: list[dict[str, Any]] = json.loads(content)
    assert lines == whole
    return whole


def test_the_facts_of_a_text_stand_in_both(house: House) -> None:
    person = house.author_person
    type(person).objects.filter(pk=person.pk).update(orcid="0000-0002-1825-0097")
    topic = factories.TopicFactory(name="Tides", slug="tides")
    page = factories.published(
        house,
        title=HARD_TITLES[0],
        topics=[topic],
        keywords="harbours, votes",
        abstract="Two\nlines.",
        language="en-GB",
    )
    factories.entered(house, title="Of old", authors=[person, house.reviewer_person])
    record = record_of(page)
    [row, older], [found, older_found] = table(), objects()
    assert tuple(row) == COLUMNS
    expected = {
        "number": record.label, "title": HARD_TITLES[0], "authors": person.name, "roles": "author",
        "orcids": "0000-0002-1825-0097", "date": str(record.published), "year": str(page.issue.year),
        "series": house.series.title, "issn_online": house.series.issn_online, "publisher": "Institute of Tides",
        "kind": "commentary", "language": "en-GB", "doi": record.doi, "permanent_url": record.permanent_url,
        "url": record.url, "licence": record.licence.name if record.licence else "", "topics": "Tides",
        "keywords": "harbours; votes", "abstract": "Two lines.", "archive_entry": "no",
        "pdf_url": f"http://localhost/letters/{page.issue.address}.pdf",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert (older["title"], older["date"], older["archive_entry"], older["pdf_url"]) == ("Of old", "2014", "yes", "")
    assert older["authors"] == f"{person.name}; {house.reviewer_person.name}"
    assert [each.strip() for each in older["orcids"].split(";")] == ["0000-0002-1825-0097", ""], "one for each author"
    assert found["abstract"] == "Two\nlines."
    assert found["topics"] == [{"name": "Tides", "html_url": "http://localhost/topics/tides/"}]
    assert [author["name"] for author in older_found["authors"]] == [person.name, house.reviewer_person.name]
    assert found["authors"][0]["orcid"] == "0000-0002-1825-0097"
    assert (found["archive_entry"], older_found["archive_entry"], found["year"]) == (False, True, page.issue.year)


def test_the_list_and_the_api_call_the_same_things_by_the_same_names(house: House, client: Client) -> None:
    topic = factories.TopicFactory(name="Tides", slug="tides")
    page = factories.published(house, authors=[house.author_person, house.reviewer_person], topics=[topic])
    [found], told = objects(), client.get(f"/api/v2/commentaries/{page.pk}/").json()
    assert found["authors"] == [{name: said for name, said in each.items() if name != "id"} for each in told["authors"]]
    assert found["authors"][0]["filed_name"] == house.author_person.filed_name
    assert (found["topics"], found["issns"]) == (told["topics"], told["series"]["issns"])


def test_no_title_is_changed(house: House) -> None:
    for number, title in enumerate(HARD_TITLES, start=1):
        factories.entered(house, title=title, sequence=number)
    assert {row["title"] for row in table()} == {row["title"] for row in objects()} == set(HARD_TITLES)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('=HYPERLINK("http://example.org","x")', '\'=HYPERLINK("http://example.org","x")'),
        ("+1 and -1", "'+1 and -1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'=1"),
        ("\t=1", "'=1"),
        ("Ada; =1+1", "Ada; '=1+1"),
        ("\uff1d1", "'\uff1d1"),
        ("2 + 2 = 4 – a@b.org", "2 + 2 = 4 – a@b.org"),
        ("25 | 61", "25 | 61"),
    ],
)
def test_no_cell_is_a_formula(typed: str, shown: str) -> None:
    assert harmless(typed) == shown


def test_a_title_that_looks_like_a_formula_is_marked_in_the_table_alone(house: House) -> None:
    factories.entered(house, title="=1+1")
    assert table()[0]["title"] == "'=1+1"
    assert objects()[0]["title"] == "=1+1"


def test_every_language_of_a_text_has_a_row(italian: CommentaryPage, monkeypatch: Any) -> None:
    monkeypatch.setattr(streaming, "PORTION", 1)
    assert [row["language"] for row in table()] == ["it", "en"]
    assert len({row["number"] for row in table()}) == 1
    assert len({row["url"] for row in table()}) == 2


def test_a_portion_costs_the_same_for_one_text_and_for_twenty(house: House, monkeypatch: Any) -> None:
    fill(house.page, 1)
    for_one = [statements(path) for path in PATHS]
    fill(house.page, 19)
    assert [statements(path) for path in PATHS] == for_one
    monkeypatch.setattr(streaming, "PORTION", 11)
    assert [statements(path) for path in PATHS] == [number + 3 for number in for_one]
    assert max(for_one) <= 15


def test_what_is_not_public_is_in_no_catalogue(house: House) -> None:
    factories.published(house, title="Shown")
    factories.submitted(house, title="Under way")
    held = factories.published(house, title="Held")
    closed = factories.published(house, title="Closed")
    withholding.hold(held, house.editor, reason="A name is wrong.")
    PageViewRestriction.objects.create(page=closed.page_ptr, restriction_type="login")
    assert [row["title"] for row in table()] == [row["title"] for row in objects()] == ["Shown"]
    assert "@example.org" not in download(PATHS[1])


def test_a_catalogue_is_only_read(house: House, client: Client) -> None:
    fill(house.page, 1)
    for path in PATHS:
        assert client.post(path).status_code == 405
        assert client.get(f"{path}?q={'x' * 5000}&year=%00").status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert b"".join(client.head(PATHS[0])) == b""
    assert not any("authorship" in query["sql"] for query in captured)
    assert client.get("/nowhere/catalogue.csv").status_code == 404


def test_values_of_one_cell_are_told_apart_whatever_stands_in_them(house: House) -> None:
    page = factories.published(house)
    page.authorships.update(affiliation="University of Tides; School of Sands")
    cells = [row["affiliations"].split(";") for row in table()]
    assert cells == [["University of Tides, School of Sands"]]
    assert objects()[0]["authors"][0]["affiliation"] == "University of Tides; School of Sands"
