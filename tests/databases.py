"""Keeps the migrated database, so that of all processes and runs with the same migrations only the first migrates.

SQLite's is a file in pytest's cache; PostgreSQL's is a database beside those of the tests, from which it copies them.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import django
import pytest
from django.apps import apps
from django.db import connection


class Kept(Protocol):
    """The migrated database of earlier processes, if there was one."""

    def turn(self) -> Any:
        """A context in which no other process looks for it or makes it."""

    def exists(self) -> bool: ...

    def lay_down(self, patch: pytest.MonkeyPatch) -> None:
        """Has Django begin with it where it makes an empty one, so that there is nothing left to migrate."""

    def keep(self) -> None:
        """Keeps the database that is there now."""


class KeptFile:
    """SQLite's."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / f"{_key()}.sqlite3"

    @contextmanager
    def turn(self) -> Iterator[None]:
        with self.file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def exists(self) -> bool:
        return self.file.exists()

    def lay_down(self, patch: pytest.MonkeyPatch) -> None:
        make_empty = connection.creation._create_test_db

        def lay_down(*args: Any, **kwargs: Any) -> str:
            name: str = make_empty(*args, **kwargs)
            shutil.copyfile(self.file, name)
            return name

        patch.setattr(connection.creation, "_create_test_db", lay_down)

    def keep(self) -> None:
        connection.ensure_connection()
        unfinished = self.file.with_suffix(f".{os.getpid()}")
        with closing(sqlite3.connect(unfinished)) as kept:
            connection.connection.backup(kept)
        unfinished.replace(self.file)


class KeptOnServer:
    """PostgreSQL's. One of other migrations is dropped when this one is made."""

    PREFIX = "migrated_for_tests_"

    def __init__(self) -> None:
        self.name = f"{self.PREFIX}{_key()}"

    @contextmanager
    def turn(self) -> Iterator[None]:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [self.PREFIX])
            yield  # and lets go of it when the connection ends

    def exists(self) -> bool:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name])
            return cursor.fetchone() is not None

    def lay_down(self, patch: pytest.MonkeyPatch) -> None:
        patch.setitem(connection.settings_dict["TEST"], "TEMPLATE", self.name)

    def keep(self) -> None:
        name = connection.settings_dict["NAME"]
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{self.PREFIX}%"])
            for (old,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE "{old}"')
            cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{name}"')


@pytest.fixture(scope="session")
def kept_database(request: pytest.FixtureRequest) -> Kept | None:
    if connection.vendor == "postgresql":
        return KeptOnServer()
    if connection.vendor == "sqlite" and request.config.pluginmanager.hasplugin("cacheprovider"):
        return KeptFile(Path(request.config.cache.mkdir("migrated")))
    return None


@pytest.fixture(scope="session")
def _turn(kept_database: Kept | None, django_db_blocker: Any) -> Iterator[ExitStack]:
    """Of several processes that come at once one migrates, and the others wait for what it keeps."""
    with ExitStack() as turn:
        if kept_database is not None:
            with django_db_blocker.unblock():
                turn.enter_context(kept_database.turn())
        yield turn


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: Any, kept_database: Kept | None, _turn: ExitStack
) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        with django_db_blocker.unblock():
            if kept_database is not None and kept_database.exists():
                kept_database.lay_down(patch)
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: Any, kept_database: Kept | None, _turn: ExitStack
) -> None:
    if kept_database is not None:
        with django_db_blocker.unblock():
            if not kept_database.exists():
                kept_database.keep()
    _turn.close()


def _key() -> str:
    """Another for any other migration, and for any other Django."""
    said = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            said.update(f"{app.label}/{file.name}".encode() + file.read_bytes())
    return said.hexdigest()[:16]
