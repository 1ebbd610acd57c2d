"""Turns each output back into the facts that it states, by a reader that we did not write."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import unescape
from io import BytesIO, StringIO
from typing import Any

import bibtexparser
import extruct
import feedparser
import pypdfium2
import rispy
from bibtexparser.middlewares import NameParts, SeparateCoAuthors, SplitNameParts
from django.test import Client
from lxml import etree, html
from markdown_it import MarkdownIt
from pylatexenc.latex2text import LatexNodes2Text
from pypdf import PdfReader

from tests.outputs.texts import Facts

HOST = "http://localhost"
SERIES = "Letters from the “Coast” & Co."
_ISSN = re.compile(r"\d{4}-\d{3}[\dX]")
_DOI = "https://doi.org/"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XMP = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "prism": "http://prismstandard.org/namespaces/basic/3.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text is found: the path of its page, that of its files without an ending, and that of its series."""

    page: str
    file: str
    series: str


@dataclass(frozen=True, slots=True)
class Output:
    """One output: what it is called, who reads it back, and the function that does so.

    ``says`` names the facts that it carries; the others it has no place for. Of those in ``bluntly`` it says the
    beginning: a PDF by Typst names a language without its script.
    """

    name: str
    reader: str
    read: Callable[[Client, Place], Facts]
    says: tuple[str, ...]
    bluntly: tuple[str, ...] = ()


