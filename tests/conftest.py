"""Holds every test to the rules of the house: no network, no stray log line, a clean cache, a clock to set."""

from __future__ import annotations

import gc
import logging
import os
import socket
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from typing import Any
from zlib import crc32

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone, translation

from tests import factories
from tests.factories import House
from tests.kept_house import house_in_a_transaction

pytest_plugins = ["tests.browser_fixtures", "tests.databases"]
OUR_LOGGERS = ("commentaries", "series", "config")
_LOOPBACK = ("127.", "::1", "localhost")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept-golden", action="store_true", help="Write the accepted pages anew. Look at them before committing."
    )
    parser.addoption(
        "--third", type=int, choices=(0, 1, 2), help="Run this third of the tests; the three together are all of them."
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Which third a test belongs to follows from its name: neighbours fall into different ones, nothing falls out."""
    third = config.getoption("--third")
    if third is not None:
        left_out = [item for item in items if crc32(item.nodeid.encode()) % 3 != third]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if crc32(item.nodeid.encode()) % 3 == third]


def pytest_collection_finish() -> None:
    """What was loaded for the tests stays: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are processors: a test that drives a browser or another process mostly waits for it."""
    return (os.cpu_count() or 1) + 1


class NetworkReached(AssertionError):
    """A test tried to speak to another machine."""


def _is_here(address: Any) -> bool:
    host = address[0] if isinstance(address, tuple) else address
    return not isinstance(address, tuple) or str(host).startswith(_LOOPBACK)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Sockets reach this machine only."""
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}

    def guarded(name: str) -> Callable[..., Any]:
        def reach(self: socket.socket, address: Any) -> Any:
            if not _is_here(address):
                raise NetworkReached(f"A test tried to reach {address!r}. Tests speak to nobody.")
            return real[name](self, address)

        return reach

    with pytest.MonkeyPatch.context() as patch:
        for name in real:
            patch.setattr(socket.socket, name, guarded(name))
        yield


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _no_stray_log_line(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning of ours fails the test, unless the test asks for ``caplog`` and so expects it."""
    listener = _Listener()
    loggers = [logging.getLogger(name) for name in OUR_LOGGERS]
    for logger in loggers:
        logger.addHandler(listener)
    yield
    for logger in loggers:
        logger.removeHandler(listener)
    if listener.lines and "caplog" not in request.fixturenames:
        pytest.fail("Unexpected log lines:\n" + "\n".join(listener.lines))


@pytest.fixture(autouse=True)
def _clean_state() -> Iterator[None]:
    """Each test starts with an empty cache and in English."""
    cache.clear()
    with translation.override("en"):
        yield
    cache.clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock to a moment; it stands still there until it is set again.

    The class that ``timezone.now`` reads is replaced and not the function, which fields hold as their default.
    """

    class AnyMoment(type(datetime)):  # type: ignore[misc]
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, datetime)

    def set_to(moment: datetime) -> None:
        class Standing(datetime, metaclass=AnyMoment):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return moment.astimezone(tz)

        monkeypatch.setattr(timezone, "datetime", Standing)

    return set_to


@pytest.fixture
def house(db: None) -> House:
    """A series with its people and its page; no reviews needed."""
    if connection.in_atomic_block:
        return house_in_a_transaction(factories.make_house)
    return factories.make_house()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What tests measured, a line each, also when they ran in other processes."""
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.getreports(outcome)]
    lines = [value for report in reports for name, value in report.user_properties if name == "figures"]
    for line in lines:
        terminalreporter.write_line(f"figures: {line}")
