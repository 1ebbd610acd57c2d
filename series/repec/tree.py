"""Turns the institute, its series and their public texts into the folders and files of an archive of RePEc.

At the top lie the templates of archive and series; each series has a folder, and in it a file for every year or, where
a year has very many texts, several.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count
from wagtail.models import Site

from commentaries.citations.redif import Archive, PaperSeries, archive_template, paper_template, series_template
from commentaries.exporting import facts_of
from commentaries.imprints import editors_of
from commentaries.models import CommentaryPage, Issue, Publisher
from commentaries.models.querysets import open_to_everyone
from commentaries.recording import record_of
from commentaries.sanitising import plain_text, web_address
from series.models import SeriesPage

if TYPE_CHECKING:
    from django.http import HttpRequest

    from commentaries.models import Series

PART = 500
"""Texts in one file, about a megabyte."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The archive of a site, and the pages of the series that RePEc knows by a code, by this code."""

    archive: Archive
    pages: dict[str, SeriesPage]

    def names(self) -> list[str]:
        """What lies at the top."""
        code = self.archive.code
        return [f"{code}arch.rdf", f"{code}seri.rdf", *(f"{each}/" for each in self.pages)]


def tree_of(request: HttpRequest) -> Tree | None:
    """The archive of the site that is asked; none where RePEc has given its institute no letters."""
    site = Site.find_for_request(request)
    publisher = Publisher.for_site(site) if site else None
    if site is None or publisher is None or not publisher.repec_archive:
        return None
    archive = Archive(
        code=publisher.repec_archive,
        name=publisher.name,
        email=publisher.repec_email,
        url=f"{site.root_url}/RePEc/{publisher.repec_archive}/",
        homepage=web_address(publisher.web),
    )
    pages = (
        SeriesPage.objects.filter(open_to_everyone())
        .descendant_of(site.root_page, inclusive=True)
        .exclude(series__repec_series="")
        .select_related("series", "locale")
    )
    return Tree(archive, {page.series.repec_series: page for page in pages.order_by("series__repec_series", "-path")})


def description_file(tree: Tree, name: str) -> str | None:
    """The template of the archive, or those of all series with an empty line between them; none for another name."""
    if name == f"{tree.archive.code}arch":
        return archive_template(tree.archive)
    if name == f"{tree.archive.code}seri":
        return "\n".join(series_template(_described(tree.archive, page.series)) for page in tree.pages.values())
    return None


def year_files(series: Series) -> list[str]:
    """The names of the files of a series without their ending, oldest first: one query."""
    public = Issue.objects.filter(series=series, state=Issue.State.PUBLIC).order_by("year")
    counted = public.values_list("year").annotate(Count("pk"))
    return [
        f"{year}" if part == 1 else f"{year}-{part}"
        for year, number in counted
        for part in range(1, -(-number // PART) + 1)
    ]


def papers_file(tree: Tree, page: SeriesPage, name: str, request: HttpRequest) -> str | None:
    """The templates of the texts in one file, oldest first; none for a name that no file has. Three queries.

    Each text stands there once, in the language of the site's first pages or else in its own.
    """
    if name not in year_files(page.series):
        return None
    year, _, part = name.partition("-")
    first = (int(part or 1) - 1) * PART
    texts = CommentaryPage.objects.for_readers_in(page.locale).in_series(page.series).in_year(int(year))
    listed = texts.for_lists().order_by("placed_at", "issue_id")[first : first + PART]
    series = _described(tree.archive, page.series)
    return "\n".join(_paper(text, series, request) for text in listed)


def _paper(text: CommentaryPage, series: PaperSeries, request: HttpRequest) -> str:
    record = record_of(text, request=request)
    facts = facts_of(text, record)
    summary = [f"{point.lead} {point.text}" for point in facts.key_points]
    return paper_template(record, series, summary=summary, pdf_url=facts.pdf_url)


def _described(archive: Archive, series: Series) -> PaperSeries:
    return PaperSeries(
        archive=archive,
        code=series.repec_series,
        name=series.title,
        maintainer=", ".join(line.name for line in editors_of(series)),
        description=plain_text(series.about),
        issn=series.issn_online or series.issn_print,
    )