def _get(client: Client, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def _one_space(text: str | None) -> str:
    return re.sub(r"[\s\u2060]+", " ", text or "").strip()


def _bare(doi: str) -> str:
    assert doi.startswith(_DOI), doi
    return doi.removeprefix(_DOI)


def _uninverted(name: str) -> str:
    """``van den Berg, Anna`` as printed; a suffix is what comes after a second comma."""
    family, *rest = (_one_space(part) for part in name.split(","))
    if not rest:
        return family
    given, *suffix = rest
    return " ".join([given, ", ".join([family, *suffix])])


def read_page(client: Client, place: Place) -> Facts:
    tree = html.fromstring(_get(client, place.page).decode())
    [title] = tree.cssselect("h1.title")
    issns = _ISSN.findall(" ".join(each.text_content() for each in tree.cssselect(".series-line .issns")))
    [doi] = {each.get("href") for each in tree.cssselect(f'.citation a[href^="{_DOI}"]')}
    [number] = tree.cssselect(".number [aria-hidden]")
    return Facts(
        title=_one_space(title.text_content()),
        authors=tuple(_one_space(each.text_content()) for each in tree.cssselect(".byline:not(.translators) a")),
        number=_one_space(number.text_content()),
        issns=frozenset(issns),
        published=tree.cssselect(".dateline time")[0].get("datetime"),
        doi=_bare(doi),
        licence=tree.cssselect('.licence a[rel="license"]')[0].get("href"),
        language=title.get("lang"),
    )


def read_highwire(client: Client, place: Place) -> Facts:
    tree = html.fromstring(_get(client, place.page).decode())

    def values(name: str) -> list[str]:
        return [each.get("content") for each in tree.cssselect(f'meta[name="citation_{name}"]')]

    return Facts(
        title=values("title")[0],
        authors=tuple(_uninverted(name) for name in values("author")),
        number=values("technical_report_number")[0],
        issns=frozenset(values("issn")),
        published=values("publication_date")[0].replace("/", "-"),
        doi=values("doi")[0],
        language=values("language")[0],
    )


def read_open_graph(client: Client, place: Place) -> Facts:
    found = extruct.extract(_get(client, place.page).decode(), syntaxes=["opengraph"])["opengraph"]
    properties = dict(found[0]["properties"])
    return Facts(title=properties["og:title"], published=properties["article:published_time"])


def read_json_ld(client: Client, place: Place) -> Facts:
    found = extruct.extract(_get(client, place.page).decode(), syntaxes=["json-ld"])["json-ld"]
    things = [thing for block in found for thing in block.get("@graph", [block])]
    [text] = [thing for thing in things if "headline" in thing]
    issue = text["isPartOf"]
    return Facts(
        title=text["headline"],
        authors=tuple(person["name"] for person in text["author"]),
        number=issue["issueNumber"],
        issns=frozenset(issue["isPartOf"]["issn"]),
        published=text["datePublished"],
        doi=_bare(text["sameAs"]),
        licence=text["license"],
        language=text["inLanguage"],
    )


def read_bibtex(client: Client, place: Place) -> Facts:
    split = [SeparateCoAuthors(), SplitNameParts()]
    library = bibtexparser.parse_string(_get(client, f"{place.file}.bib").decode(), append_middleware=split)
    assert not library.failed_blocks
    [entry] = library.entries
    fields = {field.key: field.value for field in entry.fields}
    months = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    month = months.index(str(fields["month"]).lower()[:3]) + 1
    return Facts(
        title=_from_tex(fields["title"]),
        authors=tuple(_from_parts(name) for name in fields["author"]),
        number=fields["number"],
        issns=frozenset(fields["issn"].split(", ")),
        published=f"{fields['year']}-{month:02d}-{int(fields['day']):02d}",
        doi=fields["doi"],
        language=fields["language"],
    )


def _from_parts(name: NameParts) -> str:
    return _from_tex(" ".join([*name.first, *name.von, *name.last, *name.jr]))


def _from_tex(value: str) -> str:
    """As TeX prints it; the decoder has a sign of its own for TeX's ASCII circumflex."""
    decoded = LatexNodes2Text(math_mode="verbatim").latex_to_text(value)
    return str(decoded).replace("\N{MODIFIER LETTER CIRCUMFLEX ACCENT}", "^")


def read_ris(client: Client, place: Place) -> Facts:
    [entry] = rispy.loads(_get(client, f"{place.file}.ris").decode())
    notes = " ".join(entry["notes"])
    return Facts(
        title=entry["title"],
        authors=tuple(_uninverted(name) for name in entry["authors"]),
        number=entry["number_of_volumes"] if "number_of_volumes" in entry else entry["issn"],
        issns=frozenset(_ISSN.findall(notes)),
        published=entry["date"].strip("/").replace("/", "-"),
        doi=entry["doi"],
        licence=re.findall(r"https://creativecommons\S+", notes)[0],
        language=entry["language"],
    )


def read_csl(client: Client, place: Place) -> Facts:
    [item] = json.loads(_get(client, f"{place.file}.json"))
    [[year, month, day]] = item["issued"]["date-parts"]
    people = [person for role in ("author", "interviewer") for person in item.get(role, [])]
    return Facts(
        title=item["title"],
        authors=tuple(_from_csl(person) for person in people),
        number=item["number"],
        issns=frozenset(item["ISSN"].split(", ")),
        published=f"{year:04d}-{month:02d}-{day:02d}",
        doi=item["DOI"],
        licence=item["license"],
        language=item["language"],
    )


def _from_csl(person: dict[str, str]) -> str:
    if "literal" in person:
        return person["literal"]
    parts = (person.get(part, "") for part in ("given", "non-dropping-particle", "family"))
    return " ".join(part for part in parts if part)


def read_jats(client: Client, place: Place) -> Facts:
    return facts_in_jats(etree.fromstring(_get(client, f"{place.file}.xml"), etree.XMLParser(resolve_entities=False)))


def facts_in_jats(article: Any) -> Facts:
    """The facts of an article, wherever it lies."""
    meta = article.find("front/article-meta")
    names = [each for each in meta.findall("contrib-group/contrib") if each.get("contrib-type") != "translator"]
    date = meta.find("pub-date")
    licence = meta.find("permissions/license")
    return Facts(
        title=_one_space("".join(meta.find("title-group/article-title").itertext())),
        authors=tuple(_from_jats(each) for each in names),
        number=meta.findtext("issue"),
        issns=frozenset(each.text for each in article.findall("front/journal-meta/issn")),
        published="-".join(f"{int(date.findtext(part)):02d}" for part in ("year", "month", "day")),
        doi=meta.findtext('article-id[@pub-id-type="doi"]'),
        licence=licence.get("{http://www.w3.org/1999/xlink}href"),
        language=article.get(_XML_LANG),
    )


def _from_jats(contrib: Any) -> str:
    only = contrib.findtext(".//string-name")
    if only:
        return _one_space(only)
    name = contrib.find(".//name")
    return _one_space(" ".join(name.findtext(part) or "" for part in ("given-names", "surname")))


def read_pdf_metadata(client: Client, place: Place) -> Facts:
    content = _get(client, f"{place.file}.pdf")
    reader = PdfReader(BytesIO(content))
    packet = etree.fromstring(reader.trailer["/Root"]["/Metadata"].get_object().get_data())

    def values(path: str) -> list[str]:
        return [each.text for each in packet.iterfind(path, _XMP)]

    return Facts(
        title=values(".//dc:title//rdf:li")[0],
        authors=tuple(values(".//dc:creator//rdf:li")),
        number=values(".//prism:number")[0],
        published=None,
        doi=values(".//prism:doi")[0],
        licence=values(".//xmpRights:WebStatement")[0],
        language=str(reader.trailer["/Root"]["/Lang"]),
    )


def read_feed(form: str, client: Client, place: Place) -> Facts:
    feed = feedparser.parse(_get(client, f"{place.series}feed.{form}"))
    assert not feed.bozo
    [entry] = [each for each in feed.entries if each.link == f"{HOST}{place.page}"]
    number, _dash, title = unescape(entry.title).partition(" – ")
    links = {link.rel: link.href for link in entry.links}
    authors = tuple(author.name for author in entry.authors)
    return Facts(
        title=title,
        authors=authors,
        number=number,
        doi=_bare(links["cite-as"]),
        licence=links["license"],
    )


def read_json_feed(client: Client, place: Place) -> Facts:
    feed = json.loads(_get(client, f"{place.series}feed.json"))
    [item] = [each for each in feed["items"] if each["url"] == f"{HOST}{place.page}"]
    dublin = item["_dublin_core"]
    return Facts(
        title=dublin["title"][0],
        authors=tuple(author["name"] for author in item["authors"]),
        number=item["title"].partition(" – ")[0],
        issns=frozenset(_ISSN.findall(" ".join(dublin["relation"]))),
        published=dublin["date"][0],
        doi=_bare(item["external_url"]),
        licence=dublin["rights"][-1],
        language=item["language"],
    )


def read_rss(client: Client, place: Place) -> Facts:
    feed = feedparser.parse(_get(client, f"{place.series}feed.rss"))
    assert not feed.bozo
    [entry] = [each for each in feed.entries if each.link == f"{HOST}{place.page}"]
    number, _dash, title = unescape(entry.title).partition(" – ")
    return Facts(title=title, number=number, language=entry.dc_language if "dc_language" in entry else entry.language)


def read_oai_dc(client: Client, place: Place) -> Facts:
    metadata = _harvested(client, place, "oai_dc")[0]

    def values(name: str) -> list[str]:
        return [each.text for each in metadata.iterfind(f"dc:{name}", _XMP)]

    return Facts(
        title=values("title")[0],
        authors=tuple(_uninverted(name) for name in values("creator")),
        number=values("source")[0].removeprefix(SERIES).strip(),
        issns=frozenset(_ISSN.findall(" ".join(values("relation")))),
        published=values("date")[0],
        doi=_bare(values("identifier")[0]),
        licence=values("rights")[-1],
        language=values("language")[0],
    )


def read_oai_jats(client: Client, place: Place) -> Facts:
    """The article has a namespace there, which it has not as a file."""
    article = _harvested(client, place, "jats")[0]
    for each in article.iter("{https://jats.nlm.nih.gov/ns/archiving/1.3/}*"):
        each.tag = etree.QName(each).localname
    return facts_in_jats(article)


def _harvested(client: Client, place: Place, prefix: str) -> Any:
    """The metadata of the one record that the text's own identifier names."""
    name = place.file.strip("/")
    query = f"/oai/?verb=GetRecord&metadataPrefix={prefix}&identifier=oai:localhost:{name}"
    answer = etree.fromstring(_get(client, query))
    [metadata] = answer.iterfind(".//{http://www.openarchives.org/OAI/2.0/}metadata")
    return metadata


def read_api(client: Client, place: Place) -> Facts:
    address = place.file.rpartition("/")[2]
    answer = json.loads(_get(client, f"/api/v2/commentaries/?number={address}&fields=*"))
    [text] = answer["items"]
    return Facts(
        title=text["title"],
        authors=tuple(author["name"] for author in text["authors"]),
        number=text["number"],
        issns=frozenset(issn["value"] for issn in text["series"]["issns"]),
        published=text["date"],
        doi=text["doi"],
        licence=text["licence"]["url"],
        language=text["language"],
    )


def read_csv(client: Client, place: Place) -> Facts:
    table = csv.DictReader(StringIO(_get(client, f"{place.series}catalogue.csv").decode("utf-8-sig")))
    [row] = [each for each in table if each["url"] == f"{HOST}{place.page}"]
    return Facts(
        title=re.sub(r"^'(?=[=+@-])", "", row["title"]),  # the apostrophe that keeps a spreadsheet from calculating
        authors=tuple(row["authors"].split("; ")),
        number=row["number"],
        issns=frozenset({row["issn_online"], row["issn_print"]}),
        published=row["date"],
        doi=row["doi"],
        licence=row["licence_url"],
        language=row["language"],
    )


def read_json_catalogue(client: Client, place: Place) -> Facts:
    rows = json.loads(_get(client, f"{place.series}catalogue.json"))
    [row] = [each for each in rows if each["url"] == f"{HOST}{place.page}"]
    return Facts(
        title=row["title"],
        authors=tuple(author["name"] for author in row["authors"]),
        number=row["number"],
        issns=frozenset(issn["value"] for issn in row["issns"]),
        published=row["date"],
        doi=row["doi"],
        licence=row["licence_url"],
        language=row["language"],
    )


def read_redif(client: Client, place: Place) -> Facts:
    """RePEc's lines; no library reads them, so that this is a reading of its specification."""
    [year] = re.findall(r'href="(\d+[\d-]*\.rdf)"', _get(client, "/RePEc/tid/letter/").decode())
    papers = _get(client, f"/RePEc/tid/letter/{year}").decode().split("Template-Type: ReDIF-Paper 1.0\n")
    [paper] = [each for each in papers if f"Handle: RePEc:tid:letter:{place.file.rpartition('/')[2]}\n" in each]
    fields = [line.partition(": ") for line in paper.splitlines() if not line.startswith(" ")]

    def values(name: str) -> list[str]:
        return [value for field, _colon, value in fields if field == name]

    return Facts(
        title=values("Title")[0],
        authors=tuple(values("Author-Name")),
        number=values("Number")[0],
        published=values("Creation-Date")[0],
        doi=values("DOI")[0],
    )


def words_of_markdown(client: Client, place: Place) -> str:
    tree = html.fromstring(MarkdownIt().enable("table").render(_get(client, f"{place.file}.md").decode()))
    links = [link.get("href") for link in tree.cssselect("a")]
    return " ".join([tree.text_content(), *links])


def words_of_plain_text(client: Client, place: Place) -> str:
    return _get(client, f"{place.file}.txt").decode()


def words_of_pdf(client: Client, place: Place) -> str:
    document = pypdfium2.PdfDocument(_get(client, f"{place.file}.pdf"))
    return " ".join(page.get_textpage().get_text_range() for page in document)


def words_of_citations(client: Client, place: Place) -> str:
    tree = html.fromstring(_get(client, place.page).decode())
    return " ".join(each.text_content() for each in tree.cssselect(".citation"))


@dataclass(frozen=True, slots=True)
class Prose:
    """An output for people: its words, in which each fact that it ``says`` has to stand as it is written.

    pdfium turns lines round whose language is written from right to left, whatever stands in them: of a PDF the words
    count and not their order, which the tests of the print look at.
    """

    name: str
    reader: str
    words: Callable[[Client, Place], str]
    says: tuple[str, ...]
    in_order: bool = True


ALL = ("title", "authors", "number", "issns", "published", "doi", "licence", "language")


def _all_but(*names: str) -> tuple[str, ...]:
    return tuple(fact for fact in ALL if fact not in names)


OUTPUTS = [
    Output("web page", "lxml", read_page, ALL),
    Output("Highwire tags", "lxml", read_highwire, _all_but("licence")),
    Output("Open Graph", "extruct", read_open_graph, ("title", "published")),
    Output("JSON-LD", "extruct", read_json_ld, ALL),
    Output("BibTeX", "bibtexparser", read_bibtex, _all_but("licence")),
    Output("RIS", "rispy", read_ris, ALL),
    Output("CSL-JSON", "json", read_csl, ALL),
    Output("JATS", "lxml", read_jats, ALL),
    Output("PDF metadata", "pypdf", read_pdf_metadata, _all_but("issns", "published"), bluntly=("language",)),
    Output("Atom", "feedparser", partial(read_feed, "atom"), ("title", "authors", "number", "doi", "licence")),
    Output("RSS", "feedparser", read_rss, ("title", "number", "language")),
    Output("JSON Feed", "json", read_json_feed, ALL),
    Output("OAI-PMH, Dublin Core", "lxml", read_oai_dc, ALL),
    Output("OAI-PMH, JATS", "lxml", read_oai_jats, ALL),
    Output("read API", "json", read_api, ALL),
    Output("catalogue as CSV", "csv", read_csv, ALL),
    Output("catalogue as JSON", "json", read_json_catalogue, ALL),
    Output("RePEc", "a reading of ReDIF's specification", read_redif, _all_but("issns", "licence", "language")),
]
"""Each with the facts that it has a place for."""

PROSE = [
    Prose("Markdown", "markdown-it-py", words_of_markdown, _all_but("published", "language", "licence")),
    Prose("plain text", "the words alone", words_of_plain_text, _all_but("published", "language", "licence")),
    Prose("PDF text", "pypdfium2", words_of_pdf, ("number", "issns", "doi"), in_order=False),
    Prose("citation on the page", "lxml", words_of_citations, ("title", "authors", "number", "doi")),
]
