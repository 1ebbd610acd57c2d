"""Lists every output with its reader and the facts that it says: from this the tests compare, and the table is made."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from tests.outputs import styles
from tests.outputs.facts import NAMES, Facts, all_but, disagreements
from tests.outputs.houses import Place, Public
from tests.outputs.reading import citations, files, lists, page, registries
from tests.outputs.reading.site import Site
from tests.outputs.wordings import as_written, is_said

SHOWN = 600
"""Letters of an output that are shown where a fact is missing."""


class Row(Protocol):
    """One output: where it is, who reads it back, which facts it says, and what it says otherwise than it is.

    Of texts that have one of the traits in ``lacks`` there is nothing in it. A ``costly`` one is read of some of the
    hundred texts in the quick run, and of all in the long one.
    """

    @property
    def name(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def reader(self) -> str: ...
    @property
    def says(self) -> tuple[str, ...]: ...
    @property
    def lacks(self) -> frozenset[str]: ...
    @property
    def costly(self) -> bool: ...
    def untruths(self, site: Site, text: Public) -> Iterator[str]: ...


@dataclass(frozen=True, slots=True)
class Output:
    """One that machines read, with the function that turns it back into facts.

    For facts that it does not say it has no place. Of those in ``bluntly`` it says the beginning: a PDF by Typst names
    a language without its script. ``by_role`` is one that tells who asked in an interview after the others; one with
    ``whole_days`` says nothing of a date of which the year alone is known.
    """

    name: str
    address: str
    reader: str
    read: Callable[[Site, Place], Facts]
    says: tuple[str, ...]
    bluntly: tuple[str, ...] = ()
    by_role: bool = False
    whole_days: bool = False
    lacks: frozenset[str] = frozenset()
    costly: bool = False

    def untruths(self, site: Site, text: Public) -> Iterator[str]:
        true = text.facts
        if self.whole_days and len(true.published or "") == len("2014"):
            true = replace(true, published="")
        said = self.read(site, text.place)
        return disagreements(said, true, says=self.says, bluntly=self.bluntly, by_role=self.by_role)


@dataclass(frozen=True, slots=True)
class Prose:
    """One for people: its words, in which each fact that it says has to stand as it is written."""

    name: str
    address: str
    reader: str
    words: Callable[[Site, Place], str]
    says: tuple[str, ...]
    printed: bool = False
    costly: bool = False
    lacks: frozenset[str] = frozenset({"archived"})

    def untruths(self, site: Site, text: Public) -> Iterator[str]:
        words = self.words(site, text.place)
        for name in self.says:
            if not is_said(words, text.facts, name, printed=self.printed):
                yield f"{name}: {as_written(text.facts, name)!r} is not in {words[:SHOWN]!r}"


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation on the page, by the rules of a style; one in a style of others as another processor makes it too."""

    style: styles.Style
    address: str = "on the page"
    lacks: frozenset[str] = frozenset()
    costly: bool = False

    @property
    def reader(self) -> str:
        by_the_rules = "lxml, by the rules of the style’s manual"
        return f"{by_the_rules}; citeproc-py, of the CSL-JSON" if self.style.label else by_the_rules

    @property
    def name(self) -> str:
        return f"Citation, {self.style.label or 'in the house style'}"

    @property
    def says(self) -> tuple[str, ...]:
        return self.style.says

    def untruths(self, site: Site, text: Public) -> Iterator[str]:
        found = page.citations_on(site, text.place)[self.style.label]
        yield from styles.untruths_in(found, self.style, text, root=site.root)
        if self.style.label:
            [item] = json.loads(site.text(f"{text.place.file}.json"))
            yield from styles.differences_of(found, self.style, text, item)


_NO_TEXT = frozenset({"archived"})
_NO_DOI = frozenset({"without DOI", "translated"})
"""What has no DOI of its own."""
_ONCE = frozenset({"translated"})
"""RePEc is told of a text once, in the first language of the site."""
_BIBTEX = all_but("licence", "orcids", "interviewers")
_RIS = all_but("orcids", "interviewers")
_CSL = all_but("orcids")
_DUBLIN_CORE = all_but("orcids", "interviewers")

