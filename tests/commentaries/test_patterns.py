"""Tests that a pattern is read as it is written, and that two texts which it would name alike are found."""

from __future__ import annotations

from datetime import date

import pytest

from commentaries.patterns import Place, expression, first_clash, first_common, read, write

DAY = date(2025, 11, 25)


@pytest.mark.parametrize(
    ("pattern", "number", "suffix", "name"),
    [
        ("{yy} | {n:02d}", 5, "", "25 | 05"),
        ("{yy} | {n:02d}", 5, "S", "25 | S5"),
        ("{yyyy}-{suffix}-{n:03d}", 5, "S", "2025-S-005"),
        ("{n}/{MONTH} {month}", 5, "", "5/NOVEMBER November"),
    ],
)
def test_a_number_is_written_as_the_pattern_says(pattern: str, number: int, suffix: str, name: str) -> None:
    assert write(pattern, DAY, number, suffix) == name


@pytest.mark.parametrize(
    "pattern", ["{yyyy}-{n:02d}", "co{yy}{n:03d}", "{n}-{yyyy}", "{month}{n}-{yyyy}", "{yy}{suffix}{n}"]
)
@pytest.mark.parametrize(("number", "suffix"), [(1, ""), (61, ""), (1234, ""), (2, "S")])
def test_what_was_written_is_read_in_either_case(pattern: str, number: int, suffix: str) -> None:
    place = Place(2025, number, suffix)
    name = write(pattern, DAY, number, suffix)
    assert read(pattern, name.upper(), restarts=True) == read(pattern, name.lower(), restarts=True) == place
    assert read(pattern, f"{name}x", restarts=True) is None


@pytest.mark.parametrize(
    ("pattern", "written", "others"),
    [
        ("{yy}-{n:02d}", ["26-01", "25-s1", "99-123"], ["26-01-more", "x26-01", "2026-01", "26-years"]),
        ("{yyyy}-{n}", ["2026-1"], ["26-1"]),
        ("n{n}-{MONTH}-{yyyy}", ["n61-november-2025"], ["n61-2025"]),
        ("{n}{suffix}", ["61", "61b"], ["b61"]),
        ("{n:02d}-{yy}-{n}", ["05-25-5"], ["05-25"]),
    ],
)
def test_all_that_a_pattern_writes_is_known(pattern: str, written: list[str], others: list[str]) -> None:
    known = expression(pattern)
    assert [name for name in [*written, *others] if known.fullmatch(name)] == written


def test_what_a_pattern_would_write_otherwise_is_not_read() -> None:
    assert read("{yyyy}-{n:02d}", "2025-5", restarts=True) is None
    assert read("{yyyy}-{n:02d}", "0000-05", restarts=True) is None
    assert read("{month}{n}", "Smarch5", restarts=False) is None


@pytest.mark.parametrize(
    ("pattern", "restarts"),
    [
        ("{yyyy}-{n:02d}", True),
        ("{yy}{n}", True),
        ("{n}{yyyy}", True),
        ("{n}", False),
        ("{yyyy}-{n}", False),
        ("{month}-{yyyy}-{n}", True),
    ],
)
def test_an_ordinary_pattern_tells_all_texts_apart(pattern: str, restarts: bool) -> None:
    assert first_clash(pattern, restarts=restarts) is None


@pytest.mark.parametrize(
    ("pattern", "restarts", "one", "other"),
    [
        ("{n}", True, Place(2000, 1), Place(2001, 1)),
        ("{month}-{n}", True, Place(2000, 1), Place(2001, 1)),
        ("{yyyy}-{n!s:.1}", True, Place(2000, 1), Place(2000, 10)),
        ("{yyyy}-{n!s:.1}", False, Place(0, 1), Place(0, 10)),
        ("{yyyy!s:.3}-{n}", True, Place(2000, 1), Place(2001, 1)),
        ("{suffix}{n:x}-{yyyy}", True, Place(2000, 1, "A"), Place(2000, 161)),
    ],
)
def test_two_texts_of_one_name_are_found(pattern: str, restarts: bool, one: Place, other: Place) -> None:
    clash = first_clash(pattern, restarts=restarts)
    assert clash is not None
    assert {clash.one, clash.other} == {one, other}


def test_two_patterns_that_meet_are_found_and_those_that_never_do_are_not() -> None:
    both = {"restarts": True, "other_restarts": True}
    clash = first_common("{yyyy}-{n:02d}", "{yyyy}-{n:03d}", **both)
    assert clash is not None
    assert (clash.name, clash.one) == ("2000-100", Place(2000, 100))
    assert first_common("a{yyyy}-{n:02d}", "{yyyy}-{n:02d}", **both) is None
    assert first_common("A{yyyy}-{n:02d}", "a{yyyy}-{n:02d}", **both) is not None, "a DOI is the same in capitals"
