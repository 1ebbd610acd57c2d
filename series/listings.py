"""Composes the lists of texts that readers see, newest first, page by page in keyset order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Exists, Max, Min, OuterRef
from wagtail.models import Locale

from commentaries.models import CommentaryPage, Issue, Person, Series, Topic
from commentaries.models.querysets import Place
from commentaries.record import Record
from commentaries.recording import record_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from commentaries.models import CommentaryQuerySet

PAGE_SIZE = 20
RANKED = 100


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
    filters: Filters = field(default_factory=Filters)


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
    """The years in which the series has appeared, newest first; two look-ups at the index's ends."""
    ends = Issue.objects.filter(series=series, state=Issue.State.PUBLIC).aggregate(Min("year"), Max("year"))
    if ends["year__max"] is None:
        return []
    return list(range(ends["year__max"], ends["year__min"] - 1, -1))


def topics_in_use() -> list[Topic]:
    """The topics that at least one public text has, with their names; none that was merged into another."""
    tagged = CommentaryPage.objects.public().filter(tagged_topics__tag_id=OuterRef("pk"))
    return list(Topic.objects.filter(Exists(tagged), merged_into=None).prefetch_related("names"))


def authors_in_print() -> list[Person]:
    """The persons whose name stands on at least one public text, in filing order."""
    written = CommentaryPage.objects.public().filter(authorships__person_id=OuterRef("pk"))
    return list(
        Person.objects.filter(Exists(written)).only("slug", "given_name", "family_name", "sort_name", "affiliation")
    )


def search_texts(
    query: str, locale: Locale, *, series: Series | None = None, limit: int = PAGE_SIZE
) -> list[CommentaryPage]:
    """The public texts that hold all words of the query, best first; none for an empty query.

    The search engine ranks and knows nothing of what is public: of its best ``RANKED`` texts those
    stay that readers may see, so that the one definition of "public" decides.
    """
    if not query.strip():
        return []
    ranked = [page.pk for page in CommentaryPage.objects.search(query, operator="and")[:RANKED]]
    texts = CommentaryPage.objects.for_readers_in(locale).filter(pk__in=ranked)
    if series is not None:
        texts = texts.in_series(series)
    return sorted(texts.for_lists(), key=lambda page: ranked.index(page.pk))[:limit]


def _path_with(request: HttpRequest, **changes: str | None) -> str:
    """The request's own path with some query keys changed or, if ``None``, dropped."""
    kept = {key: request.GET[key] for key in ("year", "topic", "author", "q", "before") if request.GET.get(key)}
    kept.update({key: value for key, value in changes.items() if value})
    for key, value in changes.items():
        if value is None:
            kept.pop(key, None)
    query = urlencode(kept)
    return f"{request.path}?{query}" if query else request.path
