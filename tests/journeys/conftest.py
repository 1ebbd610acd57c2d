"""Gives the stories their stage: a series with its people, a public that is kept up to date, a clock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import factories
from tests.browser_fixtures import bring_up_to_date
from tests.factories import House


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every story is told in a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def house(transactional_db: None) -> House:
    """As elsewhere, but committed, so that the server's threads see it."""
    return factories.make_house(title="Letters from the Coast")


@pytest.fixture
def catch_up() -> Callable[[], None]:
    """What worker and tick do by themselves where the site runs."""
    return bring_up_to_date
