"""Tests that no door lets a text go live without the yes of two persons to exactly this content."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from commentaries import deciding, publishing, register, versions
from commentaries.models import Affirmation, CommentaryPage, Decision, Edition, FollowUp, Issue, Person
from commentaries.publishing import NotAffirmed
from commentaries.signals import issue_published
from tests import factories
from tests.factories import House

Kind = Affirmation.Kind


def affirm(page: CommentaryPage, account: Any, kind: Kind, **facts: Any) -> Affirmation:
    version = versions.keep(versions.latest_of(factories.reloaded(page)), by=None)
    return Affirmation.objects.create(version=version, person=Person.objects.get(account=account), kind=kind, **facts)


def is_live(page: CommentaryPage) -> bool:
    return factories.reloaded(page).live


# the doors


def by_saving(page: CommentaryPage, house: House) -> None:
    page.live = True
    page.save()


def by_saving_one_field(page: CommentaryPage, house: House) -> None:
    page.live = True
    page.save(update_fields=["live"])


def by_publishing_the_revision(page: CommentaryPage, house: House) -> None:
    page.get_latest_revision().publish(user=house.admin)


def by_the_page_method(page: CommentaryPage, house: House) -> None:
    page.publish(page.get_latest_revision(), user=house.admin, skip_permission_checks=True)


def by_the_action(page: CommentaryPage, house: House) -> None:
    PublishPageRevisionAction(page.get_latest_revision(), user=house.admin).execute(skip_permission_checks=True)


def by_the_plain_page(page: CommentaryPage, house: House) -> None:
    Page.objects.get(pk=page.pk).get_latest_revision().publish(user=house.admin)


def by_a_live_child(page: CommentaryPage, house: House) -> None:
    new = CommentaryPage(title="New", slug="new", series=house.series, live=True)
    house.page.add_child(instance=new)


def by_copying_live(page: CommentaryPage, house: House) -> None:
    CommentaryPage.objects.filter(pk=page.pk).update(live=True)
    CopyPageAction(factories.reloaded(page), update_attrs={"slug": "copy"}).execute(skip_permission_checks=True)


def by_an_alias(page: CommentaryPage, house: House) -> None:
    CommentaryPage.objects.filter(pk=page.pk).update(live=True)
    CreatePageAliasAction(factories.reloaded(page), update_slug="alias").execute(skip_permission_checks=True)


def by_a_translation_alias(page: CommentaryPage, house: House) -> None:
    factories.make_italian_pages(house.page)
    CommentaryPage.objects.filter(pk=page.pk).update(live=True)
    factories.reloaded(page).copy_for_translation(Locale.objects.get(language_code="it"), alias=True)


def by_the_workflow(page: CommentaryPage, house: House) -> None:
    state = page.current_workflow_state or page.get_workflow().start(page, house.author)
    state.finish(user=house.admin)


DOORS: list[Callable[[CommentaryPage, House], None]] = [
    by_saving, by_saving_one_field, by_publishing_the_revision, by_the_page_method, by_the_action, by_the_plain_page,
    by_a_live_child, by_copying_live, by_an_alias, by_a_translation_alias, by_the_workflow,
]  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_no_door_lets_an_unaffirmed_text_out(
    house: House, door: Callable[[CommentaryPage, House], None], state: str
) -> None:
    page = factories.make_draft(house) if state == "draft" else factories.submitted(house)
    with pytest.raises(PermissionDenied) as refused, transaction.atomic():
        door(page, house)
    assert str(refused.value).endswith(".")
    assert not is_live(page)
    assert CommentaryPage.objects.filter(live=True).count() == 0
    assert Issue.objects.count() == Edition.objects.count() == 0


@pytest.mark.parametrize("account", ["author", "assistant", "editor", "second_editor", "admin"])
def test_the_publish_button_of_the_editor_lets_nobody_through(house: House, client: Client, account: str) -> None:
    page = factories.submitted(house)
    client.force_login(getattr(house, account))
    form = nested_form_data(
        {
            "title": "Changed on the way", "slug": page.slug, "kind": page.kind, "language": page.language,
            "body": streamfield([("heading", "New")]), "key_points": streamfield([]), "topics": "", "keywords": "",
            "authorships": inline_formset([]), "notes": inline_formset([]), "comments": inline_formset([]),
            "action-publish": "1",
        }
    )  # fmt: skip
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    assert response.status_code in {200, 302, 403, 409}
    assert not is_live(page)


@pytest.mark.parametrize("account", ["author", "assistant", "editor", "second_editor", "admin"])
def test_the_bulk_action_lets_nobody_through(house: House, client: Client, account: str) -> None:
    page = factories.submitted(house)
    client.force_login(getattr(house, account))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    with suppress(PermissionDenied):
        client.post(f"{address}?id={page.pk}")
    assert not is_live(page)


@pytest.mark.parametrize("account", ["author", "assistant", "editor", "second_editor", "admin"])
def test_the_workflow_action_lets_nobody_through(house: House, client: Client, account: str) -> None:
    page = factories.submitted(house)
    client.force_login(getattr(house, account))
    task_state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task_state.pk])
    client.post(address, {"comment": ""})
    assert not is_live(page)
    task_state.refresh_from_db()
    assert task_state.status == task_state.STATUS_IN_PROGRESS


def test_going_past_the_signals_gives_no_number(house: House) -> None:
    """``QuerySet.update()`` and saves of the plain page pass below the guard; the text is not public for all that."""
    page = factories.make_draft(house)
    CommentaryPage.objects.filter(pk=page.pk).update(live=True)
    assert not CommentaryPage.objects.public().filter(pk=page.pk).exists()
    assert factories.reloaded(page).issue is None
    other = factories.make_draft(house, title="Other")
    plain = Page.objects.get(pk=other.pk)
    plain.live = True
    plain.save()
    assert not CommentaryPage.objects.public().filter(pk=other.pk).exists()


def test_what_went_past_the_guard_is_stopped_at_the_next_save(house: House) -> None:
    page = factories.make_draft(house)
    CommentaryPage.objects.filter(pk=page.pk).update(live=True)
    page = factories.reloaded(page)
    page.title = "Something else"
    with pytest.raises(NotAffirmed), transaction.atomic():
        page.save()


def test_a_public_text_is_not_changed_without_two_persons(house: House) -> None:
    page = factories.published(house)
    page.title = "Changed in the shell"
    with pytest.raises(NotAffirmed), transaction.atomic():
        page.save()
    edited = factories.edited(page, house.editor, title="Changed in the editor")
    with pytest.raises(NotAffirmed), transaction.atomic():
        edited.get_latest_revision().publish()
    assert factories.reloaded(page).title == "Minutes of a silent committee"


def test_a_public_text_may_be_saved_as_it_is(house: House) -> None:
    page = factories.published(house)
    page.save()
    page.search_description = "Not part of what is affirmed"
    page.save()
    factories.edited(page, house.editor, title="A draft of changes")
    assert Edition.objects.count() == 1


def test_moving_a_tree_does_not_ask_the_guard(house: House) -> None:
    """Paths and addresses are written on public texts without anybody's yes."""
    page = factories.published(house)
    house.page.refresh_from_db()
    house.page.slug = "renamed"
    house.page.save()
    assert "/renamed/" in factories.reloaded(page).url_path


