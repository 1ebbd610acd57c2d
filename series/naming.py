"""Turns the name that somebody typed at a command into the series that is meant."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.db.models import Q, QuerySet

from commentaries.models import Series


def series_named(name: str | None) -> QuerySet[Series]:
    """The series of this title, short title or ISSN; all where none is named.

    Raises:
        CommandError: there is none, and these are the ones there are.
    """
    every = Series.objects.order_by("pk")
    if name is None:
        return every
    named = every.filter(Q(title=name) | Q(short_title=name) | Q(issn_online=name) | Q(issn_print=name))
    if not named.exists():
        raise CommandError(f"There is no series “{name}”. There are: {', '.join(map(str, every))}.")
    return named
