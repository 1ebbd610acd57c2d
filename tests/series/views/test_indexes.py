"""Tests the pages of persons and topics, and who and what has one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.test import Client

from commentaries.models import CommentaryPage, Person
from tests import factories
from tests.factories import House
from tests.series.views.answers import START, words


def test_the_pages_of_an_author_go_on_where_two_series_share_an_address(
    house: House, client: Client, clock: Any
) -> None:
    """``25-01`` of one series is not ``25-01`` of the other."""
    other = factories.make_house(slug="other")
    person = factories.PersonFactory(family_name="Twoseries")
    for number in range(19):
        clock(START + timedelta(hours=2 * number))
        factories.published(house, title=f"Letter {number}", authors=[person, house.author_person])
    clock(START + timedelta(days=9))
    for number in range(10):
        factories.published(other, title=f"Other {number}", authors=[person, other.author_person])
    address, met = f"/authors/{person.slug}/", []
    for _page in range(4):
        listing = Client().get(address).context["listing"]
        met += [entry.title for entry in listing.entries]
        address = listing.older_path
        if not address:
            break
        cache.clear()
    assert len(met) == len(set(met)) == 29


def test_a_person_who_is_not_in_print_has_no_page(house: House, text: CommentaryPage, client: Client) -> None:
    reviewer = Person.objects.get(account=house.reviewer)
    assert client.get(f"/authors/{reviewer.slug}/").status_code == 404
    assert client.get(f"/authors/{house.author_person.slug}/").status_code == 200
    assert reviewer.family_name not in words(client.get("/authors/"))


def test_a_topic_has_an_address_in_each_language(text: CommentaryPage, italian: CommentaryPage, client: Client) -> None:
    assert client.get("/it/topics/maree/").status_code == 200
    assert client.get("/it/topics/tides/")["Location"] == "/it/topics/maree/"
    assert client.get("/topics/maree/")["Location"] == "/topics/tides/"
