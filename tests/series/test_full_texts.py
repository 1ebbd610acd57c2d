"""Tests the addresses of whole texts: JATS, Markdown and plain text of a public page, and of an archive entry."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree, html
from markdown_it import MarkdownIt
from wagtail.models import PageViewRestriction

from commentaries import withholding
from commentaries.citations import cite
from commentaries.recording import record_of
from series.caching import GENERATION_KEY
from tests import factories
from tests.commentaries.fulltext.test_jats import Check, check, words_of
from tests.factories import House, PersonFactory

__all__ = ["check"]
BUDGET = 15
ENDINGS = ("xml", "md", "txt")


def ask(path: str) -> Any:
    return Client().get(path)


def test_a_published_text_is_answered_as_valid_jats(house: House, check: Check) -> None:
    page = factories.published(house)
    article = check(ask(f"/letters/{page.issue.address}.xml").content.decode())
    assert words_of(article.find(".//article-title")) == page.title
    assert article.findtext(".//article-meta/issue") == page.issue.label
    assert words_of(article.find("body/sec/title")) == "What was left out"
    assert words_of(article.find("back/fn-group/fn/p")) == "Minutes of 4 May, item 3."
    assert [uri.text for uri in article.findall(".//self-uri")] == [
        f"http://localhost{page.get_url()}",
        f"http://localhost/letters/{page.issue.address}/",
        f"http://localhost/letters/{page.issue.address}.pdf",
    ]
    assert factories.SENTENCE in words_of(article.find("body/p"))
    assert words_of(article).count(factories.SENTENCE) == 1  # the pull quote is left out


def test_a_published_text_is_answered_as_markdown_and_as_plain_text(house: House) -> None:
    page = factories.published(house)
    citation = cite(record_of(page))
    markdown = ask(f"/letters/{page.issue.address}.md").content.decode()
    read = html.fromstring(f"<div>{MarkdownIt('commonmark').render(markdown)}</div>")
    plain = ask(f"/letters/{page.issue.address}.txt").content.decode()
    for text in (" ".join(read.text_content().split()), " ".join(plain.split())):
        assert citation in text
        assert text.count(factories.SENTENCE) == 1
        assert "Minutes of 4 May, item 3." in text


def test_an_archive_entry_has_front_matter_and_no_text(house: House, check: Check) -> None:
    entry = factories.entered(house)
    article = check(ask(f"/letters/{entry.issue.address}.xml").content.decode())
    assert words_of(article.find(".//article-title")) == entry.title
    assert article.find("body") is None
    assert [ask(f"/letters/{entry.issue.address}.{ending}").status_code for ending in ("md", "txt")] == [
        HTTPStatus.NOT_FOUND
    ] * 2


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_held_or_removed_answers_as_its_page(house: House, ending: str) -> None:
    page = factories.published(house)
    path = f"/letters/{page.issue.address}.{ending}"
    withholding.hold(page, house.editor, reason="A letter has come.")
    held = ask(path)
    withholding.remove(page, house.editor, reason="A court has spoken.")
    removed = ask(path)
    assert [held.status_code, removed.status_code] == [HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GONE]
    assert factories.SENTENCE not in held.content.decode() + removed.content.decode()


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_long_text_of_many_authors_costs_no_more_queries(house: House, ending: str) -> None:
    image = factories.make_image()
    image.contextual_alt_text, image.decorative = "A pier", False
    figure = {"image": image, "caption": "", "credit": "L"}
    short = factories.published(house, title="Short", body=[*factories.ready_body()[1:], ("figure", figure)])
    long = factories.published(
        house,
        title="Long",
        body=[
            *factories.ready_body()[1:],
            *[("figure", figure)] * 8,
            *factories.ready_body()[1:] * 9,
        ],
        authors=[house.author_person, *PersonFactory.create_batch(19)],
    )

    def count(path: str) -> int:
        ask(path)  # the pictures' files are made
        cache.set(GENERATION_KEY, uuid4().hex, None)
        with CaptureQueriesContext(connection) as asked:
            assert ask(path).status_code == HTTPStatus.OK
        return len(asked)

    costs = [count(f"/letters/{page.issue.address}.{ending}") for page in (short, long)]
    assert costs[0] == costs[1] <= BUDGET


def test_a_restricted_text_is_not_read_without_its_password(house: House) -> None:
    page = factories.published(house)
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="tide")
    for ending in ENDINGS:
        assert factories.SENTENCE not in ask(f"/letters/{page.issue.address}.{ending}").content.decode()


def test_the_file_is_read_as_the_encoding_that_it_names(house: House) -> None:
    page = factories.published(house, title="Straße, Αθήνα, القاهرة")
    answer = ask(f"/letters/{page.issue.address}.xml")
    assert etree.fromstring(answer.content).findtext(".//article-title") == "Straße, Αθήνα, القاهرة"
