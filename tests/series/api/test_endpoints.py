"""Tests the API: programs read every public fact, ask for what they want, and learn of nothing else."""

from __future__ import annotations

import json
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from commentaries import withholding
from commentaries.models import Biography, CommentaryPage, Person
from commentaries.recording import record_of
from series.api.endpoints import CommentariesEndpoint
from tests import factories
from tests.benchmarks.archive import fill
from tests.factories import House

TEXTS, PERSONS, SERIES = "/api/v2/commentaries/", "/api/v2/persons/", "/api/v2/series/"


def ask(path: str, status: int = 200) -> Any:
    answer = Client().get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/json"), (path, answer.content)
    return json.loads(answer.content)


def titles(query: str) -> list[str]:
    return [item["title"] for item in ask(f"{TEXTS}?{query}")["items"]]


def complaint(path: str) -> str:
    said: str = ask(path, 400)["message"]
    return said


def test_a_text_is_told_with_every_fact_of_its_record(house: House) -> None:
    person = house.author_person
    Person.objects.filter(pk=person.pk).update(orcid="0000-0002-1825-0097")
    topic = factories.TopicFactory(name="Tides", slug="tides")
    page = factories.published(
        house, title="“The ‘last’ word”: costs & benefits", topics=[topic], keywords="harbours, votes",
        abstract="What was not said.", authors=[person, house.reviewer_person], funding="None.",
    )  # fmt: skip
    record = record_of(page)
    told = ask(f"{TEXTS}{page.pk}/")
    assert set(told) == {"meta", *CommentariesEndpoint.get_body_fields_names(CommentaryPage)}
    assert told["meta"] == {
        "type": "commentaries.CommentaryPage", "detail_url": f"http://localhost{TEXTS}{page.pk}/",
        "html_url": record.url, "slug": page.slug,
    }  # fmt: skip
    expected = {
        "title": page.title, "number": record.label, "address": record.address, "kind": "commentary",
        "language": record.language, "date": str(record.published), "doi": record.doi,
        "permanent_url": record.permanent_url, "keywords": ["harbours", "votes"], "abstract": "What was not said.",
        "archive_entry": False, "funding": "None.",
        "topics": [{"name": "Tides", "html_url": "http://localhost/topics/tides/"}],
    }  # fmt: skip
    assert {name: told[name] for name in expected} == expected
    assert told["series"]["issns"] == [{"medium": issn.medium, "value": issn.value} for issn in record.series.issns]
    assert [author["name"] for author in told["authors"]] == [each.name.printed for each in record.contributors]
    assert [author["orcid"] for author in told["authors"]] == ["0000-0002-1825-0097", ""]
    assert told["files"]["bib"] == f"http://localhost/letters/{record.address}.bib"
    assert told["key_points"][0] == {"lead": record.lead, "text": ""}
    assert told["words"] > 0
    assert told["notes"] == [{"number": 1, "html": "<p>Minutes of 4 May, item 3.</p>"}]
    assert 'role="doc-noteref"' in told["body"][0]["html"]


def test_what_a_script_left_in_the_database_is_not_told(house: House) -> None:
    page = factories.published(house)
    CommentaryPage.objects.filter(pk=page.pk).update(
        body=json.dumps([{"type": "paragraph", "value": "<p>Words<script>alert(1)</script></p>", "id": "a"}])
    )
    assert "<script" not in json.dumps(ask(f"{TEXTS}{page.pk}/")["body"])


