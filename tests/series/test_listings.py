"""Tests the lists that readers see: what is in them, in which order, and how they go on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from wagtail.models import Locale, PageViewRestriction

from commentaries import submitting
from commentaries.models import CommentaryPage, Issue
from commentaries.models.querysets import Place
from series import listings
from tests import factories
from tests.factories import House

START = datetime(2025, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def english(db: None) -> Locale:
    return Locale.objects.get_or_create(language_code="en")[0]


def request(address: str = "/letters/") -> HttpRequest:
    return RequestFactory().get(address)


def publish_many(house: House, clock: Any, count: int, **facts: Any) -> list[CommentaryPage]:
    """Texts published a day apart, the oldest first."""
    pages = []
    for number in range(count):
        clock(START + timedelta(days=number))
        pages.append(factories.published(house, title=f"Text {number}", **facts))
    return pages


def titles(found: Any) -> list[str]:
    entries = found.entries if isinstance(found, listings.Listing) else found
    return [entry.title for entry in entries]


def translated(house: House, page: CommentaryPage) -> CommentaryPage:
    factories.make_italian_pages(house.page)
    copy = factories.reloaded(page.copy_for_translation(Locale.objects.get(language_code="it")))
    copy.owner = house.author
    copy.save()
    copy = factories.edited(copy, house.author, language="it", title="Verbali")
    submitting.submit(copy, factories.fresh(house.author))
    factories.decide(house, copy)
    return factories.reloaded(copy)


def test_only_public_texts_are_listed(house: House, english: Locale) -> None:
    public = factories.published(house, title="Public")
    factories.make_draft(house, title="Draft")
    factories.submitted(house, title="Submitted")
    gone = factories.published(house, title="Unpublished")
    gone.unpublish()
    held = factories.published(house, title="Held")
    Issue.objects.filter(pk=held.issue_id).update(state=Issue.State.HELD)
    secret = factories.published(house, title="Restricted")
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    assert list(CommentaryPage.objects.for_readers_in(english)) == [public]


def test_the_newest_comes_first_and_an_older_issue_in_its_place(house: House, english: Locale, clock: Any) -> None:
    publish_many(house, clock, 2)
    factories.entered(house, title="Old", published_on=date(2014, 3, 1))
    listing = listings.page_of_texts(CommentaryPage.objects.for_readers_in(english), request())
    assert titles(listing) == ["Text 1", "Text 0", "Old"]
    assert (listing.older_path, listing.newest_path) == ("", "")


def test_every_text_is_met_once_on_the_way_to_the_oldest(house: House, english: Locale, clock: Any) -> None:
    publish_many(house, clock, 7)
    texts = CommentaryPage.objects.for_readers_in(english)
    met, address = [], "/letters/"
    while address:
        before = request(address).GET.get("before")
        issue = Issue.objects.get(series=house.series, address=before) if before else None
        listing = listings.page_of_texts(
            texts, request(address), before=issue and Place(issue.placed_at, issue.pk), size=3
        )
        assert bool(listing.newest_path) is bool(before)
        met.append(titles(listing))
        address = listing.older_path
    assert met == [["Text 6", "Text 5", "Text 4"], ["Text 3", "Text 2", "Text 1"], ["Text 0"]]


def test_texts_of_the_same_moment_are_met_once(house: House, english: Locale, clock: Any) -> None:
    clock(START)
    for number in range(4):
        factories.published(house, title=f"Text {number}")
    texts = CommentaryPage.objects.for_readers_in(english)
    first = listings.page_of_texts(texts, request(), size=2)
    before = Issue.objects.get(address=first.older_path.rsplit("=", 1)[-1])
    second = listings.page_of_texts(texts, request(), before=Place(before.placed_at, before.pk), size=2)
    assert sorted(titles(first) + titles(second)) == [f"Text {number}" for number in range(4)]


def test_a_full_last_page_leads_nowhere(house: House, english: Locale, clock: Any) -> None:
    publish_many(house, clock, 2)
    assert listings.page_of_texts(CommentaryPage.objects.for_readers_in(english), request(), size=2).older_path == ""


def test_the_way_on_keeps_the_filters(house: House, english: Locale, clock: Any) -> None:
    publish_many(house, clock, 2)
    here = request("/letters/?topic=tides&year=2025&before=x&evil=1")
    listing = listings.page_of_texts(CommentaryPage.objects.for_readers_in(english), here, size=1)
    assert listing.older_path == "/letters/?year=2025&topic=tides&before=25-02"


def test_a_translation_takes_the_place_of_its_original_for_its_readers(house: House, english: Locale) -> None:
    page = factories.published(house, title="Minutes")
    copy = translated(house, page)
    italian = Locale.objects.get(language_code="it")
    assert list(CommentaryPage.objects.for_readers_in(english)) == [page]
    assert list(CommentaryPage.objects.for_readers_in(italian)) == [copy]


def test_a_text_without_translation_is_listed_in_its_own_language(house: House) -> None:
    page = factories.published(house)
    factories.make_italian_pages(house.page)
    assert list(CommentaryPage.objects.for_readers_in(Locale.objects.get(language_code="it"))) == [page]


def test_a_restricted_translation_hides_no_public_original(house: House) -> None:
    page = factories.published(house)
    copy = translated(house, page)
    PageViewRestriction.objects.create(page=copy, restriction_type=PageViewRestriction.LOGIN)
    assert list(CommentaryPage.objects.for_readers_in(Locale.objects.get(language_code="it"))) == [page]


def test_years_in_which_nothing_appeared_are_left_out(house: House, clock: Any) -> None:
    assert listings.years_of(house.series) == []
    clock(START)
    factories.published(house)
    factories.entered(house, year=2022)
    reserved = factories.entered(house, title="Removed", year=1999)
    Issue.objects.filter(pk=reserved.issue_id).update(state=Issue.State.REMOVED)
    assert listings.years_of(house.series) == [2025, 2022]


def test_only_topics_and_authors_of_public_texts_are_shown(house: House) -> None:
    used, unused = factories.TopicFactory(), factories.TopicFactory()
    writer, drafter = factories.PersonFactory(family_name="Abel"), factories.PersonFactory()
    factories.published(house, topics=[used], authors=[writer, house.author_person])
    factories.make_draft(house, title="Draft", topics=[unused], authors=[drafter])
    assert listings.topics_in_use() == [used]
    assert listings.authors_in_print() == [writer, house.author_person]


def test_an_author_with_two_parts_in_a_text_is_listed_once(house: House, english: Locale) -> None:
    factories.published_in_two_parts(house)
    assert listings.authors_in_print() == [house.author_person]
