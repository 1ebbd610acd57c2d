"""Turns a demonstration into a backup and back, on SQLite or PostgreSQL, and says in figures whether all came back.

``python -m tests.operations.drill`` does it on SQLite; with ``postgres://…`` it makes two databases there beside
the one named, and drops them afterwards. The commands are those of ``docs/operations.md``.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent.parent
FINGERPRINT = """
import hashlib, json, sys
import django
django.setup()
from django.apps import apps
from django.test import Client
from commentaries import versions
from commentaries.models import CommentaryPage, Issue, Version

def digest(rows):
    return hashlib.sha256(json.dumps(list(rows), default=str, ensure_ascii=False).encode()).hexdigest()[:16]

texts = list(CommentaryPage.objects.order_by("pk"))
client = Client()
served = [(text.url, client.get(text.url, headers={"host": "127.0.0.1"}).status_code)
          for text in texts if text.live and text.url]  # first, as a page makes its pictures when it is asked for
counts = {model._meta.label: model._base_manager.count() for model in apps.get_models()}
print(json.dumps({
    "tables": len(counts),
    "rows": sum(counts.values()),
    "counts": counts,
    "register": digest(Issue.objects.order_by("pk").values_list(
        "series", "period", "sequence", "suffix", "label", "address", "state", "work", "published_on")),
    "versions": digest(Version.objects.order_by("pk").values_list("digest", "title")),
    "texts": digest((text.pk, text.slug, text.live, versions.digest_of(text)) for text in texts),
    "served": digest(served),
    "answers": sorted({status for _url, status in served}),
}))
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What stood before and after, and the seconds that backup and restoring took."""

    database: str
    before: dict[str, Any]
    after: dict[str, Any]
    size: int
    seconds_to_back_up: float
    seconds_to_restore: float

    def __str__(self) -> str:
        facts = self.before
        other = [name for name in facts if facts[name] != self.after[name]]
        same = f"NOT AS BEFORE: {', '.join(other)}" if other else "all as before"
        return (
            f"{self.database}: {facts['rows']} rows in {facts['tables']} tables, {facts['files']} files; "
            f"backup {self.size / 1e6:.1f} MB in {self.seconds_to_back_up:.1f} s, "
            f"restored in {self.seconds_to_restore:.1f} s; register {facts['register']}, "
            f"versions {facts['versions']}, texts {facts['texts']}, media {facts['media']}: {same}"
        )


@dataclass(frozen=True, slots=True)
class Place:
    """One installation: its database and its files."""

    url: str
    folder: Path

    @property
    def media(self) -> Path:
        return self.folder / "media"

    def run(self, *arguments: str) -> str:
        names = ("PATH", "HOME", "LANG")
        environment = {name: os.environ[name] for name in names if name in os.environ} | {
            "DATABASE_URL": self.url,
            "MEDIA_ROOT": str(self.media),
            "CACHE_DIR": str(self.folder / "cache"),
            "MAIL_DIR": str(self.folder / "mail"),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def fingerprint(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("-c", FINGERPRINT).splitlines()[-1])
        files = sorted(path for path in self.media.rglob("*") if path.is_file())
        total = hashlib.sha256()
        for path in files:
            total.update(f"{path.relative_to(self.media)}\0".encode() + path.read_bytes())
        return {**found, "files": len(files), "media": total.hexdigest()[:16]}


def drill(url: str = "") -> Outcome:
    """Makes a demonstration, backs it up, and restores it elsewhere."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with _places(url, folder) as (original, restored):
            original.run("manage.py", "demo", "--no-serve")
            before = original.fingerprint()
            backup = folder / "backup"
            backup.mkdir()
            started = time.perf_counter()
            _back_up(original, backup)
            backed_up = time.perf_counter()
            _restore(backup, restored)
            done = time.perf_counter()
            return Outcome(
                "PostgreSQL" if url else "SQLite",
                before,
                restored.fingerprint(),
                sum(path.stat().st_size for path in backup.rglob("*") if path.is_file()),
                backed_up - started,
                done - backed_up,
            )


def _back_up(place: Place, backup: Path) -> None:
    if place.url.startswith("sqlite"):
        with sqlite3.connect(urlsplit(place.url).path) as connection:
            connection.execute("VACUUM INTO ?", [str(backup / "db.sqlite3")])
        connection.close()
    else:
        _program("pg_dump", "--format=custom", "--no-owner", f"--file={backup / 'db.dump'}", place.url)
    shutil.copytree(place.media, backup / "media")


def _restore(backup: Path, place: Place) -> None:
    place.folder.mkdir(exist_ok=True)
    if place.url.startswith("sqlite"):
        shutil.copy(backup / "db.sqlite3", urlsplit(place.url).path)
    else:
        _program("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={place.url}", str(backup / "db.dump"))
    shutil.copytree(backup / "media", place.media)


def _program(name: str, *arguments: str) -> None:
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    subprocess.run([str(newest[-1]) if newest else name, *arguments], check=True, timeout=900)


@contextmanager
def _places(url: str, folder: Path) -> Iterator[tuple[Place, Place]]:
    """Two installations of this kind, gone afterwards."""
    folders = [folder / "original", folder / "restored"]
    for each in folders:
        each.mkdir()
    if not url:
        original, restored = (Place(f"sqlite:///{each / 'db.sqlite3'}", each) for each in folders)
        yield original, restored
        return
    import psycopg  # only where there is PostgreSQL

    parts = urlsplit(url.replace("postgres://", "postgresql://", 1))
    names = [f"{parts.path.strip('/')}_drill_{number}" for number in (1, 2)]
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        for name in names:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"')  # type: ignore[call-overload]
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        try:
            original, restored = (
                Place(urlunsplit(parts._replace(path=f"/{name}")), each)
                for name, each in zip(names, folders, strict=True)
            )
            yield original, restored
        finally:
            for name in names:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]


if __name__ == "__main__":
    outcome = drill(*sys.argv[1:2])
    print(outcome)
    sys.exit(outcome.before != outcome.after)
