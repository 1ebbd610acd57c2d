"""Tests the parts of names: what is turned, what is filed under, what comes last."""

from __future__ import annotations

import pytest

from commentaries.citations.names import NameParts, parts_of
from commentaries.record import PersonName
from tests.commentaries.citations.records import ADA, ANNA, ZENO


@pytest.mark.parametrize(
    ("name", "inverted", "filed", "natural"),
    [
        (ADA, "Quillon, Ada", "Quillon, Ada", "Ada Quillon"),
        (ANNA, "van den Berg, Anna", "Berg, Anna van den", "Anna van den Berg"),
        (ZENO, "Zeno", "Zeno", "Zeno"),
        (
            PersonName("Ahmed al-Sharaa", "al-Sharaa", "Ahmed", "Sharaa, Ahmed al-"),
            "al-Sharaa, Ahmed",
            "Sharaa, Ahmed al-",
            "Ahmed al-Sharaa",
        ),
        (
            PersonName("Massimo D’Alema", "D’Alema", "Massimo", "D’Alema, Massimo"),
            "D’Alema, Massimo",
            "D’Alema, Massimo",
            "Massimo D’Alema",
        ),
        (
            PersonName("Ursula K. Smith, Jr", "Smith, Jr", "Ursula K.", "Smith, Jr, Ursula K."),
            "Smith, Ursula K., Jr",
            "Smith, Ursula K., Jr",
            "Ursula K. Smith Jr",
        ),
        (
            PersonName("Ann O’Brien, PhD, MP", "O’Brien, PhD, MP", "Ann", "O’Brien, Ann"),
            "O’Brien, Ann, PhD, MP",
            "O’Brien, Ann, PhD, MP",
            "Ann O’Brien, PhD, MP",
        ),
        (
            PersonName("Anna van den Berg Jr", "van den Berg Jr", "Anna", "Berg Jr, Anna van den"),
            "van den Berg, Anna, Jr",
            "Berg, Anna van den, Jr",
            "Anna van den Berg Jr",
        ),
        (
            PersonName("Martin Luther King Jr.", "King Jr.", "Martin Luther", "King, Martin Luther"),
            "King, Martin Luther, Jr.",
            "King, Martin Luther, Jr.",
            "Martin Luther King Jr.",
        ),
    ],
)
def test_a_name_in_each_order(name: PersonName, inverted: str, filed: str, natural: str) -> None:
    parts = parts_of(name)
    assert (parts.inverted, parts.filed, parts.natural) == (inverted, filed, natural)


@pytest.mark.parametrize(
    ("family", "name", "suffix"),
    [
        ("Smith Jr., PhD", "Smith", "Jr., PhD"),
        ("Ek JR", "Ek", "JR"),
        ("Ek iii", "Ek", "iii"),
        ("Smith,", "Smith", ""),
        ("Smith, ", "Smith", ""),
        (", Jr", "Jr", ""),
        ("Jr", "Jr", ""),
        ("Ivanov", "Ivanov", ""),
    ],
)
def test_a_suffix_is_what_follows_the_name(family: str, name: str, suffix: str) -> None:
    parts = parts_of(PersonName(f"Eva {family}", family, "Eva"))
    assert (parts.family, parts.suffix) == (name, suffix)


@pytest.mark.parametrize("family", ["Rossi-Sanna", "Smithson", "Estrada", "Vi"])
def test_no_part_is_taken_from_a_name_that_merely_ends_or_begins_like_one(family: str) -> None:
    assert parts_of(PersonName(f"Eva {family}", family, "Eva", f"{family}, Eva")) == NameParts(family, "Eva")
    assert parts_of(PersonName(f"Eva {family}", family, "Eva", f"{family[2:]}, Eva")) == NameParts(family, "Eva")