OUTPUTS: list[Row] = [
    Output("Page", "`/commentaries/<slug>/`", "lxml", page.read_page, all_but("orcids", "interviewers")),
    Output(
        "Highwire tags", "in its head", "lxml", page.read_highwire, all_but("licence", "interviewers", "translators")
    ),
    Output(
        "Zotero’s view of them",
        "in its head",
        "a reading of Zotero’s translator “Embedded Metadata”, by lxml",
        page.read_as_zotero,
        all_but("licence", "interviewers", "translators", "orcids"),
    ),
    Output(
        "Open Graph, social card",
        "in its head",
        "extruct, lxml",
        page.read_open_graph,
        ("title", "published"),
        whole_days=True,
    ),
    Output("schema.org (JSON-LD)", "in its head", "extruct", page.read_json_ld, all_but("interviewers")),
    Output("BibTeX", "`…/25-61.bib`", "bibtexparser, pylatexenc", citations.READ_ONE["bib"], _BIBTEX),
    Output("RIS", "`…/25-61.ris`", "rispy", citations.READ_ONE["ris"], _RIS),
    Output("CSL-JSON", "`…/25-61.json`", "json", citations.READ_ONE["json"], _CSL, by_role=True),
    Output("BibTeX of a series", "`…/all.bib`", "bibtexparser, pylatexenc", citations.READ_AMONG_ALL["bib"], _BIBTEX),
    Output("RIS of a series", "`…/all.ris`", "rispy", citations.READ_AMONG_ALL["ris"], _RIS),
    Output("CSL-JSON of a series", "`…/all.json`", "json", citations.READ_AMONG_ALL["json"], _CSL, by_role=True),
    Output("JATS 1.3", "`…/25-61.xml`", "lxml with the official DTDs", files.read_jats, NAMES),
    Output(
        "PDF, metadata",
        "`…/25-61.pdf`",
        "pypdf, lxml",
        files.read_pdf_metadata,
        all_but("orcids", "interviewers", "translators"),
        bluntly=("language",),
        lacks=_NO_TEXT,
        costly=True,
    ),
    Output(
        "Atom",
        "`…/feed.atom`",
        "feedparser",
        lists.read_atom,
        all_but("interviewers", "orcids", "issns"),
        whole_days=True,
    ),
    Output(
        "RSS 2.0",
        "`…/feed.rss`",
        "feedparser",
        lists.read_rss,
        ("title", "authors", "series", "number", "published", "licence", "language"),
        whole_days=True,
    ),
    Output("JSON Feed 1.1", "`…/feed.json`", "json", lists.read_json_feed, _DUBLIN_CORE),
    Output("OAI-PMH, `oai_dc`", "`/oai/`", "lxml with a schema", registries.read_oai_dc, _DUBLIN_CORE),
    Output("OAI-PMH, `jats`", "`/oai/`", "lxml with a schema", registries.read_oai_jats, NAMES),
    Output(
        "Crossref deposit",
        "`deposit_dois --xml`",
        "lxml with Crossref’s schema 5.3.1",
        registries.read_crossref,
        all_but("interviewers"),
        bluntly=("language",),
        lacks=_NO_DOI,
    ),
    Output(
        "RePEc",
        "`/RePEc/aaa/ssssss/2025.rdf`",
        "a reading of ReDIF’s specification",
        registries.read_repec,
        ("title", "authors", "number", "published", "doi"),
        lacks=_ONCE,
    ),
    Output("Sitemap", "`/sitemap.xml`", "lxml", lists.read_sitemap, ("published",), lacks=_NO_TEXT),
    Output("Read API", "`/api/v2/commentaries/`", "json", lists.read_api, NAMES),
    Output("Catalogue as a table", "`…/catalogue.csv`", "csv", lists.read_csv, NAMES),
    Output("Catalogue as a list", "`…/catalogue.json`", "json", lists.read_json_catalogue, NAMES),
    *map(Cited, styles.STYLES),
    Prose(
        "Markdown",
        "`…/25-61.md`",
        "markdown-it-py",
        files.words_of_markdown,
        all_but("language", "licence", "orcids", "interviewers"),
    ),
    Prose(
        "Plain text",
        "`…/25-61.txt`",
        "its words as they are",
        files.words_of_plain_text,
        all_but("language", "licence", "orcids", "interviewers"),
    ),
    Prose(
        "PDF, text",
        "`…/25-61.pdf`",
        "pypdfium2",
        files.words_of_pdf,
        all_but("licence", "language", "orcids", "interviewers"),
        printed=True,
        costly=True,
    ),
]
"""Each with the facts that it has a place for."""

RUNNING: list[Row] = [
    Output(
        "OAI-PMH, harvested whole",
        "`/oai/` of a running server",
        "oaipmh-scythe",
        registries.read_harvest,
        _DUBLIN_CORE,
    ),
]
"""Read from a running server only, beside all the others."""
