"""Tests the citations of many texts in one file: each text once, read back by those who take such files in."""

from __future__ import annotations

import json
from time import time
from typing import Any

import bibtexparser
import rispy
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from commentaries import withholding
from commentaries.models import CommentaryPage
from series import streaming
from series.caching import GENERATION_KEY
from series.downloads import BUNDLES
from tests import factories
from tests.benchmarks.archive import fill
from tests.factories import House
from tests.series.views.answers import words

A_YEAR = 365


def download(path: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(path)
    assert answer.status_code == 200, path
    return b"".join(answer.streaming_content).decode()


def keys(path: str) -> list[str]:
    """The names of the entries, as BibTeX's parser reads them; nothing is left over."""
    library = bibtexparser.parse_string(download(path))
    assert library.failed_blocks == []
    assert library.comments == []
    return [entry.key for entry in library.entries]


def statements(path: str) -> int:
    """Of a request in a server that has been running for a while."""
    client = Client()
    download(path, client)
    with CaptureQueriesContext(connection) as captured:
        download(path, client)
    return len(captured)


def numbered(*numbers: int) -> list[str]:
    return [f"90-{number}" for number in numbers]


def test_a_whole_series_comes_as_one_file_in_every_format(house: House, monkeypatch: Any) -> None:
    fill(house.page, 7)
    monkeypatch.setattr(streaming, "PORTION", 3)
    newest_first = range(7, 0, -1)
    assert keys("/letters/all.bib") == [f"author{n - 1}-90-{n}" for n in newest_first]
    assert [item["id"] for item in json.loads(download("/letters/all.json"))] == numbered(*newest_first)
    references = rispy.loads(download("/letters/all.ris"))
    assert [each["issn"] for each in references] == [f"90 | {n}" for n in newest_first]  # a report's number


def test_nothing_published_is_an_empty_file(house: House) -> None:
    contents = {ending: download(f"/letters/all.{ending}") for ending in BUNDLES}
    assert json.loads(contents.pop("json")) == []
    assert contents == {"bib": "", "ris": ""}


def test_each_portion_costs_the_same(house: House, monkeypatch: Any) -> None:
    monkeypatch.setattr(streaming, "PORTION", 10)
    fill(house.page, 1)
    for_one = {path: statements(path) for path in ("/letters/all.bib", "/topics/subject-0.ris")}
    fill(house.page, 9)  # ten: a full portion, and one more look
    for_ten = statements("/letters/all.bib")
    fill(house.page, 20)
    for_thirty = statements("/letters/all.bib")
    assert for_ten - for_one["/letters/all.bib"] == 1
    assert (for_thirty - for_ten) == 2 * 2, "texts and their authors, for each portion"
    fill(house.page, 8)
    assert statements("/topics/subject-0.ris") == for_one["/topics/subject-0.ris"]
    assert max(for_one.values()) <= 15


def test_what_narrows_the_list_narrows_its_file(house: House) -> None:
    fill(house.page, A_YEAR + 5)
    assert keys("/letters/1991.bib") == [f"author{(n - 1) % 25}-91-{n}" for n in range(370, 364, -1)]
    assert [item["id"] for item in json.loads(download("/letters/1991.json?topic=subject-0"))] == ["91-369"]
    assert {key.partition("-")[0] for key in keys("/letters/all.bib?author=author-3")} == {"author3"}
    assert len(keys("/letters/all.bib?topic=subject-0&author=author-0&year=1990")) == 2
    for path in ("/letters/1992.bib", "/letters/0000.bib", "/letters/0000/", "/letters/?year=0000"):
        assert Client().get(path).status_code == 404, path
    assert Client().get("/letters/all.bib?topic=nothing").status_code == 404
    assert Client().get("/letters/all.bib?author=nobody").status_code == 404


def test_author_and_topic_and_search_come_as_files(house: House) -> None:
    page = factories.published(house, title="Cables at low tide")
    author, [topic] = house.author_person, page.topics.all()
    call_command("update_index", verbosity=0)
    for path in (f"/authors/{author.slug}.json", f"/topics/{topic.slug}.json", "/search.json?q=cables"):
        assert [item["title"] for item in json.loads(download(path))] == [page.title], path
    assert json.loads(download("/search.json?q=harbours")) == []
    assert json.loads(download("/search.json")) == []
    assert json.loads(download("/letters/all.json?q=cables"))[0]["title"] == page.title
    for path in (f"/authors/{house.reviewer_person.slug}.bib", "/topics/nothing.bib", "/search.pdf"):
        assert Client().get(path).status_code == 404, path


def test_two_series_may_give_the_same_number(house: House) -> None:
    person = house.author_person
    factories.entered(house, title="One", authors=[person])
    other = factories.make_house(slug="notes")
    factories.entered(other, title="Two", authors=[person])
    factories.entered(other, title="Three", sequence=8, authors=[person])
    found = keys(f"/authors/{person.slug}.bib")
    assert len(set(found)) == 3
    assert sorted(key.partition("-")[2] for key in found) == ["14-08", "letters-14-07", "notes-14-07"]
    assert keys("/letters/all.bib")[0].partition("-")[2] == "14-07", "within its series it is alone"


def test_what_is_not_public_is_in_no_file(house: House) -> None:
    shown = factories.published(house, title="Shown")
    factories.submitted(house, title="Under way")
    held = factories.published(house, title="Held")
    closed = factories.published(house, title="Closed")
    withholding.hold(held, house.editor, reason="A name is wrong.")
    PageViewRestriction.objects.create(page=closed.page_ptr, restriction_type="login")
    author, topic = house.author_person.slug, shown.topics.get().slug
    for path in ("/letters/all", f"/letters/{shown.issue.year}", f"/authors/{author}", f"/topics/{topic}"):
        assert [item["title"] for item in json.loads(download(f"{path}.json"))] == ["Shown"], path


def test_a_closed_series_asks_for_its_password(house: House, client: Client) -> None:
    factories.published(house, title="Behind the door")
    PageViewRestriction.objects.create(page=house.page.page_ptr, restriction_type="password", password="quay")
    answer = client.get("/letters/all.bib")
    assert "This page asks for a password" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_who_has_it_already_is_told_so_at_no_cost(house: House, client: Client) -> None:
    fill(house.page, 3)
    first = client.get("/letters/all.bib")
    assert "public" in first.headers["Cache-Control"]
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get("/letters/all.bib", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get("/letters/all.bib", headers=since).status_code == 304
    cache.set(GENERATION_KEY, f"{int(time()) + 5:08x}-changed")
    assert client.get("/letters/all.bib", headers=known).status_code == 200
    assert client.get("/letters/all.bib", headers=since).status_code == 200


def test_search_is_kept_by_nobody(house: House, client: Client) -> None:
    answer = client.get("/search.bib?q=cable")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "ETag" not in answer.headers


def test_a_head_is_answered_without_the_file(house: House, client: Client) -> None:
    fill(house.page, 3)
    client.head("/letters/all.bib")
    with CaptureQueriesContext(connection) as captured:
        answer = client.head("/letters/all.bib")
    assert (answer.status_code, b"".join(answer), answer.headers["Content-Type"]) == (
        200, b"", "application/x-bibtex; charset=utf-8",
    )  # fmt: skip
    assert "Content-Length" not in answer.headers, "nobody knows it before the file is written (RFC 9110, section 8.6)"
    assert not any("commentaries_authorship" in query["sql"] for query in captured)


def test_a_download_is_only_read(house: House, client: Client) -> None:
    for path in ("/letters/all.bib", "/search.bib", "/authors/a.ris", "/topics/a.json"):
        assert client.post(path).status_code == 405, path


def test_a_form_that_no_list_has_is_answered_by_those_that_there_are(house: House, client: Client) -> None:
    factories.published(house, topics=[factories.TopicFactory(name="Tides", slug="tides")])
    for path, endings in (
        ("/letters/all.docx", ".bib, .ris, .json"),
        ("/letters/all.pdf", ".bib, .ris, .json"),
        (f"/authors/{house.author_person.slug}.xml", ".bib, .ris, .json"),
        ("/topics/tides.md", ".bib, .ris, .json"),
        ("/letters/catalogue.xml", ".csv, .json"),
        ("/letters/feed.xml", ".atom, .rss, .json"),
        ("/topics/tides/feed.docx", ".atom, .rss, .json"),
        ("/nowhere/all.docx", ".bib, .ris, .json"),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store"), path
        assert f"There is no list as “{path[path.rindex('.') :]}”. These can be had: {endings}." in words(answer), path


def test_what_is_asked_badly_breaks_nothing(house: House, client: Client) -> None:
    fill(house.page, 1)
    long = "y" * 5000
    queries = (f"q={long}", "q=%00%22)", "q=%ED%A0%80", f"topic={long}", "author=%00", "year=99999", "before=zz")
    for query in queries:
        for path in ("/letters/all.bib", "/letters/1990.json", "/search.ris"):
            answer = client.get(f"{path}?{query}")
            assert answer.status_code in {200, 404}, (path, query)
            b"".join(answer)


def test_lists_lead_to_their_files(italian: CommentaryPage) -> None:
    call_command("update_index", verbosity=0)
    topic = "tides"
    author = italian.authorships.get().person.slug
    year = italian.issue.year
    for path, file in (
        ("/letters/", "/letters/all.bib"),
        (f"/letters/?topic={topic}", f"/letters/all.bib?topic={topic}"),
        (f"/letters/{year}/", f"/letters/{year}.bib"),
        (f"/authors/{author}/", f"/authors/{author}.bib"),
        ("/topics/tides/", "/topics/tides.bib"),
        ("/it/topics/maree/", "/it/topics/maree.bib"),
        ("/it/letters/", "/it/letters/all.bib"),
        ("/search/?q=minutes", "/search.bib?q=minutes"),
    ):
        shown = words(Client().get(path))
        assert f'href="{file}"' in shown, path
        for ending in BUNDLES:
            assert f'href="{file.replace(".bib", f".{ending}")}"' in shown, path
        assert len(keys(file)) == 1, file
    moved = Client().get("/it/topics/tides.bib")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/it/topics/maree.bib")
