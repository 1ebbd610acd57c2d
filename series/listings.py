"""Composes the lists of texts that readers see, newest first, page by page in keyset order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Exists, Max, Min, OuterRef, Subquery
from wagtail.models import Locale

from commentaries.models import CommentaryPage, Issue, Person, Series, Topic
from commentaries.models.querysets import Place
from commentaries.record import Record
from commentaries.recording import record_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from commentaries.models import CommentaryQuerySet
    from series.models import SeriesPage

PAGE_SIZE = 20
LONGEST_ADDRESS = 120
FILTERS = ("year", "topic", "author")


@dataclass(frozen=True, slots=True)
class Choice:
    """One link of a filter."""

    label: str
    path: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """The plain links by which a list is narrowed."""

    years: list[Choice] = field(default_factory=list)
    topics: list[Choice] = field(default_factory=list)
    all_path: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list. ``older_path`` is empty on the last page, ``newest_path`` on the first."""

    entries: list[Record]
    older_path: str = ""
    newest_path: str = ""
    heading: str = ""
    advice: str = ""
    filters: Filters = field(default_factory=Filters)


def texts_here() -> CommentaryQuerySet:
    """The public texts of all series, for readers in the language of the request."""
    return CommentaryPage.objects.for_readers_in(Locale.get_active())


def page_of_texts(
    texts: CommentaryQuerySet,
    request: HttpRequest,
    *,
    before: Place | None = None,
    size: int = PAGE_SIZE,
    of_one_series: bool = True,
) -> Listing:
    """The newest ``size`` texts, or those older than ``before``; asks for one more to know the end.

    A list of one series goes on by a number's address, one of all series by the register's key, as two
    series may share an address. Two queries, the same for one text and for twenty.
    """
    wanted = texts.placed_before(before) if before else texts
    found: Sequence[CommentaryPage] = list(wanted.for_lists().newest_first()[: size + 1])
    shown = found[:size]
    older = ""
    if len(found) > size and (last := shown[-1].issue):
        older = _path_with(request, before=last.address if of_one_series else str(last.pk))
    return Listing(
        entries=[record_of(page, request=request) for page in shown],
        older_path=older,
        newest_path=_path_with(request, before=None) if before else "",
    )


def years_of(series: Series) -> list[int]:
    """The years in which the series has appeared, newest first: a look-up in the index for each."""
    public = Issue.objects.filter(series=series, state=Issue.State.PUBLIC)
    ends = public.aggregate(Min("year"), Max("year"))
    if ends["year__max"] is None:
        return []
    years = range(ends["year__max"], ends["year__min"] - 1, -1)
    appeared = Series.objects.filter(pk=series.pk).values_list(*(Exists(public.filter(year=year)) for year in years))
    return [year for year, has_issues in zip(years, appeared.get(), strict=True) if has_issues]


def latest_of_each(
    texts: CommentaryQuerySet, pages: QuerySet[SeriesPage], *, size: int
) -> dict[SeriesPage, list[CommentaryPage]]:
    """For each series' page the newest of these texts: three queries for all series together.

    A window over all texts would read them all; so each place in each list is looked up in the index.
    """
    newest = texts.filter(series=OuterRef("series")).newest_first().values("pk")
    places = {f"place_{place}": Subquery(newest[place : place + 1]) for place in range(size)}
    listed = list(pages.annotate(**places))
    wanted = {page: [pk for name in places if (pk := getattr(page, name))] for page in listed}
    found = CommentaryPage.objects.for_lists().in_bulk({pk for pks in wanted.values() for pk in pks})
    return {page: [found[pk] for pk in pks] for page, pks in wanted.items()}


def _one_of(texts: CommentaryQuerySet) -> Subquery:
    """Any one of the texts of the row outside, looked up row by row.

    ``Exists`` asks the same, but PostgreSQL makes one join of it over all texts of the archive.
    """
    return Subquery(texts.order_by().values("pk")[:1])


def tagged_topics() -> QuerySet[Topic]:
    """The topics that at least one public text has, with their names; none that was merged into another."""
    tagged = _one_of(CommentaryPage.objects.public().filter(tagged_topics__tag_id=OuterRef("pk")))
    in_use = Topic.objects.alias(one_text=tagged).filter(one_text__isnull=False, merged_into=None)
    return in_use.prefetch_related("names")


def topics_in_use() -> list[Topic]:
    return list(tagged_topics())


def persons_in_print() -> QuerySet[Person]:
    """The persons whose name stands on at least one public text, in filing order."""
    written = _one_of(CommentaryPage.objects.public().filter(authorships__person_id=OuterRef("pk")))
    return Person.objects.alias(one_text=written).filter(one_text__isnull=False)


def authors_in_print() -> list[Person]:
    return list(persons_in_print().only("slug", "given_name", "family_name", "sort_name", "affiliation"))


def author_in_print(slug: str) -> Person | None:
    """The person of this address, if their name stands on at least one public text."""
    written = CommentaryPage.objects.public().filter(authorships__person_id=OuterRef("pk"))
    return Person.objects.filter(Exists(written), slug=slug).first()


def _path_with(request: HttpRequest, **changes: str | None) -> str:
    """The request's own path with some query keys changed or, if ``None``, dropped."""
    kept = {key: request.GET[key] for key in (*FILTERS, "q", "before") if request.GET.get(key)}
    kept.update({key: value for key, value in changes.items() if value})
    for key, value in changes.items():
        if value is None:
            kept.pop(key, None)
    query = urlencode(kept)
    return f"{request.path}?{query}" if query else request.path
