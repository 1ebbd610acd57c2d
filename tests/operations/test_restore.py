"""Tests that a backup made as the manual says comes back whole: rows, register, versions, texts and files."""

from __future__ import annotations

import os

import pytest

from tests.operations.drill import Outcome, drill


def assert_whole(outcome: Outcome) -> None:
    print(outcome)
    assert outcome.before["counts"]["commentaries.Issue"] > 0
    assert outcome.before["files"] > 0
    assert outcome.after == outcome.before


@pytest.mark.long
def test_a_backup_of_sqlite_comes_back_whole() -> None:
    assert_whole(drill())


@pytest.mark.long
@pytest.mark.postgres
def test_a_backup_of_postgresql_comes_back_whole() -> None:
    assert_whole(drill(os.environ["TEST_DATABASE_URL"]))
