"""Tests that a name and an address of mail become one person, and no second one."""

from __future__ import annotations

import pytest

from commentaries.introducing import Newcomer, introduce, known_at, parted
from commentaries.models import Person
from tests import factories
from tests.factories import House


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada Quillon", ("Ada", "Quillon")),
        ("Anna van den Berg", ("Anna", "van den Berg")),
        ("Maria Teresa De Luca", ("Maria Teresa De", "Luca")),
        ("Giovanni della Casa", ("Giovanni", "della Casa")),
        ("Plato", ("", "Plato")),
        ("  Bo   Lind ", ("Bo", "Lind")),
        ("bell hooks", ("bell", "hooks")),
        ("", ("", "")),
    ],
)
def test_a_name_is_parted(name: str, parts: tuple[str, str]) -> None:
    assert parted(name) == parts


def test_a_newcomer_becomes_a_person(db: None) -> None:
    person = introduce(Newcomer("Anna van den Berg", "anna@example.org", "it"))
    person.refresh_from_db()
    assert (person.name, person.sort_name, person.language) == ("Anna van den Berg", "van den Berg, Anna", "it")
    assert (person.slug, person.email, person.account) == ("anna-van-den-berg", "anna@example.org", None)


def test_two_of_one_name_have_addresses_of_their_own(db: None) -> None:
    first, second = (introduce(Newcomer("Bo Lind", f"{name}@example.org")) for name in ("bo", "bolind"))
    assert first.pk != second.pk
    assert first.slug != second.slug


def test_whoever_has_the_address_is_that_person(house: House) -> None:
    assert introduce(Newcomer("Somebody", "AUTHOR@example.org")) == house.author_person
    Person.objects.filter(pk=house.author_person.pk).update(email="private@example.org")
    assert introduce(Newcomer("Somebody", "author@example.org")) == house.author_person, "by the account"
    assert not Person.objects.filter(family_name="Somebody").exists()


def test_of_two_with_one_address_the_one_with_an_account_is_meant(house: House) -> None:
    factories.PersonFactory(email="author@example.org")
    assert known_at("author@example.org") == house.author_person
    assert known_at("nobody@example.org") is None
