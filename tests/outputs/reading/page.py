"""Turns the page of a text and its head into the facts that they state, by lxml, extruct, and as Zotero does."""

from __future__ import annotations

import re
from typing import Any

import extruct

from tests.commentaries.citations import zotero
from tests.outputs.facts import Facts
from tests.outputs.houses import Place
from tests.outputs.reading.site import Site
from tests.outputs.reading.values import DOI, bare_doi, bare_orcid, first, issns_in, one_space, only, uninverted


def read_page(site: Site, place: Place) -> Facts:
    tree = site.tree(place.page)
    [title] = tree.cssselect("h1.title")

    def texts(selector: str) -> list[str]:
        return [one_space(each.text_content()) for each in tree.cssselect(selector)]

    return Facts(
        title=one_space(title.text_content()),
        authors=tuple(texts(".byline:not(.translators) a")),
        translators=tuple(texts(".byline.translators a")),
        series=only(texts(".series-line .series-title")),
        number=only(texts(".number [aria-hidden]")),
        issns=issns_in(*texts(".series-line .issns")),
        published=only(each.get("datetime") for each in tree.cssselect(".dateline time")),
        doi=bare_doi(only({each.get("href") for each in tree.cssselect(f'.citation a[href^="{DOI}"]')})),
        licence=only(each.get("href") for each in tree.cssselect('.licence a[rel="license"]')),
        language=title.get("lang"),
    )


def read_highwire(site: Site, place: Place) -> Facts:
    """What is said of an author follows that author."""
    tags = [(each.get("name"), each.get("content")) for each in site.tree(place.page).cssselect("head meta[name]")]

    def values(name: str) -> list[str]:
        return [value for found, value in tags if found == f"citation_{name}"]

    authors: list[tuple[str, str]] = []
    for name, value in tags:
        if name == "citation_author":
            authors.append((uninverted(value), ""))
        elif name == "citation_author_orcid":
            authors[-1] = (authors[-1][0], bare_orcid(value))
    return Facts(
        title=only(values("title")),
        authors=tuple(name for name, _orcid in authors),
        orcids=tuple(orcid for _name, orcid in authors),
        series=only(values("series_title")),
        number=only(values("technical_report_number")),
        issns=frozenset(values("issn")),
        published=only(values("publication_date")).replace("/", "-"),
        doi=only(values("doi")),
        language=only(values("language")),
    )


def read_as_zotero(site: Site, place: Place) -> Facts:
    """The item that Zotero would make; the address and the file that it names are the page's own."""
    item = zotero.item_of(site.text(place.page))
    assert item["itemType"] == "report"
    assert site.path(item["url"]) == place.page
    for attached in item["attachments"]:
        assert site.path(attached) == f"{place.file}.pdf"
    return Facts(
        title=item["title"],
        authors=tuple(f"{given} {family}".strip() for family, given in item["creators"]),
        series=item["series"],
        number=item.get("reportNumber", ""),
        issns=issns_in(item["ISSN"]),
        published=item["date"].replace("/", "-"),
        doi=item.get("DOI", ""),
        language=item["language"],
    )


def read_open_graph(site: Site, place: Place) -> Facts:
    [found] = extruct.extract(site.text(place.page), syntaxes=["opengraph"])["opengraph"]
    properties = dict(found["properties"])
    assert properties["og:type"] == "article"
    assert site.path(properties["og:url"]) == place.page
    card = {each.get("name"): each.get("content") for each in site.tree(place.page).cssselect('meta[name^="twitter:"]')}
    assert card["twitter:card"] == "summary"
    return Facts(title=properties["og:title"], published=properties.get("article:published_time", ""))


def read_json_ld(site: Site, place: Place) -> Facts:
    found = extruct.extract(site.text(place.page), syntaxes=["json-ld"])["json-ld"]
    [text] = [thing for block in found for thing in block["@graph"] if "headline" in thing]
    whole = text["isPartOf"]
    periodical = whole.get("isPartOf", whole)
    return Facts(
        title=text["headline"],
        authors=_named(text.get("author", [])),
        translators=_named(text.get("translator", [])),
        orcids=tuple(bare_orcid(person.get("sameAs")) for person in text["author"]),
        series=periodical["name"],
        number=whole.get("issueNumber", ""),
        issns=frozenset(periodical["issn"]),
        published=text.get("datePublished", ""),
        doi=bare_doi(text.get("sameAs", "")),
        licence=text.get("license", ""),
        language=text["inLanguage"],
    )


def _named(people: list[Any]) -> tuple[str, ...]:
    return tuple(person["name"] for person in people)


def citations_on(site: Site, place: Place) -> dict[str, str]:
    """The citations that the page offers to be copied, by style; that of the house has no name."""
    found = {}
    for cited in site.tree(place.page).cssselect(".citation .cited"):
        label = first(each.text_content() for each in cited.cssselect("h3"))
        [words] = cited.cssselect("p")
        found[label] = re.sub(r"[\s\u2060]+", " ", words.text_content()).strip()
    return found
