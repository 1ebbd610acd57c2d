"""Keeps the migrated SQLite database in pytest’s cache, so that the next run with the same migrations starts there."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import django
import pytest
from django.apps import apps
from django.db import connection


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest) -> Path | None:
    """Where the database is kept; nowhere for a server's, which has its own ways."""
    if connection.vendor != "sqlite" or not request.config.pluginmanager.hasplugin("cacheprovider"):
        return None
    return Path(request.config.cache.mkdir("migrated")) / f"{_key()}.sqlite3"


@pytest.fixture(scope="session")
def _turn(migrated: Path | None) -> Iterator[ExitStack]:
    """Of several processes that come at once one migrates, and the others wait for what it keeps."""
    with ExitStack() as turn:
        if migrated is not None:
            waiting = turn.enter_context(migrated.with_suffix(".lock").open("w"))
            fcntl.flock(waiting, fcntl.LOCK_EX)
        yield turn


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, migrated: Path | None, _turn: ExitStack
) -> Iterator[None]:
    """Lays the kept database where Django makes an empty one to migrate, so that there is nothing left to do."""
    if migrated is None or not migrated.exists():
        yield
        return
    _turn.close()
    make_empty = connection.creation._create_test_db

    def lay_down(*args: Any, **kwargs: Any) -> str:
        name: str = make_empty(*args, **kwargs)
        shutil.copyfile(migrated, name)
        return name

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.creation, "_create_test_db", lay_down)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, migrated: Path | None, _turn: ExitStack) -> None:
    """Keeps what was migrated, and lets the next process in."""
    if migrated is None or migrated.exists():
        return
    with django_db_blocker.unblock():
        connection.ensure_connection()
        unfinished = migrated.with_suffix(f".{os.getpid()}")
        with closing(sqlite3.connect(unfinished)) as kept:
            connection.connection.backup(kept)
        unfinished.replace(migrated)
    _turn.close()


def _key() -> str:
    """Another for any other migration, and for any other Django."""
    said = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            said.update(f"{app.label}/{file.name}".encode() + file.read_bytes())
    return said.hexdigest()[:16]
