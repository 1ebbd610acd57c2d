"""Tests the sitemap: an index whose parts hold every address that everyone may read, once, in bounded pieces."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.robotparser import RobotFileParser

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree
from wagtail.models import Page, PageViewRestriction

from commentaries import withholding
from commentaries.models import CommentaryPage, Issue
from series import sitemaps
from series.machines.crawlers import written
from series.sitemaps import Entry
from tests import factories
from tests.benchmarks.archive import fill
from tests.factories import House

HOST = "http://testserver"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def read(address: str) -> etree._Element:
    answer = Client().get(address.removeprefix(HOST))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/xml"), address
    return etree.fromstring(answer.content)


def parts() -> list[str]:
    return [
        str(found) for found in read("/sitemap.xml").xpath("/s:sitemapindex/s:sitemap/s:loc/text()", namespaces=NAMES)
    ]


def entries() -> dict[str, etree._Element]:
    """Every entry of every part by its path; none stands twice."""
    found: dict[str, etree._Element] = {}
    for address in parts():
        urls = read(address).xpath("/s:urlset/s:url", namespaces=NAMES)
        assert urls, f"{address} is empty"
        for url in urls:
            path = url.findtext("s:loc", namespaces=NAMES).removeprefix(HOST).removeprefix("http://localhost")
            assert path not in found
            found[path] = url
    return found


def languages(entry: etree._Element) -> dict[str, str]:
    links = entry.findall("x:link", NAMES)
    assert {link.get("rel") for link in links} <= {"alternate"}
    return {link.get("hreflang"): link.get("href").split("/", 3)[3] for link in links}


def test_every_public_page_is_listed_once_and_answers(italian: CommentaryPage, house: House, client: Client) -> None:
    text = CommentaryPage.objects.get(issue=italian.issue, language="en")
    author, year = text.authorships.get().person.slug, text.issue.year
    found = entries()
    assert set(found) == {
        f"{prefix}{path}"
        for prefix, slug, topic in (("/", text.slug, "tides"), ("/it/", italian.slug, "maree"))
        for path in (
            "", "letters/", f"letters/{year}/", "letters/libraries/", f"letters/{slug}/", f"authors/{author}/",
            f"topics/{topic}/",
        )
    }  # fmt: skip
    for path in found:
        assert client.get(path).status_code == 200, path
    here = found[f"/letters/{text.slug}/"]
    assert here.findtext("s:lastmod", namespaces=NAMES) == text.last_published_at.isoformat(timespec="seconds")
    both = {"en": f"letters/{text.slug}/", "it": f"it/letters/{italian.slug}/"}
    assert languages(here) == languages(found[f"/it/letters/{italian.slug}/"]) == both
    assert languages(found["/it/topics/maree/"]) == {"en": "topics/tides/", "it": "it/topics/maree/"}
    assert languages(found[f"/letters/{year}/"]) == {"en": f"letters/{year}/", "it": f"it/letters/{year}/"}
    assert found["/letters/"].find("s:lastmod", NAMES) is None, "a list changes with every text"


def test_what_not_everyone_may_read_is_not_listed(house: House) -> None:
    shown = factories.published(house, title="Shown", authors=[house.author_person])
    factories.submitted(house, title="Under way")
    held = factories.entered(house, title="Held", authors=[house.reviewer_person])
    closed = factories.published(house, title="Closed")
    withholding.hold(held, house.editor, reason="A name is wrong.")
    PageViewRestriction.objects.create(page=closed.page_ptr, restriction_type="login")
    own = Page(title="About us", slug="about", live=True)
    house.page.get_parent().add_child(instance=own)
    draft = Page(title="Not yet", slug="not-yet", live=False)
    house.page.get_parent().add_child(instance=draft)
    listed = set(entries())
    assert {f"/letters/{shown.slug}/", "/about/", f"/authors/{house.author_person.slug}/"} <= listed
    for path in (f"/letters/{held.slug}/", f"/letters/{closed.slug}/", "/not-yet/", "/letters/under-way/",
                 f"/authors/{house.reviewer_person.slug}/"):  # fmt: skip
        assert path not in listed
    PageViewRestriction.objects.create(page=house.page.page_ptr, restriction_type="password", password="quay")
    cache.clear()
    assert set(entries()) == {"/", "/about/"}


def test_parts_are_bounded_and_none_is_missed(house: House, monkeypatch: Any) -> None:
    fill(house.page, 25)
    monkeypatch.setattr(sitemaps, "SPAN", 7)
    Issue.objects.filter(address="90-4").update(state=Issue.State.HELD)
    listed = entries()
    assert [f"/letters/text-{n}/" in listed for n in range(1, 26)] == [n != 4 for n in range(1, 26)]
    assert all(len(read(address)) <= 7 for address in parts() if "texts" in address)


def test_a_part_costs_the_same_for_one_text_and_for_twenty(house: House) -> None:
    def cost(path: str) -> int:
        client = Client()
        cache.clear()
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{path}?x=1").status_code == 200  # nothing kept knows this key
        return len(captured)

    def all_costs() -> dict[str, int]:
        return {path.removeprefix(HOST).split("-")[-2]: cost(path.removeprefix(HOST)) for path in parts()}

    fill(house.page, 1)
    for_one, index = all_costs(), cost("/sitemap.xml")
    fill(house.page, 19)
    assert all_costs() == for_one
    assert cost("/sitemap.xml") == index
    assert max(*for_one.values(), index) <= 15


def test_no_text_is_read_whole_for_its_address(italian: CommentaryPage, client: Client) -> None:
    texts = [part.removeprefix(HOST) for part in parts() if "/sitemap-texts-" in part]
    with CaptureQueriesContext(connection) as captured:
        assert sum(client.get(part).content.count(b"<xhtml:link") for part in texts) == 4
    assert not any('"commentarypage"."body"' in query["sql"].replace("commentaries_", "") for query in captured)


def test_hostile_parts_are_not_there(house: House, client: Client) -> None:
    for part in ("texts-999999999", "nothing-1", "texts-0", "texts-1e9", "texts-99999999999999999999"):
        path = f"/sitemap-{part}.xml"
        assert client.get(path).status_code == 404, path
    assert client.post("/sitemap.xml").status_code == 405
    assert client.head("/sitemap.xml").status_code == 200


def test_crawlers_are_told_what_is_not_for_them(italian: CommentaryPage, client: Client, settings: Any) -> None:
    said = client.get("/robots.txt").content.decode()
    parser = RobotFileParser()
    parser.parse(said.splitlines())
    assert parser.site_maps() == [f"{HOST}/sitemap.xml"]
    assert all(
        parser.can_fetch("*", path) for path in ("/", "/letters/", "/it/letters/2025/", "/letters/catalogue.csv")
    )
    kept_off = ("/admin/pages/3/", "/review/abc/", "/consent/abc/", "/manuscript/abc/", "/press/abc/", "/search/?q=a",
                "/it/search/?q=a", "/search.bib?q=a")  # fmt: skip
    assert [path for path in kept_off if parser.can_fetch("*", path)] == []
    settings.COMMENTARIES = {**settings.COMMENTARIES, "DEMO": True}
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
    assert client.get("/sitemap.xml").headers["X-Robots-Tag"] == "noindex"


def test_a_change_is_told_as_exactly_as_it_is_known() -> None:
    moment = datetime(2025, 11, 25, 9, 30, tzinfo=UTC)
    said = [written(Entry("https://example.org/?a=1&b=2", known)) for known in (moment, moment.date(), None)]
    told = [etree.fromstring(entry).findtext("lastmod") for entry in said]
    assert told == ["2025-11-25T09:30:00+00:00", "2025-11-25", None]
    assert etree.fromstring(said[0]).findtext("loc") == "https://example.org/?a=1&b=2"
