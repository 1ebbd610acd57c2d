"""Tests the door of a closed circle: it asks for the password, opens by no other, and names nothing behind it."""

from __future__ import annotations

from html import unescape
from http import HTTPStatus
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from lxml import html
from wagtail.models import Locale, Page, PageViewRestriction

from commentaries import submitting
from commentaries.models import CommentaryPage
from tests import factories
from tests.factories import House

PASSWORD, TITLE, SLUG = "Lighthouse 7", "Who Reads the Soundings at Night", "who-reads-the-soundings-at-night"
DOOR = "This page asks for a password"
WRONG = "This is not the password"


@pytest.fixture
def text(house: House) -> CommentaryPage:
    return factories.published(house, title=TITLE, slug=SLUG)


def close(page: Page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(
        page=page.page_ptr, restriction_type=PageViewRestriction.PASSWORD, password=PASSWORD
    )


def knock(client: Client, restriction: PageViewRestriction, page: Page, password: str, **sent: str) -> Any:
    address = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk])
    return client.post(address, {"password": password, **sent})


def assert_names_nothing(answer: Any, text: CommentaryPage, *, asked: str) -> None:
    """Nor is it kept or found; of the address only what was asked for comes back."""
    shown = unescape(answer.content.decode())
    assert (answer.status_code, DOOR in shown) == (HTTPStatus.OK, True)
    said = shown.replace(f'value="{asked}"', "")
    for secret in (text.title, text.slug, text.issue.label, text.issue.address, text.byline, text.series.title):
        assert secret not in said
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in shown
    assert "canonical" not in shown


@pytest.mark.parametrize("closed", ["text", "series", "front page"])
@pytest.mark.parametrize("way", ["/letters/{slug}/", "/letters/{number}/", "/letters/{number}.pdf"])
def test_a_closed_text_is_asked_for_by_a_door_that_names_nothing(
    house: House, text: CommentaryPage, client: Client, closed: str, way: str
) -> None:
    page = {"text": text, "series": house.page, "front page": house.page.get_parent().specific}[closed]
    restriction = close(page)
    asked = way.format(slug=text.slug, number=text.issue.address)
    assert_names_nothing(client.get(asked), text, asked=asked)
    refused = knock(client, restriction, text, PASSWORD.lower(), return_url=asked)
    assert_names_nothing(refused, text, asked=asked)
    assert WRONG in refused.content.decode()
    assert_names_nothing(client.get(asked), text, asked=asked)
    opened = knock(client, restriction, text, PASSWORD, return_url=asked)
    assert (opened.status_code, opened.headers["Location"]) == (HTTPStatus.FOUND, asked)
    behind = client.get(asked, follow=True)
    content = b"".join(behind.streaming_content) if behind.streaming else behind.content
    assert content.startswith(b"%PDF") or TITLE in content.decode()
    assert "public" not in behind.headers["Cache-Control"]
    assert_names_nothing(Client().get(asked), text, asked=asked)


@pytest.mark.parametrize("path", ["/letters/", "/letters/2026/", "/"])
def test_a_closed_series_and_a_closed_front_page_have_the_same_door(
    house: House, text: CommentaryPage, client: Client, path: str
) -> None:
    page = house.page if path != "/" else house.page.get_parent().specific
    restriction = close(page)
    assert_names_nothing(client.get(path), text, asked=path)
    assert WRONG in knock(client, restriction, page, "guess", return_url=path).content.decode()
    assert knock(client, restriction, page, PASSWORD, return_url=path).headers["Location"] == path
    assert DOOR not in client.get(path).content.decode()


def test_a_password_opens_its_own_door_only(house: House, text: CommentaryPage, client: Client) -> None:
    other = factories.published(house, title="Another text")
    restriction = close(other)
    close(text)
    knock(client, restriction, other, PASSWORD, return_url="/")
    assert "Another text" in client.get(other.get_url()).content.decode()
    assert DOOR in client.get(text.get_url()).content.decode()


def test_the_door_of_a_draft_names_nothing_either(house: House, text: CommentaryPage, client: Client) -> None:
    """Its address takes the number of any page."""
    restriction = close(house.page)
    draft = factories.make_draft(house, title="Not for anybody yet")
    address = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, draft.pk])
    shown = client.get(address).content.decode()
    assert DOOR in shown
    assert "Not for anybody" not in shown
    assert 'name="return_url" value="/"' in shown, "else the right password would be refused too"


def test_nobody_is_led_elsewhere(text: CommentaryPage, client: Client) -> None:
    restriction = close(text)
    answer = knock(client, restriction, text, PASSWORD, return_url="https://elsewhere.example.org/")
    assert "elsewhere" not in answer.headers["Location"]


def test_the_door_speaks_the_language_of_the_page(house: House, text: CommentaryPage, client: Client) -> None:
    factories.make_italian_pages(house.page)
    page = factories.reloaded(text.copy_for_translation(Locale.objects.get(language_code="it")))
    page = factories.edited(page, house.author, title="Chi legge i fondali di notte", language="it")
    submitting.submit(page, house.author)
    factories.decide(house, page)
    page = factories.reloaded(page)
    restriction = close(page)
    shown = client.get(page.get_url()).content.decode()
    assert '<html lang="it"' in shown
    assert "Questa pagina chiede una password" in shown
    [action] = [part.split('"')[0] for part in shown.split('action="')[1:] if "authenticate" in part]
    refused = client.post(action, {"password": "x", "return_url": page.get_url()}).content.decode()
    assert "La password non è questa." in refused
    assert "fondali" not in refused.replace(page.get_url(), "")
    assert f"/{restriction.pk}/{page.pk}/" in action


def test_a_door_costs_few_queries(
    house: House, text: CommentaryPage, client: Client, django_assert_max_num_queries: Any
) -> None:
    close(text)
    client.get(text.get_url())
    with django_assert_max_num_queries(8):
        client.get(text.get_url())


def test_a_closed_series_leads_to_nothing_that_is_handed_on(house: House, text: CommentaryPage, client: Client) -> None:
    def addresses(path: str) -> list[str]:
        page = html.fromstring(client.get(path).content)
        handed_on = "//link[@rel='alternate' and not(@hreflang)] | //*[contains(@class, 'outlets')]//a | //a[@download]"
        return [str(link.get("href")) for link in page.xpath(handed_on)]

    pages = ("/letters/", f"/letters/{text.issue.year}/", "/letters/libraries/")
    for path in pages:
        assert any(address.startswith("/letters/") for address in addresses(path)), "it is read from where it stands"
    restriction = close(house.page)
    cache.clear()
    knock(client, restriction, house.page, PASSWORD, return_url="/letters/")
    for path in pages[::2]:
        assert DOOR not in client.get(path).content.decode()
        assert [address for address in addresses(path) if address.startswith("/letters/")] == []