def test_texts_are_narrowed_by_what_one_asks(italian: CommentaryPage, house: House) -> None:
    other = factories.make_house(slug="notes")
    old = factories.entered(other, title="Of old", authors=[house.reviewer_person])
    text = CommentaryPage.objects.get(issue=italian.issue, language="en")
    both = {text.title, italian.title}
    for query, found in (
        ("series=letters", both), (f"series={other.series.pk}", {"Of old"}), ("series=nothing", set()),
        ("year=2014", {"Of old"}), ("year=2013", set()), (f"number={text.issue.address}&language=en", {text.title}),
        (f"number={old.issue.label.replace(' ', '%20')}", {"Of old"}), ("language=it", {italian.title}),
        ("year=9999", set()),
        ("kind=commentary&series=letters", both), ("kind=speech", set()),
        (f"author={house.reviewer_person.slug}", {"Of old"}), (f"author={house.reviewer_person.pk}", {"Of old"}),
        ("topic=tides", both), ("topic=maree", both), ("topic=nothing", set()),
    ):  # fmt: skip
        assert set(titles(query)) == found, query
    assert titles("order=date")[0] == "Of old"
    assert titles("")[-1] == "Of old"
    factories.entered(other, title="Older still", sequence=3)
    assert titles("series=notes&order=number") == ["Older still", "Of old"]
    assert titles("series=notes&order=-number&limit=1&offset=1") == ["Older still"]
    assert ask(f"{TEXTS}?limit=1")["meta"] == {"total_count": 4}


def test_fields_are_those_that_one_asks_for(house: House) -> None:
    factories.entered(house, title="Of old")
    [item] = ask(f"{TEXTS}?fields=_,title,doi_url")["items"]
    assert item == {"title": "Of old", "doi_url": ""}
    [item] = ask(f"{TEXTS}?fields=abstract,-authors")["items"]
    assert "abstract" in item
    assert "authors" not in item
    [item] = ask(f"{TEXTS}?fields=*")["items"]
    assert "body" not in item, "a list is a list"
    assert item["archive_entry"] is True


def test_a_bad_question_is_answered_with_a_sentence(house: House) -> None:
    long = "9" * 5000
    for query in (
        "year=25", "year=%D9%A2%D9%A0%D9%A2%D9%A5", "kind=article", "language=%22", "author=%00", f"topic={long}",
        "series=", "limit=101", "limit=-1", f"limit={long}", "offset=10001", f"offset={long}", "offset=x",
        "order=title", "order=random", "order=number", "fields=email", "fields=authors(email)", "fields=series(email)",
        "fields=((", "search=tides", "live=false", "owner=1", "issue__state=held", f"{long}=1", "%00=1",
        "rich_text_format=x", f"fields={'a(' * 3000}", f"fields={'a(' * 299}",
    ):  # fmt: skip
        assert complaint(f"{TEXTS}?{query}"), query
    assert complaint(f"{PERSONS}?email=a")
    assert complaint(f"{PERSONS}?fields=email")
    assert complaint(f"{SERIES}?fields=guidelines")
    assert ask(f"{TEXTS}?offset=10000")["items"] == []
    assert ask(f"{TEXTS}{'9' * 30}/", 404)["message"] == "There is nothing public under this key."
    assert ask(f"{TEXTS}?format=xml", 404)


def test_nothing_unpublished_is_told(house: House) -> None:
    shown = factories.published(house, title="Shown")
    draft = factories.submitted(house, title="Under way")
    held = factories.entered(house, title="Held", authors=[house.reviewer_person])
    closed = factories.published(house, title="Closed")
    withholding.hold(held, house.editor, reason="A name is wrong.")
    PageViewRestriction.objects.create(page=closed.page_ptr, restriction_type="login")
    factories.edited(shown, house.editor, title="Not yet affirmed")
    everything = ask(f"{TEXTS}?fields=*")
    assert [item["title"] for item in everything["items"]] == ["Shown"]
    assert everything["meta"]["total_count"] == 1
    for page in (draft, held, closed):
        ask(f"{TEXTS}{page.pk}/", 404)
    persons = ask(f"{PERSONS}?fields=*")
    assert [person["name"] for person in persons["items"]] == [house.author_person.name]
    for person in (house.reviewer_person, Person.objects.get(account=house.editor)):
        ask(f"{PERSONS}{person.pk}/", 404)
    said = json.dumps([everything, persons, ask(f"{TEXTS}{shown.pk}/"), ask(f"{SERIES}?fields=*")])
    assert "Not yet" not in said
    assert "@" not in said
    assert house.author_person.key.hex not in said.replace("-", "")
    PageViewRestriction.objects.create(page=house.page.page_ptr, restriction_type="password", password="quay")
    cache.clear()
    for path in (TEXTS, PERSONS, SERIES):
        assert ask(path) == {"meta": {"total_count": 0}, "items": []}, path


