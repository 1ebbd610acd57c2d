"""Measures what the audit of a series costs as the archive grows: statements, seconds and memory."""

from __future__ import annotations

import tracemalloc
from dataclasses import dataclass
from time import perf_counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commentaries.models import Series
from series.auditing import audit
from tests.benchmarks.archive import affirm, fill
from tests.factories import House

pytestmark = pytest.mark.long
SMALL, LARGE = 3_000, 10_000
"""Texts. Cycles are freed late: what waits for the collector is at its height from about a thousand texts on."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One audit: its statements, its seconds, and the most that Python held at a time, in megabytes."""

    queries: int
    seconds: float
    megabytes: float


def cost_of(series: Series) -> Cost:
    """Each is measured in a run of its own, as counting slows what it counts."""
    begun = perf_counter()
    assert list(audit(series)) == []
    seconds = perf_counter() - begun
    with CaptureQueriesContext(connection) as captured:
        list(audit(series))
    queries = len(captured)
    connection.queries_log.clear()
    tracemalloc.start()
    try:
        list(audit(series))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return Cost(queries, seconds, most / 1e6)


def test_the_audit_asks_as_much_for_each_hundred_texts_and_holds_no_more_for_ten_thousand(house: House) -> None:
    costs: dict[int, Cost] = {}
    for size in (SMALL, LARGE):
        fill(house.page, size - house.page.numchild)
        affirm(house)
        costs[size] = cost_of(house.series)
    print("\n| texts | queries | seconds | ms a text | most memory, MB |\n|---|---|---|---|---|")
    for size, cost in costs.items():
        print(
            f"| {size:,} | {cost.queries:,} | {cost.seconds:.1f} | {cost.seconds / size * 1000:.2f} "
            f"| {cost.megabytes:.1f} |"
        )
    small, large = costs.values()
    assert large.queries - small.queries <= 10 * (LARGE - SMALL) / 100
    assert large.megabytes <= 1.2 * small.megabytes
