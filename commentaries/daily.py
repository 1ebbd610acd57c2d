"""Turns the beginning of a day, by the clock of any series, into stored work on what the calendar has changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commentaries import followups
from commentaries.followups import Handler
from commentaries.models import Series

_kinds: list[str] = []


def each_day(kind: str, *, does: Any = "") -> Callable[[Handler], Handler]:
    """Registers the function that is carried out whenever a day begins; else as ``followups.handles``."""
    _kinds.append(kind)
    return followups.handles(kind, does=does)


def plan_for_today() -> None:
    """Stores, once for each clock by which a series goes and each of its days, the work of every kind."""
    for series in {each.time_zone: each for each in Series.objects.only("time_zone")}.values():
        for kind in _kinds:
            followups.plan(kind, f"{series.today().isoformat()} {series.time_zone}")
