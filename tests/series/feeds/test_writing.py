"""Tests every form of a feed with difficult records, without a database, read back by readers that are not ours."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import feedparser
import pytest
from lxml import etree

from commentaries.heads import FEEDS
from commentaries.record import Contributor, Record
from series.feeds import FORMS, Feed, FeedEntry
from tests.commentaries.citations.records import ADA, ANNA, HARD_RECORDS, record

MOMENT = datetime(2025, 11, 25, 9, 30, tzinfo=UTC)
COVER = "https://example.org/letters/25-61.large.png"
SPACES = {
    "a": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
}


def feed(*records: Record, **facts: str) -> Feed:
    entries = tuple(
        FeedEntry(
            f"urn:uuid:{number}", each, MOMENT, MOMENT, "Summary & more", "<p>Words &amp; more</p>", cover_url=COVER
        )
        for number, each in enumerate(records)
    )
    known = {"title": "Letters & notes", "url": "https://example.org/feed", "page_url": "https://example.org/", **facts}
    return Feed(language="en", publisher="Institute of Tides", entries=entries, **known)


def write(form: str, given: Feed) -> bytes:
    return FORMS[form][1](given)


@pytest.mark.parametrize("hard", HARD_RECORDS)
@pytest.mark.parametrize("form", ["atom", "rss"])
def test_feedparser_finds_the_same_facts(form: str, hard: Record) -> None:
    found = feedparser.parse(write(form, feed(hard)))
    assert found.bozo is False
    [entry] = found.entries
    tree = etree.fromstring(write(form, feed(hard)))
    [title] = tree.xpath("//a:entry/a:title | //item/title", namespaces=SPACES)
    assert title.text == (f"{hard.label} – {hard.title}" if hard.label else hard.title)
    assert entry.link == hard.url
    authors = [author.name for author in entry.get("authors", []) if author]
    if form == "atom":
        assert authors[: len(hard.authors)] == [author.name.printed for author in hard.authors]
    else:
        assert len(authors) == len(hard.authors)
    identifiers = tree.xpath("//dc:identifier/text()", namespaces=SPACES)
    assert (hard.doi_url in identifiers) is bool(hard.doi)
    assert tree.xpath("//dc:source/text()", namespaces=SPACES) == [f"{hard.series.title} {hard.label}".strip()]
    assert tree.xpath("//dc:relation/text()", namespaces=SPACES)[:2] == ["ISSN 2532-6570", "ISSN 2532-6562"]
    assert tree.xpath("//dc:language/text()", namespaces=SPACES) == [hard.language]


@pytest.mark.parametrize("hard", HARD_RECORDS)
def test_json_has_the_same_facts(hard: Record) -> None:
    [item] = json.loads(write("json", feed(hard)))["items"]
    facts = item["_dublin_core"]
    assert facts["title"] == [" ".join(hard.title.split())]
    assert [author["name"] for author in item.get("authors", [])] == [author.name.printed for author in hard.authors]
    assert facts.get("date", []) == ([str(hard.published)] if hard.published else [])
    assert item.get("external_url", "") == hard.doi_url
    assert item["language"] == hard.language


def test_an_address_of_an_author_is_their_page_or_their_orcid() -> None:
    contributors = (Contributor(ADA, path="/authors/ada/"), Contributor(ANNA, orcid="0000-0002-1825-0097"))
    tree = etree.fromstring(write("atom", feed(record(contributors=contributors))))
    uris = tree.xpath("//a:entry/a:author/a:uri/text()", namespaces=SPACES)
    assert uris == ["https://example.org/authors/ada/", "https://orcid.org/0000-0002-1825-0097"]


def test_atom_says_how_a_text_is_cited_and_used() -> None:
    tree = etree.fromstring(write("atom", feed(record(doi="10.1234/x"))))
    links = {link.get("rel"): link.get("href") for link in tree.xpath("//a:entry/a:link", namespaces=SPACES)}
    assert links["cite-as"] == "https://doi.org/10.1234/x"
    assert links["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_newsletters_find_content_and_picture() -> None:
    tree = etree.fromstring(write("rss", feed(record())))
    assert tree.xpath("//item/content:encoded/text()", namespaces=SPACES) == ["<p>Words &amp; more</p>"]
    assert tree.xpath("//item/description/text()") == ["Summary & more"]
    assert tree.xpath("//item/media:thumbnail/@url", namespaces=SPACES) == [COVER]
    assert tree.xpath("//item/guid[@isPermaLink='false']/text()") == ["urn:uuid:0"]
    assert tree.xpath("//item/pubDate/text()") == ["Tue, 25 Nov 2025 09:30:00 +0000"]


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_what_xml_has_no_place_for_breaks_no_feed(form: str) -> None:
    found = feedparser.parse(write(form, feed(record(title="A\x00\x08\ufffe]]>B"))))
    assert found.bozo is False
    assert found.entries[0].title == "25 | 61 – A]]>B"


def test_a_feed_without_texts_has_a_moment_all_the_same() -> None:
    found = feedparser.parse(write("atom", feed()))
    assert (found.bozo, found.feed.updated) == (False, "1970-01-01T00:00:00+00:00")
    assert json.loads(write("json", feed()))["items"] == []


@pytest.mark.parametrize("form", FORMS)
def test_older_texts_are_led_to(form: str) -> None:
    content = write(form, feed(record(), next_url="https://example.org/feed?before=25-61")).decode()
    assert "https://example.org/feed?before=25-61" in content


def test_a_page_names_each_form_by_its_media_type() -> None:
    assert {form: media_type for form, (media_type, _) in FORMS.items()} == {
        form: media_type for form, (_, media_type) in FEEDS.items()
    }
