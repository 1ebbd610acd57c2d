"""Tests the page for libraries and machines: it lists what is there, and everything that it lists answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from commentaries import printing
from commentaries.models import CommentaryPage, Edition, Publisher, Series
from tests import factories
from tests.benchmarks.archive import fill
from tests.factories import House
from tests.series.views.answers import words
from tests.series.views.conftest import italian, text

__all__ = ["italian", "text"]
PAGE = "/letters/libraries/"
HOST = "http://testserver"


def listed(path: str = PAGE) -> dict[str, str]:
    """Every address of the page, with the media type that stands beside it."""
    rows = html.fromstring(words(Client().get(path))).xpath(
        "//section[contains(@class, 'outlets')]//dd[a and code|span]"
    )
    found = {}
    for row in rows:
        [link] = row.xpath("a")
        assert link.text_content() == f"{HOST}{link.get('href')}"
        found[link.get("href")] = row.xpath("string(.//code)")
    return found


@pytest.mark.parametrize("path", [PAGE, f"/it{PAGE}"])
def test_every_address_that_is_listed_answers_as_it_says(italian: CommentaryPage, client: Client, path: str) -> None:
    for edition in Edition.objects.all():
        printing.print_of(edition)  # a busy machine would ask a reader to come back
    found = listed(path)
    prefix = path.removesuffix("letters/libraries/")
    for expected in ("letters/catalogue.csv", "letters/catalogue.json", "letters/all.bib", "letters/2025.ris"):
        assert f"{prefix}{expected}" in found
    assert {
        "/sitemap.xml",
        "/robots.txt",
        "/oai/?verb=Identify",
        "/api/v2/commentaries/",
        "/api/v2/persons/",
        "/api/v2/series/",
    } <= set(found)
    for address, media_type in found.items():
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        assert answer.headers["Content-Type"].split(";")[0] == media_type, address
        if answer.streaming:
            b"".join(answer.streaming_content)


def test_the_archive_in_repec_is_listed_where_institute_and_series_are_in_it(house: House, client: Client) -> None:
    assert not any("RePEc" in address for address in listed())
    Publisher.objects.update(repec_archive="tid", repec_email="repec@example.org")
    Series.objects.update(repec_series="letter")
    cache.clear()
    assert listed()["/RePEc/tid/"] == "text/html"
    assert "letter/" in words(client.get("/RePEc/tid/"))


def test_nothing_is_listed_that_the_site_does_not_serve(house: House, settings: Any) -> None:
    assert set(listed()) >= {"/letters/catalogue.csv", "/letters/all.bib"}, "without a text, what is about all of them"
    assert not any(".pdf" in address for address in listed())
    settings.COMMENTARIES = {**settings.COMMENTARIES, "READ_API": False}
    cache.clear()
    assert not any("/api/" in address for address in listed())


def test_the_terms_are_those_that_are_stated(house: House, settings: Any) -> None:
    factories.published(house)
    assert words(Client().get(PAGE)).count("no licence is stated") == 1
    cc0 = "https://creativecommons.org/publicdomain/zero/1.0/"
    settings.COMMENTARIES = {**settings.COMMENTARIES, "RECORDS_LICENCE": cc0}
    cache.clear()
    shown = words(Client().get(PAGE))
    assert f'<a href="{cc0}" rel="license">CC0 1.0</a>' in shown
    assert "no licence is stated" not in shown


def test_what_holds_more_than_facts_has_the_terms_of_the_text_and_what_holds_none_has_no_terms(house: House) -> None:
    factories.published(house)
    rows = html.fromstring(words(Client().get(PAGE))).xpath("//section[contains(@class, 'outlets')]//dl/div")
    usual = {row.xpath("string(dd/a)"): row.xpath("normalize-space(dd[@class='terms'])") for row in rows}
    by = "Terms: as each text states, usually CC BY 4.0"
    assert usual[f"{HOST}/letters/feed.atom"] == usual[f"{HOST}/feed.atom"] == by, "key points, or the whole text"
    assert usual[f"{HOST}/letters/all.bib"] == usual[f"{HOST}/robots.txt"] == ""


def test_the_series_leads_to_it_and_it_costs_the_same(house: House, client: Client) -> None:
    def cost() -> int:
        cache.clear()
        client.get("/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{PAGE}?q=1")
        return len(captured)

    assert f'href="{PAGE}"' in words(client.get("/letters/"))
    fill(house.page, 1)
    for_one = cost()
    fill(house.page, 19)
    assert cost() == for_one
    assert for_one <= 15
    assert client.head(PAGE).status_code == 200
