"""Marks what drives a browser; how one is opened stands in ``tests/browser_fixtures.py``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import factories
from tests.factories import House


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser and talks to a live server."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def house(transactional_db: None) -> House:
    """As elsewhere, but committed, so that the server's threads see it."""
    return factories.make_house()