def test_persons_and_series_are_told_as_their_pages_tell_them(italian: CommentaryPage, house: House) -> None:
    person = italian.authorships.get().person
    Biography.objects.create(person=person, language="en", text="<p>Writes.</p>")
    told = ask(f"{PERSONS}{person.pk}/")
    assert (told["name"], told["meta"]["html_url"]) == (person.name, f"http://testserver/authors/{person.slug}/")
    assert told["biographies"] == [{"language": "en", "html": "<p>Writes.</p>"}]
    [series] = ask(SERIES)["items"]
    assert [page["html_url"] for page in series["pages"]] == [
        "http://localhost/letters/",
        "http://localhost/it/letters/",
    ]
    assert series["issns"] == [{"medium": "online", "value": house.series.issn_online}]
    assert ask(f"{SERIES}{series['id']}/")["title"] == house.series.title


def cost(path: str) -> int:
    client = Client()
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_a_list_costs_the_same_for_one_and_for_twenty(house: House) -> None:
    fill(house.page, 1)
    paths = (f"{TEXTS}?fields=*&limit=100", f"{PERSONS}?fields=*&limit=100", f"{SERIES}?fields=*")
    for_one = [cost(path) for path in paths]
    fill(house.page, 19)
    assert [cost(path) for path in paths] == for_one
    assert max(for_one) <= 6
    assert cost(f"{TEXTS}{CommentaryPage.objects.first().pk}/?fields=*") <= 8


def test_links_in_biographies_are_looked_up_together(house: House) -> None:
    there = f'<p>Edits <a linktype="page" id="{house.page.pk}">letters</a>.</p>'

    def write(person: Person) -> None:
        Biography.objects.create(person=person, language="en", text=there)

    factories.published(house, authors=[house.author_person, *factories.PersonFactory.create_batch(4)])
    write(house.author_person)
    for_one = cost(f"{PERSONS}?fields=*")
    for person in Person.objects.exclude(pk=house.author_person.pk):
        write(person)
    assert cost(f"{PERSONS}?fields=*") == for_one
    told = [each["html"] for person in ask(f"{PERSONS}?fields=*")["items"] for each in person["biographies"]]
    assert told == ['<p>Edits <a href="/letters/">letters</a>.</p>'] * 5


def test_the_api_is_only_read_and_kept_as_a_page_is(house: House, settings: Any) -> None:
    fill(house.page, 1)
    client = Client(enforce_csrf_checks=True)
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(TEXTS).status_code == 405
    assert client.head(TEXTS).status_code == 200
    first = client.get(TEXTS)
    assert "public" in first.headers["Cache-Control"]
    with CaptureQueriesContext(connection) as captured:
        assert client.get(TEXTS).content == first.content
    assert len(captured) == 0
    client.force_login(house.editor)
    assert "private" in client.get(TEXTS).headers["Cache-Control"]
    assert client.get(TEXTS).json() == first.json()
    settings.COMMENTARIES = {**settings.COMMENTARIES, "READ_API": False}
    cache.clear()
    assert ask(TEXTS, 404)["message"] == "The API is switched off here."


def test_a_program_is_answered_in_json_also_after_a_browser_has_asked(house: House, monkeypatch: Any) -> None:
    installed = apps.is_installed
    monkeypatch.setattr(apps, "is_installed", lambda name: name == "rest_framework" or installed(name))
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    answers = [Client(headers=headers).get(TEXTS) for headers in (browser, {"Accept": "application/json"})]
    assert [answer.headers["Content-Type"] for answer in answers] == ["application/json"] * 2
