"""Tests that no door lets a text go live without the yes of two persons to exactly this content."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Locale, Page, PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from commentaries import appearing, deciding, numbering, publishing, register, standings, versions
from commentaries.models import Affirmation, CommentaryPage, Decision, Edition, FollowUp, Issue, Person, Series
from commentaries.models.series import SecondAffirmation
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


@pytest.mark.parametrize("kind", [Kind.SUBMISSION, Kind.CONSENT, Kind.REVIEW, Kind.COLLEAGUE])
def test_each_kind_of_second_yes_counts(house: House, kind: Kind) -> None:
    page = factories.make_draft(house)
    affirm(page, house.reviewer, kind)
    affirm(page, house.editor, Kind.DECISION)
    assert standings.standing_of(page).is_enough


@pytest.mark.parametrize(
    "affirmed",
    [
        [],
        [("author", Kind.SUBMISSION)],
        [("author", Kind.SUBMISSION), ("reviewer", Kind.REVIEW), ("assistant", Kind.COLLEAGUE)],
        [("editor", Kind.DECISION)],
        [("editor", Kind.DECISION), ("editor", Kind.COLLEAGUE), ("editor", Kind.REVIEW)],
        [("editor", Kind.DECISION), ("second_editor", Kind.DECISION)],
        [("author", Kind.DECISION), ("reviewer", Kind.REVIEW)],
        [("editor", Kind.ENTERED)],
        [("editor", Kind.DECISION), ("assistant", Kind.ENTERED)],
    ],
    ids=str,
)
def test_less_than_two_persons_are_not_enough(house: House, affirmed: list[tuple[str, Kind]]) -> None:
    page = factories.make_draft(house)
    for account, kind in affirmed:
        affirm(page, getattr(house, account), kind)
    standing = standings.standing_of(page)
    assert not standing.is_enough
    assert standing.missing
    with pytest.raises(NotAffirmed), transaction.atomic():
        by_publishing_the_revision(page, house)


def test_a_yes_to_another_content_does_not_count(house: House) -> None:
    page = factories.make_draft(house)
    affirm(page, house.author, Kind.CONSENT)
    page = factories.edited(page, house.editor, title="Another title")
    affirm(page, house.editor, Kind.DECISION)
    standing = standings.standing_of(versions.latest_of(page))
    assert standing.decisions
    assert not standing.is_enough


def test_a_yes_on_another_page_does_not_count(house: House) -> None:
    page = factories.published(house)
    copy = CopyPageAction(page, keep_live=False, user=house.admin, update_attrs={"slug": "copy"}).execute()
    copy = factories.reloaded(copy)
    copy.title, copy.draft_title = page.title, page.title
    assert versions.digest_of(copy) == versions.digest_of(page)
    assert not standings.standing_of(copy).is_enough


def test_the_missing_half_is_named(house: House) -> None:
    page = factories.make_draft(house)
    assert "No editor" in standings.standing_of(page).missing
    affirm(page, house.editor, Kind.DECISION)
    assert "Nobody else" in standings.standing_of(page).missing


def test_an_editor_who_becomes_an_author_has_not_decided(house: House) -> None:
    page = factories.make_draft(house)
    affirm(page, house.author, Kind.CONSENT)
    affirm(page, house.editor, Kind.DECISION)
    other = Person.objects.get(account=house.editor)
    page = factories.edited(
        page,
        house.assistant,
        authorships=[*page.authorships.all(), page.authorships.model(person=other, name=other.name, sort_order=1)],
    )
    affirm(page, house.editor, Kind.DECISION)
    affirm(page, house.author, Kind.CONSENT)
    assert standings.standing_of(versions.latest_of(page)).decisions == []


def test_an_override_is_enough_and_has_a_reason(house: House) -> None:
    page = factories.make_draft(house)
    affirm(page, house.admin, Kind.OVERRIDE, reason="The editor is at sea.")
    assert standings.standing_of(page).is_enough


def test_entering_counts_for_archive_entries_only(house: House) -> None:
    page = factories.make_draft(house)
    affirm(page, house.editor, Kind.ENTERED)
    assert not standings.standing_of(page).is_enough
    assert standings.standing_of(factories.entered(house)).is_enough


def test_the_second_yes_may_follow_where_the_series_allows_it_and_a_reason_is_given(house: House) -> None:
    page = factories.make_draft(house)
    Series.objects.update(second_affirmation=SecondAffirmation.MAY_FOLLOW)
    page = factories.reloaded(page)
    decision = affirm(page, house.editor, Kind.DECISION)
    assert not standings.standing_of(page).is_enough
    decision.reason = "The vote is tonight."
    decision.save()
    assert standings.standing_of(page).is_enough


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


# schedules


def scheduled(house: House, title: str, minutes: int) -> CommentaryPage:
    page = factories.submitted(house, title=title)
    factories.decide(house, page, publish_at=timezone.now() + timedelta(minutes=minutes))
    return factories.reloaded(page)


def later(clock: Any, minutes: int) -> None:
    clock(timezone.now() + timedelta(minutes=minutes))


def test_a_scheduled_text_takes_its_number_when_it_goes_live(house: House, clock: Any) -> None:
    page = scheduled(house, "Later", 10)
    assert not page.live
    assert Issue.objects.count() == 0
    assert appearing.publish_due() == ([], [])
    assert factories.published(house, title="Now").issue.sequence == 1
    later(clock, 11)
    assert appearing.publish_due() == (["Later"], [])
    assert factories.reloaded(page).issue.sequence == 2


def test_texts_due_together_take_numbers_in_the_order_of_their_decisions(house: House, clock: Any) -> None:
    """Due at the same minute: by reservation, then by time of decision (D1)."""
    moment = timezone.now() + timedelta(minutes=10)
    pages = [factories.submitted(house, title=title) for title in ("B", "A")]
    for page in reversed(pages):
        factories.decide(house, page, publish_at=moment)
    later(clock, 11)
    appearing.publish_due()
    numbers = {factories.reloaded(page).title: factories.reloaded(page).issue.sequence for page in pages}
    assert numbers == {"A": 1, "B": 2}


def test_a_reserved_number_comes_before_the_time_of_decision(house: House, clock: Any) -> None:
    """The first number to be reserved goes first; who has none takes the next that is free (D1)."""
    moment = timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=10)
    order: list[str] = []
    pages = {title: factories.submitted(house, title=title) for title in ("Decided first", "Second", "First")}
    for seconds, page in enumerate(pages.values()):
        factories.decide(house, page, publish_at=moment + timedelta(seconds=seconds))
    for title in ("First", "Second"):
        numbering.reserve(pages[title], by=Person.objects.get(account=house.editor))

    def note(page: CommentaryPage, **kwargs: Any) -> None:
        order.append(page.title)

    issue_published.connect(note)
    later(clock, 11)
    appearing.publish_due()
    issue_published.disconnect(note)
    assert order == ["First", "Second", "Decided first"]
    assert [factories.reloaded(pages[title]).issue.sequence for title in order] == [1, 2, 3]


def test_what_breaks_one_text_stops_no_other(house: House, clock: Any, caplog: pytest.LogCaptureFixture) -> None:
    broken, fine = scheduled(house, "Broken", 10), scheduled(house, "Fine", 12)

    def fail(page: CommentaryPage, **kwargs: Any) -> None:
        if page.pk == broken.pk:
            raise RuntimeError("no room on the disk")

    issue_published.connect(fail)
    later(clock, 15)
    done, refused = appearing.publish_due()
    issue_published.disconnect(fail)
    assert (done, is_live(fine), is_live(broken)) == (["Fine"], True, False)
    assert refused == ["Broken: It could not be published (RuntimeError) and keeps its schedule."]
    assert factories.reloaded(broken).scheduled_revision is not None
    assert "no room on the disk" in caplog.text, "with its traceback"


def test_a_text_unscheduled_meanwhile_is_not_published(house: House, clock: Any) -> None:
    """As when an editor takes back the schedule of the second while the first is being published."""
    first, second = scheduled(house, "First", 10), scheduled(house, "Second", 12)

    def unschedule(page: CommentaryPage, **kwargs: Any) -> None:
        second.revisions.update(approved_go_live_at=None)

    issue_published.connect(unschedule)
    later(clock, 15)
    answer = appearing.publish_due()
    issue_published.disconnect(unschedule)
    assert answer == (["First"], [])
    assert is_live(first)
    assert not is_live(second)


def test_the_history_reads_as_after_wagtails_own_scheduler(house: House, clock: Any) -> None:
    def history(page: CommentaryPage) -> list[tuple[str, Any]]:
        return [(entry.action, entry.user_id) for entry in PageLogEntry.objects.filter(page=page.pk).order_by("pk")]

    ours = scheduled(house, "Ours", 10)
    later(clock, 11)
    appearing.publish_due()
    theirs = scheduled(house, "Theirs", 10)
    later(clock, 11)
    call_command("publish_scheduled")
    assert history(ours) == history(theirs)
    assert history(ours)[-1] == ("wagtail.publish.scheduled", None)


def test_other_pages_that_are_due_are_published_too(house: House, clock: Any) -> None:
    front = house.page.get_parent().specific
    front.title, front.go_live_at = "Institute of Waves", timezone.now() + timedelta(minutes=10)
    front.save_revision().publish()
    later(clock, 11)
    assert appearing.publish_due() == (["Institute of Waves"], [])
    assert Page.objects.get(pk=front.pk).title == "Institute of Waves"


@pytest.mark.parametrize("run", ["tick", "publish_scheduled"])
def test_a_refused_text_stops_no_other_and_keeps_its_schedule(
    house: House, clock: Any, caplog: pytest.LogCaptureFixture, run: str, capsys: Any
) -> None:
    refused, fine = scheduled(house, "Refused", 10), scheduled(house, "Fine", 12)
    Affirmation.objects.filter(version__page=refused).delete()
    later(clock, 15)
    with caplog.at_level(logging.WARNING):
        call_command(run)
    assert is_live(fine)
    assert not is_live(refused)
    assert factories.reloaded(refused).scheduled_revision is not None
    assert any("Refused" in record.getMessage() for record in caplog.records)


def test_a_number_that_is_taken_stops_no_other_scheduled_text(
    clock: Any, caplog: pytest.LogCaptureFixture, db: None
) -> None:
    """In a series without numbers the address is the slug, which an older text may hold in the register."""
    house = factories.make_house(number_pattern="", address_pattern="")
    factories.published(house, slug="same", parent=factories.make_italian_pages(house.page))
    taken = scheduled(house, "Taken", 10)
    CommentaryPage.objects.filter(pk=taken.pk).update(slug="same")
    fine = scheduled(house, "Fine", 12)
    revision = factories.reloaded(taken).scheduled_revision
    revision.content = {**revision.content, "slug": "same"}
    revision.save()
    later(clock, 15)
    done, refused = appearing.publish_due()
    assert (done, is_live(fine)) == (["Fine"], True)
    assert len(refused) == 1
    assert "Taken" in refused[0]
    assert "same" in refused[0]


def test_a_change_after_scheduling_does_not_go_live_with_it(house: House, clock: Any) -> None:
    page = scheduled(house, "Scheduled", 10)
    factories.edited(page, house.editor, title="Sneaked in")
    later(clock, 11)
    appearing.publish_due()
    page = factories.reloaded(page)
    assert page.live
    assert page.title == "Scheduled"


def test_nothing_goes_out_to_a_page_that_is_only_scheduled(house: House) -> None:
    scheduled(house, "Later", 10)
    assert not FollowUp.objects.filter(key__startswith="published").exists()


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
