"""Asks at every door of the admin who meets the title of a draft: only those who may see the text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.api.v3 import querysets
from wagtail.models import Page, PageLogEntry, ReferenceIndex
from wagtail.permissions import policy_registry
from wagtail.search import index

from commentaries.hiding import text_is_hidden_from
from commentaries.models import CommentaryPage
from tests import factories
from tests.factories import House

SECRET = "A secret in the making"
SEEN_BY = {"editor": True, "assistant": True, "author": True, "admin": True, "stranger": False, "elsewhere": False}
LISTS: dict[str, Callable[[CommentaryPage], str]] = {
    "explorer": lambda page: reverse("wagtailadmin_explore", args=[page.get_parent().pk]),
    "results of the explorer": lambda page: reverse("wagtailadmin_explore_results", args=[page.get_parent().pk]),
    "search in the explorer": lambda page: reverse("wagtailadmin_explore", args=[page.get_parent().pk]) + "?q=secret",
    "explorer of the text": lambda page: reverse("wagtailadmin_explore", args=[page.pk]),
    "search": lambda page: reverse("wagtailadmin_pages:search") + "?q=secret",
    "results of the search": lambda page: reverse("wagtailadmin_pages:search_results") + "?q=secret",
    "list of a type": lambda page: reverse("wagtailadmin_pages:type_use", args=["commentaries", "commentarypage"]),
    "admin API": lambda page: reverse("wagtailadmin_api:pages:listing"),
    "admin API of children": lambda page: (
        reverse("wagtailadmin_api:pages:listing") + f"?child_of={page.get_parent().pk}&for_explorer=1"
    ),
    "admin API of the text": lambda page: reverse("wagtailadmin_api:pages:detail", args=[page.pk]),
    "site history": lambda page: reverse("wagtailadmin_reports:site_history"),
    "site history as a table": lambda page: reverse("wagtailadmin_reports:site_history") + "?export=csv",
    "chooser": lambda page: reverse("wagtailadmin_choose_page_child", args=[page.get_parent().pk]),
    "chooser below the text": lambda page: reverse("wagtailadmin_choose_page_child", args=[page.pk]),
    **{
        f"many pages to {action}": lambda page, action=action: (
            reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={page.pk}"
        )
        for action in ("delete", "move", "publish", "unpublish")
    },
    "search in the chooser": lambda page: reverse("wagtailadmin_choose_page_search") + "?q=secret",
}


def said_to(client: Client, address: str, *, post: bool = False) -> str:
    """Everything on the page, messages of a refusal included."""
    response = client.post(address, follow=True) if post else client.get(address, follow=True)
    return b"".join(response if response.streaming else [response.content]).decode()


@pytest.fixture
def elsewhere(house: House) -> House:
    """Another series with its own people, whose groups have permissions on the page of every series."""
    return factories.make_house(slug="notes")


@pytest.fixture
def enter(house: House, elsewhere: House, client: Client) -> Callable[[str], Client]:
    def as_account(name: str) -> Client:
        account = elsewhere.assistant if name == "elsewhere" else getattr(house, name)
        if name == "stranger":
            account.groups.add(Group.objects.get(name="Commentary authors"))
        client.force_login(account)
        return client

    return as_account


def places_that_name(page: CommentaryPage, client: Client) -> set[str]:
    """The doors behind which this account reads the title."""
    index.insert_or_update_object(page)
    PageLogEntry.objects.log_action(page, "wagtail.edit", title=page.title)
    return {place for place, address in LISTS.items() if page.title in said_to(client, address(page))}


@pytest.mark.parametrize(("name", "sees"), SEEN_BY.items())
def test_who_meets_the_title_of_a_draft(house: House, enter: Callable[[str], Client], name: str, sees: bool) -> None:
    page = factories.make_draft(house, title=SECRET)
    assert places_that_name(page, enter(name)) == (set(LISTS) if sees else set())


@pytest.mark.parametrize("name", ["stranger", "elsewhere"])
def test_everybody_meets_the_title_of_a_public_text(house: House, enter: Callable[[str], Client], name: str) -> None:
    """But not in the history: what it was called before is for those who may see it."""
    page = factories.published(house, title=SECRET)
    assert places_that_name(page, enter(name)) == {place for place in LISTS if not place.startswith("site history")}


def workflow_doors(page: CommentaryPage) -> list[str]:
    step = page.current_workflow_task_state
    return [
        reverse("wagtailadmin_pages:workflow_preview", args=[page.pk, step.task_id]),
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", step.pk]),
        reverse("wagtailadmin_pages:collect_workflow_action_data", args=[page.pk, "approve", step.pk]),
        reverse("wagtailadmin_pages:confirm_workflow_cancellation", args=[page.pk]),
    ]


@pytest.mark.parametrize("is_under_way", [True, False])
@pytest.mark.parametrize("name", ["stranger", "elsewhere"])
def test_no_page_of_the_workflow_names_a_text_to_others(
    house: House, enter: Callable[[str], Client], is_under_way: bool, name: str
) -> None:
    page = factories.submitted(house, title=SECRET)
    doors = workflow_doors(page)
    if not is_under_way:
        page.current_workflow_state.cancel(user=house.editor)
    client = enter(name)
    for door in doors:
        assert SECRET not in said_to(client, door)
        assert SECRET not in said_to(client, door, post=True)


def test_the_pages_of_the_workflow_still_speak_to_those_who_may_see(
    house: House, enter: Callable[[str], Client]
) -> None:
    page = factories.submitted(house, title=SECRET)
    door = workflow_doors(page)[0]
    page.current_workflow_state.cancel(user=house.editor)
    assert "not currently awaiting moderation" in said_to(enter("editor"), door)


@pytest.mark.parametrize(("name", "sees"), [("assistant", True), ("elsewhere", False)])
def test_the_usage_of_a_picture_names_no_text_of_others(
    house: House, elsewhere: House, enter: Callable[[str], Client], name: str, sees: bool
) -> None:
    image = factories.make_image()
    page = factories.make_draft(house, title=SECRET, image=image)
    ReferenceIndex.create_or_update_for_object(page)
    account = elsewhere.assistant if name == "elsewhere" else house.assistant
    assert policy_registry.get_by_type(Page).user_has_permission_for_instance(account, "change", page) is sees
    image.uploaded_by_user = account
    image.save()
    said = said_to(enter(name), reverse("wagtailimages:image_usage", args=[image.pk]))
    assert (SECRET in said) is sees
    assert ("(Private " in said) is not sees


def test_the_api_finds_for_change_what_one_works_on(house: House, elsewhere: House) -> None:
    draft = factories.make_draft(house, title=SECRET)
    public = factories.published(house, title="Public, and with a draft of its correction")
    own = factories.make_draft(elsewhere, authors=[elsewhere.author_person], parent=elsewhere.page)
    CommentaryPage.objects.filter(pk=own.pk).update(owner=elsewhere.author)
    found: dict[str, set[int]] = {}
    for account in (house.assistant, elsewhere.assistant, house.admin):
        request = RequestFactory().get("/")
        request.user = account
        for model in (Page, CommentaryPage):
            queryset = querysets.get_pages_queryset(request, model).type(CommentaryPage)
            found.setdefault(account.username, set(queryset.values_list("pk", flat=True)))
    assert found["assistant"] == {draft.pk, public.pk}
    assert found["assistant-notes"] == {own.pk}
    assert found["admin"] == {draft.pk, public.pk, own.pk}


def test_other_pages_are_as_they_were(house: House) -> None:
    """A group of the host with permission on the whole site still finds everything that is not a text."""
    policy = policy_registry.get_by_type(Page)
    draft = factories.make_draft(house)
    house.stranger.groups.add(Group.objects.get(name="Editors"))
    account = factories.fresh(house.stranger)
    everything = set(Page.objects.filter(depth__gt=1).values_list("pk", flat=True))
    assert set(policy.explorable_instances(account).filter(depth__gt=1).values_list("pk", flat=True)) == (
        everything - {draft.pk}
    )
    assert policy.user_has_permission_for_instance(account, "change", house.page.get_parent())


def test_nobody_is_anonymous_to_a_draft(house: House) -> None:
    draft = factories.make_draft(house)
    CommentaryPage.objects.filter(pk=draft.pk).update(owner=None)
    assert text_is_hidden_from(AnonymousUser(), draft.pk)


def test_a_refusal_leads_home(house: House, enter: Callable[[str], Client]) -> None:
    page = factories.make_draft(house, title=SECRET)
    response: HttpResponse = enter("elsewhere").get(reverse("wagtailadmin_explore", args=[page.pk]))
    assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_home"))
