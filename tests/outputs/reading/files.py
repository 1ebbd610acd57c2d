"""Turns the files of one text (JATS, PDF, Markdown, plain text) into facts, or into words, by readers of others."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdfium2
from lxml import etree, html
from markdown_it import MarkdownIt
from pypdf import PdfReader

from tests.outputs.facts import Facts
from tests.outputs.houses import Place
from tests.outputs.reading.site import Site
from tests.outputs.reading.values import bare_orcid, dated, first, one_space, only
from tests.schemas.jats import valid_article

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_XMP = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "prism": "http://prismstandard.org/namespaces/basic/3.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
}


def read_jats(site: Site, place: Place) -> Facts:
    return facts_in_jats(valid_article(site.get(f"{place.file}.xml")))


def facts_in_jats(article: Any) -> Facts:
    """The facts of an article, wherever it lies."""
    meta = article.find("front/article-meta")
    everybody = meta.findall("contrib-group/contrib")
    by = [each for each in everybody if each.get("contrib-type") != "translator"]
    date, licence = meta.find("pub-date"), meta.find("permissions/license")
    return Facts(
        title=one_space("".join(meta.find("title-group/article-title").itertext())),
        authors=tuple(_name(each) for each in by),
        interviewers=tuple(_name(each) for each in by if each.find('role[@content-type="interviewer"]') is not None),
        translators=tuple(_name(each) for each in everybody if each not in by),
        orcids=tuple(bare_orcid(each.findtext("contrib-id")) for each in by),
        series=article.findtext("front/journal-meta/journal-title-group/journal-title"),
        number=meta.findtext("issue", ""),
        issns=frozenset(each.text for each in article.findall("front/journal-meta/issn")),
        published=dated(*(date.findtext(part) for part in ("year", "month", "day"))),
        doi=meta.findtext('article-id[@pub-id-type="doi"]', ""),
        licence=licence.get(_XLINK, "") if licence is not None else "",
        language=article.get(_XML_LANG),
    )


def _name(contrib: Any) -> str:
    if printed := contrib.findtext(".//string-name"):
        return one_space(printed)
    name = contrib.find(".//name")
    return one_space(" ".join(name.findtext(part) or "" for part in ("given-names", "surname")))


def read_pdf_metadata(site: Site, place: Place) -> Facts:
    reader = PdfReader(BytesIO(site.get(f"{place.file}.pdf")))
    packet = etree.fromstring(reader.trailer["/Root"]["/Metadata"].get_object().get_data())

    def values(path: str) -> list[str]:
        return [each.text for each in packet.iterfind(path, _XMP)]

    return Facts(
        title=first(values(".//dc:title//rdf:li")),
        authors=tuple(values(".//dc:creator//rdf:li")),
        series=only(values(".//prism:publicationName")),
        number=only(values(".//prism:number")),
        issns=frozenset(values(".//prism:issn") + values(".//prism:eIssn")),
        published=reader.metadata.creation_date.date().isoformat(),
        doi=only(values(".//prism:doi")),
        licence=only(values(".//xmpRights:WebStatement")),
        language=str(reader.trailer["/Root"]["/Lang"]),
    )


def words_of_pdf(site: Site, place: Place) -> str:
    document = pypdfium2.PdfDocument(site.get(f"{place.file}.pdf"))
    return " ".join(page.get_textpage().get_text_range() for page in document)


def words_of_markdown(site: Site, place: Place) -> str:
    tree = html.fromstring(MarkdownIt().enable("table").render(site.text(f"{place.file}.md")))
    links = [link.get("href") for link in tree.cssselect("a")]
    return " ".join([tree.text_content(), *links])


def words_of_plain_text(site: Site, place: Place) -> str:
    return site.text(f"{place.file}.txt")
