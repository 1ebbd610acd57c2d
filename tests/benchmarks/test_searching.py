"""Measures what a search costs as the archive grows: a word in every text, a word in one, and all finds as a file."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from commentaries import analysing
from series.streaming import PORTION
from tests.benchmarks.archive import fill
from tests.benchmarks.handed_on import cost_of
from tests.benchmarks.measure import Figure, measure
from tests.factories import House

pytestmark = pytest.mark.long
RANKED, SMALL, LARGE = 500, 1_000, 20_000
"""As many as are ranked at most, and more."""
SLOWER = 8
"""For twenty times as many. Half as much again, which the budget has, is more than either database's search can do."""
SEARCHES = {
    "a word in every text": "/search/?q=cable",
    "two words in every text": "/search/?q=number+text",
    "a word in one text": "/search/?q=777",
    "a word in no text": "/search/?q=lighthouses",
    "a word in every text, of one series": "/letters/?q=cable",
}
FILE = "/search.bib?q=cable"
PER_PORTION = 3
"""Statements: the texts, their authors, and which numbers two series have given."""


def searched() -> dict[str, Figure]:
    call_command("update_index", verbosity=0)
    analysing.analyse()
    return {name: measure(path) for name, path in SEARCHES.items()}


def test_a_search_grows_far_less_than_the_archive(house: House) -> None:
    fill(house.page, RANKED)
    ranked = searched()["a word in every text"].milliseconds
    fill(house.page, SMALL - RANKED)
    small, small_file = searched(), cost_of(FILE)
    fill(house.page, LARGE - SMALL)
    large, large_file = searched(), cost_of(FILE)
    print(f"\n| search | queries | ms at {SMALL:,} | ms at {LARGE:,} | ratio |\n|---|---|---|---|---|")
    for name, figure in large.items():
        before = small[name]
        ratio = figure.milliseconds / before.milliseconds
        print(f"| {name} | {figure.queries} | {before.milliseconds:.0f} | {figure.milliseconds:.0f} | {ratio:.2f} |")
    print(f"\n{RANKED} finds, ranked: {ranked:.0f} ms. All finds as a file, at {SMALL:,} and at {LARGE:,}:")
    for file in (small_file, large_file):
        print(
            f"{file.length / 1000:,.0f} kB, {file.statements} statements, {file.megabytes:.1f} MB at most, first text "
            f"after {file.first:,.0f} ms, all after {file.seconds:,.0f} ms (while memory was traced)"
        )
    assert {name: f.queries for name, f in large.items()} == {name: f.queries for name, f in small.items()}
    slow = {name for name, f in large.items() if f.milliseconds > SLOWER * small[name].milliseconds}
    assert slow == set()
    portions = (LARGE - SMALL) // PORTION
    assert large_file.statements - small_file.statements == PER_PORTION * portions
