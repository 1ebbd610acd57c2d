"""Measures what files of many texts, sitemap and feeds cost as the archive grows: statements, first byte, memory."""

from __future__ import annotations

import pytest
from django.test import Client

from series.sitemaps import SPAN
from series.streaming import PORTION
from tests.benchmarks.archive import fill
from tests.benchmarks.handed_on import Cost, cost_of
from tests.factories import House

pytestmark = pytest.mark.long
SMALL, LARGE = 2_000, 20_000
FILES = {
    "/letters/all.bib": 2,
    "/letters/all.ris": 2,
    "/letters/all.json": 2,
    "/letters/catalogue.csv": 3,
    "/letters/catalogue.json": 3,
}
"""Files of a whole series, with the statements that each portion of texts may cost."""
BOUNDED = ("/letters/1990.bib", "/letters/feed.atom", "/letters/feed.rss", "/feed.json", "/sitemap-texts-1.xml")
"""What is as long in a large archive as in a small one."""
MOST_STATEMENTS = 15
MORE_MEMORY, LATER = 1.5, 2.0
"""Cycles are freed late: what waits for the collector is at its height from some thousands of texts on."""


def test_what_is_handed_on_costs_no_more_at_once_however_many_texts_there_are(house: House) -> None:
    costs: dict[str, list[Cost]] = {path: [] for path in (*FILES, *BOUNDED, "/sitemap.xml")}
    for size in (SMALL, LARGE):
        fill(house.page, size - house.page.numchild)
        for path, found in costs.items():
            found.append(cost_of(path))
    print(f"\n| address | kB at {LARGE:,} | statements | most memory, MB | processor, first text, ms | in all, ms |")
    print("|---|---|---|---|---|---|")
    for path, (small, large) in costs.items():
        print(
            f"| `{path}` | {large.length / 1000:,.0f} | {small.statements}, {large.statements} "
            f"| {small.megabytes:.1f}, {large.megabytes:.1f} | {small.first:.0f}, {large.first:.0f} "
            f"| {small.seconds:,.0f}, {large.seconds:,.0f} |"
        )
    for path, statements in FILES.items():
        small, large = costs[path]
        assert large.statements - small.statements == statements * (LARGE - SMALL) // PORTION, path
        assert large.statements_first == small.statements_first, path
    for path in (*FILES, *BOUNDED):
        small, large = costs[path]
        assert path in FILES or large.statements <= MOST_STATEMENTS, path
        assert large.megabytes <= MORE_MEMORY * small.megabytes, path
        assert large.first <= LATER * small.first, path
    parts = LARGE // SPAN
    last = Client(HTTP_HOST="localhost").get(f"/sitemap-texts-{parts}.xml")
    assert last.content.count(b"<url>") <= SPAN
