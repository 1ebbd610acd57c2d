"""Tries every door of Wagtail's API v3, mounted as a host site would mount it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from wagtail.models import PageLogEntry

from commentaries.models import CommentaryPage, Edition, Issue
from tests import factories
from tests.doors.conftest import Caller, tree_is_sound
from tests.factories import House

pytestmark = pytest.mark.urls("tests.doors.urls")

OURS = "commentaries.CommentaryPage"
Door = Callable[[Caller, CommentaryPage], Any]


def publish(caller: Caller, page: CommentaryPage) -> Any:
    return caller.ask("post", f"{page.pk}/actions/publish/")


def patch(caller: Caller, page: CommentaryPage) -> Any:
    return caller.ask("patch", f"{page.pk}/", meta={"type": OURS, "action": "publish"}, title="Changed by the API")


def patch_as_a_plain_page(caller: Caller, page: CommentaryPage) -> Any:
    return caller.ask("patch", f"{page.pk}/", meta={"type": "wagtailcore.Page", "action": "publish"}, title="Changed")


def create(caller: Caller, page: CommentaryPage) -> Any:
    meta = {"type": OURS, "action": "publish", "parent_id": page.get_parent().pk}
    return caller.ask("post", meta=meta, title="New", slug="new")


def copy_live(caller: Caller, page: CommentaryPage) -> Any:
    return caller.ask("post", f"{page.pk}/actions/copy/", keep_live=True)


def alias(caller: Caller, page: CommentaryPage) -> Any:
    return caller.ask("post", f"{page.pk}/actions/create_alias/")


def alias_in_italian(caller: Caller, page: CommentaryPage) -> Any:
    return caller.ask("post", f"{page.pk}/actions/copy_for_translation/", locale="it", alias=True)


def delete(caller: Caller, page: CommentaryPage) -> Any:
    return caller.ask("delete", f"{page.pk}/")


def delete_by_action(caller: Caller, page: CommentaryPage) -> Any:
    return caller.ask("delete", f"{page.pk}/actions/delete/")


def delete_above(caller: Caller, page: CommentaryPage) -> Any:
    return caller.ask("delete", f"{page.get_parent().pk}/")


def delete_far_above(caller: Caller, page: CommentaryPage) -> Any:
    return caller.ask("delete", f"{page.get_parent().get_parent().pk}/")


def move(caller: Caller, page: CommentaryPage) -> Any:
    other = factories.make_house(slug="papers")
    return caller.ask("post", f"{page.pk}/actions/move/", destination_id=other.page.pk, position="last-child")


SHUT_BEFORE: list[Door] = [
    publish, patch, patch_as_a_plain_page, create, copy_live, alias, alias_in_italian, delete, delete_by_action,
    delete_above, delete_far_above, move,
]  # fmt: skip
SHUT_AFTER: list[Door] = [
    patch, patch_as_a_plain_page, copy_live, alias, alias_in_italian, delete, delete_by_action, delete_above,
    delete_far_above, move,
]  # fmt: skip


def stand_of(page: CommentaryPage) -> Any:
    """Everything that a refusal leaves as it was."""
    page = factories.reloaded(page)
    return (
        (page.title, page.live, page.issue_id, page.path),
        list(CommentaryPage.objects.order_by("pk").values_list("pk", "live")),
        Issue.objects.count(),
        Edition.objects.count(),
        list(PageLogEntry.objects.filter(deleted=True)),
    )


@pytest.mark.parametrize("account", ["admin", "editor"])
@pytest.mark.parametrize(("is_public", "doors"), [(False, SHUT_BEFORE), (True, SHUT_AFTER)], ids=["before", "after"])
def test_no_door_of_the_api_opens_without_two_persons(
    house: House, account: str, is_public: bool, doors: list[Door]
) -> None:
    factories.make_italian_pages(house.page)
    page = factories.published(house) if is_public else factories.submitted(house)
    caller, before = Caller(getattr(house, account)), stand_of(page)
    answers = {}
    for door in doors:
        response = door(caller, factories.reloaded(page))
        answers[door.__name__] = (response.status_code, response.json() if response.content else None)
        assert stand_of(page) == before, (door.__name__, answers[door.__name__])
    assert tree_is_sound()
    assert {name: a for name, a in answers.items() if a[0] not in {403, 422}} == {}
    assert {name: a for name, a in answers.items() if a[0] == 403 and not a[1]["detail"].endswith(".")} == {}


def test_with_two_affirmations_the_api_publishes_and_gives_a_number(house: House, affirmed: CommentaryPage) -> None:
    assert publish(Caller(house.editor), affirmed).status_code == 200
    page = factories.reloaded(affirmed)
    assert page.live
    assert (page.issue.state, page.issue.sequence) == (Issue.State.PUBLIC, 1)
    assert page.editions.get().number == 1


def test_what_the_api_makes_of_a_public_text_is_a_draft(house: House) -> None:
    factories.make_italian_pages(house.page)
    page = factories.published(house)
    caller = Caller(house.admin)
    copied = caller.ask("post", f"{page.pk}/actions/copy/", keep_live=False)
    translated = caller.ask("post", f"{page.pk}/actions/copy_for_translation/", locale="it")
    reverted = caller.ask("post", f"{page.pk}/actions/revert/", revision_id=page.revisions.first().pk)
    assert [answer.status_code for answer in (copied, translated, reverted)] == [201, 201, 200]
    for draft in CommentaryPage.objects.exclude(pk=page.pk):
        assert (draft.live, draft.issue, draft.versions.count()) == (False, None, 0)
    assert CommentaryPage.objects.count() == 3
    assert Issue.objects.count() == Edition.objects.count() == 1


@pytest.mark.parametrize("is_above", [False, True])
def test_unpublishing_by_the_api_removes_the_entry_and_keeps_the_number(house: House, is_above: bool) -> None:
    page = factories.published(house)
    asked = house.page if is_above else page
    answer = Caller(house.admin).ask("post", f"{asked.pk}/actions/unpublish/", recursive=True)
    assert answer.status_code == 200
    page = factories.reloaded(page)
    assert (page.live, page.issue.state) == (False, Issue.State.REMOVED)
