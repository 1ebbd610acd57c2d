"""Tests that a backup made as the manual says comes back whole: rows, register, versions, texts and files."""

from __future__ import annotations

import os

import pytest

from tests.operations.drill import drill


@pytest.mark.long
def test_a_backup_comes_back_whole() -> None:
    """On the kind of database that the run is for."""
    outcome = drill(os.environ.get("TEST_DATABASE_URL", ""))
    print(outcome)
    assert outcome.before["counts"]["commentaries.Issue"] > 0
    assert outcome.before["files"] > 0
    assert outcome.before["answers"] == [200]
    assert outcome.after == outcome.before
