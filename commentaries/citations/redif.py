"""Turns archive, series and records into templates of ReDIF 1.0, the lines by which RePEc learns of papers.

A field runs on in every line that does not begin with a word and a colon; here each such line begins with a space, so
that nothing in an abstract is taken for a field.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commentaries.citations.csl import key_of
from commentaries.citations.names import parts_of
from commentaries.lines import lines_of
from commentaries.record import Contributor, Record

MEDIA_TYPE = "text/plain"


@dataclass(frozen=True, slots=True)
class Archive:
    """An institute's own part of RePEc; ``url`` is the address of its folder."""

    code: str
    name: str
    email: str
    url: str
    homepage: str = ""

    @property
    def handle(self) -> str:
        return f"RePEc:{self.code}"


@dataclass(frozen=True, slots=True)
class PaperSeries:
    """A series in an archive."""

    archive: Archive
    code: str
    name: str
    maintainer: str = ""
    description: str = ""
    issn: str = ""

    @property
    def handle(self) -> str:
        return f"{self.archive.handle}:{self.code}"


def archive_template(archive: Archive) -> str:
    return _template(
        "ReDIF-Archive",
        [
            ("Handle", archive.handle),
            ("Name", archive.name),
            ("Maintainer-Email", archive.email),
            ("Homepage", archive.homepage),
            ("URL", archive.url),
        ],
    )


def series_template(series: PaperSeries) -> str:
    archive = series.archive
    return _template(
        "ReDIF-Series",
        [
            ("Name", series.name),
            ("Description", series.description),
            ("Provider-Name", archive.name),
            ("Provider-Homepage", archive.homepage),
            ("Maintainer-Name", series.maintainer or archive.name),
            ("Maintainer-Email", archive.email),
            ("ISSN", series.issn),
            ("Type", "ReDIF-Paper"),
            ("Handle", series.handle),
        ],
    )


def paper_template(record: Record, series: PaperSeries, *, summary: Sequence[str] = (), pdf_url: str = "") -> str:
    """One paper. Its handle is the register's address for it and never changes; ``summary`` is for want of an abstract.

    RePEc asks for an author; a text that nobody has signed is the institute's.
    """
    authors = [field for author in record.authors for field in _author(author)]
    abstract = record.abstract or "\n".join(summary)
    return _template(
        "ReDIF-Paper",
        [
            *(authors or [("Author-Name", series.archive.name)]),
            ("Title", " ".join(record.title.split())),
            ("Abstract", abstract),
            ("Keywords", ", ".join(record.keywords)),
            ("Note", record.remark),
            ("Creation-Date", str(record.published) if record.published else ""),
            ("Number", record.label),
            ("DOI", record.doi),
            *_files(record, pdf_url),
            ("Handle", f"{series.handle}:{key_of(record)}"),
        ],
    )


def _author(contributor: Contributor) -> Iterator[tuple[str, str]]:
    """The cluster of one author, which begins with the name."""
    parts = parts_of(contributor.name)
    yield "Author-Name", contributor.name.printed or parts.natural
    if parts.given:
        yield "Author-Name-First", parts.given
        yield "Author-Name-Last", parts.whole_family
    yield "Author-Workplace-Name", contributor.affiliation


def _files(record: Record, pdf_url: str) -> Iterator[tuple[str, str]]:
    """The PDF, and the page by its lasting address; each cluster begins with the address."""
    if pdf_url:
        yield from (("File-URL", pdf_url), ("File-Format", "application/pdf"), ("File-Function", "Full text"))
    if page := record.number_url or record.url:
        function = "Abstract page" if record.is_archived else "Full text"
        yield from (("File-URL", page), ("File-Format", "text/html"), ("File-Function", function))


def _template(kind: str, fields: Sequence[tuple[str, str]]) -> str:
    """One template; fields without a value are left out."""
    lines = [f"Template-Type: {kind} 1.0"]
    for name, value in fields:
        if said := lines_of(value):
            lines += [f"{name}: {said[0]}", *(f" {line}" for line in said[1:])]
    return "\n".join([*lines, ""])
