"""Turns the site into one that says beside each answer how many statements to the database it took."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from config.wsgi import application as site
from tests.benchmarks.serving import STATEMENTS


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The ready site. An answer is whole before its headers are sent, unless it is written while it is sent."""
    statements = 0

    def counted(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*statement)

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, (STATEMENTS, str(statements))], *rest)

    with connection.execute_wrapper(counted):
        return site(environ, start)
