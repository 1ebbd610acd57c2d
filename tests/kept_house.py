"""Keeps the rows that most tests begin with, and lays them down again instead of making them anew.

Made by the ordinary verbs a house takes a tenth of a second and some two hundred statements, and a text published in it
two tenths and four hundred: for some thousand tests a run.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Self, TypeVar

from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils import timezone

from commentaries.models import CommentaryPage
from tests.factories import House

AS_GOOD_AS_NOW = 30.0
"""Seconds for which what was published by the real clock may stand for what is published at this moment."""
T = TypeVar("T")
Rows = dict[tuple[Any, ...], None]
"""The rows of a table as they lie in the database, in their order."""


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """Something made, and in which rows the database with it differs from the one without."""

    made: T
    gone: dict[str, list[Any]]
    new: dict[str, list[tuple[Any, ...]]]
    kept_at: float

    @classmethod
    def of(cls, make: Callable[[], T]) -> Self:
        """What making it does to the database at hand."""
        tables = _tables()
        before = {table: _rows(table, columns) for table, columns in tables.items()}
        made = make()
        after = {table: _rows(table, columns) for table, columns in tables.items()}
        gone = {table: [row[0] for row in before[table] if row not in after[table]] for table in tables}
        new = {table: [row for row in after[table] if row not in before[table]] for table in tables}
        return cls(copy.deepcopy(made), gone, new, time.monotonic())

    def lay_down(self) -> T:
        """The same in a database that is again as it was; its checks of foreign keys wait for the end."""
        tables = _tables()
        with connection.cursor() as cursor:
            for table, keys in self.gone.items():
                for key in keys:
                    cursor.execute(f"DELETE FROM {_quoted(table)} WHERE {_quoted(tables[table][0])} = %s", [key])
            for table, rows in self.new.items():
                if rows:
                    names = ", ".join(_quoted(column) for column in tables[table])
                    values = ", ".join("%s" for _column in tables[table])
                    cursor.executemany(f"INSERT INTO {_quoted(table)} ({names}) VALUES ({values})", rows)
        return copy.deepcopy(self.made)


class _Ground:
    """What is kept, and what the database is known to hold at this moment."""

    house: Kept[House] | None = None
    texts: dict[tuple[str, datetime | None], Kept[int]] = {}
    after_the_house: int | None = None
    """SQLite's count of changes when the house was laid down: as long as it stands there, nothing else has happened."""


def house_in_a_transaction(make: Callable[[], House]) -> House:
    """A house for a test that is rolled back afterwards; a test that commits has to make its own."""
    if _Ground.house is None:
        _Ground.house = Kept.of(make)
        house = copy.deepcopy(_Ground.house.made)
    else:
        house = _Ground.house.lay_down()
    _Ground.after_the_house = _changes()
    return house


def text_in(house: House, publish: Callable[[House], CommentaryPage]) -> CommentaryPage:
    """The text that ``publish`` makes in a house in which nothing has happened, at the same moment; else a new one.

    For fixtures alone: a test of publishing publishes.
    """
    moment = timezone.now() if timezone.datetime is not datetime else None  # the clock stands, as the fixture has it
    key = (f"{publish.__module__}.{publish.__qualname__}", moment)
    if not connection.in_atomic_block or _changes() is None or _changes() != _Ground.after_the_house:
        return publish(house)
    kept = _Ground.texts.get(key)
    if kept is None or (moment is None and time.monotonic() - kept.kept_at > AS_GOOD_AS_NOW):
        kept = _Ground.texts[key] = Kept.of(lambda: publish(house).pk)
        pk = kept.made
    else:
        pk = kept.lay_down()
    return CommentaryPage.objects.get(pk=pk)


def _changes() -> int | None:
    """The rows that this connection has changed; PostgreSQL counts none of them."""
    return connection.connection.total_changes if connection.vendor == "sqlite" else None


def _forget(**kwargs: Any) -> None:
    """Whoever empties the database gives its content types and permissions other keys."""
    _Ground.house, _Ground.after_the_house = None, None
    _Ground.texts.clear()


post_migrate.connect(_forget)


def _tables() -> dict[str, list[str]]:
    """The columns of every table that is ours to write, the primary key first."""
    models = [model._meta for model in apps.get_models(include_auto_created=True)]
    return {
        model.db_table: [
            model.pk.column,
            *(field.column for field in model.local_concrete_fields if field is not model.pk),
        ]
        for model in models
        if model.managed and not model.proxy
    }


def _rows(table: str, columns: list[str]) -> Rows:
    """As stored: SQLite's would come as dates and truth values if they were named without a sign before them."""
    sign = "+" if connection.vendor == "sqlite" else ""
    chosen = ", ".join(f"{sign}{_quoted(column)}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {chosen} FROM {_quoted(table)} ORDER BY {_quoted(columns[0])}")
        return dict.fromkeys(tuple(row) for row in cursor.fetchall())


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
