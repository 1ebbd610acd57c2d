"""Turns series, years, topics and languages into the sets of a repository, and the name of a set into a selection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language_info

from commentaries.models import CommentaryPage, Series, TaggedCommentary
from series.listings import topics_in_use
from series.models import OaiItem
from series.oai.requests import NoRecordsMatch


@dataclass(frozen=True, slots=True)
class Set:
    """A set with the name that machines give it (``setSpec``) and the one for people."""

    spec: str
    name: str


def spec_of(kind: str, value: str) -> str:
    """``topic:energy``: a tilde stands where an address would have a percent sign, which no setSpec may have."""
    return f"{kind}:{quote(value, safe='').replace('%', '~')}"


def specs_of(item: OaiItem, topics: list[str]) -> list[str]:
    """The sets of an item whose topics have these slugs."""
    return [
        spec_of("series", item.series_key),
        spec_of("year", str(item.issue.year)),
        spec_of("language", item.language),
        *(spec_of("topic", slug) for slug in topics),
    ]


def sets() -> Iterator[Set]:
    """Every set that holds a record, with what contains it first (section 2.6): five queries, however many."""
    items = OaiItem.objects.order_by()
    has_public = Exists(CommentaryPage.objects.public().filter(series=OuterRef("pk")))
    of_series = Series.objects.filter(has_public, issues__oai_items__isnull=False).order_by()
    named = dict(of_series.values_list("issues__oai_items__series_key", "title").distinct())
    years = items.values_list("issue__year", flat=True).distinct()
    languages = items.values_list("language", flat=True).distinct()
    for kind, members in (
        ("series", sorted(named.items(), key=lambda each: each[1])),
        ("year", [(str(year), str(year)) for year in sorted(years, reverse=True)]),
        ("language", [(language, _language_name(language)) for language in sorted(languages)]),
        ("topic", [(topic.slug, topic.name) for topic in topics_in_use()]),
    ):
        if members:
            yield Set(kind, _KINDS[kind])
        for value, name in members:
            yield Set(spec_of(kind, value), name)


_KINDS = {"series": "All series", "year": "All years", "language": "All languages", "topic": "All with a topic"}


def selection(spec: str) -> Q:
    """The condition on items that are in a set.

    Raises:
        NoRecordsMatch: there is no such set.
    """
    kind, _colon, value = spec.partition(":")
    if kind not in _SELECTIONS or (spec != kind and spec_of(kind, _value(value)) != spec):
        raise NoRecordsMatch("There is no such set.")
    if spec == kind:
        return Q(Exists(_tagged())) if kind == "topic" else Q()
    return _SELECTIONS[kind](_value(value))


def _value(written: str) -> str:
    return unquote(written.replace("~", "%")).replace("\0", "")


def _of_year(value: str) -> Q:
    is_year = len(value) == 4 and value.isascii() and value.isdecimal()
    return Q(issue__year=int(value)) if is_year else Q(pk__in=[])


def _tagged() -> object:
    return TaggedCommentary.objects.filter(content_object=OuterRef("page"), tag__merged_into=None)


_SELECTIONS: dict[str, Callable[[str], Q]] = {
    "series": lambda value: Q(series_key=value),
    "year": _of_year,
    "language": lambda value: Q(language=value),
    "topic": lambda value: Q(Exists(_tagged().filter(tag__slug=value))),
}


def _language_name(language: str) -> str:
    try:
        return str(get_language_info(language)["name"])
    except KeyError:
        return language
