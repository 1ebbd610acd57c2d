"""Reads the tags of a page as Zotero's translator “Embedded Metadata” does, from what its source was seen to do.

Seen in the translators of June 2026 (github.com/zotero/translators: Embedded Metadata.js, RDF.js):

- a page with ``citation_technical_report_institution`` is a report, whatever else it says;
- of the tags with one name the first counts, but for authors, which all count, and ISSNs, which are joined;
- an author's name is cut at semicolons; an only author's at the comma too, if there is a space on both sides of it;
  what is left is family name and given name where there is a comma, what comes after a second comma being lost;
  else the last word is the family name;
- ``citation_technical_report_number`` is the number, which is that of a report; ``citation_series_title`` is a series;
- the address is that of ``og:url``; the abstract ``citation_abstract``, else ``og:description``;
- keywords are not taken over; the PDF is attached.

Of what it finds, Zotero shows among the fields of a report: title, authors, date, institution, number, language,
abstract, address. Series, ISSN and, in older versions, DOI have no field of a report's own.
"""

from __future__ import annotations

from typing import Any

from lxml import html

FIELDS = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_series_title": "series",
    "citation_technical_report_institution": "institution",
    "citation_technical_report_number": "reportNumber",
    "citation_abstract": "abstractNote",
    "citation_doi": "DOI",
    "citation_language": "language",
}
NEVER = (
    "citation_journal_title",
    "citation_book_title",
    "citation_conference_title",
    "citation_dissertation_institution",
)
"""What would make of the page something else than a report, if it came later."""


def item_of(page: str) -> dict[str, Any]:
    """The item that Zotero makes of a page."""
    head = html.document_fromstring(page).find("head")
    names = [(each.get("name") or each.get("property") or "", each.get("content", "")) for each in head.iter("meta")]
    assert not {name for name, _value in names} & set(NEVER)

    def all_of(name: str) -> list[str]:
        return [value for found, value in names if found == name and value]

    item: dict[str, Any] = {
        "itemType": "report" if all_of("citation_technical_report_institution") else "journalArticle"
    }
    for tag, field in FIELDS.items():
        if values := all_of(tag):
            item[field] = " ".join(values[0].split())
    item["creators"] = [creator for name in all_of("citation_author") for creator in _creators(name, all_of)]
    item.setdefault("abstractNote", next(iter(all_of("og:description")), ""))
    item["ISSN"] = ", ".join(all_of("citation_issn"))
    item["url"] = next(iter(all_of("og:url")), "")
    item["attachments"] = all_of("citation_pdf_url")[:1]
    return item


def _creators(value: str, all_of: Any) -> list[tuple[str, str]]:
    """Family and given names."""
    names = [name.strip() for name in value.split(";")]
    parts = [part.strip() for part in value.split(",")]
    if len(names) == 1 and len(all_of("citation_author")) == 1 and len(parts) > 1 and all(" " in p for p in parts[:2]):
        names = parts
    return [_parts(name) for name in names if name]


def _parts(name: str) -> tuple[str, str]:
    if "," in name:
        family, given, *_lost = name.split(",")
        return family.strip(), " ".join(given.split())
    given, _space, family = name.rpartition(" ")
    return family, given
