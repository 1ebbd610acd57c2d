"""Turns feeds, catalogues, the API and the sitemap into facts of each text in them, by feedparser, csv, json, lxml."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from html import unescape
from io import StringIO
from typing import Any

import feedparser
from lxml import etree

from tests.outputs.facts import Facts
from tests.outputs.houses import Place
from tests.outputs.reading.dublin_core import facts_in_dublin_core, series_and_number
from tests.outputs.reading.site import Site
from tests.outputs.reading.values import NUMBER, bare_doi, uninverted

DAY = slice(0, 10)
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_XHTML = "{http://www.w3.org/1999/xhtml}"


def _titled(title: str) -> tuple[str, str]:
    """The number that a title line begins with, and the title."""
    found = re.fullmatch(rf"(?:({NUMBER}) – )?(.*)", title, re.DOTALL)
    assert found
    return found[1] or "", found[2]


def read_atom(site: Site, place: Place) -> Facts:
    entry = _feed_entry(site, place, "atom")
    number, title = _titled(unescape(entry.title))
    links = {link.rel: link.href for link in entry.links}
    return Facts(
        title=title,
        authors=tuple(author.name for author in entry.authors),
        translators=tuple(person.name for person in entry.get("contributors", [])),
        series=series_and_number(entry.dc_source)[0],
        number=number,
        published=entry.get("published", "")[DAY],
        doi=bare_doi(links["cite-as"]) if links.get("cite-as", "").startswith("https://doi.org/") else "",
        licence=links.get("license", ""),
        language=entry.content[0].language,
    )


def read_rss(site: Site, place: Place) -> Facts:
    entry = _feed_entry(site, place, "rss")
    number, title = _titled(unescape(entry.title))
    rights = entry.get("rights", "")
    return Facts(
        title=title,
        authors=tuple(uninverted(author.name) for author in entry.authors),
        series=series_and_number(entry.dc_source)[0],
        number=number,
        published=parsedate_to_datetime(entry.published).date().isoformat() if "published" in entry else "",
        licence=rights if rights.startswith("https://") else "",
        language=entry.language,
    )


def _feed_entry(site: Site, place: Place, form: str) -> Any:
    path = f"{place.series}feed.{form}"
    return site.once(("feed", path), lambda: dict(_feed_entries(site, path)))[place.page]


def _feed_entries(site: Site, path: str) -> Iterator[tuple[str, Any]]:
    """By the path of the page; one portion after the other, as a reader of archives goes on (RFC 5005)."""
    portion: str | None = path
    while portion:
        feed = feedparser.parse(site.get(portion))
        assert not feed.bozo, feed.bozo_exception
        yield from ((site.path(entry.link), entry) for entry in feed.entries)
        following = [link.href for link in feed.feed.links if link.rel == "next"]
        portion = site.path(following[0]) if following else None


def read_json_feed(site: Site, place: Place) -> Facts:
    path = f"{place.series}feed.json"
    item = site.once(("feed", path), lambda: dict(_json_items(site, path)))[place.page]
    number, title = _titled(item["title"])
    dublin = [(name, value) for name, values in item["_dublin_core"].items() if name != "about" for value in values]
    return replace(
        facts_in_dublin_core(dublin),
        title=title,
        authors=tuple(author["name"] for author in item["authors"]),
        number=number,
        language=item["language"],
    )


def _json_items(site: Site, path: str) -> Iterator[tuple[str, Any]]:
    portion: str | None = path
    while portion:
        feed = json.loads(site.get(portion))
        yield from ((site.path(item["url"]), item) for item in feed["items"])
        portion = site.path(feed["next_url"]) if "next_url" in feed else None


def read_csv(site: Site, place: Place) -> Facts:
    """An apostrophe before a title is the one that keeps a spreadsheet from calculating."""
    path = f"{place.series}catalogue.csv"

    def rows() -> dict[str, dict[str, str]]:
        table = csv.DictReader(StringIO(site.get(path).decode("utf-8-sig")), strict=True)
        return {site.path(row["url"]): row for row in table}

    row = site.once(("table", path), rows)[place.page]
    people = list(zip(_values(row["authors"]), _values(row["roles"]), strict=True))
    orcids = _values(row["orcids"]) if row["orcids"] else [""] * len(people)
    return Facts(
        title=re.sub(r"^'(?=[=+@-])", "", row["title"]),
        authors=tuple(name for name, role in people if role != "translator"),
        interviewers=tuple(name for name, role in people if role == "interviewer"),
        translators=tuple(name for name, role in people if role == "translator"),
        orcids=tuple(orcid for orcid, (_name, role) in zip(orcids, people, strict=True) if role != "translator"),
        series=row["series"],
        number=row["number"],
        issns=frozenset({row["issn_online"], row["issn_print"]} - {""}),
        published=row["date"],
        doi=row["doi"],
        licence=row["licence_url"],
        language=row["language"],
    )


def _values(cell: str) -> list[str]:
    return [value.strip() for value in cell.split(";")]


def read_json_catalogue(site: Site, place: Place) -> Facts:
    path = f"{place.series}catalogue.json"
    rows = site.once(("list", path), lambda: {site.path(row["url"]): row for row in json.loads(site.get(path))})
    row = rows[place.page]
    return Facts(
        title=row["title"],
        **_people(row["authors"]),
        series=row["series"],
        number=row["number"],
        issns=frozenset(issn["value"] for issn in row["issns"]),
        published=row["date"],
        doi=row["doi"],
        licence=row["licence_url"],
        language=row["language"],
    )


def read_api(site: Site, place: Place) -> Facts:
    """A text without a number is found by its language and year; the answer may hold others too."""
    answer = json.loads(site.get(f"/api/v2/commentaries/?number={place.name}&fields=*"))
    [text] = [each for each in answer["items"] if site.path(each["meta"]["html_url"]) == place.page]
    return Facts(
        title=text["title"],
        **_people(text["authors"]),
        series=text["series"]["title"],
        number=text["number"],
        issns=frozenset(issn["value"] for issn in text["series"]["issns"]),
        published=text["date"],
        doi=text["doi"],
        licence=text["licence"]["url"] if text["licence"] else "",
        language=text["language"],
    )


def _people(told: list[dict[str, str]]) -> dict[str, tuple[str, ...]]:
    by = [each for each in told if each["role"] != "translator"]
    return {
        "authors": tuple(each["name"] for each in by),
        "interviewers": tuple(each["name"] for each in by if each["role"] == "interviewer"),
        "translators": tuple(each["name"] for each in told if each["role"] == "translator"),
        "orcids": tuple(each["orcid"] for each in by),
    }


@dataclass(frozen=True, slots=True)
class Listed:
    """What the sitemap says of a page: the day of its last change, and where it stands in each language."""

    changed_on: str
    languages: dict[str, str]


def read_sitemap(site: Site, place: Place) -> Facts:
    """The day of the last change, which is that of publication while a text stays as it was."""
    return Facts(published=sitemap_of(site)[place.page].changed_on)


def sitemap_of(site: Site) -> dict[str, Listed]:
    """By the path of the page."""
    return site.once("sitemap", lambda: dict(_sitemap_entries(site)))


def _sitemap_entries(site: Site) -> Iterator[tuple[str, Listed]]:
    index = etree.fromstring(site.get("/sitemap.xml"))
    for part in index.iterfind(f"{_SITEMAP}sitemap/{_SITEMAP}loc"):
        for entry in etree.fromstring(site.get(site.path(part.text))).iterfind(f"{_SITEMAP}url"):
            languages = {each.get("hreflang"): site.path(each.get("href")) for each in entry.iterfind(f"{_XHTML}link")}
            changed = entry.findtext(f"{_SITEMAP}lastmod", "")[DAY]
            yield site.path(entry.findtext(f"{_SITEMAP}loc")), Listed(changed, languages)
