"""Tests items of CSL-JSON by their facts; a processor that is not ours reads them in ``styles/``."""

from __future__ import annotations

from commentaries.citations.csl import item_of
from commentaries.record import Contributor, Kind, PersonName, Role
from tests.commentaries.citations.records import ADA, ANNA, ZENO, record


def test_an_item_has_the_number_where_zotero_shows_it() -> None:
    item = item_of(record(ANNA, ZENO))
    assert item["type"] == "report"
    assert (item["collection-title"], item["number"]) == ("Letters from the Coast", "25 | 61")
    assert item["issued"] == {"date-parts": [[2025, 11, 25]]}
    assert item["author"] == [
        {"family": "van den Berg", "given": "Anna"},
        {"literal": "Zeno"},
    ]
    assert item["ISSN"] == "2532-6570, 2532-6562"


def test_a_suffix_stands_by_itself_with_its_comma_if_it_has_one() -> None:
    item = item_of(record(PersonName("Eva Ek Jr", "Ek Jr", "Eva"), PersonName("Ann Ek, PhD", "Ek, PhD", "Ann")))
    assert item["author"] == [
        {"family": "Ek", "given": "Eva", "suffix": "Jr"},
        {"family": "Ek", "given": "Ann", "suffix": "PhD", "comma-suffix": True},
    ]


def test_what_is_not_known_is_left_out() -> None:
    item = item_of(record(label="", address="", number_url="", abstract="", keywords=(), licence=None))
    assert not {"number", "DOI", "abstract", "keyword", "license", "note"} & set(item)
    assert item["id"] == "minutes"


def test_whoever_asks_the_questions_is_no_author() -> None:
    asked = (Contributor(ADA, Role.INTERVIEWEE), Contributor(ANNA, Role.INTERVIEWER))
    item = item_of(record(kind=Kind.INTERVIEW, contributors=asked))
    assert [name["family"] for name in item["author"]] == ["Quillon"]
    assert [name["family"] for name in item["interviewer"]] == ["van den Berg"]
