"""Tests the properties of Open Graph: by their order, and by a reader that is not ours."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import extruct
import pytest

from commentaries.citations.open_graph import card_tags, locale_of, open_graph_tags
from commentaries.citations.tags import InLanguage, Surroundings
from commentaries.record import Contributor, PublicationDate, Record
from tests.commentaries.citations.records import ADA, HARD_RECORDS, record

COVER = "https://example.org/letters/25-61.large.png"
AROUND = Surroundings(site_name="Institute of Tides", cover_url=COVER, cover_alt="First page", cover_size=(1240, 1754))


@pytest.mark.parametrize("hard", HARD_RECORDS)
def test_a_reader_that_is_not_ours_finds_the_same_facts(hard: Record) -> None:
    lines = "".join(
        f'<meta property="{name}" content="{escape(value)}">' for name, value in open_graph_tags(hard, AROUND)
    )
    [found] = extruct.extract(f"<html><head>{lines}</head><body></body></html>", syntaxes=["opengraph"])["opengraph"]
    properties = dict(found["properties"])
    assert properties["og:type"] == "article"
    assert properties["og:title"] == hard.title
    assert properties["og:url"] == hard.url
    assert properties["og:image"] == COVER
    is_exact = hard.published is not None and hard.published.is_exact
    assert properties.get("article:published_time", "") == (str(hard.published) if is_exact else "")


def test_the_facts_of_a_picture_follow_it() -> None:
    names = [name for name, _content in open_graph_tags(record(), AROUND)]
    first = names.index("og:image")
    assert names[first : first + 5] == [
        "og:image",
        "og:image:type",
        "og:image:width",
        "og:image:height",
        "og:image:alt",
    ]


def test_a_text_without_a_picture_says_nothing_of_one() -> None:
    assert not [name for name, _content in open_graph_tags(record()) if "image" in name]
    assert card_tags() == [("twitter:card", "summary")]


def test_authors_are_told_by_their_pages_and_topics_as_tags() -> None:
    tags = open_graph_tags(record(contributors=(Contributor(ADA, path="/authors/ada/"),)))
    assert ("article:author", "https://example.org/authors/ada/") in tags
    assert [content for name, content in tags if name == "article:tag"] == ["Tides", "harbours", "votes"]


def test_a_year_alone_is_no_moment() -> None:
    names = dict(open_graph_tags(record(published=PublicationDate(2014), modified=datetime(2025, 1, 2, tzinfo=UTC))))
    assert "article:published_time" not in names
    assert names["article:modified_time"] == "2025-01-02T00:00:00+00:00"


@pytest.mark.parametrize(
    ("language", "locale"), [("en", "en_GB"), ("en-US", "en_US"), ("it", "it_IT"), ("sr-Latn-RS", "sr_RS"), ("ar", "")]
)
def test_a_locale_names_a_territory(language: str, locale: str) -> None:
    assert locale_of(language) == locale


def test_other_languages_are_told() -> None:
    tags = open_graph_tags(record(), Surroundings(translations=(InLanguage("it", "https://example.org/it/"),)))
    assert ("og:locale:alternate", "it_IT") in tags
