"""Measures the desk with ten and with five hundred texts under way, above twenty thousand published ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commentaries import handling, tallying, withholding
from commentaries.models import CommentaryPage
from tests import factories
from tests.benchmarks.archive import fill
from tests.factories import House

pytestmark = pytest.mark.long
PUBLISHED, FEW, MANY = 20_000, 10, 500
DESK = "/admin/desk/"


@dataclass(frozen=True, slots=True)
class Cost:
    """One request for the desk, with nothing kept from the one before: its statements, and the median of five."""

    queries: int
    seconds: float


def cost_of(client: Client) -> Cost:
    client.get(DESK)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(DESK).status_code == 200
    queries = len(captured)  # before the next request empties the log
    times = []
    for _round in range(5):
        cache.clear()
        begun = perf_counter()
        client.get(DESK)
        times.append(perf_counter() - begun)
    return Cost(queries, median(times))


def put_on_the_desk(house: House, number: int) -> None:
    """A fifth each: planned, drafts, in review with a day to appear on, for decision, and held."""
    today = house.series.today()

    def plan() -> None:
        handling.plan(house.series, house.editor, title="A plan", author=house.author_person, target_on=today)

    def aim() -> None:
        page = factories.in_review(house, reviews=1)
        factories.invited(house, page)
        handling.aim(page, house.editor, target_on=today - timedelta(days=1))

    def hold() -> None:
        page = factories.reviewed(house)
        factories.decide(house, page)
        withholding.hold(factories.reloaded(page), house.editor, reason="A name.")

    kinds: list[Callable[[], object]] = [
        plan, lambda: factories.make_draft(house), aim, lambda: factories.reviewed(house), hold,
    ]  # fmt: skip
    for turn in range(number):
        kinds[turn % len(kinds)]()
    while tallying.tally_changed():
        pass


def test_the_desk_asks_as_much_for_five_hundred_texts_as_for_ten(house: House, client: Client) -> None:
    fill(house.page, PUBLISHED)
    CommentaryPage.objects.update(placed_at=F("placed_at") - timedelta(days=365))  # else the newest stand on the desk
    client.force_login(house.editor)
    costs: dict[int, Cost] = {}
    for size in (FEW, MANY):
        put_on_the_desk(house, size - (FEW if costs else 0))
        costs[size] = cost_of(client)
    print("\n| texts under way | queries | seconds |\n|---|---|---|")
    for size, cost in costs.items():
        print(f"| {size} | {cost.queries} | {cost.seconds:.2f} |")
    assert costs[MANY].queries == costs[FEW].queries
    assert costs[MANY].seconds < MANY / FEW / 2 * costs[FEW].seconds
