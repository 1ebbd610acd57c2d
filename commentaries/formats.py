"""Says in which forms a public text can be had beside its page: ending, media type, and what writes it.

The only table of them: addresses, links of the page, negotiation and the list for who asks for another read it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

from commentaries.citations import bibtex, csl, ris
from commentaries.exporting import text_of
from commentaries.fulltext import jats, markdown, plain
from commentaries.recording import record_of
from commentaries.serving import served

if TYPE_CHECKING:
    from django.http import HttpRequest

    from commentaries.fulltext import FullText
    from commentaries.models import CommentaryPage
    from commentaries.record import Record

Writer = Callable[["CommentaryPage", "HttpRequest"], str]


@dataclass(frozen=True, slots=True)
class Format:
    """One form of a text: the ending of its address, what it is called, and the function that writes it.

    ``media_type`` is bare; what stands in a header is ``content_type``. What ``needs_text`` is not there for an
    archive entry, which is known by its facts alone. What ``cites`` is a citation for a program that keeps them, and
    not the text.
    """

    ending: str
    media_type: str
    label: str
    write: Writer
    needs_text: bool = False
    cites: bool = False

    @property
    def content_type(self) -> str:
        """With the encoding, but for JSON, which has one only and no parameter for it (RFC 8259, sections 8.1, 11)."""
        return self.media_type if self.media_type.endswith("json") else f"{self.media_type}; charset=utf-8"


def _from_record(cite: Callable[[Record], str]) -> Writer:
    return lambda page, request: cite(record_of(page, request=request))


def _from_text(write: Callable[[Record, FullText], str]) -> Writer:
    def written(page: CommentaryPage, request: HttpRequest) -> str:
        prefetch_related_objects([page], "notes")
        record = record_of(page, request=request, with_text=True)
        return write(record, text_of(page, record))

    return written


FORMATS: dict[str, Format] = {
    each.ending: each
    for each in (
        Format("bib", bibtex.MEDIA_TYPE, "BibTeX", _from_record(bibtex.cite_bibtex), cites=True),
        Format("ris", ris.MEDIA_TYPE, "RIS", _from_record(ris.cite_ris), cites=True),
        Format("json", csl.MEDIA_TYPE, "CSL-JSON", _from_record(csl.cite_csl), cites=True),
        Format("xml", jats.MEDIA_TYPE, "JATS", _from_text(jats.jats_of)),
        Format("md", markdown.MEDIA_TYPE, "Markdown", _from_text(markdown.markdown_of), needs_text=True),
        Format("txt", plain.MEDIA_TYPE, "TXT", _from_text(plain.plain_of), needs_text=True),
    )
}
"""By ending, in the order in which a page names them."""


def formats_of(record: Record) -> list[Format]:
    """Those that there are of a public text; none where the host site serves no such address."""
    if record.published is None or not served("representation", above="series/", name="number", ending="bib"):
        return []
    return [each for each in FORMATS.values() if not (each.needs_text and record.is_archived)]


def written_list(*, is_archived: bool = False) -> str:
    """Those of a text, or of an archive entry, as a sentence names them: ``PDF (.pdf), BibTeX (.bib)``."""
    known = [] if is_archived else [("PDF", "pdf")]
    known += [(each.label, each.ending) for each in FORMATS.values() if not (each.needs_text and is_archived)]
    return ", ".join(f"{label} (.{ending})" for label, ending in known)
