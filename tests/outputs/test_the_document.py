"""Tests that docs/outputs.md is true: its table is the list of the tests, its addresses answer, its files are there."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from django.test import Client

from commentaries.recording import author_path, topic_path
from tests import factories
from tests.outputs import table
from tests.outputs.houses import Institute
from tests.outputs.reading.site import status_at

ROOT = table.DOCUMENT.parents[1]
_FILES = re.compile(r"`((?:commentaries|series|tests)/[\w/.-]+)`")


def document() -> str:
    return table.DOCUMENT.read_text(encoding="utf-8")


def addresses() -> list[str]:
    """Those of its list of addresses; where only an ending is named, the address is that before with this ending."""
    section = document().partition("\n## Addresses\n")[2].partition("\n## ")[0]
    found: list[str] = []
    for named in re.findall(r"`([/.][^`]*)`", section):
        found.append(named if named.startswith("/") else re.sub(r"\.\w+(?=\?|$)", named, found[-1]))
    return found


def test_it_has_the_table_of_the_outputs_that_are_compared() -> None:
    assert document() == table.written(), "run python -m tests.outputs.table"


@pytest.mark.django_db
def test_every_address_answers(client: Client) -> None:
    house = Institute.founded().letters
    factories.make_italian_pages(house.page)
    topic = factories.TopicFactory(name="Tides", slug="tides")
    page = factories.published(house, topics=[topic])
    examples = {
        "/commentaries/<slug>/": page.get_url(),
        "/commentaries/25-61": f"/letters/{page.issue.address}",
        "/commentaries/2025": f"/letters/{page.issue.year}",
        "/commentaries/": "/letters/",
        "/authors/<slug>": author_path(house.author_person).rstrip("/"),
        "/topics/<slug>": topic_path(topic.slug).rstrip("/"),
    }
    answers = {}
    for address in addresses():
        beginning = next((written for written in examples if address.startswith(written)), "")
        asked = address.replace(beginning, examples.get(beginning, ""), 1).replace("?q=", "?q=committee")
        answers[address] = status_at(client, asked, follow=True)
    assert len(answers) > 30
    assert {address: status for address, status in answers.items() if status != HTTPStatus.OK} == {}


def test_every_file_that_it_names_is_there() -> None:
    named = set(_FILES.findall(document()))
    assert len(named) > 20
    assert {name for name in named if not (ROOT / name).exists()} == set()
    linked = re.findall(r"\]\(([\w/.-]+\.md)\)", document())
    assert linked
    assert [name for name in linked if not (table.DOCUMENT.parent / name).exists()] == []
