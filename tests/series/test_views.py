"""Tests each public address: what it answers, to whom it leads on, and in which language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils.text import slugify
from wagtail.models import Locale, Page

from commentaries import numbering, submitting
from commentaries.models import Authorship, CommentaryPage, Issue, Person, TopicName
from series import listings
from tests import factories
from tests.factories import House

START = datetime(2025, 11, 25, 9, tzinfo=UTC)


@pytest.fixture
def text(house: House, clock: Any) -> CommentaryPage:
    clock(START)
    topic = factories.TopicFactory(name="Tides", slug="tides")
    TopicName.objects.create(topic=topic, language="it", name="Maree", slug="maree")
    return factories.published(house, topics=[topic])


@pytest.fixture
def italian(text: CommentaryPage, house: House) -> CommentaryPage:
    factories.make_italian_pages(house.page)
    copy = factories.reloaded(text.copy_for_translation(Locale.objects.get(language_code="it")))
    copy.owner = house.author
    copy.save()
    copy = factories.edited(copy, house.author, language="it", title="Verbali di un comitato muto", slug="verbali")
    submitting.submit(copy, factories.fresh(house.author))
    factories.decide(house, copy)
    return factories.reloaded(copy)


def words(response: Any) -> str:
    return response.content.decode()


PATHS = ["/", "/letters/", "/letters/2025/", "/authors/", "/topics/", "/topics/tides/", "/search/",
         "/letters/?year=2025", "/letters/?topic=tides", "/letters/?q=minutes", "/search/?q=minutes",
         "/health/", "/robots.txt", "/search/?q=%22", "/search/?q=a%22b", "/search/?q=%22)", "/search/?q=%00",
         "/search/?q=*", "/search/?q=AND", f"/search/?q={'x' * 5000}", "/letters/?q=%22", "/letters/?q=a%22%00b",
         "/letters/?year=", f"/letters/?q={'x+' * 5000}", "/letters/?year=2025&topic=tides&q=minutes"]  # fmt: skip
MISSING = ["/nothing/", "/letters/nothing/", "/letters/26-99/", "/authors/nobody/", "/topics/nothing/",
           "/letters/?before=26-99", "/letters/2025/11/", "/letters/9999/", "/letters/0001/", "/letters/2024/",
           "/letters/?year=9999", "/letters/?year=0001", "/letters/?year=25", "/letters/?year=abc",
           "/letters/?topic=none", "/letters/?topic=%00", "/letters/?author=none", "/letters/?author=%00",
           f"/letters/?topic={'x' * 5000}", "/letters/?before=%00", "/topics/tides/?before=%00",
           "/authors/author-author/?before=99999999999999999999999"]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_public_address_answers(text: CommentaryPage, client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", MISSING)
def test_what_is_not_there_is_not_found(text: CommentaryPage, client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", ["/", "/letters/", "/letters/2025/", "/topics/tides/"])
def test_a_list_names_the_text_once(text: CommentaryPage, client: Client, path: str) -> None:
    page = words(client.get(path))
    assert page.count(f'href="{text.url}"') >= 1
    assert "25 | 01" in page or "25</span>" in page


def test_a_text_is_read_at_its_own_address(text: CommentaryPage, client: Client) -> None:
    response = client.get(text.url)
    assert response.status_code == 200
    page = words(response)
    assert text.title in page
    assert "nobody was surprised by what they said" in page
    assert 'href="#note-1"' in page
    assert "2532-6570" in page


def test_the_number_leads_to_the_text(text: CommentaryPage, client: Client) -> None:
    response = client.get("/letters/25-01/")
    assert response.status_code in {301, 302}
    assert response["Location"] == text.url


def test_a_number_that_was_never_public_leads_nowhere(house: House, text: CommentaryPage, client: Client) -> None:
    draft = factories.submitted(house, title="Waiting")
    reserved = numbering.reserve(draft, by=house.author_person)
    assert client.get(f"/letters/{reserved.address}/").status_code == 404
    numbering.void(reserved, reason="Mistake")
    assert client.get(f"/letters/{reserved.address}/").status_code == 404


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_what_is_not_published_is_not_found(house: House, client: Client, state: str) -> None:
    page = factories.make_draft(house) if state == "draft" else factories.submitted(house)
    assert client.get(f"/letters/{page.slug}/").status_code == 404
    client.force_login(house.editor)
    assert client.get(f"/letters/{page.slug}/").status_code == 404


def test_an_archive_entry_is_shown_by_its_facts(house: House, client: Client) -> None:
    page = factories.entered(house, published_on=date(2014, 3, 1))
    response = client.get(page.url)
    assert response.status_code == 200
    assert "1 March 2014" in words(response)
    assert client.get("/letters/14-07/")["Location"] == page.url


@pytest.mark.parametrize(("state", "status"), [(Issue.State.HELD, 503), (Issue.State.REMOVED, 410)])
def test_a_held_or_removed_text_says_so(text: CommentaryPage, client: Client, state: str, status: int) -> None:
    Issue.objects.filter(pk=text.issue_id).update(state=state)
    response = client.get(text.url)
    assert response.status_code == status
    assert "nobody was surprised" not in words(response)
    assert text.url not in words(client.get("/letters/"))


# filters and keyset


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


# what is printed comes before slugs


def with_slug(page: CommentaryPage, slug: str) -> None:
    """Past the check of the form, as before there was one."""
    Page.objects.filter(pk=page.pk).update(slug=slug, url_path=f"{page.url_path.rsplit('/', 2)[0]}/{slug}/")


@pytest.mark.parametrize("make", [factories.make_draft, factories.published], ids=["draft", "published"])
def test_a_slug_takes_over_no_printed_number(house: House, text: CommentaryPage, client: Client, make: Any) -> None:
    with_slug(make(house, title="Impostor"), "25-01")
    assert client.get("/letters/25-01/")["Location"] == text.url


def test_a_slug_takes_over_no_year(house: House, text: CommentaryPage, client: Client) -> None:
    with_slug(factories.published(house, title="Impostor"), "2025")
    assert text.title in words(client.get("/letters/2025/"))


# what machines are told


def test_crawlers_read_everything_but_a_demonstration(db: None, client: Client, settings: Any) -> None:
    assert words(client.get("/robots.txt")) == "User-agent: *\nAllow: /\n"
    settings.COMMENTARIES = {**settings.COMMENTARIES, "DEMO": True}
    assert words(client.get("/robots.txt")) == "User-agent: *\nDisallow: /\n"


def test_there_is_an_icon(text: CommentaryPage, client: Client) -> None:
    assert client.get("/favicon.ico")["Location"] == "/static/series/icon.ico"
    assert 'rel="icon" href="/static/series/icon.svg"' in words(client.get("/letters/"))
    assert finders.find("series/icon.ico")
    assert finders.find("series/icon.svg")


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


# what readers are told


def test_a_search_says_in_one_sentence_what_it_found(
    house: House, text: CommentaryPage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("update_index", verbosity=0)
    for path in ("/search/", "/letters/"):
        assert "1 text found for “silent”" in words(client.get(f"{path}?q=silent"))
        nothing = words(client.get(f"{path}?q=zzzqq"))
        assert "Nothing was found for “zzzqq”" in nothing
        assert nothing.count("Nothing") == 1
    factories.published(house, title="Another silent committee")
    call_command("update_index", verbosity=0)
    assert "2 texts found for “silent”" in words(client.get("/search/?q=silent"))
    monkeypatch.setattr(listings.search_texts, "__kwdefaults__", {"limit": 1})
    assert "The best 1 of 2 texts found for “silent”" in words(client.get("/search/?q=silent"))
    monkeypatch.setattr(listings, "RANKED", 1)
    assert "The best 1 of more than 1 texts found for “silent”" in words(client.get("/search/?q=silent"))


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


def test_a_person_with_two_parts_in_a_text_has_it_listed_once(house: House, client: Client) -> None:
    page = factories.make_draft(house)
    person = house.author_person
    page.authorships = [
        *page.authorships.all(), Authorship(person=person, name=person.name, role="translator", sort_order=1)
    ]  # fmt: skip
    page.save_revision()
    submitting.submit(page, house.author)
    factories.decide(house, page)
    for path in (f"/letters/?author={person.slug}", f"/authors/{person.slug}/"):
        cache.clear()
        assert [entry.title for entry in client.get(path).context["listing"].entries] == [page.title], path


# persons and topics


def test_a_person_who_is_not_in_print_has_no_page(house: House, text: CommentaryPage, client: Client) -> None:
    reviewer = Person.objects.get(account=house.reviewer)
    assert client.get(f"/authors/{reviewer.slug}/").status_code == 404
    assert client.get(f"/authors/{house.author_person.slug}/").status_code == 200
    assert reviewer.family_name not in words(client.get("/authors/"))


def test_nobodys_mail_address_is_printed_but_the_series(house: House, text: CommentaryPage, client: Client) -> None:
    for path in (text.url, f"/authors/{house.author_person.slug}/", "/authors/", "/letters/"):
        page = words(client.get(path))
        assert house.author_person.email not in page
        assert Person.objects.get(account=house.editor).email not in page


# Italian


def test_the_italian_pages_speak_italian(italian: CommentaryPage, client: Client) -> None:
    for path in ("/it/", "/it/letters/", italian.url, "/it/authors/", "/it/topics/", "/it/search/"):
        response = client.get(path)
        assert response.status_code == 200, path
        assert 'lang="it"' in words(response), path
    assert italian.url == "/it/letters/verbali/"


def test_each_language_lists_its_own_version(text: CommentaryPage, italian: CommentaryPage, client: Client) -> None:
    assert f'href="{italian.url}"' in words(client.get("/it/letters/"))
    assert f'href="{text.url}"' in words(client.get("/letters/"))


def test_one_number_leads_to_the_version_of_the_language(
    text: CommentaryPage, italian: CommentaryPage, client: Client
) -> None:
    assert client.get("/letters/25-01/")["Location"] == text.url
    assert client.get("/it/letters/25-01/")["Location"] == italian.url


def test_a_topic_has_an_address_in_each_language(text: CommentaryPage, italian: CommentaryPage, client: Client) -> None:
    assert client.get("/it/topics/maree/").status_code == 200
    assert client.get("/it/topics/tides/")["Location"] == "/it/topics/maree/"
    assert client.get("/topics/maree/")["Location"] == "/topics/tides/"


def test_the_italian_list_shows_what_is_not_translated(house: House, text: CommentaryPage, client: Client) -> None:
    factories.make_italian_pages(house.page)
    assert text.title in words(client.get("/it/letters/"))
