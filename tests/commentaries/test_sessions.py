"""Tests that a session ends when the roles of its account change, and that nothing typed is lost by it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from commentaries import versions
from commentaries.models import Person, SeriesRole
from tests import factories
from tests.commentaries.test_editing import edit_path, sent_by_the_editor
from tests.factories import House

HOME = "/admin/"
Role = SeriesRole.Role


def role_of(account: object) -> SeriesRole:
    return SeriesRole.objects.get(person__account=account)


@pytest.fixture
def assistant(house: House, client: Client) -> Client:
    """Logged in, and at work."""
    client.force_login(house.assistant)
    assert client.get(HOME).status_code == 200
    return client


def is_sent_away(client: Client) -> bool:
    response = client.get(HOME)
    return response.status_code == 302 and response["Location"].startswith(reverse("wagtailadmin_login"))


def test_a_role_that_is_taken_ends_the_session(house: House, assistant: Client) -> None:
    role_of(house.assistant).delete()
    assert is_sent_away(assistant)
    assert "_auth_user_id" not in assistant.session


def test_a_role_that_is_changed_ends_the_session(house: House, assistant: Client) -> None:
    SeriesRole.objects.filter(person__account=house.assistant).update(role=Role.EDITOR)
    assert is_sent_away(assistant)


def test_a_role_that_is_given_ends_the_session(house: House, assistant: Client) -> None:
    factories.give_role(house.series, house.assistant, Role.AUTHOR)
    assert is_sent_away(assistant)


def test_a_role_whose_last_day_was_yesterday_ends_the_session(house: House, assistant: Client) -> None:
    yesterday = house.series.today() - timedelta(days=1)
    SeriesRole.objects.filter(person__account=house.assistant).update(until=yesterday)
    assert is_sent_away(assistant)


def test_a_person_untied_from_the_account_ends_the_session(house: House, assistant: Client) -> None:
    Person.objects.filter(account=house.assistant).update(account=None)
    assert is_sent_away(assistant)


def test_another_person_behind_the_account_ends_the_session(house: House, assistant: Client) -> None:
    role = role_of(house.assistant)
    other = factories.PersonFactory()
    Person.objects.filter(pk=role.person_id).update(account=None)
    Person.objects.filter(pk=other.pk).update(account=house.assistant)
    SeriesRole.objects.filter(pk=role.pk).update(person=other)
    assert is_sent_away(assistant)


def test_an_account_that_is_closed_is_out_at_once(house: House, assistant: Client) -> None:
    type(house.assistant).objects.filter(pk=house.assistant.pk).update(is_active=False)
    assert is_sent_away(assistant)


def test_an_administrator_who_is_none_any_more_is_sent_away(house: House, client: Client) -> None:
    client.force_login(house.admin)
    client.get(HOME)
    type(house.admin).objects.filter(pk=house.admin.pk).update(is_superuser=False)
    assert is_sent_away(client)


def test_after_signing_in_again_the_session_goes_on(house: House, assistant: Client) -> None:
    factories.give_role(house.series, house.assistant, Role.AUTHOR)
    assert is_sent_away(assistant)
    assistant.post(reverse("wagtailadmin_login"), {"username": "assistant", "password": "assistant"})
    assert assistant.get(HOME).headers["Location"] == reverse("series_desk")
    assert assistant.get(HOME).status_code == 200


def test_signing_in_is_told_why(house: House, assistant: Client) -> None:
    factories.give_role(house.series, house.assistant, Role.AUTHOR)
    page = assistant.get(HOME, follow=True).content.decode()
    assert "Your roles have changed since you signed in" in page


def test_what_is_being_sent_is_kept_and_the_next_page_asks_to_sign_in(house: House, client: Client) -> None:
    text = factories.make_draft(house)
    client.force_login(house.author)
    client.get(HOME)
    factories.give_role(house.series, house.author, Role.ASSISTANT)
    response = client.post(edit_path(text), sent_by_the_editor(text, house, title="Hours of work"))
    assert response.status_code == 302
    assert versions.latest_of(factories.reloaded(text)).title == "Hours of work"
    assert is_sent_away(client)


def test_what_is_being_sent_is_refused_when_the_role_is_gone(house: House, assistant: Client) -> None:
    text = factories.submitted(house)
    role_of(house.assistant).delete()
    response = assistant.post(edit_path(text), sent_by_the_editor(text, house, title="Too late"))
    assert response.status_code == 302
    assert versions.latest_of(factories.reloaded(text)).title != "Too late"


def test_who_changes_their_own_role_goes_on(house: House, client: Client) -> None:
    client.force_login(house.editor)
    client.get(HOME)
    path = reverse(house.series.snippet_viewset.get_url_name("edit"), args=[house.series.pk])
    form = client.get(path).context["form"]
    sent = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    for formset in form.formsets.values():
        sent |= {bound.html_name: bound.value() for bound in formset.management_form}
        for row in formset.forms:
            sent |= {bound.html_name: bound.value() for bound in row if bound.value() is not None}
    sent |= {"about": "null", "guidelines": "null", "colophon": "null"}
    number = int(sent["roles-TOTAL_FORMS"])
    own = Person.objects.get(account=house.editor)
    sent |= {
        "roles-TOTAL_FORMS": number + 1, f"roles-{number}-person": own.pk, f"roles-{number}-role": "author",
        f"roles-{number}-ORDER": number + 1,
    }  # fmt: skip
    response = client.post(path, {name: value for name, value in sent.items() if value is not None})
    assert response.status_code == 302
    assert SeriesRole.objects.filter(person=own, role="author").exists()
    assert client.get(HOME).status_code == 200


def test_an_account_that_gets_its_person_goes_on(house: House, client: Client) -> None:
    account = factories.AccountFactory(username="new", is_superuser=True)
    client.force_login(account)
    client.get(HOME)
    Person.objects.for_account(account)
    assert client.get(HOME).status_code == 200
