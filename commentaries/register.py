"""Reads the register: the entry of a text, the number to come, the place of an older issue among the others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from commentaries.labelling import Number, number_for, period_of
from commentaries.models import CommentaryPage, Issue, NumberCounter, Series


def entry_of(page: CommentaryPage, *, lock: bool = False) -> Issue | None:
    """The register's entry for this text, reserved or given; locked if it is to be written."""
    entries = Issue.objects.select_for_update() if lock else Issue.objects.all()
    return (
        entries.counting()
        .filter(series_id=page.series_id, work=page.translation_key, language_edition=edition_of(page))
        .first()
    )


def edition_of(page: CommentaryPage) -> str:
    return page.language if page.series.language_editions_number_for_themselves else ""


def next_number(
    series: Series, *, day: date | None = None, given: dict[tuple[int, int], int] | None = None
) -> Number | None:
    """The number a text would get if it went live now; ``None`` for a series without numbers.

    ``given`` is what ``given_so_far`` says, for who asks about many series.
    """
    if not series.has_numbers:
        return None
    day = day or series.today()
    given = given_so_far([series.pk]) if given is None else given
    return number_for(series, day, given.get((series.pk, period_of(series, day)), 0) + 1)


def given_so_far(series: Iterable[int]) -> dict[tuple[int, int], int]:
    """The last number given, by the key of the series and the period, read at once for many series."""
    counters = NumberCounter.objects.filter(series__in=list(series), suffix="")
    return {(key, period): last for key, period, last in counters.values_list("series", "period", "last")}


def holds_on(entry: Issue, moment: datetime) -> bool:
    """Whether a reserved number is still that of the text should it appear at this moment."""
    return entry.period == period_of(entry.series, entry.series.today(moment))


def place_among(series: Series, number: Number, year: int, published_on: date | None) -> datetime:
    """Where an older issue stands: by its date, else next to the number nearest to its own.

    An entry without a date stands one second per number away from its nearest dated neighbour,
    above or below; with none, at the beginning of its year.
    """
    if published_on:
        return datetime.combine(published_on, time(12), tzinfo=UTC)
    if number.sequence is None:
        return datetime(year, 1, 1, tzinfo=UTC)
    near = Issue.objects.counting().filter(series=series, period=number.period, suffix=number.suffix, year=year)
    above = near.filter(sequence__gt=number.sequence).order_by("sequence").first()
    neighbour = above or near.filter(sequence__lt=number.sequence).order_by("-sequence").first()
    if neighbour is None or neighbour.sequence is None:
        return datetime(year, 1, 1, tzinfo=UTC) + timedelta(seconds=number.sequence)
    return neighbour.placed_at + timedelta(seconds=number.sequence - neighbour.sequence)
