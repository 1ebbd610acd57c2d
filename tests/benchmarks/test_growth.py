"""Asks the same number of queries of an archive of ten texts and of one of ten thousand."""

from __future__ import annotations

import pytest

from commentaries.models import Issue
from tests.benchmarks.archive import fill
from tests.benchmarks.measure import measure, pages
from tests.factories import House

pytestmark = pytest.mark.long
SMALL, LARGE = 30, 10_000


def test_pages_cost_the_same_queries_for_ten_thousand_texts(house: House) -> None:
    slugs = fill(house.page, SMALL)
    deepest = Issue.objects.order_by("placed_at")[5].address
    small = {name: measure(path) for name, path in pages(slugs, deepest).items()}
    slugs += fill(house.page, LARGE - SMALL)
    large = {name: measure(path) for name, path in pages(slugs, deepest).items()}
    print("\n| page | queries | ms at 30 | ms at 10,000 | ratio | cached, ms |\n|---|---|---|---|---|---|")
    for name, figure in large.items():
        before = small[name]
        ratio = figure.milliseconds / before.milliseconds
        print(
            f"| {name} | {figure.queries} | {before.milliseconds:.0f} | {figure.milliseconds:.0f} | {ratio:.2f} "
            f"| {figure.cached_milliseconds:.1f} |"
        )
    assert {name: f.queries for name, f in large.items()} == {name: f.queries for name, f in small.items()}
