"""Measures what files of many texts, sitemap and feeds cost as the archive grows: statements, first byte, memory."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import thread_time
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from series.caching import GENERATION_KEY
from series.sitemaps import SPAN
from series.streaming import PORTION
from tests.benchmarks.archive import fill
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


@dataclass(frozen=True, slots=True)
class Cost:
    """One answer: its bytes, its statements in all and before the first text, the most that Python held beside, in
    megabytes, and the processor's milliseconds to the first text and in all, while memory was traced."""

    length: int
    statements: int
    statements_first: int
    megabytes: float
    first: float
    seconds: float


def cost_of(path: str) -> Cost:
    """Of an answer that nobody has kept, in a server that has been running for a while."""
    client = Client(HTTP_HOST="localhost")
    client.get("/letters/")
    cache.set(GENERATION_KEY, uuid4().hex)
    statements = length = 0
    first: tuple[int, float] | None = None

    def counted(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*statement)

    gc.collect()
    tracemalloc.start()
    begun = thread_time()
    with connection.execute_wrapper(counted):
        answer = client.get(path)
        assert answer.status_code == 200, path
        pieces: Iterable[bytes] = answer.streaming_content if answer.streaming else [answer.content]
        for piece in pieces:
            length += len(piece)
            if first is None and len(piece) > PORTION:
                first = statements, thread_time() - begun
    seconds, most = thread_time() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert first is not None
    return Cost(length, statements, first[0], most / 1e6, first[1] * 1000, seconds * 1000)


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
