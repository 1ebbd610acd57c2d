"""Tests the tags of Scholar and Zotero by their order, and by reading them as Zotero would."""

from __future__ import annotations

from html import escape

import pytest

from commentaries.citations.highwire import author_name, highwire_tags
from commentaries.citations.tags import Surroundings, Tag
from commentaries.record import Contributor, Issn, PersonName, PublicationDate, Record, SeriesFacts
from tests.commentaries.citations.records import ADA, ANNA, HARD_RECORDS, ZENO, record
from tests.commentaries.citations.zotero import item_of

ORCID = "0000-0002-1825-0097"
PDF = "https://example.org/letters/25-61.pdf"


def page_of(tags: list[Tag]) -> str:
    lines = "".join(f'<meta name="{name}" content="{escape(content)}">' for name, content in tags)
    return f"<!doctype html><html><head><title>x</title>{lines}</head><body></body></html>"


def test_what_is_said_of_an_author_follows_that_author() -> None:
    anna = Contributor(ANNA, affiliation="University of Sands")
    ada = Contributor(ADA, affiliation="Institute of Tides", orcid=ORCID)
    tags = highwire_tags(record(contributors=(ada, anna)))
    authors = [tag for tag in tags if tag.name.startswith("citation_author")]
    assert authors == [
        ("citation_author", "Quillon, Ada"),
        ("citation_author_institution", "Institute of Tides"),
        ("citation_author_orcid", f"https://orcid.org/{ORCID}"),
        ("citation_author", "van den Berg, Anna"),
        ("citation_author_institution", "University of Sands"),
    ]


def test_both_issns_are_named_and_the_linking_one_is_not() -> None:
    facts = SeriesFacts(
        "Letters", issns=(Issn("2532-6570", "online"), Issn("2532-6562", "print"), Issn("2532-6570", "l"))
    )
    found = [tag.content for tag in highwire_tags(record(series=facts)) if tag.name == "citation_issn"]
    assert found == ["2532-6570", "2532-6562"]


@pytest.mark.parametrize(
    ("published", "written"),
    [(PublicationDate(2025, 3, 4), ["2025/03/04"]), (PublicationDate(2014), ["2014"]), (None, [])],
)
def test_a_date_is_as_precise_as_it_is_known(published: PublicationDate | None, written: list[str]) -> None:
    tags = highwire_tags(record(published=published))
    assert [tag.content for tag in tags if tag.name == "citation_publication_date"] == written


def test_an_archive_entry_has_no_text_to_lead_to() -> None:
    assert "citation_fulltext_html_url" not in dict(highwire_tags(record(is_archived=True)))


def test_nothing_is_empty_and_nothing_is_of_two_lines() -> None:
    for hard in HARD_RECORDS:
        for name, content in highwire_tags(hard):
            assert content == " ".join(content.split(" ")), name
            assert content, name


@pytest.mark.parametrize("hard", HARD_RECORDS)
def test_zotero_makes_a_whole_report_of_it(hard: Record) -> None:
    item = item_of(page_of(highwire_tags(hard, Surroundings(pdf_url=PDF))))
    assert item["itemType"] == "report"
    assert item["title"] == " ".join(hard.title.split())
    assert item.get("reportNumber", "") == hard.label
    assert item["institution"] == "Institute of Tides"
    assert item["series"] == "Letters from the Coast"
    assert item.get("date", "") == (str(hard.published).replace("-", "/") if hard.published else "")
    assert item.get("DOI", "") == hard.doi
    assert item["ISSN"] == "2532-6570, 2532-6562"
    assert item["language"] == hard.language
    assert item["attachments"] == [PDF]
    expected = [(author.name.family.partition(",")[0], author.name.given) for author in hard.authors]
    assert item["creators"] == expected


@pytest.mark.parametrize(
    ("name", "creator"),
    [
        (PersonName("Anna Maria van den Berg", "van den Berg", "Anna Maria"), ("van den Berg", "Anna Maria")),
        (PersonName("Ursula K. Smith, Jr", "Smith, Jr", "Ursula K."), ("Smith", "Ursula K.")),
        (ZENO, ("Zeno", "")),
    ],
)
def test_an_only_author_is_one_person(name: PersonName, creator: tuple[str, str]) -> None:
    assert item_of(page_of(highwire_tags(record(name))))["creators"] == [creator]


def test_a_suffix_comes_last() -> None:
    assert author_name(PersonName("Ursula K. Smith, Jr", "Smith, Jr", "Ursula K.")) == "Smith, Ursula K., Jr"
