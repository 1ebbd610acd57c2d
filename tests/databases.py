"""Keeps the migrated SQLite database in pytest’s cache, so that the next run with the same migrations starts there."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
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
def django_db_modify_db_settings(django_db_modify_db_settings: None, migrated: Path | None) -> Iterator[None]:
    """Lays the kept database where Django makes an empty one to migrate, so that there is nothing left to do."""
    if migrated is None or not migrated.exists():
        yield
        return
    make_empty = connection.creation._create_test_db

    def lay_down(*args: Any, **kwargs: Any) -> str:
        name: str = make_empty(*args, **kwargs)
        shutil.copyfile(migrated, name)
        return name

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.creation, "_create_test_db", lay_down)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, migrated: Path | None) -> None:
    """Keeps what was migrated; of several processes that come to it at once the last keeps its own."""
    if migrated is None or migrated.exists():
        return
    with django_db_blocker.unblock():
        connection.ensure_connection()
        unfinished = migrated.with_suffix(f".{os.getpid()}")
        with closing(sqlite3.connect(unfinished)) as kept:
            connection.connection.backup(kept)
        unfinished.replace(migrated)


def _key() -> str:
    """Another for any other migration, and for any other Django."""
    said = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            said.update(f"{app.label}/{file.name}".encode() + file.read_bytes())
    return said.hexdigest()[:16]
