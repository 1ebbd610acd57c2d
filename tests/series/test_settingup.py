"""Tests that an account is in our groups for as long as its person has the role, and no longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from commentaries.models import Invitation, Person, Series, SeriesRole
from series.settingup import set_up_roles
from tests import factories
from tests.factories import House, Role

EDITORS, ASSISTANTS, REVIEWERS = "Commentary editors", "Commentary assistants", "Commentary reviewers"


def groups_of(account: Any) -> set[str]:
    return set(account.groups.values_list("name", flat=True))


@pytest.fixture
def role(house: House) -> SeriesRole:
    """The stranger assists, as the only one of their kind who comes and goes."""
    return factories.give_role(house.series, house.stranger, Role.ASSISTANT)


def test_the_last_role_of_a_kind_ends_and_the_account_leaves(house: House, role: SeriesRole) -> None:
    assert groups_of(house.stranger) == {ASSISTANTS}
    second = factories.give_role(factories.SeriesFactory(), house.stranger, Role.ASSISTANT)
    role.delete()
    assert groups_of(house.stranger) == {ASSISTANTS}
    second.until = house.series.today() - timedelta(days=1)
    second.save()
    assert groups_of(house.stranger) == set()


def test_a_role_becomes_another_or_another_persons(house: House, role: SeriesRole) -> None:
    role.role = Role.EDITOR
    role.save()
    assert groups_of(house.stranger) == {EDITORS}
    role.person = house.reviewer_person
    role.save()
    assert groups_of(house.stranger) == set()
    assert groups_of(house.reviewer) == {EDITORS}


def test_a_role_that_has_not_begun_opens_the_admin(house: House) -> None:
    tomorrow = house.series.today() + timedelta(days=1)
    factories.give_role(house.series, house.stranger, Role.ASSISTANT, since=tomorrow)
    assert groups_of(house.stranger) == {ASSISTANTS}


def test_role_first_and_account_later(house: House, client: Client) -> None:
    person = factories.PersonFactory()
    SeriesRole.objects.create(series=house.series, person=person, role=Role.EDITOR)
    account = factories.AccountFactory()
    person.account = account
    person.save()
    assert groups_of(account) == {EDITORS}
    client.force_login(account)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_an_account_that_passes_to_nobody_leaves(house: House, role: SeriesRole) -> None:
    person = Person.objects.get(account=house.stranger)
    person.account = None
    person.save()
    assert groups_of(house.stranger) == set()


def test_invited_first_and_account_later(house: House) -> None:
    Series.objects.update(reviews_needed=1)
    page = factories.submitted(house)
    person = house.reviewer_person
    Person.objects.filter(pk=person.pk).update(account=None)
    person.refresh_from_db()
    Invitation.objects.create(
        version=page.versions.get(), person=person, invited_by=person, due_on=house.series.today()
    )
    assert groups_of(house.reviewer) == set()
    person.account = house.reviewer
    person.save()
    assert groups_of(house.reviewer) == {REVIEWERS}


def test_setup_roles_repairs_what_time_or_a_script_has_changed(
    house: House, role: SeriesRole, clock: Callable[[datetime], None]
) -> None:
    SeriesRole.objects.filter(pk=role.pk).update(until=datetime(2040, 5, 4, tzinfo=UTC).date())
    Group.objects.get(name=EDITORS).user_set.add(house.reviewer)
    house.editor.groups.clear()
    assert set_up_roles() == [f"Fitted the group {EDITORS} to the roles."]
    assert (groups_of(house.editor), groups_of(house.reviewer)) == ({EDITORS}, set())
    assert groups_of(house.stranger) == {ASSISTANTS}
    clock(datetime(2040, 5, 5, 12, tzinfo=UTC))
    assert set_up_roles() == [f"Fitted the group {ASSISTANTS} to the roles."]
    assert groups_of(house.stranger) == set()
    assert set_up_roles() == []


def test_the_host_s_own_groups_stay(house: House, role: SeriesRole) -> None:
    own = Group.objects.create(name="Librarians")
    house.stranger.groups.add(own)
    role.delete()
    set_up_roles()
    assert groups_of(house.stranger) == {"Librarians"}