# who counts


def test_two_persons_one_of_them_editor_are_enough(house: House) -> None:
    page = factories.make_draft(house)
    affirm(page, house.author, Kind.CONSENT)
    affirm(page, house.editor, Kind.DECISION)
    by_publishing_the_revision(page, house)
    assert is_live(page)


# what going live does


def test_a_text_that_goes_live_gets_number_edition_and_snapshot(house: House) -> None:
    page = factories.published(house)
    edition = Edition.objects.get()
    assert (edition.issue, edition.page_id, edition.number) == (page.issue, page.pk, 1)
    assert edition.version.digest == versions.digest_of(page)
    assert page.issue.as_printed["label"] == page.issue.label


def test_other_apps_hear_of_it_inside_the_transaction(house: House) -> None:
    heard: list[tuple[Any, Any, bool]] = []

    def listen(page: CommentaryPage, issue: Issue, edition: Edition, **kwargs: Any) -> None:
        heard.append((page.pk, issue.label, transaction.get_connection().in_atomic_block))

    issue_published.connect(listen)
    try:
        page = factories.published(house)
    finally:
        issue_published.disconnect(listen)
    assert heard == [(page.pk, page.issue.label, True)]


def test_a_receiver_that_raises_undoes_everything(house: House) -> None:
    page = factories.submitted(house)

    def fail(**kwargs: Any) -> None:
        raise RuntimeError("sloppy")

    issue_published.connect(fail)
    try:
        with pytest.raises(RuntimeError, match="sloppy"):
            factories.decide(house, page)
    finally:
        issue_published.disconnect(fail)
    assert not is_live(page)
    assert Issue.objects.count() == Decision.objects.count() == Edition.objects.count() == 0
    assert not FollowUp.objects.filter(key__startswith="published").exists()
    factories.decide(house, factories.reloaded(page))
    assert factories.reloaded(page).issue.sequence == 1


def test_mails_about_a_publication_wait_and_are_stored(house: House) -> None:
    factories.published(house)
    mails = FollowUp.objects.filter(key__startswith="published")
    assert mails.filter(payload__to=house.author_person.pk).exists()
    assert all(mail.next_at > timezone.now() + timedelta(minutes=14) for mail in mails)


def test_an_archive_entry_writes_to_nobody(house: House) -> None:
    factories.entered(house)
    assert not FollowUp.objects.filter(kind="mail").exists()


@pytest.mark.parametrize(
    ("fields", "touches"),
    [
        (None, True),
        (["title"], True),
        (["live"], True),
        (["body", "draft_title"], True),
        (["locked", "locked_at"], False),
        (["latest_revision", "has_unpublished_changes"], False),
        ([], False),
    ],
)
def test_only_what_readers_see_touches_the_content(fields: list[str] | None, touches: bool) -> None:
    assert publishing.touches_content(fields) is touches


def test_every_affirmed_field_touches_the_content() -> None:
    own = {field.name for field in CommentaryPage._meta.get_fields()}
    for name in set(versions.Content._fields) & own:
        assert publishing.touches_content([name])


def test_the_editor_alone_cannot_publish_by_deciding_twice(house: House) -> None:
    page = factories.make_draft(house)
    page.get_workflow().start(page, house.editor)
    with pytest.raises(deciding.SecondAffirmationMissing):
        factories.decide(house, page)
    with pytest.raises(deciding.SecondAffirmationMissing):
        factories.decide(house, page)
    assert Affirmation.objects.count() == 0
    assert register.next_number(house.series).sequence == 1
