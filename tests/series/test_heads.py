"""Tests what the heads of pages of many texts say to machines, read back by readers that are not ours."""

from __future__ import annotations

from typing import Any

import extruct
import pytest
from django.test import Client
from lxml import html

from commentaries.models import CommentaryPage, Publisher
from tests import factories
from tests.factories import House

ORCID, ROR = "0000-0002-1825-0097", "https://ror.org/05rcgef49"
ROOT = "http://testserver"


def page_at(path: str) -> str:
    return Client(headers={"host": "testserver"}).get(path).content.decode()


def things_in(page: str) -> dict[str, dict[str, Any]]:
    """The things of the page's data block by their type."""
    [block] = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    return {thing["@type"]: thing for thing in block["@graph"]}


def properties_in(page: str) -> dict[str, str]:
    [graph] = extruct.extract(page, syntaxes=["opengraph"])["opengraph"]
    return dict(graph["properties"])


def places_in(things: dict[str, dict[str, Any]]) -> list[tuple[str, str]]:
    return [(each["name"], each["item"]) for each in things["BreadcrumbList"]["itemListElement"]]


@pytest.fixture
def text(house: House) -> CommentaryPage:
    Publisher.objects.update(ror=ROR)
    topic = factories.TopicFactory(name="Tides & winds", slug="tides")
    person = house.author_person
    person.orcid, person.web = ORCID, "https://ada.example.org/"
    person.save()
    return factories.published(house, topics=[topic])


def test_the_front_page_is_the_institutes_and_can_be_searched(text: CommentaryPage) -> None:
    page = page_at("/")
    things = things_in(page)
    site = things["WebSite"]
    assert site["publisher"]["@id"] == ROR
    assert site["potentialAction"]["target"]["urlTemplate"] == f"{ROOT}/search/?q={{search_term_string}}"
    [first] = things["CollectionPage"]["mainEntity"]["itemListElement"]
    assert (first["name"], first["item"]) == (text.title, f"http://localhost{text.url}")
    assert properties_in(page)["og:type"] == "website"
    assert "BreadcrumbList" not in things


@pytest.mark.parametrize(("path", "above"), [("/letters/", []), ("/letters/{year}/", ["Letters"])])
def test_a_series_is_a_periodical_with_its_issn(
    house: House, text: CommentaryPage, path: str, above: list[str]
) -> None:
    things = things_in(page_at(path.format(year=text.issue.year)))
    page = things["CollectionPage"]
    periodical = page["about"]
    assert (periodical["@type"], periodical["issn"]) == ("Periodical", ["2532-6570"])
    assert periodical["@id"] == f"{ROOT}/letters/"
    assert periodical["publisher"]["name"] == "Institute of Tides"
    assert [each["item"] for each in page["mainEntity"]["itemListElement"]] == [f"http://localhost{text.url}"]
    places = places_in(things)
    assert places[:2] == [("Institute of Tides", f"{ROOT}/"), (house.page.title, f"{ROOT}/letters/")]
    assert len(places) == 2 + len(above)


def test_the_page_for_libraries_stands_below_its_series(house: House, text: CommentaryPage) -> None:
    page = page_at("/letters/libraries/")
    things = things_in(page)
    assert things["WebPage"]["name"] == "For libraries and machines"
    series = (house.page.title, f"{ROOT}/letters/")
    here = ("For libraries and machines", f"{ROOT}/letters/libraries/")
    assert places_in(things) == [("Institute of Tides", f"{ROOT}/"), series, here]
    feeds = html.fromstring(page).xpath("//link[@rel='alternate'][contains(@href, 'feed.')]/@href")
    assert feeds == [f"/letters/feed.{form}" for form in ("atom", "rss", "json")]


def test_an_author_is_a_person_with_a_profile(house: House, text: CommentaryPage) -> None:
    person = house.author_person
    page = page_at(f"/authors/{person.slug}/")
    things = things_in(page)
    whom = things["ProfilePage"]["mainEntity"]
    assert (whom["@type"], whom["name"], whom["@id"]) == ("Person", person.name, f"https://orcid.org/{ORCID}")
    assert whom["sameAs"] == [f"https://orcid.org/{ORCID}", "https://ada.example.org/"]
    assert whom["affiliation"]["name"] == "Institute of Tides"
    assert [each["name"] for each in things["ProfilePage"]["hasPart"]] == [text.title]
    assert places_in(things)[1:] == [("Authors", f"{ROOT}/authors/"), (person.name, f"{ROOT}/authors/{person.slug}/")]
    properties = properties_in(page)
    assert (properties["og:type"], properties["profile:last_name"]) == ("profile", person.family_name)


def test_a_topic_and_the_indexes_are_collections(text: CommentaryPage) -> None:
    topic = things_in(page_at("/topics/tides/"))
    assert topic["CollectionPage"]["about"]["name"] == "Tides & winds"
    assert len(topic["CollectionPage"]["mainEntity"]["itemListElement"]) == 1
    for path, name in (("/topics/", "Topics"), ("/authors/", "Authors")):
        things = things_in(page_at(path))
        assert things["CollectionPage"]["name"] == name
        assert places_in(things)[-1] == (name, f"{ROOT}{path}")


def test_pages_of_persons_and_topics_say_where_they_are_in_other_languages(house: House, text: CommentaryPage) -> None:
    factories.make_italian_pages(house.page)
    slug = house.author_person.slug
    for path in (f"/authors/{slug}/", "/authors/", "/topics/", "/letters/", "/"):
        links = html.document_fromstring(page_at(path)).iter("link")
        found = {link.get("hreflang"): link.get("href") for link in links if link.get("hreflang")}
        assert found == {"en": f"{ROOT}{path}", "it": f"{ROOT}/it{path}", "x-default": f"{ROOT}{path}"}
    assert places_in(things_in(page_at(f"/it/authors/{slug}/")))[1] == ("Autori", f"{ROOT}/it/authors/")


def test_a_search_is_neither_indexed_nor_described(text: CommentaryPage) -> None:
    for path in (
        "/search/?q=minutes",
        "/letters/?q=minutes",
        f"/letters/?topic=tides&author={text.authorships.get().person.slug}",
    ):
        assert '<meta name="robots" content="noindex">' in page_at(path)


def test_a_long_list_leads_on(house: House) -> None:
    house.series.about = ""
    for number in range(21):
        factories.entered(house, title=f"Letter {number}", year=2014, sequence=number + 1)
    page = page_at("/letters/")
    [link] = [each for each in html.document_fromstring(page).iter("link") if each.get("rel") == "next"]
    assert link.get("href") == f"{ROOT}/letters/?before=14-02"
    assert len(things_in(page)["CollectionPage"]["mainEntity"]["itemListElement"]) == 20
