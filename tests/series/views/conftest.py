"""A published text with a topic, its Italian translation, and an editor at the desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale

from commentaries import submitting
from commentaries.models import CommentaryPage, TopicName
from tests import factories
from tests.factories import House
from tests.kept_house import text_in
from tests.series.views.answers import START


@pytest.fixture
def text(house: House, clock: Any) -> CommentaryPage:
    clock(START)
    return text_in(house, _published_with_a_topic)


def _published_with_a_topic(house: House) -> CommentaryPage:
    topic = factories.TopicFactory(name="Tides", slug="tides")
    TopicName.objects.create(topic=topic, language="it", name="Maree", slug="maree")
    return factories.published(house, topics=[topic])


@pytest.fixture
def italian(text: CommentaryPage, house: House) -> CommentaryPage:
    factories.make_italian_pages(house.page)
    copy = factories.reloaded(text.copy_for_translation(Locale.objects.get(language_code="it")))
    copy.owner = house.author
    copy.save()
    copy = factories.edited(copy, house.author, language="it", title="Verbali di un comitato muto", slug="verbali")
    submitting.submit(copy, factories.fresh(house.author))
    factories.decide(house, copy)
    return factories.reloaded(copy)


@pytest.fixture
def at_desk(house: House, client: Client) -> Client:
    client.force_login(house.editor)
    return client
