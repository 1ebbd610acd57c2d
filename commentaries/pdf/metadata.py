"""Turns a made PDF into one whose metadata also name what Typst cannot: ISSN, number, DOI, terms, keywords one by one.

The packet of metadata (XMP) is the only object of a PDF that programs read without understanding the rest.
It is written uncompressed, so it can be replaced, and the table of contents of the file moved on by the difference.
"""

from __future__ import annotations

import re
from typing import Any

from commentaries.elements import words

_PACKET = re.compile(rb"<</Length (\d+)/Type/Metadata/Subtype/XML>>\s*stream\n")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) n")
_AUTHORS = re.compile(r"<dc:creator>.*?</dc:creator>", re.DOTALL)
_PRISM = "http://prismstandard.org/namespaces/basic/3.0/"
_PROPERTIES = {
    "issn": "ISSN of the series in print",
    "eIssn": "ISSN of the series online",
    "number": "Number of the issue",
    "publicationName": "Title of the series",
    "doi": "Digital Object Identifier",
    "url": "Permanent address",
}


class UnknownLayout(ValueError):
    """The file is not laid out as Typst 0.15 does it; its metadata stay as they are made."""


def with_bibliography(pdf: bytes, data: dict[str, Any]) -> bytes:
    """The same PDF with a fuller packet: Dublin Core, rights, and PRISM described as PDF/A asks (ISO 19005-3, 6.6.2.3).

    Raises:
        UnknownLayout: when the packet or the table of contents is not found.
    """
    found = next(iter(_PACKET.finditer(pdf, pdf.rfind(b"/Type/Metadata") - 40)), None)
    table_at = pdf.rfind(b"\nxref\n") + 1
    if not found or not table_at:
        raise UnknownLayout("no packet of metadata, or no table of contents")
    start, length = found.end(), int(found[1])
    packet = _fuller(pdf[start : start + length].decode(), data).encode()
    head = found[0].replace(b"/Length %d/" % length, b"/Length %d/" % len(packet))
    shift = len(head) + len(packet) - len(found[0]) - length
    body = pdf[: found.start()] + head + packet + pdf[start + length : table_at]
    return body + _moved(pdf[table_at:], found.start(), shift, len(body))


def _moved(table: bytes, after: int, shift: int, table_at: int) -> bytes:
    """The table of contents with every object behind the packet moved on."""

    def entry(match: re.Match[bytes]) -> bytes:
        offset = int(match[1])
        return b"%010d %s n" % (offset + shift if offset > after else offset, match[2])

    return re.sub(rb"startxref\n\d+", b"startxref\n%d" % table_at, _ENTRY.sub(entry, table))


def _fuller(packet: str, data: dict[str, Any]) -> str:
    """The packet with each author by itself and the facts that Typst has no place for."""
    values = {
        "issn": data["issn_of"].get("print", ""),
        "eIssn": data["issn_of"].get("online", ""),
        "number": re.sub("[\\s\u2060]+", " ", data["label"]) if not data["draft"] else "",
        "publicationName": data["series"],
        "doi": data["doi_url"].removeprefix("https://doi.org/"),
        "url": data["number_url"] or data["url"],
    }
    said = {name: value for name, value in values.items() if value}
    facts = [
        _list("dc:subject", "Bag", data["keywords"]),
        _list("dc:publisher", "Bag", [data["imprint"]["publisher"]]),
        _alternative("dc:rights", f"{data['rights']}, {data['licence']['name']}"),
        _single("dc:identifier", data["doi_url"] or data["number_url"]),
        _single("xmpRights:WebStatement", data["licence"]["url"]),
        *(_single(f"prism:{name}", value) for name, value in said.items()),
    ]
    names = 'xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" ' + f'xmlns:prism="{_PRISM}" '
    packet = _AUTHORS.sub(
        lambda _: _list("dc:creator", "Seq", [author["name"] for author in data["authors"]]), packet, count=1
    )
    packet = packet.replace('rdf:about="" ', f'rdf:about="" {names}', 1)
    described = "<pdfaExtension:schemas><rdf:Bag>"
    return packet.replace(described, "".join(facts) + described + _schema(said), 1)


def _single(name: str, value: str) -> str:
    return f"<{name}>{words(value)}</{name}>" if value else ""


def _alternative(name: str, value: str) -> str:
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{words(value)}</rdf:li></rdf:Alt></{name}>'


def _list(name: str, kind: str, values: list[str]) -> str:
    items = "".join(f"<rdf:li>{words(value)}</rdf:li>" for value in values if value)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""


def _schema(said: dict[str, str]) -> str:
    """The description of PRISM's properties that PDF/A asks of every vocabulary it does not know."""
    properties = "".join(
        '<rdf:li rdf:parseType="Resource"><pdfaProperty:category>external</pdfaProperty:category>'
        f"<pdfaProperty:description>{_PROPERTIES[name]}</pdfaProperty:description>"
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>{'URI' if name == 'url' else 'Text'}</pdfaProperty:valueType></rdf:li>"
        for name in said
    )
    return (
        '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PRISM Basic Metadata</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{_PRISM}</pdfaSchema:namespaceURI><pdfaSchema:prefix>prism</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
