"""Gives the tests of two at once a committed house, and refuses to try a lock where there is none."""

from __future__ import annotations

import pytest
from django.db import connection

from tests import factories
from tests.factories import House


@pytest.fixture
def house(request: pytest.FixtureRequest, transactional_db: None) -> House:
    if request.node.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.fail("These tests need PostgreSQL: name its address in TEST_DATABASE_URL.")
    factories.TopicFactory()
    return factories.make_house()
