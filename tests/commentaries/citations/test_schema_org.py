"""Tests the data blocks of schema.org by reading them back with extruct, out of a page and into it again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import extruct
import pytest

from commentaries.citations.kinds import TYPES
from commentaries.citations.schema_org import breadcrumbs, json_ld, list_of, text_of
from commentaries.citations.tags import InLanguage, Surroundings
from commentaries.record import Contributor, Kind, Record, Role, SeriesFacts
from tests.commentaries.citations.records import ADA, ANNA, HARD_RECORDS, record

ORCID = "0000-0002-1825-0097"
HOSTILE = ("</script><script>alert(1)</script>", "<!--<script>", "]]>", "a\u2028b\u2029c", '"}]}', "\\u003c/script>")


def read(block: str) -> list[dict[str, Any]]:
    """The things that a reader which is not ours finds in a page with this block."""
    page = f'<!doctype html><html><head><script type="application/ld+json">{block}</script></head><body><p>x</p></body>'
    [found] = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert found["@context"] == "https://schema.org"
    graph: list[dict[str, Any]] = found["@graph"]
    return graph


def read_text(hard: Record, around: Surroundings | None = None) -> dict[str, Any]:
    [thing] = read(json_ld([text_of(hard, around or Surroundings())]))
    return thing


@pytest.mark.parametrize("hard", HARD_RECORDS)
def test_a_reader_that_is_not_ours_finds_the_same_facts(hard: Record) -> None:
    found = read_text(hard)
    assert found["@type"] == TYPES[hard.kind].schema_org
    assert found["headline"] == hard.title
    assert [person["name"] for person in found.get("author", [])] == [author.name.printed for author in hard.authors]
    assert found.get("datePublished", "") == (str(hard.published) if hard.published else "")
    assert found["inLanguage"] == hard.language
    assert found.get("license", "") == (hard.licence.url if hard.licence else "")
    whole = found["isPartOf"]
    assert whole.get("issueNumber", "") == hard.label
    periodical = whole.get("isPartOf", whole)
    assert periodical["@type"] == "Periodical"
    assert periodical["name"] == "Letters from the Coast"
    assert periodical["issn"] == ["2532-6570", "2532-6562"]
    identifiers = {each["propertyID"]: each["value"] for each in found.get("identifier", [])}
    assert identifiers.get("DOI", "") == hard.doi
    assert found["publisher"]["name"] == "Institute of Tides"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_title_ends_the_block_that_it_stands_in(hostile: str) -> None:
    block = json_ld([text_of(record(title=hostile))])
    assert not set(block) & set("<>&\u2028\u2029")
    assert read(block)[0]["headline"] == hostile


def test_persons_are_known_by_their_orcid() -> None:
    ada = Contributor(ADA, affiliation="Institute of Tides", orcid=ORCID, path="/authors/ada/")
    [person, other] = read_text(record(contributors=(ada, Contributor(ANNA))))["author"]
    assert person == {
        "@type": "Person",
        "@id": f"https://orcid.org/{ORCID}",
        "name": "Ada Quillon",
        "givenName": "Ada",
        "familyName": "Quillon",
        "url": "https://example.org/authors/ada/",
        "sameAs": f"https://orcid.org/{ORCID}",
        "affiliation": {"@type": "Organization", "name": "Institute of Tides"},
    }
    assert other == {"@type": "Person", "name": "Anna van den Berg", "givenName": "Anna", "familyName": "van den Berg"}


def test_the_institute_is_known_by_its_ror() -> None:
    ror = "https://ror.org/05rcgef49"
    series = SeriesFacts(
        "Letters", publisher="Institute of Tides", publisher_ror=ror, publisher_web="https://tides.example"
    )
    publisher = read_text(record(series=series))["publisher"]
    assert (publisher["@id"], publisher["sameAs"], publisher["url"]) == (ror, ror, "https://tides.example")


def test_a_translator_is_no_author() -> None:
    found = read_text(record(contributors=(Contributor(ADA), Contributor(ANNA, Role.TRANSLATOR))))
    assert [person["name"] for person in found["author"]] == ["Ada Quillon"]
    assert [person["name"] for person in found["translator"]] == ["Anna van den Berg"]


def test_a_text_names_its_translations_and_a_translation_its_original() -> None:
    other = InLanguage("it", "https://example.org/it/letters/verbali/")
    first = read_text(record(), Surroundings(translations=(other,)))
    assert [(each["url"], each["inLanguage"]) for each in first["workTranslation"]] == [(other.url, "it")]
    assert "translationOfWork" not in first
    second = read_text(record(kind=Kind.SPEECH), Surroundings(original=other))
    assert second["translationOfWork"] == {"@type": "Article", "@id": other.url, "url": other.url, "inLanguage": "it"}


def test_the_pdf_the_words_and_the_change_are_told() -> None:
    moment = datetime(2025, 11, 26, 8, 0, tzinfo=UTC)
    found = read_text(record(modified=moment, words=1200), Surroundings(pdf_url="https://example.org/25-61.pdf"))
    assert found["encoding"]["contentUrl"] == "https://example.org/25-61.pdf"
    assert found["dateModified"] == "2025-11-26T08:00:00+00:00"
    assert found["wordCount"] == 1200
    assert found["isAccessibleForFree"] is True
    assert found["about"] == [{"@type": "Thing", "name": "Tides", "url": "https://example.org/topics/tides/"}]


def test_of_facts_alone_nothing_is_said_that_is_not_there() -> None:
    found = read_text(record(is_archived=True))
    assert not found.keys() & {"isAccessibleForFree", "wordCount", "encoding", "image", "dateModified"}


def test_a_way_has_more_than_one_place() -> None:
    assert breadcrumbs([("Institute", "https://example.org/")]) == {}
    assert list_of([]) == {}
    assert json_ld([{}]) == ""
    way = breadcrumbs([("Institute", "https://example.org/"), ("", "x"), ("Letters", "https://example.org/letters/")])
    places = way["itemListElement"]
    assert [(each["position"], each["name"]) for each in places] == [(1, "Institute"), (2, "Letters")]
