"""Tests what the head of a text's page says to machines, read back from the page by readers that are not ours."""

from __future__ import annotations

from typing import Any

import extruct
import pytest
from django.core.cache import cache
from django.test import Client
from lxml import html
from PIL import Image
from wagtail.models import Locale, PageViewRestriction

from commentaries import heads, printing, submitting
from commentaries.models import CommentaryPage, Edition, Publisher
from tests import factories
from tests.commentaries.citations.zotero import item_of
from tests.factories import House

ORCID, ROR = "0000-0002-1825-0097", "https://ror.org/05rcgef49"
TITLE = "“The ‘last’ word” & <i>more</i></script>"


def page_at(path: str) -> str:
    return Client().get(path).content.decode()


def things_in(page: str) -> dict[str, dict[str, Any]]:
    """The things of the page's data block by their type."""
    [block] = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    return {thing["@type"]: thing for thing in block["@graph"]}


def links_in(page: str, rel: str) -> list[dict[str, str]]:
    return [dict(link.attrib) for link in html.document_fromstring(page).iter("link") if link.get("rel") == rel]


@pytest.fixture
def text(house: House) -> CommentaryPage:
    Publisher.objects.update(ror=ROR, web="https://tides.example.org/")
    person = house.author_person
    person.orcid = ORCID
    person.save()
    return factories.published(house, title=TITLE, keywords="harbours, votes")


def italian_of(text: CommentaryPage, house: House) -> CommentaryPage:
    factories.make_italian_pages(house.page)
    copy = factories.reloaded(text.copy_for_translation(Locale.objects.get(language_code="it")))
    copy.owner = house.author
    copy.save()
    page = factories.edited(copy, house.author, language="it", title="Verbali")
    submitting.submit(page, factories.fresh(house.author))
    factories.decide(house, page)
    return factories.reloaded(page)


def test_zotero_makes_a_whole_report_of_the_page(text: CommentaryPage) -> None:
    author = text.authorships.get()
    item = item_of(page_at(text.url))
    assert item == {
        "itemType": "report",
        "title": TITLE,
        "creators": [(author.person.family_name, author.person.given_name)],
        "date": text.issue.published_on.strftime("%Y/%m/%d"),
        "institution": "Institute of Tides",
        "reportNumber": text.issue.label,
        "series": text.series.title,
        "ISSN": "2532-6570",
        "language": "en",
        "abstractNote": "Key point 1 stands by itself.",
        "url": f"http://localhost{text.url}",
        "attachments": [f"http://localhost/letters/{text.issue.address}.pdf"],
    }


def test_schema_org_says_what_the_page_says(text: CommentaryPage) -> None:
    things = things_in(page_at(text.url))
    article = things["OpinionNewsArticle"]
    assert article["headline"] == TITLE
    assert article["@id"] == article["url"] == f"http://localhost{text.url}"
    [person] = article["author"]
    assert person["@id"] == f"https://orcid.org/{ORCID}"
    assert person["affiliation"]["name"] == "Institute of Tides"
    assert article["publisher"]["@id"] == ROR
    assert article["isPartOf"]["issueNumber"] == text.issue.label
    assert article["isPartOf"]["isPartOf"]["@id"] == "http://localhost/letters/"
    assert article["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert article["datePublished"] == text.issue.published_on.isoformat()
    assert article["dateModified"].startswith(text.issue.published_on.isoformat())
    assert article["wordCount"] > 40
    assert [topic["name"] for topic in article["about"]] == [topic.name for topic in text.topics.all()]
    places = [each["item"] for each in things["BreadcrumbList"]["itemListElement"]]
    assert places == ["http://localhost/", "http://localhost/letters/", f"http://localhost{text.url}"]


def test_the_first_page_is_shown_once_it_was_printed(text: CommentaryPage) -> None:
    assert "og:image" not in page_at(text.url)
    made = printing.print_of(Edition.objects.get(page=text))
    cache.clear()
    found = page_at(text.url)
    [graph] = extruct.extract(found, syntaxes=["opengraph"])["opengraph"]
    properties = dict(graph["properties"])
    assert properties["og:image"] == f"http://localhost/letters/{text.issue.address}.large.png"
    with made.cover_large.open() as stored, Image.open(stored) as cover:
        assert cover.size == heads.COVER_SIZE
    assert (int(properties["og:image:width"]), int(properties["og:image:height"])) == heads.COVER_SIZE
    assert properties["og:image:alt"] == f"First page of “{TITLE}”"
    assert things_in(found)["OpinionNewsArticle"]["image"] == properties["og:image"]


def test_an_archive_entry_has_the_same_tags_without_a_text(house: House) -> None:
    page = page_at(factories.entered(house, year=2014).url)
    item = item_of(page)
    assert (item["itemType"], item["title"], item["date"]) == ("report", "An older letter", "2014")
    assert item["attachments"] == []
    article = things_in(page)["OpinionNewsArticle"]
    assert article["datePublished"] == "2014"
    assert not article.keys() & {"encoding", "wordCount", "dateModified", "image"}


def test_a_text_and_its_translation_name_each_other(text: CommentaryPage, house: House) -> None:
    italian = italian_of(text, house)
    first, second = (page_at(each.url) for each in (text, italian))
    expected = {
        "en": f"http://localhost{text.url}",
        "it": f"http://localhost{italian.url}",
        "x-default": f"http://localhost{text.url}",
    }
    for page in (first, second):
        assert {
            each["hreflang"]: each["href"] for each in links_in(page, "alternate") if "hreflang" in each
        } == expected
    [translation] = things_in(first)["OpinionNewsArticle"]["workTranslation"]
    assert (translation["url"], translation["inLanguage"]) == (expected["it"], "it")
    assert things_in(second)["OpinionNewsArticle"]["translationOfWork"]["url"] == expected["en"]


@pytest.mark.parametrize("closed", ["text", "series"])
def test_a_closed_circles_text_is_told_to_no_catalogue(text: CommentaryPage, house: House, closed: str) -> None:
    page = text if closed == "text" else house.page
    PageViewRestriction.objects.create(page=page.page_ptr, restriction_type=PageViewRestriction.LOGIN)
    client = Client()
    client.force_login(house.author)
    found = client.get(text.url).content.decode()
    assert "What was left out" in found
    for tag in ("citation_title", "og:title", "application/ld+json"):
        assert tag not in found


def test_a_proof_is_told_to_no_catalogue(house: House, rf: Any) -> None:
    page = factories.make_draft(house)
    request = rf.get("/")
    request.user = house.author
    meta = page.get_context(request)["meta"]
    assert [meta.tags, meta.properties, meta.data, meta.feeds] == [(), (), "", ()]


def test_a_demonstration_is_not_indexed(text: CommentaryPage, settings: Any) -> None:
    settings.COMMENTARIES = {"DEMO": True}
    assert '<meta name="robots" content="noindex">' in page_at(text.url)
