"""Tests feeds, asked for as a reader of feeds does and read back by feedparser, lxml and json."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from http import HTTPStatus
from time import time
from typing import Any
from uuid import uuid4

import feedparser
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree, html
from wagtail.models import Locale, PageViewRestriction

from commentaries import affirming, printing, submitting, withholding
from commentaries.models import CommentaryPage, Edition, Series
from commentaries.models.topics import TopicName
from series import caching
from series.caching import GENERATION_KEY
from tests import factories
from tests.benchmarks.archive import fill
from tests.factories import House
from tests.hostile.inputs import MARKUP
from tests.hostile.test_texts import LINKS_TAKEN_OUT

FORMS = ("atom", "rss", "json")
BUDGET = 15
TITLE = "“The ‘last’ word” on 100 % of it: costs & benefits <i>now</i>"
ROOT = "http://testserver"
ORCID = "0000-0002-1825-0097"
TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}


def ask(path: str, **headers: str) -> Any:
    return Client(headers={"host": "testserver"}).get(path, headers=headers)


def read(path: str) -> Any:
    """The feed as feedparser reads it; it has nothing to complain of."""
    found = feedparser.parse(ask(path).content)
    assert found.bozo is False, found.get("bozo_exception")
    return found


@pytest.fixture
def text(house: House) -> CommentaryPage:
    person = house.author_person
    person.orcid = ORCID
    person.save()
    topic = factories.TopicFactory(name="Tides", slug="tides")
    authors = [person, house.reviewer_person]
    return factories.published(house, title=TITLE, authors=authors, topics=[topic], keywords="harbours")


def give_full_text(house: House) -> None:
    Series.objects.filter(pk=house.series.pk).update(feed_content="full_text")


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_feedparser_finds_the_facts_of_a_text(text: CommentaryPage, form: str) -> None:
    found = read(f"/letters/feed.{form}")
    assert found.version == {"atom": "atom10", "rss": "rss20"}[form]
    assert found.feed.title == text.series.title
    assert found.feed.link == f"{ROOT}/letters/"
    [entry] = found.entries
    assert entry.title == f"{text.issue.label} – {TITLE}"
    assert entry.link == f"http://localhost{text.url}"
    names = [authorship.printed_name for authorship in text.authorships.all()]
    persons = [authorship.person for authorship in text.authorships.all()]
    expected = names if form == "atom" else [person.filed_name for person in persons]
    assert [author.name for author in entry.authors] == expected
    moment = datetime(*entry.published_parsed[:6], tzinfo=UTC)
    assert moment.astimezone(text.series.zone).date() == text.issue.published_on
    assert {tag.term for tag in entry.tags} >= {"Tides", "harbours"}
    assert "CC BY 4.0" in entry.rights or "creativecommons" in entry.rights
    assert f"{text.series.title} {text.issue.label}" in str(entry)


def test_an_author_of_an_atom_entry_has_an_address(text: CommentaryPage) -> None:
    [entry] = read("/letters/feed.atom").entries
    slugs = [authorship.person.slug for authorship in text.authorships.all()]
    assert [author.href for author in entry.authors] == [f"http://localhost/authors/{slug}/" for slug in slugs]


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_the_elements_stand_in_their_namespaces(text: CommentaryPage, form: str) -> None:
    tree = etree.fromstring(ask(f"/letters/feed.{form}").content)
    spaces = {"a": "http://www.w3.org/2005/Atom", "dc": "http://purl.org/dc/elements/1.1/"}
    assert f"ISSN {text.series.issn_online}" in tree.xpath("//dc:relation/text()", namespaces=spaces)
    assert tree.xpath("//dc:language/text()", namespaces=spaces) == ["en"]
    [link] = tree.xpath("//a:link[@rel='self']", namespaces=spaces)
    assert link.get("href") == f"{ROOT}/letters/feed.{form}"
    if form == "rss":
        filed = [authorship.person.filed_name for authorship in text.authorships.all()]
        assert tree.xpath("//item/dc:creator/text()", namespaces=spaces) == filed
        assert tree.xpath("//guid/@isPermaLink") == ["false"]
    else:
        for place in ("/a:feed", "//a:entry"):
            for name in ("id", "title", "updated"):
                assert len(tree.xpath(f"{place}/a:{name}", namespaces=spaces)) == 1


def test_a_json_feed_says_the_same(text: CommentaryPage) -> None:
    feed = json.loads(ask("/letters/feed.json").content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{ROOT}/letters/feed.json"
    [item] = feed["items"]
    assert item["title"] == f"{text.issue.label} – {TITLE}"
    assert item["id"] == read("/letters/feed.atom").entries[0].id == read("/letters/feed.rss").entries[0].id
    assert [author["name"] for author in item["authors"]] == [a.printed_name for a in text.authorships.all()]
    assert item["date_published"].startswith(text.issue.published_on.isoformat())
    assert item["_dublin_core"]["title"] == [TITLE]
    assert item["attachments"] == [
        {"url": f"http://localhost/letters/{text.issue.address}.pdf", "mime_type": "application/pdf"}
    ]


def test_what_a_text_is_known_by_does_not_change(house: House, text: CommentaryPage) -> None:
    before = read("/letters/feed.atom").entries[0].id
    assert before.startswith("urn:uuid:")
    changed = factories.edited(text, house.author, title="Otherwise")
    submitting.submit(changed, house.assistant)
    affirming.affirm(changed, house.author, digest=factories.digest_now(changed))
    factories.decide(house, factories.reloaded(changed))
    page = house.page
    page.slug = "notes"
    page.save()
    cache.clear()
    [entry] = read("/notes/feed.atom").entries
    assert entry.title.endswith("Otherwise")
    assert entry.id == before


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", ["/", "/topics/tides/", "/authors/{author}/", "/letters/"])
def test_every_list_has_its_feeds_and_leads_to_them(text: CommentaryPage, house: House, path: str, form: str) -> None:
    path = path.format(author=house.author_person.slug)
    answer = ask(f"{path}feed.{form}")
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["Content-Type"] == f"{TYPES[form]}; charset=utf-8"
    assert text.issue.label in answer.content.decode()
    links = html.document_fromstring(ask(path).content.decode()).iter("link")
    assert f"{path}feed.{form}" in [link.get("href") for link in links if link.get("type") == TYPES[form]]


def test_the_page_of_a_text_leads_to_the_feeds_of_its_series(text: CommentaryPage) -> None:
    links = html.document_fromstring(ask(text.url).content.decode()).iter("link")
    paths = [link.get("href") for link in links if link.get("type") in TYPES.values()]
    assert paths == [f"/letters/feed.{form}" for form in FORMS]


def test_key_points_are_carried_and_nothing_of_the_body(text: CommentaryPage) -> None:
    [entry] = read("/letters/feed.atom").entries
    assert "Key point 2 stands by itself." in entry.content[0].value
    assert "Nobody counted the hands" not in entry.content[0].value
    assert entry.summary.startswith("Key point 1 stands by itself.")


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_series_may_give_the_whole_text(house: House, form: str) -> None:
    image = factories.make_image()
    image.contextual_alt_text, image.decorative = "A pier", False
    other = factories.published(house, title="Another")
    link = f'<p>See <a linktype="page" id="{other.pk}">the other</a>, as in href="/x".</p>'
    body = [*factories.ready_body(), ("figure", {"image": image, "caption": "", "credit": "Us"}), ("paragraph", link)]
    factories.published(house, title="Whole", body=body)
    give_full_text(house)
    entry = read(f"/letters/feed.{form}").entries[0]
    content = next(each.value for each in entry.content if "hands" in each.value)
    tree = html.fromstring(content)
    assert "Nobody counted the hands" in content
    assert content.count("published its minutes after eleven years") == 1, "pull quotes repeat what stands there"
    addresses = [*tree.xpath("//@href"), *tree.xpath("//@src")]
    assert f"http://localhost{other.url}" in addresses
    assert all(address.startswith("http://localhost/") for address in addresses), addresses
    assert 'as in href="/x"' in tree.text_content()
    [picture] = tree.xpath("//img")
    assert picture.get("alt") == "A pier"
    assert not tree.xpath("//script | //style | //@style | //@srcset")


def test_the_first_page_is_shown_to_newsletters_once_it_was_printed(text: CommentaryPage) -> None:
    assert "media_thumbnail" not in read("/letters/feed.rss").entries[0]
    printing.print_of(Edition.objects.get(page=text))
    cache.clear()
    cover = f"http://localhost/letters/{text.issue.address}.large.png"
    for form in ("atom", "rss"):
        assert read(f"/letters/feed.{form}").entries[0].media_thumbnail == [{"url": cover}]
    assert json.loads(ask("/letters/feed.json").content)["items"][0]["image"] == cover


def test_an_archive_entry_is_told_by_its_facts(house: House) -> None:
    factories.entered(house, year=2014)
    [entry] = read("/letters/feed.atom").entries
    assert "is not held here" in entry.content[0].value
    assert "published" not in entry, "of a year alone no day is invented"
    [item] = json.loads(ask("/letters/feed.json").content)["items"]
    assert not item.keys() & {"date_published", "attachments", "image"}
    assert item["_dublin_core"]["date"] == ["2014"]


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_of_no_text_is_a_feed(house: House, form: str) -> None:
    answer = ask(f"/letters/feed.{form}")
    assert answer.status_code == HTTPStatus.OK
    assert feedparser.parse(answer.content).entries == []


def test_a_long_feed_leads_on_to_older_texts(house: House) -> None:
    fill(house.page, 45)
    for path in ("/letters/feed.atom", "/feed.atom"):
        seen, following = [], path
        while following:
            found = read(following)
            assert len(found.entries) <= 20
            seen += [entry.id for entry in found.entries]
            following = next((link.href.removeprefix(ROOT) for link in found.feed.links if link.rel == "next"), "")
        assert len(seen) == len(set(seen)) == 45
    assert json.loads(ask("/letters/feed.json").content)["next_url"].startswith(f"{ROOT}/letters/feed.json?before=")


def test_a_reader_who_has_the_feed_gets_no_content(text: CommentaryPage) -> None:
    first = ask("/letters/feed.atom")
    assert "public" in first.headers["Cache-Control"]
    etag = first.headers["ETag"]
    for kept in (True, False):
        if not kept:
            cache.clear()
        again = ask("/letters/feed.atom", **{"If-None-Match": etag})
        assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")
    changed = ask("/letters/feed.atom").headers["Last-Modified"]
    by_date = ask("/letters/feed.atom?utm=1", **{"If-Modified-Since": changed})  # nothing is kept under such a key
    assert by_date.status_code == HTTPStatus.NOT_MODIFIED
    cache.clear()
    assert ask("/letters/feed.atom", **{"If-None-Match": '"another"'}).status_code == HTTPStatus.OK


def test_a_kept_feed_asks_the_database_nothing(text: CommentaryPage) -> None:
    first = ask("/letters/feed.rss")
    with CaptureQueriesContext(connection) as captured:
        assert ask("/letters/feed.rss").content == first.content
    assert len(captured) == 0


@pytest.mark.parametrize("form", FORMS)
def test_what_is_held_vanishes_and_the_feed_has_changed_since(house: House, text: CommentaryPage, form: str) -> None:
    first = ask(f"/letters/feed.{form}")
    withholding.hold(text, house.editor, reason="A doubt.")
    cache.clear()
    again = ask(f"/letters/feed.{form}")
    assert text.issue.label not in again.content.decode()
    assert again.headers["ETag"] != first.headers["ETag"]


def test_who_asks_by_date_hears_that_a_text_was_closed(
    text: CommentaryPage, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    changed = ask("/feed.atom").headers["Last-Modified"]
    monkeypatch.setattr(caching, "time", lambda: time() + 5)
    with django_capture_on_commit_callbacks(execute=True):
        PageViewRestriction.objects.create(page=text.page_ptr, restriction_type=PageViewRestriction.LOGIN)
    again = ask("/feed.atom", **{"If-Modified-Since": changed})
    assert again.status_code == HTTPStatus.OK
    assert text.issue.label not in again.content.decode()


def test_a_closed_circle_has_no_public_feed(house: House, text: CommentaryPage) -> None:
    PageViewRestriction.objects.create(page=house.page.page_ptr, restriction_type=PageViewRestriction.LOGIN)
    client = Client()
    client.force_login(house.author)
    for path in ("/letters/feed.atom", f"/authors/{house.author_person.slug}/feed.atom"):
        assert ask(path).status_code == client.get(path).status_code == HTTPStatus.NOT_FOUND
    for path in ("/feed.atom", "/topics/tides/feed.json"):
        assert text.issue.label not in ask(path).content.decode()


@pytest.mark.parametrize(
    "path",
    [
        *("/letters/feed.xml", "/nowhere/feed.atom", "/topics/none/feed.rss", "/authors/nobody/feed.json"),
        *("/letters/feed.atom?before=99-99", "/feed.atom?before=x"),
    ],
)
def test_what_is_no_feed_is_not_found(text: CommentaryPage, path: str) -> None:
    assert ask(path).status_code == HTTPStatus.NOT_FOUND


def test_a_feed_in_italian_has_the_translation(house: House, text: CommentaryPage) -> None:
    factories.make_italian_pages(house.page)
    copy = factories.reloaded(text.copy_for_translation(Locale.objects.get(language_code="it")))
    copy.owner = house.author
    copy.save()
    page = factories.edited(copy, house.author, language="it", title="Verbali")
    submitting.submit(page, factories.fresh(house.author))
    factories.decide(house, page)
    english, italian = read("/letters/feed.atom"), read("/it/letters/feed.atom")
    assert (italian.feed.language, italian.entries[0].title) == ("it", f"{text.issue.label} – Verbali")
    assert english.entries[0].id != italian.entries[0].id
    assert "Leggi il testo intero" in italian.entries[0].content[0].value


def test_a_topic_has_one_feed_in_each_language(text: CommentaryPage, house: House) -> None:
    factories.make_italian_pages(house.page)
    TopicName.objects.create(topic=text.topics.get(), language="it", name="Maree", slug="maree")
    answer = ask("/it/topics/tides/feed.rss")
    assert answer.status_code == HTTPStatus.MOVED_PERMANENTLY
    assert answer.headers["Location"] == "/it/topics/maree/feed.rss"
    assert read("/it/topics/maree/feed.rss").feed.title == "Maree"


def test_nothing_typed_becomes_code_in_a_feed(house: House) -> None:
    give_full_text(house)
    typed = [each.typed for each in MARKUP if each.name not in LINKS_TAKEN_OUT and len(each.typed) < 1000]
    body = [*(("paragraph", f"<p>{each}</p>") for each in typed), *factories.ready_body()]
    factories.published(house, title="<script>alert(1)</script>", body=body)
    [item] = json.loads(ask("/letters/feed.json").content)["items"]
    tree = html.fromstring(item["content_html"])
    assert "Nobody counted the hands" in tree.text_content()
    assert not tree.xpath("//script | //style | //iframe | //object | //svg | //form | //meta | //base | //@style")
    assert not [each for element in tree.iter() for each in element.attrib if each.startswith("on")]
    addresses = [*tree.xpath("//@href"), *tree.xpath("//@src")]
    assert all(address.startswith(("http://", "https://", "mailto:", "tel:")) for address in addresses), addresses
    for form in ("atom", "rss"):
        assert read(f"/letters/feed.{form}").entries[0].title.endswith("<script>alert(1)</script>")


def test_a_demonstration_is_not_indexed(text: CommentaryPage, settings: Any) -> None:
    settings.COMMENTARIES = {"DEMO": True}
    assert ask("/letters/feed.atom").headers["X-Robots-Tag"] == "noindex"


def queries_for(path: str) -> int:
    """The statements of a request for a feed that is not kept, in a server that has been running for a while."""
    cache.clear()
    assert ask(path).status_code == HTTPStatus.OK
    cache.set(GENERATION_KEY, uuid4().hex)
    with CaptureQueriesContext(connection) as captured:
        assert ask(path).status_code == HTTPStatus.OK
    return len(captured)


@pytest.mark.parametrize(
    "path", ["/feed.atom", "/letters/feed.rss", "/topics/subject-0/feed.json", "/authors/author-0/feed.atom"]
)
@pytest.mark.parametrize("content", ["key_points", "full_text"])
def test_a_feed_costs_the_same_for_one_text_and_for_twenty(house: House, path: str, content: str) -> None:
    Series.objects.update(feed_content=content)
    fill(house.page, 1)
    for_one = queries_for(path)
    fill(house.page, 199)
    for_many = queries_for(path)
    assert for_many == for_one
    assert for_many <= BUDGET


def test_pictures_of_whole_texts_are_fetched_together(house: House) -> None:
    give_full_text(house)

    def with_picture(number: int) -> CommentaryPage:
        image = factories.make_image(f"Pier {number}", colour=f"#0000{number:02d}")
        image.contextual_alt_text, image.decorative = "A pier", False
        figure = ("figure", {"image": image, "caption": "", "credit": "Us"})
        return factories.published(house, title=f"Figures {number}", body=[*factories.ready_body(), figure])

    with_picture(10)
    for_one = queries_for("/letters/feed.atom")
    for number in range(11, 14):
        with_picture(number)
    assert queries_for("/letters/feed.atom") == for_one <= BUDGET


def test_links_of_whole_texts_are_looked_up_together(house: House) -> None:
    give_full_text(house)

    def with_links(number: int) -> None:
        there = ("paragraph", f'<p>See <a linktype="page" id="{house.page.pk}">there</a>.</p>')
        factories.published(house, title=f"Links {number}", body=[*factories.ready_body(), there, there])

    with_links(1)
    for_one = queries_for("/letters/feed.atom")
    for number in range(2, 5):
        with_links(number)
    assert queries_for("/letters/feed.atom") == for_one <= BUDGET
