"""Tests the addresses of a text in other forms: what stands there, who gets it, and what is said of unknown ones."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import bibtexparser
import pytest
import rispy
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.text import slugify
from wagtail.models import PageViewRestriction

from commentaries import withholding
from commentaries.formats import FORMATS
from commentaries.models import CommentaryPage
from series.caching import GENERATION_KEY
from tests import factories
from tests.factories import House, PersonFactory
from tests.kept_house import text_in

ENDINGS = sorted(FORMATS)


@pytest.fixture
def text(house: House) -> CommentaryPage:
    return text_in(house, factories.published)


def ask(path: str, **headers: str) -> Any:
    return Client().get(path, headers=headers)


def path_of(text: CommentaryPage, ending: str) -> str:
    return f"/letters/{text.issue.address}.{ending}"


def test_the_citations_are_read_by_readers_that_are_not_ours(text: CommentaryPage) -> None:
    [entry] = bibtexparser.parse_string(ask(path_of(text, "bib")).content.decode()).entries
    [reference] = rispy.loads(ask(path_of(text, "ris")).content.decode())
    [item] = json.loads(ask(path_of(text, "json")).content)
    assert entry["number"] == reference["issn"] == item["number"] == text.issue.label  # rispy's name for SN
    assert entry["url"] == reference["urls"][0] == item["URL"] == f"http://localhost/letters/{text.issue.address}/"


@pytest.mark.parametrize("ending", ENDINGS)
def test_each_form_says_what_it_is_and_how_long_it_may_be_kept(text: CommentaryPage, ending: str) -> None:
    answer = ask(path_of(text, ending))
    kind, _, parameter = answer.headers["Content-Type"].partition("; ")
    assert answer.status_code == HTTPStatus.OK
    assert kind == FORMATS[ending].media_type
    assert parameter == ("" if kind.endswith("json") else "charset=utf-8")
    name = f"{slugify(text.series.title)}-{text.issue.address}.{ending}"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{name}"'
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    for is_kept in (True, False):
        again = ask(path_of(text, ending), **{"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b""), is_kept
        cache.clear()


def test_a_text_without_a_number_is_there_under_its_name(house: House) -> None:
    house.series.number_pattern = house.series.address_pattern = ""
    house.series.save()
    text = factories.published(house)
    assert ask(f"/letters/{text.slug}.bib").content.startswith(b"@techreport{")


def test_an_archive_entry_can_be_cited(house: House) -> None:
    entry = factories.entered(house)
    [item] = json.loads(ask(path_of(entry, "json")).content)
    assert item["issued"] == {"date-parts": [[2014]]}


@pytest.mark.parametrize("ending", ["pdf", "md"])
def test_whoever_asks_for_the_text_of_an_archive_entry_is_told_what_there_is(house: House, ending: str) -> None:
    answer = ask(path_of(factories.entered(house), ending))
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert f"is not held here, so it cannot be had as “.{ending}”" in answer.content.decode()
    assert "BibTeX (.bib), RIS (.ris), CSL-JSON (.json), JATS (.xml)." in answer.content.decode()
    assert "PDF (.pdf)" not in answer.content.decode()


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_held_or_removed_answers_as_its_page_does(house: House, text: CommentaryPage, ending: str) -> None:
    withholding.hold(text, house.editor, reason="A name in it is wrong.")
    held = ask(path_of(text, ending))
    assert (held.status_code, held.headers["Cache-Control"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "no-store")
    withholding.remove(factories.reloaded(text), house.editor, reason="By order of a court.")
    removed = ask(path_of(text, ending))
    assert (removed.status_code, removed.headers["X-Robots-Tag"]) == (HTTPStatus.GONE, "noindex")


def test_a_closed_circle_gives_the_password_first(text: CommentaryPage) -> None:
    restriction = PageViewRestriction.objects.create(page=text, restriction_type="password", password="lighthouse")
    client, path = Client(), path_of(text, "ris")
    assert b"TY  - " not in client.get(path).content
    known = {"password": "lighthouse", "return_url": path}
    client.post(f"/_util/authenticate_with_password/{restriction.pk}/{text.pk}/", known)
    opened = client.get(path)
    assert opened.content.startswith(b"TY  - ")
    assert "public" not in opened.headers["Cache-Control"]
    assert b"TY  - " not in ask(path).content


@pytest.mark.parametrize("ending", [*ENDINGS, "pdf", "large.png"])
def test_where_a_closed_text_without_a_number_lies_now_is_not_told(house: House, ending: str) -> None:
    factories.make_italian_pages(house.page)
    house.series.number_pattern = house.series.address_pattern = ""
    house.series.save()
    text = factories.published(house)
    text.slug = "the-minister-resigns"
    text.save()
    PageViewRestriction.objects.create(page=text.page_ptr, restriction_type="password", password="lighthouse")
    answer = ask(f"/it/letters/{text.issue.address}.{ending}")
    assert answer.status_code == HTTPStatus.OK
    assert "the-minister-resigns" not in str(answer.headers) + answer.content.decode()


def test_a_file_is_called_by_its_address_in_any_letters(house: House) -> None:
    house.series.number_pattern = house.series.address_pattern = ""
    house.series.save()
    text = factories.published(house, slug="море")
    name = f"{slugify(text.series.title)}-море.bib"
    assert ask("/letters/море.bib").headers["Content-Disposition"] == f"inline; filename*=utf-8''{quote(name)}"


def test_a_draft_has_no_forms(house: House) -> None:
    assert ask(f"/letters/{factories.submitted(house).slug}.bib").status_code == HTTPStatus.NOT_FOUND


def test_an_unknown_ending_is_answered_by_the_list_of_those_that_there_are(text: CommentaryPage) -> None:
    answer = ask(path_of(text, "docx"))
    assert answer.status_code == HTTPStatus.NOT_FOUND
    sentence = answer.content.decode()
    assert "There is no text as “.docx”." in sentence
    assert all(f"(.{ending})" in sentence for ending in ["pdf", *ENDINGS])
    assert ask("/nowhere/26-01.docx").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_form_costs_the_same_few_queries_whatever_the_number_of_authors(house: House, ending: str) -> None:
    many = factories.published(house, title="Many hands", authors=[house.author_person, *PersonFactory.create_batch(5)])
    one = factories.published(house, title="One hand")
    for_many, for_one = (queries_for(path_of(text, ending)) for text in (many, one))
    assert len(for_many) == len(for_one)
    assert len(for_many) <= 12


def queries_for(path: str) -> list[str]:
    """The statements of a request whose answer is not kept, in a server that has been running for a while."""
    assert ask(path).status_code == HTTPStatus.OK
    cache.set(GENERATION_KEY, uuid4().hex)
    with CaptureQueriesContext(connection) as captured:
        assert ask(path).status_code == HTTPStatus.OK
    return [query["sql"] for query in captured.captured_queries]
