"""Turns one answer that is written while it is sent into statements, megabytes and milliseconds."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import thread_time
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.db import connection
from django.test import Client

from series.caching import GENERATION_KEY
from series.streaming import PORTION


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
