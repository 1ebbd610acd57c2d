"""Says at which addresses a series is handed on: the table from which the page for libraries and machines is made.

What is added to the outlets of a site gets a row here. A row whose address the site does not serve is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commentaries import conf
from commentaries.models import CommentaryPage
from commentaries.record import LICENCES, Licence
from commentaries.recording import pdf_path, record_of, subjects_of
from series import examples
from series.examples import HTML, PDF, Example, Examples, Place
from series.repec.tree import tree_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from series.models import SeriesPage

CC0 = Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")


class Holds(Enum):
    """What is handed on: more than facts of a text, and so under its licence; facts about texts; or addresses alone."""

    TEXT = auto()
    FACTS = auto()
    ADDRESSES = auto()


@dataclass(frozen=True, slots=True)
class Outlet:
    """One way of handing on."""

    title: str | Promise
    examples: Examples
    holds: Holds = Holds.FACTS


@dataclass(frozen=True, slots=True)
class Row:
    """An outlet with its examples; without a licence where none is stated."""

    title: str | Promise
    examples: list[Example]
    licence: Licence | None
    holds_text: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Outlets of one kind."""

    title: str | Promise
    rows: list[Row]


def outlets_of(page: SeriesPage, request: HttpRequest) -> list[Group]:
    """Every address at which this series is handed on, with an example of each."""
    place = _place(page, request)
    licences = {Holds.TEXT: LICENCES.get(page.series.licence), Holds.FACTS: licence_of_facts()}
    groups = [
        Group(
            title,
            [
                Row(each.title, shown, licences.get(each.holds), each.holds is Holds.TEXT)
                for each in outlets
                if (shown := [example for example in each.examples(place) if example.path])
            ],
        )
        for title, outlets in OUTLETS
    ]
    return [group for group in groups if group.rows]


def licence_of_facts() -> Licence | None:
    """Under which the site offers the facts about its texts, if it says so; a known licence by its name."""
    url = conf.get().RECORDS_LICENCE
    known = {licence.url: licence for licence in (CC0, *LICENCES.values())}
    return known.get(url, Licence(url, url)) if url else None


def _place(page: SeriesPage, request: HttpRequest) -> Place:
    texts = CommentaryPage.objects.for_readers_in(page.locale).in_series(page.series).filter(archived=False)
    newest = texts.for_lists().newest_first().first()
    path = "" if page.is_closed else page.get_url(request) or ""
    tree = tree_of(request)
    archive = tree.archive.code if tree and page.series.repec_series in tree.pages else ""
    if newest is None:
        return Place(path, archive=archive)
    topic = next(iter(subjects_of([newest])[newest.pk]), None)
    return Place(path, record_of(newest, request=request), topic, archive)


OUTLETS: tuple[tuple[Promise, tuple[Outlet, ...]], ...] = (
    (
        _("One text"),
        (
            Outlet(_("Page"), examples.of_text("HTML", HTML, lambda record: record.path), holds=Holds.TEXT),
            Outlet(
                _("Permanent address by number, which leads to the page"),
                examples.of_text(
                    "HTML", HTML, lambda record: f"{record.series.path}{record.address}/" if record.label else ""
                ),
                holds=Holds.TEXT,
            ),
            Outlet(_("As it is printed"), examples.of_text("PDF", PDF, pdf_path), holds=Holds.TEXT),
            Outlet(_("Full text"), examples.forms(with_text=True), holds=Holds.TEXT),
            Outlet(_("Citation"), examples.forms(with_text=False)),
        ),
    ),
    (
        _("Citations of many texts"),
        (
            Outlet(_("The whole series"), examples.bundles(examples.whole)),
            Outlet(_("A year"), examples.bundles(examples.year)),
            Outlet(_("An author"), examples.bundles(examples.author)),
            Outlet(_("A topic"), examples.bundles(lambda place: place.topic.path.rstrip("/") if place.topic else "")),
            Outlet(_("What a search finds"), examples.bundles(examples.search)),
        ),
    ),
    (
        _("Feeds of the newest texts"),
        (
            Outlet(
                _("The whole series"),
                examples.feeds("series_feed", "series/", path_of=lambda place: place.series_path),
                holds=Holds.TEXT,
            ),
            Outlet(
                _("An author"),
                examples.feeds("author_feed", "a", path_of=examples.author_page),
                holds=Holds.TEXT,
            ),
            Outlet(
                _("A topic"),
                examples.feeds("topic_feed", "a", path_of=lambda place: place.topic.path if place.topic else ""),
                holds=Holds.TEXT,
            ),
            Outlet(_("All series of the institute"), examples.feeds_of_all, holds=Holds.TEXT),
        ),
    ),
    (
        _("The series as data"),
        (
            Outlet(_("Every text with its facts"), examples.catalogue),
            Outlet(_("Texts, for programs"), examples.api("commentaries"), holds=Holds.TEXT),
            Outlet(
                _("Authors and series, for programs"),
                lambda place: [*examples.api("persons")(place), *examples.api("series")(place)],
            ),
            Outlet(
                _("For harvesters, by OAI-PMH 2.0"), examples.named("XML", "text/xml", "oai", query="?verb=Identify")
            ),
            Outlet(_("For RePEc, as ReDIF templates"), examples.repec),
            Outlet(
                _("Addresses of all pages, for search engines"),
                examples.named("Sitemap", examples.XML, "sitemap"),
                holds=Holds.ADDRESSES,
            ),
            Outlet(
                _("What search engines may read"),
                examples.at_root("robots.txt", examples.TEXT, "robots"),
                holds=Holds.ADDRESSES,
            ),
        ),
    ),
)
"""By kind, in the order of the page."""
