"""Tests what a list of texts shows, how it is narrowed and continued, and what machines are told of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils.text import slugify
from lxml import html

from commentaries.models import CommentaryPage, Person, TopicName
from tests import factories
from tests.factories import House
from tests.series.views.answers import START, words


@pytest.mark.parametrize("path", ["/", "/letters/", "/letters/2025/", "/topics/tides/"])
def test_a_list_names_the_text_once(text: CommentaryPage, client: Client, path: str) -> None:
    page = words(client.get(path))
    assert page.count(f'href="{text.url}"') >= 1
    assert "25 | 01" in page or "25</span>" in page


def test_a_list_is_narrowed(house: House, text: CommentaryPage, client: Client) -> None:
    other = factories.PersonFactory(family_name="Zephyr")
    older = factories.entered(house, title="Old letter", published_on=date(2014, 3, 1), authors=[other])
    for path, shown in (
        ("/letters/?year=2014", {older}),
        ("/letters/2014/", {older}),
        ("/letters/?topic=tides", {text}),
        (f"/letters/?author={other.slug}", {older}),
        ("/letters/", {text, older}),
        ("/letters/?year=2014&topic=tides", set()),
    ):
        page = words(client.get(path))
        assert {each for each in (text, older) if f'href="{each.url}"' in page} == shown, path


@pytest.mark.parametrize("path", ["/letters/9999/", "/letters/0001/", "/letters/?year=9999"])
def test_a_year_without_issues_is_not_found_in_any_language(
    house: House, text: CommentaryPage, client: Client, path: str
) -> None:
    factories.make_italian_pages(house.page)
    assert client.get(f"/it{path}").status_code == 404


def test_who_is_not_in_print_is_not_named_by_a_filter(house: House, text: CommentaryPage, client: Client) -> None:
    reviewer = Person.objects.get(account=house.reviewer)
    assert client.get(f"/letters/?author={reviewer.slug}").status_code == 404


@pytest.mark.parametrize(
    ("path", "canonical", "is_indexed"),
    [
        ("/letters/", "/letters/", True),
        ("/letters/?x=1", "/letters/", True),
        ("/letters/?before=25-01", "/letters/?before=25-01", True),
        ("/letters/?topic=tides", "/letters/?topic=tides", True),
        ("/letters/?year=2025", "/letters/2025/", True),
        ("/letters/2025/?topic=tides", "/letters/2025/?topic=tides", False),
        ("/letters/?q=minutes", "/letters/", False),
        ("/topics/tides/?before={pk}", "/topics/tides/?before={pk}", True),
    ],
)
def test_each_page_of_a_list_is_canonical_to_itself(
    text: CommentaryPage, client: Client, path: str, canonical: str, is_indexed: bool
) -> None:
    page = words(client.get(path.format(pk=text.issue_id)))
    assert f'rel="canonical" href="http://testserver{canonical.format(pk=text.issue_id)}"' in page
    assert ("noindex" not in page) is is_indexed


@pytest.mark.parametrize("path", ["/letters/", "/letters/2025/", "/topics/tides/", "text"])
def test_a_page_names_itself_among_its_languages(
    text: CommentaryPage, italian: CommentaryPage, client: Client, path: str
) -> None:
    english, other = (text.url, italian.url) if path == "text" else (path, f"/it{path}".replace("tides", "maree"))
    root = text.full_url.removesuffix(text.url) if path == "text" else "http://testserver"
    for address in (english, other):
        page = words(client.get(address))
        assert f'hreflang="en" href="{root}{english}"' in page, address
        assert f'hreflang="it" href="{root}{other}"' in page, address
    assert 'rel="alternate" hreflang' not in words(client.get("/letters/?before=25-01"))


def test_words_are_searched_within_what_the_list_is_narrowed_to(
    house: House, text: CommentaryPage, client: Client
) -> None:
    other = factories.published(house, title="A silent pier")
    call_command("update_index", verbosity=0)
    both, narrowed = client.get("/letters/?q=silent"), client.get("/letters/?q=silent&topic=tides&year=2025")
    assert {entry.title for entry in both.context["listing"].entries} == {text.title, other.title}
    assert [entry.title for entry in narrowed.context["listing"].entries] == [text.title]
    assert narrowed.context["listing"].heading == "2025, Tides: 1 text found for “silent”"


def test_topics_are_listed_in_the_order_of_the_language(house: House, client: Client) -> None:
    factories.make_italian_pages(house.page)
    topics = []
    for name, italian in (("Ashes", "Ceneri"), ("Bread", "Pane"), ("Cities", "Città"), ("Ebb", "Èbano")):
        topic = factories.TopicFactory(name=name, slug=name.lower())
        TopicName.objects.create(topic=topic, language="it", name=italian, slug=slugify(italian))
        topics.append(topic)
    factories.published(house, topics=topics)
    choices = [client.get(path).context["listing"].filters.topics for path in ("/letters/", "/it/letters/")]
    assert [[choice.label for choice in each] for each in choices] == [
        ["Ashes", "Bread", "Cities", "Ebb"],
        ["Ceneri", "Città", "Èbano", "Pane"],
    ]


def test_the_text_that_leads_the_front_page_bears_its_remark(house: House, client: Client) -> None:
    factories.published(house, remark="Speech given on the pier")
    assert "Speech given on the pier" in words(client.get("/"))


def test_older_texts_are_reached_page_by_page(house: House, client: Client, clock: Any) -> None:
    for number in range(21):
        clock(START + timedelta(hours=number))
        factories.published(house, title=f"Text {number}")
    first = words(client.get("/letters/"))
    assert "Text 1<" in first.replace("\n", "") or "text-1/" in first
    assert 'href="/letters/text-0/"' not in first
    assert "before=25-02" in first
    second = words(client.get("/letters/?before=25-02"))
    assert 'href="/letters/text-0/"' in second
    assert 'href="/letters/text-1/"' not in second


def test_a_person_with_two_parts_in_a_text_has_it_listed_once(house: House, client: Client) -> None:
    page, person = factories.published_in_two_parts(house), house.author_person
    for path in (f"/letters/?author={person.slug}", f"/authors/{person.slug}/"):
        cache.clear()
        assert [entry.title for entry in client.get(path).context["listing"].entries] == [page.title], path


def test_each_language_lists_its_own_version(text: CommentaryPage, italian: CommentaryPage, client: Client) -> None:
    assert f'href="{italian.url}"' in words(client.get("/it/letters/"))
    assert f'href="{text.url}"' in words(client.get("/letters/"))


def test_the_italian_list_shows_what_is_not_translated(house: House, text: CommentaryPage, client: Client) -> None:
    factories.make_italian_pages(house.page)
    assert text.title in words(client.get("/it/letters/"))


def test_a_list_can_be_followed_where_it_has_a_feed_of_its_own(text: CommentaryPage, client: Client) -> None:
    topic, person = text.topics.get(), text.authorships.get().person

    def feeds(path: str) -> list[str]:
        return html.fromstring(words(client.get(path))).xpath("//div[@class='bundles']//a[contains(@type, '+')]/@href")

    for path in ("/letters/", f"/topics/{topic.slug}/", f"/authors/{person.slug}/"):
        assert feeds(path) == [f"{path}feed.{form}" for form in ("atom", "rss", "json")]
    assert feeds("/letters/2025/") == feeds(f"/letters/?topic={topic.slug}") == [], "a feed of the series is none of it"
