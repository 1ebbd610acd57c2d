"""Tests that the addresses of a merged topic lead to the one it stands for, and that no list names it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commentaries import merging
from commentaries.models import CommentaryPage, TaggedCommentary, Topic, TopicName
from commentaries.recording import record_of
from series import listings
from tests import factories
from tests.factories import House


@pytest.fixture
def old(house: House) -> Topic:
    topic = factories.TopicFactory(name="Ebb and flow", slug="ebb-and-flow")
    TopicName.objects.create(topic=topic, language="it", name="Flusso", slug="flusso")
    return topic


@pytest.fixture
def kept(house: House) -> Topic:
    topic = factories.TopicFactory(name="Tides", slug="tides")
    TopicName.objects.create(topic=topic, language="it", name="Maree", slug="maree")
    return topic


@pytest.fixture
def text(house: House, old: Topic, kept: Topic) -> CommentaryPage:
    """A text of the topic that was merged, beside one of neither."""
    text = factories.published(house, topics=[old])
    factories.published(house, title="About something else")
    merging.merge(old, into=kept, user=house.admin)
    return text


def titles(response: Any) -> list[str]:
    return [entry.title for entry in response.context["listing"].entries]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("/topics/ebb-and-flow/", "/topics/tides/"),
        ("/topics/flusso/", "/topics/tides/"),
        ("/it/topics/flusso/", "/it/topics/maree/"),
        ("/it/topics/ebb-and-flow/", "/it/topics/maree/"),
    ],
)
def test_an_old_address_leads_on_for_good(
    house: House, text: CommentaryPage, client: Client, asked: str, answered: str
) -> None:
    factories.make_italian_pages(house.page)
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (301, answered)
    assert titles(client.get(answered)) == [text.title]


def test_an_old_address_that_is_the_other_ones_in_a_language_is_answered_there(
    house: House, kept: Topic, client: Client
) -> None:
    """Two topics that were one all along: the slug of the first is the Italian slug of the second."""
    factories.make_italian_pages(house.page)
    double = factories.TopicFactory(name="Maree", slug="maree")
    merging.merge(double, into=kept, user=house.admin)
    assert client.get("/it/topics/maree/").status_code == 200
    assert client.get("/topics/maree/")["Location"] == "/topics/tides/"


@pytest.mark.parametrize("slug", ["tides", "ebb-and-flow", "flusso"])
def test_the_filter_of_a_series_takes_the_old_name(text: CommentaryPage, client: Client, slug: str) -> None:
    response = client.get(f"/letters/?topic={slug}")
    assert titles(response) == [text.title]
    assert response.context["listing"].heading == "Tides"
    assert [choice.label for choice in response.context["listing"].filters.topics if choice.current] == ["Tides"]


def test_a_filter_by_a_topic_that_leads_nowhere_is_not_found(
    house: House, text: CommentaryPage, client: Client
) -> None:
    unused = factories.TopicFactory(name="Unused", slug="unused")
    merging.merge(unused, into=factories.TopicFactory(), user=house.admin)
    for slug in ("nothing", "unused"):
        assert client.get(f"/letters/?topic={slug}").status_code == 404, slug


@pytest.mark.parametrize("path", ["/topics/", "/letters/", "/it/topics/", "/it/letters/"])
def test_no_list_names_a_merged_topic(house: House, text: CommentaryPage, client: Client, path: str) -> None:
    factories.make_italian_pages(house.page)
    page = client.get(path).content.decode()
    kept, gone = ("Maree", "Flusso") if path.startswith("/it/") else ("Tides", "Ebb and flow")
    assert kept in page
    assert gone not in page


def test_a_tag_that_slipped_past_the_merging_is_in_no_list(text: CommentaryPage, old: Topic, kept: Topic) -> None:
    TaggedCommentary.objects.create(tag=old, content_object=text)
    in_use = listings.topics_in_use()
    assert old not in in_use
    assert kept in in_use


def test_the_record_of_a_text_names_the_topic_that_stays(text: CommentaryPage) -> None:
    read = CommentaryPage.objects.for_reading().get(pk=text.pk)
    for page in (read, factories.reloaded(text)):
        subjects = record_of(page, with_text=True).subjects
        assert [(subject.name, subject.path) for subject in subjects] == [("Tides", "/topics/tides/")]


def test_a_list_of_one_topic_costs_no_more_for_those_merged_into_it(
    text: CommentaryPage, house: House, kept: Topic, client: Client
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/topics/tides/?uncached=1")
        return len(captured)

    cost()
    before = cost()
    for _number in range(3):
        merging.merge(factories.TopicFactory(), into=kept, user=house.admin)
    assert cost() == before
