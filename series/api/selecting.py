"""Turns the query of a program into the texts that it asks for; 400 with a sentence for what is no question.

A well-formed question about what is not there is answered with an empty list.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from rest_framework.filters import BaseFilterBackend
from wagtail.api.v2.pagination import WagtailPagination
from wagtail.api.v2.utils import BadRequestError

from commentaries.models import Authorship, Series
from commentaries.record import Kind
from series.asking import topic_asked
from series.listings import LONGEST_ADDRESS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commentaries.models import CommentaryQuerySet

MOST, FARTHEST = 100, 10_000
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_KEY = re.compile(r"\d{1,18}")
ORDERS = {
    "date": ("placed_at", "issue_id", "pk"),
    "number": ("issue__period", "issue__sequence", "issue__suffix", "pk"),
}
"""By date of publication, newest first unless it is asked otherwise, or by number within one series."""


class Pages(WagtailPagination):
    """As Wagtail's, but bounded whatever the host's settings say: a list is not read through by counting rows."""

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        limit, offset = (
            _whole(request.GET.get(name, usual), name) for name, usual in (("limit", "20"), ("offset", "0"))
        )
        if limit > MOST:
            raise BadRequestError(f"limit is at most {MOST}.")
        if offset > FARTHEST:
            raise BadRequestError(
                f"offset is at most {FARTHEST}. Ask for one series and one year, or take the catalogue of the series."
            )
        self.view, self.total_count = view, queryset.count()
        return list(queryset[offset : offset + limit])


class TextFilter(BaseFilterBackend):
    """Narrows texts by what the address says, and orders them."""

    def filter_queryset(self, request: Any, queryset: CommentaryQuerySet, view: Any) -> CommentaryQuerySet:
        for name, narrow in _NARROWING.items():
            if name in request.GET:
                queryset = narrow(queryset, _said(request.GET[name], name))
        return _ordered(queryset, request.GET.get("order", "-date"), in_one_series="series" in request.GET)


def _said(value: str, name: str) -> str:
    if not value or len(value) > LONGEST_ADDRESS or not value.isprintable():
        raise BadRequestError(f"{name} is empty, too long, or holds what nobody can see.")
    return value


def _whole(value: str, name: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise BadRequestError(f"{name} is a whole number, written in digits.")
    return int(value)


def _in_series(texts: CommentaryQuerySet, value: str) -> CommentaryQuerySet:
    """By its key, or by the last part of the address of its page."""
    if _KEY.fullmatch(value):
        return texts.filter(series=int(value))
    return texts.filter(series__in=Series.objects.filter(pages__slug=value, pages__live=True))


def _in_year(texts: CommentaryQuerySet, value: str) -> CommentaryQuerySet:
    if not re.fullmatch(r"[1-9][0-9]{3}", value):
        raise BadRequestError("year is written in four digits.")
    return texts.in_year(int(value))


def _of_kind(texts: CommentaryQuerySet, value: str) -> CommentaryQuerySet:
    if value not in list(Kind):
        raise BadRequestError(f"kind is one of {', '.join(Kind)}.")
    return texts.filter(kind=value)


def _in_language(texts: CommentaryQuerySet, value: str) -> CommentaryQuerySet:
    """Also in its regional forms: ``en`` finds ``en-GB``."""
    if not _LANGUAGE.fullmatch(value):
        raise BadRequestError("language is a tag such as en, en-GB or it.")
    return texts.filter(Q(language__iexact=value) | Q(language__istartswith=f"{value}-"))


def _by(texts: CommentaryQuerySet, value: str) -> CommentaryQuerySet:
    """The key or the address of a person."""
    person = {"person": int(value)} if _KEY.fullmatch(value) else {"person__slug": value}
    return texts.filter(pk__in=Authorship.objects.filter(**person).values("page"))


def _about(texts: CommentaryQuerySet, value: str) -> CommentaryQuerySet:
    """The address of a topic in any language, or of one that was merged into it."""
    topic = topic_asked(value)
    return texts.about(topic) if topic else texts.none()


def _of_number(texts: CommentaryQuerySet, value: str) -> CommentaryQuerySet:
    """As it is printed, or as it stands in addresses."""
    return texts.filter(Q(issue__address=value) | Q(issue__label=value))


_NARROWING: dict[str, Callable[[CommentaryQuerySet, str], CommentaryQuerySet]] = {
    "series": _in_series,
    "year": _in_year,
    "kind": _of_kind,
    "language": _in_language,
    "author": _by,
    "topic": _about,
    "number": _of_number,
}
NARROWING = frozenset(_NARROWING)


def _ordered(texts: CommentaryQuerySet, asked: str, *, in_one_series: bool) -> CommentaryQuerySet:
    name = asked.removeprefix("-")
    if name not in ORDERS:
        raise BadRequestError("order is one of date, -date, number, -number.")
    if name == "number" and not in_one_series:
        raise BadRequestError("Numbers are counted in one series: name it, as series=….")
    mark = "-" if asked.startswith("-") else ""
    ordered: QuerySet[Any] = texts.order_by(*(f"{mark}{field}" for field in ORDERS[name]))
    return ordered
