"""Tests the links in the heads of answers, as a program that follows Signposting reads them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from django.test import Client
from requests.utils import parse_header_links

from commentaries.models import CommentaryPage
from commentaries.signposting import MOST_AUTHORS, Signpost, written
from tests import factories
from tests.factories import House


def links(path: str) -> dict[str, list[tuple[str, str]]]:
    """Where each relation leads, and what is found there."""
    found = defaultdict(list)
    answer = Client().get(path)
    assert answer.getvalue()
    for link in parse_header_links(answer.headers["Link"]):
        found[link["rel"]].append((link["url"], link.get("type", "")))
    return dict(found)


@pytest.fixture
def text(house: House) -> CommentaryPage:
    person = house.author_person
    person.orcid = "0000-0002-1825-0097"
    person.save()
    return factories.published(house, authors=[person, house.reviewer_person])


def test_a_page_leads_to_all_that_belongs_to_its_text(house: House, text: CommentaryPage) -> None:
    number = f"http://localhost/letters/{text.issue.address}"
    found = links(text.get_url())
    assert found["cite-as"] == [(f"{number}/", "")]
    assert found["author"] == [
        ("https://orcid.org/0000-0002-1825-0097", ""),
        (f"http://localhost/authors/{house.reviewer_person.slug}/", ""),
    ]
    assert found["item"][0] == (f"{number}.pdf", "application/pdf")
    assert found["describedby"] == [
        (f"{number}.bib", "application/x-bibtex"),
        (f"{number}.ris", "application/x-research-info-systems"),
        (f"{number}.json", "application/vnd.citationstyles.csl+json"),
    ]
    assert found["license"] == [("https://creativecommons.org/licenses/by/4.0/", "")]
    assert found["type"] == [("https://schema.org/AboutPage", ""), ("https://schema.org/OpinionNewsArticle", "")]
    assert found["up"] == [("http://localhost/letters/", "")]


def test_every_file_that_a_page_leads_to_is_there_and_is_what_it_is_said_to_be(text: CommentaryPage) -> None:
    found = links(text.get_url())
    for url, kind in found["item"] + found["describedby"]:
        answer = Client().get(url.removeprefix("http://localhost"))
        assert answer.getvalue()
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].partition(";")[0] == kind


@pytest.mark.parametrize(("ending", "rel"), [("pdf", "collection"), ("bib", "describes"), ("json", "describes")])
def test_a_file_leads_back_to_its_page(text: CommentaryPage, ending: str, rel: str) -> None:
    found = links(f"/letters/{text.issue.address}.{ending}")
    assert found[rel] == [(f"http://localhost{text.get_url()}", "text/html")]
    assert found["cite-as"] == [(f"http://localhost/letters/{text.issue.address}/", "")]
    assert "canonical" not in found


def test_the_terms_of_a_text_are_not_those_of_the_facts_about_it(text: CommentaryPage, settings: Any) -> None:
    cc0 = "https://creativecommons.org/publicdomain/zero/1.0/"
    below = f"/letters/{text.issue.address}"
    assert links(f"{below}.pdf")["license"] == [("https://creativecommons.org/licenses/by/4.0/", "")]
    assert "license" not in links(f"{below}.bib")
    settings.COMMENTARIES = {**settings.COMMENTARIES, "RECORDS_LICENCE": cc0}
    assert links(f"{below}.ris")["license"] == [(cc0, "")]


def test_an_archive_entry_leads_to_no_file_of_its_text(house: House) -> None:
    found = links(factories.entered(house).get_url())
    assert "application/pdf" not in {kind for _url, kind in found.get("item", [])}
    assert len(found["describedby"]) == 3


def test_a_page_that_was_kept_has_the_same_links(text: CommentaryPage) -> None:
    assert links(text.get_url()) == links(text.get_url())


def test_no_sign_of_an_address_ends_its_link() -> None:
    strange = Signpost('https://example.org/a>; rel="evil", <b "c" é\r\nX: y', "author")
    header = written([strange, Signpost("", "license")])
    assert header.isascii()
    assert "\r" not in header
    assert len(parse_header_links(header)) == 1
    assert header.count(">") == header.count("<") == 1


def test_the_links_of_very_many_authors_fit_into_a_head(house: House) -> None:
    authors = [house.author_person, *factories.PersonFactory.create_batch(59)]
    text = factories.published(house, authors=authors)
    header = Client().get(text.get_url()).headers["Link"]
    assert len(header) < 4000
    assert header.count('rel="author"') == MOST_AUTHORS
