"""Tests that an address answers a browser by the page and a program by the form it asks for, and never mixes them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from commentaries import withholding
from commentaries.formats import FORMATS
from commentaries.models import CommentaryPage
from commentaries.negotiating import PAGE, PDF, preferred, prefers_the_page
from tests import factories
from tests.factories import House
from tests.kept_house import text_in

CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"
SAFARI = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BIBTEX, RIS, CSL = (FORMATS[ending].media_type for ending in ("bib", "ris", "json"))
PAGE_TYPES = [
    CHROME,
    SAFARI,
    "*/*",
    "text/*",
    "",
    "text/html",
    "TEXT/HTML",
    "application/xhtml+xml",
    "nonsense",
    "text/",
    ",".join(["application/x-bibtex", *["a/b"] * 300]),
]


@pytest.fixture
def text(house: House) -> CommentaryPage:
    return text_in(house, factories.published)


def ask(path: str, accept: str | None, client: Client | None = None) -> Any:
    return (client or Client()).get(path, headers={} if accept is None else {"Accept": accept})


@pytest.mark.parametrize("accept", [None, *PAGE_TYPES])
def test_whoever_prefers_nothing_else_gets_the_page(text: CommentaryPage, accept: str | None) -> None:
    for _is_kept in (False, True):
        answer = ask(text.get_url(), accept)
        assert answer.status_code == HTTPStatus.OK
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "Accept" in answer.headers["Vary"].split(", ")


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        (BIBTEX, "bib"),
        (RIS, "ris"),
        (CSL, "json"),
        (PDF, "pdf"),
        (f"{BIBTEX}, */*", "bib"),
        (f"text/html;q=0.5, {CSL}", "json"),
        (f"{RIS};q=0.4, {BIBTEX};q=0.6", "bib"),
        ("application/*;q=0.1, application/x-bibtex", "bib"),
    ],
)
def test_a_program_is_led_to_the_form_that_it_prefers(text: CommentaryPage, accept: str, ending: str) -> None:
    answer = ask(text.get_url(), accept)
    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert answer.headers["Location"] == f"/letters/{text.issue.address}.{ending}"
    assert "Accept" in answer.headers["Vary"].split(", ")
    found = ask(answer.headers["Location"], accept)
    assert found.status_code == HTTPStatus.OK
    kind = PDF if ending == "pdf" else FORMATS[ending].media_type
    assert found.headers["Content-Type"].partition(";")[0] == kind
    assert found.getvalue()


def test_what_is_kept_for_one_is_never_given_to_the_other(text: CommentaryPage) -> None:
    accepted = [CHROME, BIBTEX, CHROME, "application/x-unknown", CSL, "*/*", BIBTEX]
    seen = [
        (answer.status_code, answer.headers["Content-Type"])
        for answer in (ask(text.get_url(), each) for each in accepted)
    ]
    page, led, refused = (
        (200, "text/html; charset=utf-8"),
        (303, "text/html; charset=utf-8"),
        (406, "text/html; charset=utf-8"),
    )
    assert seen == [page, led, page, refused, led, page, led]


def test_the_number_leads_there_too(text: CommentaryPage) -> None:
    answer = Client().get(f"/letters/{text.issue.address}/", headers={"Accept": BIBTEX}, follow=True)
    assert answer.content.startswith(b"@techreport{")


def test_an_unknown_form_is_answered_by_the_list_of_those_that_there_are(text: CommentaryPage) -> None:
    answer = ask(text.get_url(), "application/x-endnote-refer, image/webp")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (HTTPStatus.NOT_ACCEPTABLE, "no-store")
    assert all(kind in answer.content.decode() for kind in ("text/html", PDF, BIBTEX, RIS, CSL))


def test_other_pages_answer_whatever_is_accepted(house: House, text: CommentaryPage) -> None:
    for path in ("/", house.page.get_url()):
        assert ask(path, BIBTEX).status_code == HTTPStatus.OK


def test_a_form_is_kept_whoever_asked_for_it(text: CommentaryPage, django_assert_num_queries: Any) -> None:
    ask(f"/letters/{text.issue.address}.bib", None)
    with django_assert_num_queries(0):
        assert ask(f"/letters/{text.issue.address}.bib", BIBTEX).status_code == HTTPStatus.OK


def test_an_archive_entry_has_no_pdf_to_lead_to(house: House) -> None:
    entry = factories.entered(house)
    assert ask(entry.get_url(), PDF).status_code == HTTPStatus.NOT_ACCEPTABLE
    assert ask(entry.get_url(), RIS).status_code == HTTPStatus.SEE_OTHER


def test_a_held_text_leads_nowhere(house: House, text: CommentaryPage) -> None:
    withholding.hold(text, house.editor, reason="A name in it is wrong.")
    cache.clear()
    assert ask(text.get_url(), BIBTEX).status_code == HTTPStatus.SERVICE_UNAVAILABLE


@pytest.mark.parametrize(
    "accept", [*PAGE_TYPES, BIBTEX, "image/*", f"{PDF};q=0.1", f"text/html, {BIBTEX}", f"text/html;q=0.1, {PDF}"]
)
def test_the_short_way_to_see_it_agrees_with_the_long_one(accept: str) -> None:
    request = RequestFactory().get("/", headers={"Accept": accept})
    every = [PDF, *(each.media_type for each in FORMATS.values())]
    assert prefers_the_page(request) == (preferred(request, every) in PAGE)
