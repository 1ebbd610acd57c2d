"""Tests that the database is told once a day how its rows are spread, if it is one that must be told."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commentaries import analysing, followups
from commentaries.models import FollowUp
from tests import factories
from tests.factories import House

TOLD = {"sqlite": ["PRAGMA analysis_limit = 1000", "ANALYZE"], "postgresql": []}


def known() -> set[str]:
    """The tables of which SQLite knows how their rows are spread."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tbl FROM sqlite_stat1")
        return {table for (table,) in cursor.fetchall()}


@pytest.mark.django_db
def test_only_sqlite_must_be_told() -> None:
    with CaptureQueriesContext(connection) as captured:
        analysing.analyse()
    assert [query["sql"] for query in captured] == TOLD[connection.vendor]


def test_the_search_knows_its_rows_when_a_day_has_begun(house: House) -> None:
    factories.published(house)
    call_command("update_index", verbosity=0)
    call_command("tick")
    followups.carry_out_due()
    planned = FollowUp.objects.filter(kind=analysing.KIND)
    if connection.vendor == "sqlite":
        assert [each.state for each in planned] == [FollowUp.State.DONE]
        assert {"wagtailsearch_indexentry", "commentaries_commentarypage"} <= known()
    else:
        assert not planned
