"""Tries the doors of the admin that are asked for by a form: many texts at once, copies, aliases, deletions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from commentaries.models import CommentaryPage, Issue
from tests import factories
from tests.doors.conftest import tree_is_sound
from tests.factories import House


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def in_bulk(client: Client, action: str, *pages: Page, **form: str) -> Any:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return client.post(f"{address}?{'&'.join(f'id={page.pk}' for page in pages)}", form)


def test_many_at_once_are_published_whole_or_with_a_sentence(
    house: House, client: Client, affirmed: CommentaryPage
) -> None:
    waiting = factories.submitted(house, title="Waiting")
    client.force_login(house.editor)
    refused = in_bulk(client, "publish", affirmed, waiting)
    assert refused.status_code == 302
    assert "No editor has decided" in said(refused)
    assert not CommentaryPage.objects.filter(live=True).exists()
    assert in_bulk(client, "publish", affirmed).status_code == 302
    page = factories.reloaded(affirmed)
    assert (page.live, page.issue.sequence, page.editions.get().number) == (True, 1, 1)


def test_all_below_a_page_are_published_whole_or_with_a_sentence(house: House, client: Client) -> None:
    factories.submitted(house)
    client.force_login(house.admin)
    refused = in_bulk(client, "publish", house.page, include_descendants="on")
    assert refused.status_code == 302
    assert "No editor has decided" in said(refused)
    assert not CommentaryPage.objects.filter(live=True).exists()


def test_unpublishing_a_series_page_with_all_below_removes_the_texts(house: House, client: Client) -> None:
    page = factories.published(house)
    client.force_login(house.admin)
    address = reverse("wagtailadmin_pages:unpublish", args=[house.page.pk])
    assert client.post(address, {"include_descendants": "on"}).status_code == 302
    page = factories.reloaded(page)
    assert (page.live, page.issue.state) == (False, Issue.State.REMOVED)


@pytest.mark.parametrize("make", [factories.published, factories.submitted])
def test_nobody_deletes_a_text_that_stays_nor_a_page_above(
    house: House, client: Client, make: Callable[[House], CommentaryPage]
) -> None:
    page = make(house)
    client.force_login(house.admin)
    above = (house.page, house.page.get_parent())
    for asked in above:
        response = client.post(reverse("wagtailadmin_pages:delete", args=[asked.pk]))
        assert response.status_code == 302
        assert "cannot be deleted" in said(response)
        response = in_bulk(client, "delete", asked)
        assert response.status_code == 302
        assert "cannot be deleted" in said(response)
    assert client.post(reverse("wagtailadmin_pages:delete", args=[page.pk])).status_code == 302
    assert in_bulk(client, "delete", page).status_code in {200, 302}
    assert CommentaryPage.objects.filter(pk=page.pk).exists()
    assert tree_is_sound()


@pytest.mark.parametrize("box", ["publish_copies", "alias"])
@pytest.mark.parametrize("is_above", [False, True])
def test_nobody_makes_a_live_copy_or_an_alias_of_a_text(house: House, client: Client, box: str, is_above: bool) -> None:
    page = factories.published(house)
    copied = Page.objects.get(pk=(house.page if is_above else page).pk)
    client.force_login(house.admin)
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": copied.get_parent().pk, "copy_subpages": "on"}
    count = Page.objects.count()
    response = client.post(reverse("wagtailadmin_pages:copy", args=[copied.pk]), {**form, box: "on"})
    assert response.status_code == 302
    assert {"publish_copies": "is a draft", "alias": "cannot be an alias"}[box] in said(response)
    assert Page.objects.count() == count
    assert tree_is_sound()


def test_a_copied_series_page_has_drafts_below_without_number(house: House, client: Client) -> None:
    factories.published(house)
    client.force_login(house.admin)
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": house.page.get_parent().pk}
    address = reverse("wagtailadmin_pages:copy", args=[house.page.pk])
    assert client.post(address, {**form, "copy_subpages": "on"}).status_code == 302
    copy = CommentaryPage.objects.latest("pk")
    assert (copy.live, copy.issue, copy.versions.count()) == (False, None, 0)
    assert CommentaryPage.objects.count() == 2
    assert Issue.objects.count() == 1
