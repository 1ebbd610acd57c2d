"""Tells SQLite once a day how its rows are spread, so that it finds the shortest way to what is asked for.

PostgreSQL counts by itself. SQLite guesses until it is told, and then looks into the index of the search once for each
text instead of once for each find.
"""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from commentaries import followups
from commentaries.models import FollowUp, Series

KIND = "count-rows"
ROWS = 1_000
"""Of each index that are looked at, whatever its length: a few milliseconds for each table."""


def plan_for_today() -> None:
    """Stores, once a day, that the rows of a site with a series are to be counted, if its database does not do it."""
    if connection.vendor == "sqlite" and Series.objects.exists():
        followups.plan(KIND, timezone.localdate().isoformat())


@followups.handles(KIND)
def count_rows(follow_up: FollowUp) -> None:
    analyse()


def analyse() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {ROWS}")
            cursor.execute("ANALYZE")
