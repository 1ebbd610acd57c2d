"""Gives the tests a harvester that holds every answer to the rules of the protocol, and a clock that it can set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from series.oai.stamping import AHEAD
from tests.factories import House
from tests.series.oai.harvester import Harvester

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def harvester(client: Client, settings: Any) -> Harvester:
    """The site writes from an address of a form that the protocol's schema accepts, as one in production does."""
    settings.DEFAULT_FROM_EMAIL = "office@example.org"
    return Harvester(client)


@pytest.fixture
def pass_by(house: House, clock: Callable[[datetime], None]) -> Callable[..., datetime]:
    """Lets time go by from noon on: as long as it takes until what was done is told, or so many seconds."""
    moments = [NOON]
    clock(NOON)

    def go_on(seconds: float = AHEAD.total_seconds() + 1) -> datetime:
        moments.append(moments[-1] + timedelta(seconds=seconds))
        clock(moments[-1])
        return moments[-1]

    return go_on
