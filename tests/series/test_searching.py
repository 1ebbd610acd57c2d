"""Tests which texts a search finds, and in which order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from wagtail.models import Locale

from commentaries import withholding
from commentaries.models import CommentaryPage
from commentaries.models.querysets import CommentaryQuerySet
from series import searching
from series.searching import portions_found, search_texts, words_to_find
from tests import factories
from tests.factories import House

START = datetime(2025, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def english(db: None) -> Locale:
    return Locale.objects.get_or_create(language_code="en")[0]


def a_text_a_day(house: House, clock: Any, count: int) -> list[CommentaryPage]:
    """The oldest first; each holds the word “beacon”, the first two of them twice."""
    pages = []
    for number in range(count):
        clock(START + timedelta(days=number))
        pages.append(
            factories.published(house, title="Beacon by beacon" if number < 2 else f"A beacon, the {number}th")
        )
    call_command("update_index", verbosity=0)
    return pages


def test_search_finds_public_texts_that_hold_all_the_words(house: House, english: Locale) -> None:
    page = factories.published(house, title="Lighthouses of the north")
    factories.published(house, title="Lighthouses of the south")
    factories.make_draft(house, title="Lighthouses of the north, again")
    call_command("update_index", verbosity=0)
    texts = CommentaryPage.objects.for_readers_in(english)
    assert search_texts("lighthouses north", texts).texts == [page]
    assert search_texts("lighthouses", texts).total == 2
    assert search_texts("  ", texts).texts == []
    other = factories.make_house(slug="other")
    assert search_texts("lighthouses", texts.in_series(other.series)).texts == []


def test_drafts_and_other_series_push_no_find_aside(
    house: House, english: Locale, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "RANKED", 2)
    small = factories.make_house(slug="small")
    page = factories.published(small, title="A walk that passes, at its end, a lighthouse")
    for number in range(3):
        factories.published(house, title=f"Lighthouse {number}")
        factories.make_draft(small, title=f"Lighthouse, {number}")
    call_command("update_index", verbosity=0)
    texts = CommentaryPage.objects.for_readers_in(english)
    assert search_texts("lighthouse", texts.in_series(small.series)).texts == [page]
    found = search_texts("lighthouse", texts)
    assert (found.total, found.is_ranked) == (2, False)
    assert len(search_texts("lighthouse", texts, limit=1).texts) == 1


@pytest.mark.parametrize("typed", ["25 | 02", "25|02", "25/02", "25-02", "  25 – 02 ", "“25 | 02”"])
def test_the_number_that_was_typed_comes_first(house: House, english: Locale, clock: Any, typed: str) -> None:
    _first, second, _third = a_text_a_day(house, clock, 3)
    factories.published(house, title="Of 25 and of 02, and again of 25 and 02")
    call_command("update_index", verbosity=0)
    assert search_texts(typed, CommentaryPage.objects.for_readers_in(english)).texts[0] == second


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('"sea cables"', "sea cables"),
        ('a"b', "a b"),
        ('")', ""),
        ('"', ""),
        ("a\x00b\x07", "a b"),
        ("26 | 04", "26 04"),
        ("cafe\u0301", "café"),
        ("dell’acqua  e\nmare", "dell’acqua e mare"),
        ("word " * 100, " ".join(["word"] * 40)),
    ],
)
def test_what_is_typed_becomes_words_that_every_engine_takes(typed: str, words: str) -> None:
    assert words_to_find(typed) == words


def test_what_many_texts_hold_is_found_newest_first(
    house: House, english: Locale, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = a_text_a_day(house, clock, 5)
    texts = CommentaryPage.objects.for_readers_in(english)
    ranked = search_texts("beacon", texts)
    assert ranked.is_ranked
    assert {page.pk for page in ranked.texts[:2]} == {page.pk for page in pages[:2]}
    monkeypatch.setattr(searching, "RANKED", 4)
    many = search_texts("beacon", texts, limit=3)
    assert (many.texts, many.total, many.is_ranked) == (pages[:1:-1], 4, False)


def test_all_that_is_found_comes_in_portions_newest_first(
    house: House, english: Locale, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = a_text_a_day(house, clock, 7)
    factories.make_draft(house, title="Beacon of nobody")
    other = factories.published(house, title="Of something else")
    call_command("update_index", verbosity=0)
    monkeypatch.setattr(searching, "PORTION", 2)
    texts = CommentaryPage.objects.for_readers_in(english)
    portions = list(portions_found("beacon", texts))
    assert [len(portion) for portion in portions] == [2, 2, 2, 1]
    assert [page for portion in portions for page in portion] == pages[::-1]
    assert list(portions_found("something", texts)) == [[other]]
    assert list(portions_found(" ", texts)) == list(portions_found("zzzqq", texts)) == []


def test_a_text_that_is_held_meanwhile_leaves_no_empty_portion(
    house: House, english: Locale, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = a_text_a_day(house, clock, 4)
    monkeypatch.setattr(searching, "PORTION", 2)
    portions = portions_found("beacon", CommentaryPage.objects.for_readers_in(english))
    assert next(portions) == pages[:1:-1]
    for page in pages[:2]:
        withholding.hold(page, house.editor, reason="A letter from a lawyer.")
    assert list(portions) == []


class Outside:
    """An engine outside the database: it takes no notice of keys, and finds every text there is."""

    def search(self, *args: Any, **kwargs: Any) -> list[CommentaryPage]:
        return list(CommentaryPage.objects.order_by("-pk"))


def test_an_engine_outside_the_database_shows_nothing_that_is_not_public(
    house: House, english: Locale, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = a_text_a_day(house, clock, 3)
    factories.make_draft(house, title="Beacon of nobody")
    texts = CommentaryPage.objects.for_readers_in(english)
    monkeypatch.setattr(searching, "PORTION", 2)
    monkeypatch.setattr(CommentaryQuerySet, "search", Outside.search)
    assert [page for portion in portions_found("beacon", texts) for page in portion] == pages[::-1]
    found = search_texts("beacon", texts)
    assert (found.texts, found.total) == (pages[::-1], 3)


@pytest.mark.parametrize("typed", ["25 | 02", "25/02"])
def test_the_number_that_was_typed_comes_first_in_the_file_too(
    house: House, english: Locale, clock: Any, typed: str
) -> None:
    _first, second, _third = a_text_a_day(house, clock, 3)
    portions = list(portions_found(typed, CommentaryPage.objects.for_readers_in(english)))
    assert portions[0][0] == second
