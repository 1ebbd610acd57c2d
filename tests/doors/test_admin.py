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


def texts_place(view: str, page: CommentaryPage, house: House) -> str:
    destination = {"wagtailadmin_pages:move_confirm": [house.page.pk]}
    return reverse(view, args=[page.pk, *destination.get(view, [])])


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["editor", "author"])
@pytest.mark.parametrize(
    ("view", "make", "sentence"),
    [
        ("wagtailadmin_pages:delete", factories.published, "has been published, so it cannot be deleted"),
        ("wagtailadmin_pages:delete", factories.submitted, "is with the editors, so it cannot be deleted"),
        ("wagtailadmin_pages:move", factories.published, "has been published: its number and its address stay"),
        ("wagtailadmin_pages:move", factories.submitted, "is with the editors. Withdraw it or decide on it first"),
        ("wagtailadmin_pages:move_confirm", factories.published, "has been published: its number and its address"),
    ],
)
def test_a_single_text_that_stays_is_refused_in_words_of_ours(
    house: House,
    client: Client,
    view: str,
    make: Callable[[House], CommentaryPage],
    sentence: str,
    who: str,
    method: str,
) -> None:
    page = make(house)
    client.force_login(getattr(house, who))
    answer = getattr(client, method)(texts_place(view, page, house))
    assert answer.status_code == 302
    assert [sentence in said(answer), "permission" in said(answer)] == [True, False]
    assert client.get(answer.url).status_code == 200
    assert CommentaryPage.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize("view", ["delete", "move", "move_confirm"])
def test_the_sentence_about_a_text_that_stays_is_not_said_to_strangers(house: House, client: Client, view: str) -> None:
    page = factories.submitted(house)
    client.force_login(factories.make_house(slug="notes").editor)
    answer = client.post(texts_place(f"wagtailadmin_pages:{view}", page, house))
    assert page.title not in said(answer)
    assert "permission" in said(answer)


@pytest.mark.parametrize(("view", "button"), [("delete", "Yes, delete it"), ("move", "Confirm")])
def test_a_draft_is_still_deleted_and_moved_by_wagtails_pages(
    house: House, client: Client, view: str, button: str
) -> None:
    page = factories.make_draft(house)
    client.force_login(house.editor)
    assert button in client.get(texts_place(f"wagtailadmin_pages:{view}", page, house)).content.decode()


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
