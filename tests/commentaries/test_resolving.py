"""Tests that links between pages lead where Wagtail's own lead, however many there are, at the cost of one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from wagtail.models import Locale
from wagtail.rich_text import expand_db_html

from commentaries.reading import reading_of
from commentaries.resolving import expander
from tests import factories
from tests.factories import House


def link(key: Any) -> str:
    return f'<p>See <a linktype="page" id="{key}">there</a>.</p>'


@pytest.mark.parametrize("language", ["en", "it", "fr"])
def test_a_link_leads_where_wagtails_own_leads(house: House, settings: Any, language: str) -> None:
    italian = factories.make_italian_pages(house.page)
    text = factories.published(house)
    draft = text.copy_for_translation(Locale.objects.get(language_code="it"))
    pieces = [
        *(link(page.pk) for page in (house.page, italian, house.page.get_parent(), text, draft)),
        *(link(key) for key in (999_999, 10**17)),
        '<a id="3" linktype="document">A file</a> <a href="https://example.org/?a=1&amp;b=2">elsewhere</a> words',
    ]
    with override(language):
        expand = expander(pieces)
        assert [expand(piece) for piece in pieces] == [expand_db_html(piece) for piece in pieces]
    settings.WAGTAIL_I18N_ENABLED = False
    assert expander(pieces)(pieces[1]) == expand_db_html(pieces[1])


@pytest.mark.parametrize("key", ["x", "", "-1", "9" * 40, "³", "1 OR 1=1"])
def test_a_link_to_what_can_be_no_page_keeps_its_words_and_breaks_no_page(house: House, key: str) -> None:
    for announced in ([link(key)], []):
        assert expander(announced)(link(key)) == "<p>See <a>there</a>.</p>"
    page = factories.make_draft(house, body=[("paragraph", link(house.page.pk))])
    stored = [{"type": "paragraph", "value": link(key), "id": "a"}]
    type(page).objects.filter(pk=page.pk).update(body=json.dumps(stored))
    assert ">there<" in reading_of(factories.reloaded(page)).blocks[0].html


def test_what_was_not_announced_is_looked_up_by_itself(house: House) -> None:
    assert expander([])(link(house.page.pk)) == expand_db_html(link(house.page.pk))


def test_many_links_in_a_text_cost_as_much_as_one(house: House) -> None:
    there = link(house.page.pk)

    def cost(number: int) -> int:
        page = factories.make_draft(house, title=f"Text {number}", body=[("paragraph", there)] * number)
        page = factories.reloaded(page)
        with CaptureQueriesContext(connection) as captured:
            assert [block.html.count("/letters/") for block in reading_of(page).blocks] == [1] * number
        return len(captured)

    cost(1)
    assert cost(1) == cost(7)


def test_words_without_links_ask_nothing(house: House, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert expander(["<p>Words</p>"])("<p>Words</p>") == "<p>Words</p>"
