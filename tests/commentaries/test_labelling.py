"""Tests how a number is written by the patterns of its series."""

from __future__ import annotations

from datetime import date

import pytest

from commentaries.fields import NumberPatternValidator
from commentaries.labelling import number_for
from commentaries.models import Series
from commentaries.models.series import Restart

REAL_PATTERNS = [
    ("{yy} | {n:02d}", "25 | 61"),
    ("{yy} | {n:02d} - {MONTH} {yyyy}", "25 | 61 - NOVEMBER 2025"),
    ("{yy}|{n:02d}", "25|61"),
    ("{yyyy}/A {n:02d}", "2025/A 61"),
    ("ARI {n}/{yyyy}", "ARI 61/2025"),
    ("{yyyy}-{n:02d}", "2025-61"),
    ("CO{yy}{n:03d}", "CO25061"),
    ("{n}", "61"),
]
"""The patterns of real series (standards.md), and what each prints for number 61 of November 2025."""


@pytest.mark.parametrize(("pattern", "printed"), REAL_PATTERNS)
def test_the_patterns_of_real_series_are_accepted_and_print_as_they_do(pattern: str, printed: str) -> None:
    NumberPatternValidator()(pattern)
    series = Series(title="Any", number_pattern=pattern, address_pattern="{yy}-{n:02d}")
    assert number_for(series, date(2025, 11, 25), 61).label == printed


def test_the_number_of_a_series_that_never_restarts_belongs_to_no_year() -> None:
    series = Series(title="Any", number_pattern="{n}", address_pattern="{n}", restart=Restart.NEVER)
    number = number_for(series, date(2025, 11, 25), 61)
    assert (number.period, number.label, number.address) == (0, "61", "61")


def test_an_address_may_be_typed_in_capitals_and_is_written_small() -> None:
    NumberPatternValidator(is_address=True)("CO{yy}{n:03d}")
    series = Series(title="Any", number_pattern="CO{yy}{n:03d}", address_pattern="CO{yy}{n:03d}")
    assert number_for(series, date(2025, 1, 2), 61).address == "co25061"
