"""Tests each public address: what it answers, to whom it leads on, and in which language."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from commentaries import numbering
from commentaries.models import CommentaryPage, Issue, Person
from tests import factories
from tests.factories import House
from tests.series.views.answers import words

PATHS = ["/", "/letters/", "/letters/2025/", "/authors/", "/topics/", "/topics/tides/", "/search/",
         "/letters/?year=2025", "/letters/?topic=tides", "/letters/?q=minutes", "/search/?q=minutes",
         "/health/", "/robots.txt", "/search/?q=%22", "/search/?q=a%22b", "/search/?q=%22)", "/search/?q=%00",
         "/search/?q=*", "/search/?q=AND", f"/search/?q={'x' * 5000}", "/letters/?q=%22", "/letters/?q=a%22%00b",
         "/letters/?year=", f"/letters/?q={'x+' * 5000}", "/letters/?year=2025&topic=tides&q=minutes"]  # fmt: skip
MISSING = ["/nothing/", "/letters/nothing/", "/letters/26-99/", "/authors/nobody/", "/topics/nothing/",
           "/letters/?before=26-99", "/letters/2025/11/", "/letters/9999/", "/letters/0001/", "/letters/2024/",
           "/letters/?year=9999", "/letters/?year=0001", "/letters/?year=25", "/letters/?year=abc",
           "/letters/?topic=none", "/letters/?topic=%00", "/letters/?author=none", "/letters/?author=%00",
           f"/letters/?topic={'x' * 5000}", "/letters/?before=%00", "/topics/tides/?before=%00",
           "/authors/author-author/?before=99999999999999999999999"]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_public_address_answers(text: CommentaryPage, client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", MISSING)
def test_what_is_not_there_is_not_found(text: CommentaryPage, client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "Set-Cookie" not in response.headers


def test_a_text_is_read_at_its_own_address(text: CommentaryPage, client: Client) -> None:
    response = client.get(text.url)
    assert response.status_code == 200
    page = words(response)
    assert text.title in page
    assert "nobody was surprised by what they said" in page
    assert 'href="#note-1"' in page
    assert "2532-6570" in page


def test_the_number_leads_to_the_text(text: CommentaryPage, client: Client) -> None:
    response = client.get("/letters/25-01/")
    assert response.status_code in {301, 302}
    assert response["Location"] == text.url


def test_a_number_that_was_never_public_leads_nowhere(house: House, text: CommentaryPage, client: Client) -> None:
    draft = factories.submitted(house, title="Waiting")
    reserved = numbering.reserve(draft, by=house.author_person)
    assert client.get(f"/letters/{reserved.address}/").status_code == 404
    numbering.void(reserved, reason="Mistake")
    assert client.get(f"/letters/{reserved.address}/").status_code == 404


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_what_is_not_published_is_not_found(house: House, client: Client, state: str) -> None:
    page = factories.make_draft(house) if state == "draft" else factories.submitted(house)
    assert client.get(f"/letters/{page.slug}/").status_code == 404
    client.force_login(house.editor)
    assert client.get(f"/letters/{page.slug}/").status_code == 404


def test_an_archive_entry_is_shown_by_its_facts(house: House, client: Client) -> None:
    page = factories.entered(house, published_on=date(2014, 3, 1))
    response = client.get(page.url)
    assert response.status_code == 200
    assert "1 March 2014" in words(response)
    assert client.get("/letters/14-07/")["Location"] == page.url


@pytest.mark.parametrize(("state", "status"), [(Issue.State.HELD, 503), (Issue.State.REMOVED, 410)])
def test_a_held_or_removed_text_says_so(text: CommentaryPage, client: Client, state: str, status: int) -> None:
    Issue.objects.filter(pk=text.issue_id).update(state=state)
    response = client.get(text.url)
    assert response.status_code == status
    assert "nobody was surprised" not in words(response)
    assert text.url not in words(client.get("/letters/"))


def with_slug(page: CommentaryPage, slug: str) -> None:
    """Past the check of the form, as before there was one."""
    Page.objects.filter(pk=page.pk).update(slug=slug, url_path=f"{page.url_path.rsplit('/', 2)[0]}/{slug}/")


@pytest.mark.parametrize("make", [factories.make_draft, factories.published], ids=["draft", "published"])
def test_a_slug_takes_over_no_printed_number(house: House, text: CommentaryPage, client: Client, make: Any) -> None:
    with_slug(make(house, title="Impostor"), "25-01")
    assert client.get("/letters/25-01/")["Location"] == text.url


def test_a_slug_takes_over_no_year(house: House, text: CommentaryPage, client: Client) -> None:
    with_slug(factories.published(house, title="Impostor"), "2025")
    assert text.title in words(client.get("/letters/2025/"))


def test_nobodys_mail_address_is_printed_but_the_series(house: House, text: CommentaryPage, client: Client) -> None:
    for path in (text.url, f"/authors/{house.author_person.slug}/", "/authors/", "/letters/"):
        page = words(client.get(path))
        assert house.author_person.email not in page
        assert Person.objects.get(account=house.editor).email not in page


def test_the_italian_pages_speak_italian(italian: CommentaryPage, client: Client) -> None:
    for path in ("/it/", "/it/letters/", italian.url, "/it/authors/", "/it/topics/", "/it/search/"):
        response = client.get(path)
        assert response.status_code == 200, path
        assert 'lang="it"' in words(response), path
    assert italian.url == "/it/letters/verbali/"


def test_one_number_leads_to_the_version_of_the_language(
    text: CommentaryPage, italian: CommentaryPage, client: Client
) -> None:
    assert client.get("/letters/25-01/")["Location"] == text.url
    assert client.get("/it/letters/25-01/")["Location"] == italian.url
