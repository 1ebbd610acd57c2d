"""Turns a record into the links of a response's head that lead machines from a text to its parts (RFC 8288).

They are those of Signposting, level 1 (https://signposting.org/FAIR/); each is there only where it is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote

from commentaries import conf
from commentaries.citations.kinds import TYPES
from commentaries.formats import formats_of
from commentaries.models import CommentaryPage
from commentaries.negotiating import PAGE, PDF
from commentaries.record import LICENCES, Record, doi_link
from commentaries.recording import addresses_of, pdf_path

_SAFE = "%/:=&?~#+!$,;'@()*[]"
"""What an address has by right (RFC 3986); all else in it is written in percent."""
MOST_AUTHORS = 20
"""Servers that stand before a site take a head of four thousand letters or little more, and refuse a longer one."""


class Signpost(NamedTuple):
    """One link: where to, in which relation, and what is found there."""

    url: str
    rel: str
    media_type: str = ""


def signposts_of_page(record: Record) -> Iterator[Signpost]:
    """From the page of a public text: how to cite it, who wrote it, its files, its facts, its terms, what it is."""
    yield Signpost(record.permanent_url, "cite-as")
    for contributor in record.authors[:MOST_AUTHORS]:
        yield Signpost(contributor.orcid_url or record.absolute(contributor.path), "author")
    yield Signpost(record.absolute(pdf_path(record)), "item", PDF)
    for each in formats_of(record):
        yield Signpost(
            record.absolute(record.file_path(each.ending)), "describedby" if each.cites else "item", each.media_type
        )
    if record.licence:
        yield Signpost(record.licence.url, "license")
    yield Signpost("https://schema.org/AboutPage", "type")
    yield Signpost(f"https://schema.org/{TYPES[record.kind].schema_org}", "type")
    yield Signpost(record.absolute(record.series.path), "up")


def signposts_of_file(page: CommentaryPage, *, cites: bool = False, is_print: bool = False) -> Iterator[Signpost]:
    """From a file of a public text to the page that it belongs to, or that it describes. Costs no query.

    A text in letters is found by its page (RFC 6596); the print is found beside it, as scholars search for both.
    """
    addresses = addresses_of(page)
    doi = page.issue.doi if page.issue else ""
    yield Signpost(addresses.url, "describes" if cites else "collection", PAGE[0])
    yield Signpost(doi_link(doi) or addresses.number_url or addresses.url, "cite-as")
    yield Signpost(_terms_of_file(page, cites=cites), "license")
    if not (cites or is_print):
        yield Signpost(addresses.url, "canonical")


def _terms_of_file(page: CommentaryPage, *, cites: bool) -> str:
    """A citation holds facts about the text and nothing of it, so the terms of the text say nothing of it."""
    if cites:
        return conf.get().RECORDS_LICENCE
    licence = LICENCES.get(page.licence)
    return licence.url if licence else ""


def written(signposts: Iterable[Signpost]) -> str:
    """The value of the header ``Link``; what leads nowhere is left out."""
    return ", ".join(
        f'<{quote(post.url, safe=_SAFE)}>; rel="{post.rel}"'
        + (f'; type="{post.media_type}"' if post.media_type else "")
        for post in signposts
        if post.url
    )
