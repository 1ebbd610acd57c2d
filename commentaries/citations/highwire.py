"""Turns a record into the Highwire Press tags of a page's head, which Google Scholar and Zotero read.

Every text is a report of its institute, with a number, for those who keep libraries (``kinds``): of the tags that
Scholar's guidelines for webmasters list, those of technical reports. Zotero makes a report of whatever has
``citation_technical_report_institution``; the title of the series it files outside a report's own fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from commentaries.citations.names import parts_of
from commentaries.citations.tags import Surroundings, Tag, filled
from commentaries.record import PersonName, PublicationDate, Record

_NOTHING = Surroundings()


def highwire_tags(record: Record, around: Surroundings = _NOTHING) -> list[Tag]:
    """The tags in order: what is said of an author follows that author at once."""
    return list(_tags(record, around))


def _tags(record: Record, around: Surroundings) -> Iterator[Tag]:
    series = record.series
    yield from filled("citation_title", record.title)
    is_alone = len(record.authors) == 1
    for author in record.authors:
        yield from filled("citation_author", author_name(author.name, is_alone=is_alone))
        yield from filled("citation_author_institution", author.affiliation)
        yield from filled("citation_author_orcid", author.orcid_url)
    yield from filled("citation_publication_date", _date(record.published))
    yield from filled("citation_technical_report_institution", series.publisher)
    yield from filled("citation_technical_report_number", record.label)
    yield from filled("citation_series_title", series.title)
    yield from filled("citation_issn", *series.own_issns)
    yield from filled("citation_doi", record.doi)
    yield from filled("citation_language", record.language)
    yield from filled("citation_abstract", record.abstract)
    yield from filled("citation_keywords", *(subject.name for subject in record.subjects), *record.keywords)
    yield from filled("citation_abstract_html_url", record.url)
    if not record.is_archived:
        yield from filled("citation_fulltext_html_url", record.url)
    yield from filled("citation_pdf_url", around.pdf_url)


def author_name(name: PersonName, *, is_alone: bool = False) -> str:
    """``van den Berg, Anna``, so that nobody has to guess where the family name begins; or the only name.

    Readers take what stands between the first two commas for the given name, so that a suffix comes last:
    ``Smith, Ursula K., Jr``. Zotero takes an only author with a space on either side of the comma for two authors;
    the space within the given name is then one that does not break.
    """
    parts = parts_of(name)
    if not parts.given:
        return parts.whole_family
    if is_alone and " " in parts.whole_family:
        parts = replace(parts, given=parts.given.replace(" ", "\N{NO-BREAK SPACE}"))
    return parts.inverted


def _date(published: PublicationDate | None) -> str:
    return str(published).replace("-", "/") if published else ""
