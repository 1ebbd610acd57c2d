"""Tests that Wagtail's API v3, where a site mounts it, keeps hostile titles as what one can see, without a fault."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from wagtail.models import APIToken

from commentaries import versions
from commentaries.models import CommentaryPage
from tests import factories
from tests.factories import House
from tests.hostile.inputs import SHAPES, WORDS
from tests.hostile.test_words import IN_JSON, line

pytestmark = pytest.mark.urls("tests.hostile.api_urls")


@pytest.fixture
def send(house: House, client: Client) -> Any:
    """Sends JSON in the name of the author; what a title cannot hold is refused and not a fault."""
    _token, key = APIToken.create_token(user=house.author, name="a script")

    def sent(method: str, path: str, body: Any) -> Any:
        body = body if isinstance(body, str) else json.dumps(body)
        return client.generic(
            method, f"/api/v3/{path}", body, content_type="application/json", headers={"authorization": f"Bearer {key}"}
        )

    return sent


def test_a_new_text_is_called_what_one_can_see(house: House, send: Any) -> None:
    meta = {"type": "commentaries.CommentaryPage", "parent_id": house.page.pk}
    for number, given in enumerate(WORDS):
        response = send("POST", "pages/", {"meta": meta, "title": given.typed, "slug": f"text-{number}"})
        if given.name in IN_JSON:
            assert response.status_code in {400, 422}
            assert not CommentaryPage.objects.filter(slug=f"text-{number}").exists()
        else:
            assert response.status_code == 201, response.content
            page = CommentaryPage.objects.get(slug=f"text-{number}")
            assert page.title == versions.latest_of(page).title == line(given.left)


def test_a_text_is_called_anew_what_one_can_see(house: House, send: Any) -> None:
    page = factories.make_draft(house)
    for given in WORDS:
        response = send("PATCH", f"pages/{page.pk}/", {"meta": {}, "title": given.typed})
        if given.name in IN_JSON:
            assert response.status_code in {400, 422}
        else:
            assert response.status_code == 200, response.content
            assert versions.latest_of(factories.reloaded(page)).title == line(given.left)


def test_json_of_another_shape_is_refused_and_no_fault(house: House, send: Any) -> None:
    """Within an object: over JSON that is none at all Wagtail 8.0 itself stumbles, before anything is stored."""
    page = factories.make_draft(house)
    for number, (_kind, shape) in enumerate(SHAPES):
        field = ("title", "meta", "slug")[number % 3]
        assert send("PATCH", f"pages/{page.pk}/", {"meta": {}, field: shape}).status_code in {200, 400, 422}
        assert send("POST", "pages/", {field: shape}).status_code in {400, 422}
    for body in ("", "{", "[" * 50_000, "\x00", '{"title": "\\ud800"}', "nul"):
        assert send("PATCH", f"pages/{page.pk}/", body).status_code in {400, 422}
