"""Turns the lines of a desk into those that an editor wants to see, in the order that they want."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from commentaries import due
from commentaries.models import Person
from series.desk.lines import Line


@dataclass(frozen=True, slots=True)
class Choice:
    """What an editor wants to see of the desk; empty fields choose everything."""

    series: int | None = None
    stage: str = ""
    holder: int | None = None
    author: str = ""
    is_late: bool = False
    order: str = "due"


ORDERS: dict[str, Callable[[Line], Any]] = {
    "due": lambda line: (not line.is_late, line.due_on or date.max, line.since or date.max, line.title),
    "stage": lambda line: (line.order, line.due_on or date.max, line.title),
    "since": lambda line: (line.since or date.max, line.title),
    "title": lambda line: (line.title.casefold(), line.order),
    "holder": lambda line: (line.holders, line.due_on or date.max),
    "number": lambda line: ([int(digits) for digits in re.findall(r"\d+", line.number)], line.number),
}
LACKS: dict[str, Callable[[Line], bool]] = {
    "due": lambda line: line.due_on is None,
    "since": lambda line: line.since is None,
    "holder": lambda line: not line.holders,
    "number": lambda line: not line.number,
}
"""What has nothing to be sorted by stands behind all others, whichever way they are sorted."""


def chosen(lines: Iterable[Line], choice: Choice) -> list[Line]:
    """Those that an editor wants to see, in the order that they want."""
    author = choice.author.casefold()
    kept = [
        line
        for line in lines
        if (choice.series is None or line.series.pk == choice.series)
        and (not choice.stage or line.stage == choice.stage or (choice.stage == due.OWED and line.owed_on))
        and (choice.holder is None or choice.holder in line.holder_keys)
        and (not author or any(author in name.casefold() for name in line.authors))
        and (not choice.is_late or line.is_late or line.is_owed_late)
    ]
    return _in_order(kept, choice.order)


def _in_order(lines: list[Line], order: str) -> list[Line]:
    """By one of ``ORDERS``, with a minus before it the other way round."""
    name = order.removeprefix("-")
    if name not in ORDERS:
        name = order = "due"
    found = sorted(lines, key=ORDERS[name], reverse=order.startswith("-"))
    return sorted(found, key=LACKS[name]) if name in LACKS else found


def holders_in(lines: Iterable[Line]) -> list[Person]:
    """Whoever has something on the desk, by name, for the filter."""
    keys = {key for line in lines for key in line.holder_keys}
    return sorted(Person.objects.filter(pk__in=keys), key=attrgetter("sort_name", "pk"))


def in_hands(lines: Iterable[Line]) -> dict[int, list[Line]]:
    """The texts that were handed to one editor and are not done yet, by the key of the editor."""
    found: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.handler is not None and line.stage not in {"published", "rejected"}:
            found[line.handler].append(line)
    return found
