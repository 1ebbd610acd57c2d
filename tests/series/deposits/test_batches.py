"""Tests the page of all DOIs that are not registered: what stands there, the one file, and the button that sends."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import etree
from lxml import html as lxml_html

from commentaries import withholding
from commentaries.models import CommentaryPage, FollowUp, Issue
from series.deposits import batches, runs
from tests import factories
from tests.factories import House
from tests.schemas.crossref import deposit_schema
from tests.series.deposits.story import MINUTE, QUARTER, Story, registered
from tests.series.registrars.stand_in import StandIn

pytestmark = pytest.mark.django_db
HIDDEN = ["Draft of a secret", "Held for a doubt", "For a closed circle"]


@pytest.fixture
def texts(house: House, story: Story) -> list[CommentaryPage]:
    """Two public texts, an archive entry of 2014 with the DOI of then, and three that nobody outside may know of."""
    found = [factories.published(house, title=title) for title in ("One & all", "Two")]
    entry = factories.entered(house)
    Issue.objects.filter(pk=entry.issue_id).update(doi="10.1234/old.7")
    found.append(factories.reloaded(entry))
    factories.make_draft(house, title=HIDDEN[0])
    withholding.hold(factories.published(house, title=HIDDEN[1]), house.editor, reason="A doubt.")
    factories.published(house, title=HIDDEN[2]).view_restrictions.create(restriction_type="login")
    return found


def shown(client: Client, **query: Any) -> list[str]:
    page = lxml_html.fromstring(client.get(reverse("series_registrations"), query).content.decode())
    return [link.text_content() for link in page.xpath("//a[@class='desk-line__title']")]


def dois_in(client: Client, **query: Any) -> list[str]:
    response = client.get(reverse("series_deposits_file"), query)
    assert response.headers["Content-Disposition"] == 'attachment; filename="dois-crossref.xml"'
    tree = etree.fromstring(response.content)
    assert deposit_schema().validate(tree), deposit_schema().error_log
    assert not any(title in response.content.decode() for title in HIDDEN)
    return [element.text for element in tree.iter("{*}doi")]


def test_without_an_account_all_public_texts_stand_there_and_in_one_valid_file(
    texts: list[CommentaryPage], house: House, client: Client
) -> None:
    client.force_login(house.assistant)
    assert shown(client) == ["Two", "One & all", "An older letter"]
    assert dois_in(client) == [text.issue.doi for text in (texts[1], texts[0], texts[2])]
    assert shown(client, year=2014) == ["An older letter"]
    assert dois_in(client, year=2014) == [texts[2].issue.doi]
    assert shown(client, year="x", series=999) == shown(client), "what is no choice chooses everything"
    assert len(dois_in(client, year=2013)) == 3


def test_with_an_account_what_is_registered_is_gone_and_the_rest_is_sent_by_button(
    texts: list[CommentaryPage], house: House, crossref: StandIn, story: Story, client: Client
) -> None:
    client.force_login(house.editor)
    assert len(shown(client)) == 3
    for _press in range(2):
        assert client.post(reverse("series_registrations")).status_code == 302
    assert FollowUp.objects.filter(kind=runs.KIND).count() == 1
    story.go_on(QUARTER + 2 * MINUTE)
    assert shown(client) == []
    assert registered(crossref) == {text.issue.doi: 1 for text in texts}
    assert client.get(reverse("series_deposits_file")).status_code == 404
    CommentaryPage.objects.filter(pk=texts[0].pk).update(abstract="Newer.")
    client.post(reverse("series_registrations"))
    story.go_on(3 * MINUTE)
    assert registered(crossref)[texts[0].issue.doi] == 2


def test_one_editor_does_not_see_the_dois_of_another(texts: list[CommentaryPage], house: House, client: Client) -> None:
    other = factories.make_house(slug="notes", doi_prefix="10.5678")
    client.force_login(other.editor)
    assert shown(client) == shown(client, series=house.series.pk) == []
    assert client.get(reverse("series_deposits_file"), {"series": house.series.pk}).status_code == 404


def test_a_file_is_bounded_and_a_translation_that_shares_a_doi_is_in_it_once(
    texts: list[CommentaryPage], house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.make_italian_pages(house.page)
    other = factories.published(house, title="Due")
    CommentaryPage.objects.filter(pk=other.pk).update(issue=texts[0].issue)
    open_ones = batches.unregistered([house.series])
    assert [text.title for text in open_ones] == ["Two", "One & all", "An older letter"]
    monkeypatch.setattr(batches, "MOST", 2)
    assert batches.file_of(open_ones).count(b"<report-paper>") == 2


def test_many_texts_ask_no_more_queries_than_a_few(
    texts: list[CommentaryPage], house: House, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(house.editor)
    for name in ("series_registrations", "series_deposits_file"):
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse(name))
        most = len(few)
        for number in range(4):
            factories.published(house, title=f"More {number}")
        client.get(reverse(name))
        with django_assert_max_num_queries(most):
            client.get(reverse(name))
