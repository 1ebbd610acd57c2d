"""Holds every public view to its budget of queries (design §8): the same for one text and for twenty."""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from commentaries import submitting
from series.caching import GENERATION_KEY
from tests.benchmarks.archive import fill
from tests.factories import (
    House,
    SeriesFactory,
    decide,
    edited,
    fresh,
    make_image,
    make_italian_pages,
    make_series_page,
    published,
    reloaded,
)

LIST_BUDGET = 15
TEXT_BUDGET = 12
LISTS = [
    "/",
    "/letters/",
    "/letters/1990/",
    "/letters/?topic=subject-0",
    "/letters/?author=author-0",
    "/authors/",
    "/authors/author-0/",
    "/topics/",
    "/topics/subject-0/",
    "/search/?q=cable",
]


def queries_for(path: str) -> list[str]:
    """The statements of a request whose page is not kept, in a server that has been running for a while."""
    client = Client()
    assert client.get(path).status_code == 200
    cache.set(GENERATION_KEY, uuid4().hex)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_for_one_text_and_for_twenty(house: House, path: str) -> None:
    fill(house.page, 2 if path == "/" else 1)  # the front page shows the newest apart from its list
    for_one = queries_for(path)
    fill(house.page, 199)
    for_many = queries_for(path)
    assert len(for_many) == len(for_one)
    assert len(for_many) <= LIST_BUDGET


def test_the_front_page_costs_the_same_for_one_series_and_for_six(house: House) -> None:
    fill(house.page, 8)
    for_one = queries_for("/")
    for number in range(5):
        fill(make_series_page(SeriesFactory(), slug=f"series-{number}"), 8)
    for_six = queries_for("/")
    cache.clear()
    sections = Client().get("/").context["sections"]
    assert [len(section.entries) for section in sections] == [5] * 6
    assert len(for_six) == len(for_one)
    assert len(for_six) <= LIST_BUDGET


def test_a_text_costs_the_same_whatever_its_length_and_number_of_authors(house: House) -> None:
    fill(house.page, 30)
    short = published(house, title="Short")
    long = published(
        house,
        title="Long",
        authors=[house.author_person, house.reviewer_person],
        body=[("paragraph", f"<p>Paragraph {number}.</p>") for number in range(200)],
    )
    for_short, for_long = (queries_for(f"/letters/{page.slug}/") for page in (short, long))
    assert len(for_short) == len(for_long)
    assert len(for_long) <= TEXT_BUDGET


def test_a_text_with_pictures_keeps_its_budget(house: House) -> None:
    image = make_image()
    image.contextual_alt_text, image.decorative = "A pier", False
    figure = ("figure", {"image": image, "caption": "", "credit": "Drawn by us"})
    page = published(house, title="Figures", body=[("paragraph", "<p>Words.</p>"), figure, figure, figure])
    assert len(queries_for(f"/letters/{page.slug}/")) <= TEXT_BUDGET


@pytest.mark.parametrize("language", ["en", "it"])
def test_figure_film_and_lead_picture_are_looked_up_together(house: House, language: str) -> None:
    fill(house.page, 30)
    blocks = []
    for kind, facts in (("figure", {"credit": "Us"}), ("embed", {"title": "Film", "url": "https://example.org/"})):
        image = make_image(kind, colour="teal")
        image.contextual_alt_text, image.decorative = f"A {kind}", False
        blocks.append((kind, {"image": image, "caption": "", **facts}))
    lead = make_image("lead", colour="red")
    body = [("paragraph", "<p>Words.</p>"), *blocks]
    page = published(house, body=body, image=lead, image_alt="A lead", image_credit="Us")
    if language == "it":
        make_italian_pages(house.page)
        copy = reloaded(page.copy_for_translation(Locale.objects.get(language_code="it")))
        copy.owner = house.author
        copy.save()
        page = edited(copy, house.author, language="it", title="Verbali")
        submitting.submit(page, fresh(house.author))
        decide(house, page)
        page = reloaded(page)
    asked = queries_for(page.url)
    assert len(asked) <= TEXT_BUDGET
    assert len([sql for sql in asked if 'FROM "wagtailimages_image"' in sql]) == 1
    shown = Client().get(page.url).content.decode()
    assert all(alt in shown for alt in ("A figure", "A lead"))


def test_no_query_of_a_text_is_repeated(house: House) -> None:
    fill(house.page, 30)
    page = published(house)
    repeated = [sql for sql, times in Counter(queries_for(f"/letters/{page.slug}/")).items() if times > 1]
    assert repeated == []


@pytest.mark.parametrize("path", ["/", "/letters/", "/letters/text-5/", "/topics/", "/authors/author-0/"])
def test_a_cached_page_asks_the_database_nothing(house: House, path: str) -> None:
    fill(house.page, 30)
    reader = Client()
    first = reader.get(path)
    with CaptureQueriesContext(connection) as captured:
        second = reader.get(path)
    assert len(captured) == 0
    assert second.content == first.content
