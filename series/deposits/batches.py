"""Turns the texts whose DOIs the registrar has not confirmed into a list for editors, and into one file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from commentaries.models import CommentaryPage, Deposit, Series
from series.deposits.files import deposited, public_texts, write
from series.deposits.runs import texts_with_dois
from series.deposits.states import with_registrations

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST = 500
"""Texts in one file."""


def unregistered(series: Iterable[Series], *, year: int | None = None) -> QuerySet[CommentaryPage]:
    """The public texts of these series whose DOI is not registered, the newest first, with their state; all of them
    where nothing is sent. Of a text and its translations that share a DOI the first.
    """
    texts = with_registrations(texts_with_dois(series, year=year))
    is_open = Q(deposit_state=None) | Q(deposit_failed=True) | ~Q(deposit_state=Deposit.State.REGISTERED)
    before = public_texts().filter(issue=OuterRef("issue"), pk__lt=OuterRef("pk"))
    return texts.filter(is_open).exclude(Exists(before.order_by())).order_by("-issue__year", "-pk")


def years_of(series: Iterable[Series]) -> list[int]:
    """The years in which these series have texts with a DOI, the newest first."""
    years = texts_with_dois(series).order_by().values_list("issue__year", flat=True).distinct()
    return sorted(set(years), reverse=True)


def file_of(texts: QuerySet[CommentaryPage]) -> bytes:
    """The file with the first ``MOST`` of these texts; empty without any."""
    said = [deposited(text) for text in texts[:MOST]]
    return write(said) if said else b""
