"""Tests who may change persons' accounts, series and their pages through Wagtail's own admin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.admin.panels import get_edit_handler
from wagtail.permissions import policy_registry
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html

from commentaries.models import Person, Series, SeriesRole
from tests import factories
from tests.factories import House, Role

PERSON = {"family_name": "Newcomer", "slug": "newcomer", "given_name": "Nell"}
NO_BIOGRAPHY = nested_form_data({"biographies": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}})
OWN_PAGES = ["edit", "history", "history_results", "usage", "copy"]


@pytest.fixture
def elsewhere(house: House) -> House:
    """Another series with its own people."""
    return factories.make_house(slug="notes")


def address(model: str, view: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_commentaries_{model}:{view}", args=args)


@pytest.mark.parametrize("view", ["edit", "copy"])
@pytest.mark.parametrize(("name", "may"), [("assistant", False), ("editor", False), ("admin", True)])
def test_only_an_administrator_puts_an_account_on_a_person(
    house: House, client: Client, name: str, may: bool, view: str
) -> None:
    account = getattr(house, name)
    own, other = Person.objects.get(account=account), Person.objects.get(account=house.second_editor)
    client.force_login(account)
    for person, value in ((own, ""), (other, str(account.pk))):
        facts = {**PERSON, **NO_BIOGRAPHY, "slug": person.slug, "account": value}
        assert client.post(address("person", view, person.pk), facts).status_code == 302
        person.refresh_from_db()
        assert person.family_name == "Newcomer"
    assert (other.account == account) is may
    assert (own.account is None) is may
    assert ('name="account"' in client.get(address("person", view, own.pk)).content.decode()) is may


def test_an_editor_makes_a_person_without_an_account(house: House, client: Client) -> None:
    client.force_login(house.editor)
    Person.objects.filter(account=house.stranger).delete()
    facts = {**PERSON, **NO_BIOGRAPHY, "account": str(house.stranger.pk)}
    assert client.post(address("person", "add"), facts).status_code == 302
    assert Person.objects.get(slug="newcomer").account is None


def test_the_form_of_a_person_leaves_the_account_out_for_whoever_fills_it_in(house: House) -> None:
    form = get_edit_handler(Person).get_form_class()
    assert "account" not in form(for_user=house.editor).fields
    assert "account" in form(for_user=house.admin).fields


@pytest.mark.parametrize("view", OWN_PAGES)
def test_an_editor_opens_the_pages_of_the_own_series_only(
    house: House, elsewhere: House, client: Client, view: str
) -> None:
    Group.objects.get(name="Commentary editors").permissions.add(
        *Permission.objects.filter(codename__in=["add_series", "delete_series"])
    )
    client.force_login(house.editor)
    assert client.get(address("series", view, house.series.pk)).status_code == 200
    assert client.get(address("series", view, elsewhere.series.pk)).status_code == 302
    client.force_login(house.admin)
    assert client.get(address("series", view, elsewhere.series.pk)).status_code == 200


def test_a_series_is_deleted_by_its_editor_at_most(house: House, elsewhere: House, client: Client) -> None:
    Group.objects.get(name="Commentary editors").permissions.add(Permission.objects.get(codename="delete_series"))
    empty = factories.SeriesFactory()
    client.force_login(house.editor)
    assert client.get(address("series", "delete", house.series.pk)).status_code == 200
    assert client.post(address("series", "delete", empty.pk)).status_code == 302
    bulk = reverse("wagtail_bulk_action", args=["commentaries", "series", "delete"])
    client.post(f"{bulk}?id={empty.pk}")
    assert Series.objects.filter(pk=empty.pk).exists()


def test_an_editor_of_one_series_does_not_become_editor_of_another(
    house: House, elsewhere: House, client: Client
) -> None:
    client.force_login(house.admin)
    form = querydict_from_html(
        client.get(address("series", "edit", elsewhere.series.pk)).content.decode(), form_index=1
    )
    number = int(form["roles-TOTAL_FORMS"])
    form.update({f"roles-{number}-person": str(Person.objects.get(account=house.editor).pk)})
    form.update({f"roles-{number}-role": Role.EDITOR, "roles-TOTAL_FORMS": str(number + 1)})
    client.force_login(house.editor)
    client.post(address("series", "edit", elsewhere.series.pk), form)
    assert not elsewhere.series.roles.filter(person__account=house.editor).exists()
    client.force_login(elsewhere.editor)
    client.post(address("series", "edit", elsewhere.series.pk), form)
    assert elsewhere.series.roles.filter(person__account=house.editor, role=Role.EDITOR).exists()


@pytest.mark.parametrize("view", ["list", "list_results"])
def test_the_list_of_series_is_that_of_the_own(house: House, elsewhere: House, client: Client, view: str) -> None:
    client.force_login(house.editor)
    said = client.get(address("series", view)).content.decode()
    assert house.series.title in said
    assert elsewhere.series.title not in said


def test_an_editor_whose_days_are_over_changes_nothing(house: House, client: Client) -> None:
    yesterday = house.series.today() - timedelta(days=1)
    SeriesRole.objects.filter(person__account=house.editor).update(until=yesterday)
    assert house.editor.groups.filter(name="Commentary editors").exists(), "nothing has been repaired yet"
    client.force_login(house.editor)
    assert client.get(address("series", "edit", house.series.pk)).status_code == 302
    page = house.page.permissions_for_user(factories.fresh(house.editor))
    assert not any([page.can_edit(), page.can_publish(), page.can_add_subpage(), page.can_delete()])


PAGE_QUESTIONS: dict[str, Callable[[Any], bool]] = {
    "edit": lambda page: page.can_edit(),
    "publish": lambda page: page.can_publish(),
    "unpublish": lambda page: page.can_unpublish(),
    "move": lambda page: page.can_move(),
    "copy": lambda page: page.can_copy(),
    "restrict": lambda page: page.can_set_view_restrictions(),
}


@pytest.mark.parametrize("question", PAGE_QUESTIONS)
def test_the_page_of_a_series_is_its_editors(house: House, elsewhere: House, question: str) -> None:
    ask = PAGE_QUESTIONS[question]
    assert ask(house.page.permissions_for_user(house.editor))
    assert ask(house.page.permissions_for_user(house.admin))
    for account in (house.assistant, house.author, elsewhere.editor, elsewhere.assistant):
        assert not ask(house.page.permissions_for_user(account))


def test_a_draft_is_moved_only_where_one_works(house: House, elsewhere: House) -> None:
    draft = factories.make_draft(house)
    may_move = draft.permissions_for_user(factories.fresh(house.assistant)).can_move_to
    assert not may_move(elsewhere.page)
    factories.give_role(elsewhere.series, house.assistant, Role.ASSISTANT)
    assert draft.permissions_for_user(factories.fresh(house.assistant)).can_move_to(elsewhere.page)


def test_the_registry_asks_our_policies(house: House, elsewhere: House) -> None:
    policy = policy_registry.get_by_type(Series)
    assert policy.user_has_permission_for_instance(house.editor, "change", house.series)
    assert not policy.user_has_permission_for_instance(house.editor, "change", elsewhere.series)
    assert not policy.user_has_permission_for_instance(house.assistant, "change", house.series)
    assert policy.user_has_permission_for_instance(house.admin, "change", elsewhere.series)
