"""Turns the demonstration's list of persons into persons, accounts and roles."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from commentaries.models import Biography, Person, Series, SeriesRole

TEXTS = Path(__file__).parent / "texts"
ACCOUNTS = ("author", "coauthor", "reviewer", "reviewer2", "assistant", "editor", "admin")
PASSWORD = "demo"
_STAFF = {
    "reviewer": ("Rowan", "Ashdell", "Reviewer of the demonstration"),
    "reviewer2": ("Petra", "Lindqvale", "Editor of the Demonstration Papers"),
    "assistant": ("Ida", "Morcante", "Assistant of the demonstration"),
    "admin": ("Admin", "Demo", ""),
}


def account(name: str) -> Any:
    """The demonstration account of this name."""
    return get_user_model().objects.get(username=name)


def make_accounts() -> None:
    """The accounts, each with the password ``demo``; their mail stays on this machine."""
    missing = set(ACCOUNTS) - set(get_user_model().objects.values_list("username", flat=True))
    password = make_password(PASSWORD) if missing else ""  # once: a good hash takes its time
    for name in missing:
        get_user_model().objects.create(
            username=name, email=f"{name}@example.org", is_superuser=name == "admin", password=password
        )
    account("reviewer").groups.add(Group.objects.get(name="Commentary reviewers"))


def make_persons(editor_given: str, editor_family: str, editor_email: str) -> None:
    """The authors of the demonstration texts, and a person for every account."""
    for row in tomllib.loads((TEXTS / "persons.toml").read_text())["persons"]:
        _make_author(row)
    for name, (given, family, affiliation) in _STAFF.items():
        _make(name, given, family, affiliation, f"{name}@example.org")
    _make("editor", editor_given, editor_family, "", editor_email)


def person_named(name: str) -> Person:
    """The person of a printed name, made if there is none."""
    given, _space, family = name.rpartition(" ")
    found = Person.objects.filter(given_name=given, family_name=family).first()
    if found:
        return found
    person = Person(given_name=given, family_name=family, slug=Person.objects.free_slug(name))
    person.sort_name = person.filed_name
    person.save()
    return person


def give_role(series: Series, username: str, role: SeriesRole.Role) -> None:
    SeriesRole.objects.get_or_create(series=series, person=Person.objects.get(account__username=username), role=role)


def _make(username: str, given: str, family: str, affiliation: str, email: str) -> None:
    user = account(username)
    if Person.objects.filter(account=user).exists():
        return
    person = Person(
        given_name=given,
        family_name=family,
        affiliation=affiliation,
        email=email,
        account=user,
        slug=Person.objects.free_slug(f"{given} {family}"),
    )
    person.sort_name = person.filed_name
    person.save()
    _name_account(person)


def _make_author(row: dict[str, str]) -> None:
    if Person.objects.filter(slug=row["slug"]).exists():
        return
    person = Person(
        slug=row["slug"],
        given_name=row["given"],
        family_name=row["family"],
        affiliation=row["affiliation"],
        email=row["email"],
        orcid=row.get("orcid", ""),
        web=row.get("web", ""),
        account=account(row["account"]) if row.get("account") else None,
    )
    person.sort_name = person.filed_name
    person.biographies = [
        Biography(language=language, text=row[f"biography_{language}"])
        for language in ("en", "it")
        if row.get(f"biography_{language}")
    ]
    person.full_clean(exclude=["account"])
    person.save()
    _name_account(person)


def _name_account(person: Person) -> None:
    """Wagtail's page of one's own account asks for both names."""
    if person.account:
        person.account.first_name, person.account.last_name = person.given_name, person.family_name
        person.account.save(update_fields=["first_name", "last_name"])
