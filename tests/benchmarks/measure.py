"""Turns a running site with N texts into queries and milliseconds per page."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from time import perf_counter
from uuid import uuid4

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from series.caching import GENERATION_KEY

ROUNDS = 9


@dataclass(frozen=True, slots=True)
class Figure:
    """One page at one size of the archive: statements, and the median of nine requests in milliseconds."""

    queries: int
    milliseconds: float
    cached_milliseconds: float


def measure(path: str) -> Figure:
    """A page whose copy is not kept, then the kept copy. The server has been running for a while."""
    client = Client(HTTP_HOST="localhost")
    client.get(path)
    times, queries = [], 0
    for _round in range(ROUNDS):
        cache.set(GENERATION_KEY, uuid4().hex)
        begun = perf_counter()
        response = client.get(path)
        times.append(perf_counter() - begun)
        assert response.status_code == 200, f"{path} answered {response.status_code}"
    cache.set(GENERATION_KEY, uuid4().hex)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
        queries = len(captured)
    kept = []
    for _round in range(ROUNDS):
        begun = perf_counter()
        client.get(path)
        kept.append(perf_counter() - begun)
    return Figure(queries, median(times) * 1000, median(kept) * 1000)


def pages(slugs: list[str], deepest: str) -> dict[str, str]:
    """What is measured, by name: the newest text, lists at both ends, a year, an author, a topic."""
    return {
        "commentary": f"/letters/{slugs[-1]}/",
        "listing": "/letters/",
        "listing, deepest page": f"/letters/?before={deepest}",
        "year": "/letters/1990/",
        "author": "/authors/author-0/",
        "topic": "/topics/subject-0/",
        "front page": "/",
    }
