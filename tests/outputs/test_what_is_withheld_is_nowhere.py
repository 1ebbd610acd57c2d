"""Tests that a text which is held or was removed stands in no output, and is a deleted record for harvesters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from commentaries import withholding
from commentaries.formats import FORMATS
from commentaries.models import CommentaryPage
from tests.outputs.houses import Institute, Public
from tests.outputs.reading.lists import sitemap_of
from tests.outputs.reading.registries import files_of_repec, harvest, identifier_at
from tests.outputs.reading.site import running_site, site_for_tests, status_at
from tests.outputs.texts import Hard, Name

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
STAYS = Hard("What stays, & is read", (Name("Ada", "Quillon"),))
HELD = Hard("Zurückgehalten & „still“", (Name("Ludwig", "Verborgen"),))
REMOVED = Hard("Entfernt für immer", (Name("Nora", "Verschwunden"),))
LISTS = (
    "", "all.bib", "all.ris", "all.json", "catalogue.csv", "catalogue.json", "feed.atom", "feed.rss", "feed.json",
)  # fmt: skip
"""Below the page of the series."""
ELSEWHERE = (
    "/", "/feed.atom", "/feed.rss", "/feed.json", "/search/?q=Ludwig", "/search/?q=Nora", "/search.bib?q=Entfernt",
    "/authors/", "/api/v2/commentaries/?fields=*&limit=100", "/api/v2/persons/?limit=100",
    "/oai/?verb=ListRecords&metadataPrefix=oai_dc", "/oai/?verb=ListRecords&metadataPrefix=jats",
)  # fmt: skip


@pytest.fixture
def texts(clock: Callable[[datetime], None]) -> list[Public]:
    """One that stays, one held, one removed, all three public before, and harvesters told of it."""
    clock(NOON)
    institute = Institute.founded()
    public = institute.publish([STAYS, HELD, REMOVED])
    for text, verb in zip(public[1:], (withholding.hold, withholding.remove), strict=True):
        verb(CommentaryPage.objects.get(title=text.facts.title), institute.letters.editor, reason="By order.")
    clock(NOON + timedelta(minutes=1))
    return public


def traces_of(text: Public, content: str) -> Iterator[str]:
    """Whatever of it stands there: title and names, also as JSON and BibTeX may write them, number and DOI."""
    facts = text.facts
    for trace in ((facts.title or "")[:8], *(name.split()[-1] for name in facts.authors or ()), facts.doi or ""):
        if trace in content or json.dumps(trace)[1:-1] in content:
            yield trace


@pytest.mark.django_db
def test_in_no_list_feed_catalogue_or_answer(client: Client, texts: list[Public], tmp_path: Path) -> None:
    stays, *gone = texts
    site = site_for_tests(client)
    paths = [*(f"{stays.place.series}{name}" for name in LISTS), *ELSEWHERE, *files_of_repec(site)]
    contents = {path: site.text(path) for path in paths}
    call_command("deposit_dois", xml=tmp_path / "dois.xml", stdout=StringIO())
    contents["deposit"] = (tmp_path / "dois.xml").read_text()
    found = {path: [trace for text in gone for trace in traces_of(text, said)] for path, said in contents.items()}
    assert {path: traces for path, traces in found.items() if traces} == {}
    tells_of_it = {path for path, said in contents.items() if any(traces_of(stays, said))}
    assert contents.keys() - tells_of_it == {path for path in ELSEWHERE if path.startswith("/search")}
    assert {text.place.page for text in gone} & set(sitemap_of(site)) == set()
    assert stays.place.page in sitemap_of(site)


@pytest.mark.django_db
def test_page_and_files_answer_that_it_cannot_be_read_now_or_is_gone(client: Client, texts: list[Public]) -> None:
    stays, held, removed = texts
    for text, status in (
        (stays, HTTPStatus.OK),
        (held, HTTPStatus.SERVICE_UNAVAILABLE),
        (removed, HTTPStatus.GONE),
    ):
        paths = [text.place.page, *(f"{text.place.file}.{ending}" for ending in (*FORMATS, "pdf"))]
        assert {path: status_at(client, path) for path in paths} == dict.fromkeys(paths, status)


@pytest.mark.django_db(transaction=True)
def test_harvesters_are_told_of_a_deleted_record(live_server: LiveServer, texts: list[Public]) -> None:
    told = {each.header.identifier: each for each in harvest(running_site(live_server.url))}
    assert {identifier: record.deleted for identifier, record in told.items()} == {
        identifier_at(text.place): text is not texts[0] for text in texts
    }
    assert not any(hasattr(told[identifier_at(text.place)], "metadata") for text in texts[1:])
