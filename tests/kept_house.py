"""Keeps the rows of the house that most tests begin with, and lays them down again instead of making it anew.

Made by the ordinary verbs it takes a tenth of a second and some two hundred statements, three thousand times a run.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate

from tests.factories import House

Rows = dict[tuple[Any, ...], None]
"""The rows of a table as they lie in the database, in their order."""


@dataclass(frozen=True, slots=True)
class KeptHouse:
    """A house, and in which rows the database with it differs from the one without."""

    house: House
    gone: dict[str, list[Any]]
    new: dict[str, list[tuple[Any, ...]]]
    latest: ClassVar[KeptHouse | None] = None

    @classmethod
    def made(cls, make: Callable[[], House]) -> Self:
        """What making it does to the database at hand."""
        tables = _tables()
        before = {table: _rows(table, columns) for table, columns in tables.items()}
        house = make()
        after = {table: _rows(table, columns) for table, columns in tables.items()}
        gone = {table: [row[0] for row in before[table] if row not in after[table]] for table in tables}
        new = {table: [row for row in after[table] if row not in before[table]] for table in tables}
        return cls(copy.deepcopy(house), gone, new)

    def lay_down(self) -> House:
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
        return copy.deepcopy(self.house)


def house_in_a_transaction(make: Callable[[], House]) -> House:
    """A house for a test that is rolled back afterwards; a test that commits has to make its own."""
    if KeptHouse.latest is None:
        KeptHouse.latest = KeptHouse.made(make)
        return copy.deepcopy(KeptHouse.latest.house)
    return KeptHouse.latest.lay_down()


def _forget(**kwargs: Any) -> None:
    """Whoever empties the database gives its content types and permissions other keys."""
    KeptHouse.latest = None


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
