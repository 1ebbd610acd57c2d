"""Tests what the page of a text offers to whoever cites it, without a script."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from commentaries import citing
from commentaries.citations.styles import STYLES, cite_styled
from commentaries.models import CommentaryPage
from commentaries.recording import record_of
from tests import factories
from tests.factories import House


@pytest.fixture
def text(house: House) -> CommentaryPage:
    return factories.published(house, title="Who said “no”?")


def block(text: CommentaryPage, path: str = "") -> Tag:
    found = BeautifulSoup(Client().get(path or text.get_url()).content, "html.parser").select_one(".citation")
    assert found is not None
    return found


def sentences(found: Tag) -> list[str]:
    return [passage.get_text() for passage in found.select(".cited > p")]


def test_the_series_own_style_stands_open_and_the_others_behind_it(text: CommentaryPage) -> None:
    found, record = block(text), record_of(text)
    own, *others = sentences(found)
    assert own.startswith("Test Author, “Who said ‘no’?”, Letters from the Coast")
    assert others == [cite_styled(record, style) for style in STYLES]
    assert [title.get_text() for title in found.select("details h3")] == ["APA", "Chicago", "MLA", "Harvard"]
    assert not found.select("details[open]")
    assert {cite.get_text() for cite in found.select("details cite")} == {"Who said “no”?", "Who Said “No”?"}


def test_no_button_shows_where_no_script_runs(text: CommentaryPage) -> None:
    buttons = block(text).select("button")
    assert len(buttons) == 1 + len(STYLES)
    assert all(button.has_attr("hidden") for button in buttons)


def test_the_files_for_reference_managers_are_links(text: CommentaryPage) -> None:
    links = {link.get_text(): link["href"] for link in block(text).select(".citation-files a")}
    address = f"/letters/{text.issue.address}"
    assert links == {"BibTeX": f"{address}.bib", "RIS": f"{address}.ris", "CSL-JSON": f"{address}.json"}
    assert all(Client().get(str(path)).status_code == 200 for path in links.values())


def test_an_archive_entry_is_cited_too(house: House) -> None:
    entry = factories.entered(house)
    found = block(entry)
    assert len(sentences(found)) == 1 + len(STYLES)
    assert all("2014" in sentence for sentence in sentences(found))
    assert len(found.select(".citation-files a")) == 3


def test_a_draft_is_cited_by_nobody(house: House) -> None:
    assert citing.styled_citations(record_of(factories.submitted(house)), "en") == []
