"""Tests that a public text is held, released and removed on one editor's word, and that its number stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from commentaries import affirming, deciding, followups, numbering, publishing, standings, submitting, withholding
from commentaries.citations import spoken_number
from commentaries.models import Affirmation, CommentaryPage, Decision, Edition, FollowUp, Hold, Issue, Person, Removal
from commentaries.recording import record_of
from commentaries.stages import stage_of
from commentaries.waiting import waiting_for
from tests import factories
from tests.commentaries.outbox import subject_of
from tests.factories import House
from tests.kept_house import text_in

WHY = "A person named in it has objected."
KEPT_BY_READERS = "whoever has opened its PDF already may have it still."


@pytest.fixture
def text(house: House) -> CommentaryPage:
    return text_in(house, factories.published)


def state_of(text: CommentaryPage) -> str:
    return Issue.objects.get(pk=factories.reloaded(text).issue_id).state


def translated(house: House, text: CommentaryPage) -> CommentaryPage:
    """The text in Italian, published; it shares the number."""
    parent = factories.make_italian_pages(house.page)
    page = text.copy_for_translation(parent.locale)
    page = factories.edited(factories.reloaded(page), house.author, title="Verbali di un comitato", language="it")
    submitting.submit(page, house.author)
    factories.decide(house, page)
    return factories.reloaded(page)


def read(path: str) -> Any:
    return Client().get(path)


# Holding


def test_one_editor_alone_holds_a_text(house: House, text: CommentaryPage) -> None:
    withholding.hold(text, house.editor, reason=WHY)
    assert state_of(text) == Issue.State.HELD
    assert not CommentaryPage.objects.public().filter(pk=text.pk).exists()
    assert not CommentaryPage.objects.live().filter(pk=text.pk).exists()
    hold = Hold.objects.get()
    assert (hold.held_by.account, hold.reason, hold.ended_at) == (house.editor, WHY, None)


@pytest.mark.parametrize("who", ["assistant", "author", "reviewer", "stranger"])
def test_nobody_else_holds_releases_or_removes(house: House, text: CommentaryPage, who: str) -> None:
    account = getattr(house, who)
    with pytest.raises(PermissionDenied):
        withholding.hold(text, account, reason=WHY)
    with pytest.raises(PermissionDenied):
        withholding.remove(text, account, reason=WHY)
    withholding.hold(text, house.editor, reason=WHY)
    with pytest.raises(PermissionDenied):
        withholding.release(text, account)
    assert state_of(text) == Issue.State.HELD


def test_an_editor_does_not_hold_a_text_of_their_own(house: House) -> None:
    own = Person.objects.get(account=house.second_editor)
    text = factories.published(house, authors=[house.author_person, own])
    with pytest.raises(PermissionDenied):
        withholding.hold(text, house.second_editor, reason=WHY)


def test_a_draft_cannot_be_held(house: House) -> None:
    with pytest.raises(numbering.NotPublic):
        withholding.hold(factories.make_draft(house), house.editor, reason=WHY)


def test_a_text_is_held_once(house: House, text: CommentaryPage) -> None:
    withholding.hold(text, house.editor, reason=WHY)
    with pytest.raises(numbering.NotPublic, match=f"Already held by {Hold.objects.get().held_by} since"):
        withholding.hold(text, house.second_editor, reason="Again.")
    assert Hold.objects.count() == 1


def test_readers_of_a_held_text_see_number_and_title_only(
    house: House, text: CommentaryPage, django_capture_on_commit_callbacks: Any
) -> None:
    path = text.get_url()
    assert read(path).status_code == HTTPStatus.OK  # and it is in the cache now
    with django_capture_on_commit_callbacks(execute=True):
        withholding.hold(text, house.editor, reason=WHY)
    answer = read(path)
    html = answer.content.decode()
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer.headers["Cache-Control"]
    assert text.title in html
    assert spoken_number(record_of(text)) in html
    assert "temporarily withheld" in html
    assert factories.SENTENCE not in html
    assert "Key point 1" not in html
    assert WHY not in html


def test_the_permanent_address_of_a_held_text_leads_to_the_notice(house: House, text: CommentaryPage) -> None:
    withholding.hold(text, house.editor, reason=WHY)
    answer = Client().get(f"{house.page.get_url()}{text.issue.address}/", follow=True)
    assert answer.redirect_chain[-1][0] == text.get_url()
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_a_hold_leaves_the_lists(house: House, text: CommentaryPage) -> None:
    other = factories.published(house, title="Another letter")
    withholding.hold(text, house.editor, reason=WHY)
    html = read(house.page.get_url()).content.decode()
    assert other.title in html
    assert text.title not in html


def test_a_hold_counts_for_every_language(house: House, text: CommentaryPage) -> None:
    italian = translated(house, text)
    withholding.hold(text, house.editor, reason=WHY)
    assert not CommentaryPage.objects.live().filter(pk__in=[text.pk, italian.pk]).exists()
    withholding.release(italian, house.editor)
    assert CommentaryPage.objects.public().filter(pk__in=[text.pk, italian.pk]).count() == 2


def test_the_other_editors_are_told_and_the_authors_are_not(house: House, text: CommentaryPage) -> None:
    FollowUp.objects.all().delete()
    withholding.hold(text, house.editor, reason=WHY)
    followups.carry_out_due()
    assert [letter.to for letter in mail.outbox] == [[house.second_editor.email]]
    letter = mail.outbox[0]
    assert letter.subject == subject_of("held", title=text.title)
    assert WHY in letter.body
    assert reverse("commentaries:decide", args=[text.pk]) in letter.body


def test_the_mail_about_the_publication_is_not_sent_while_the_text_is_held(house: House, text: CommentaryPage) -> None:
    withholding.hold(text, house.editor, reason=WHY)
    FollowUp.objects.exclude(key__startswith="published:").delete()
    FollowUp.objects.update(next_at=text.first_published_at)
    followups.carry_out_due()
    assert mail.outbox == []


def hold(text: CommentaryPage, house: House) -> None:
    withholding.hold(text, house.editor, reason=WHY)


def release(text: CommentaryPage, house: House) -> None:
    withholding.release(text, house.editor)


def remove(text: CommentaryPage, house: House) -> None:
    withholding.remove(text, house.editor, reason=WHY)


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ([hold, release], ["released"]),
        ([hold, release, hold], ["held"]),
        ([hold, remove], ["removed"]),
        ([hold, release, hold, release], ["released", "released"]),
    ],
)
def test_a_mail_that_has_become_untrue_is_not_sent(
    house: House, text: CommentaryPage, events: list[Callable[[CommentaryPage, House], None]], told: list[str]
) -> None:
    FollowUp.objects.all().delete()
    for event in events:
        event(factories.reloaded(text), house)
    followups.carry_out_due()
    assert [letter.subject for letter in mail.outbox] == [subject_of(word, title=text.title) for word in told]
    assert not FollowUp.objects.due().exists()
    letters = FollowUp.objects.filter(kind="mail", state=FollowUp.State.DONE)
    assert letters.count() == len(told), "and what was not sent is not said to be done"


def test_the_mail_about_a_hold_that_a_new_edition_ended_is_not_sent(house: House, text: CommentaryPage) -> None:
    FollowUp.objects.all().delete()
    withholding.hold(text, house.editor, reason=WHY)
    factories.edited(text, house.assistant, title="A corrected title")
    submitting.submit(factories.reloaded(text), house.assistant)
    affirming.affirm(text, house.author, digest=factories.digest_now(text))
    verdict = deciding.Verdict(Decision.Outcome.PUBLISH, withheld_seen=withholding.key_of(Hold.objects.get()))
    deciding.decide(text, house.editor, verdict, digest=factories.digest_now(text))
    followups.carry_out_due()
    assert not [letter.subject for letter in mail.outbox if letter.subject.endswith("held")]


def test_a_hold_waits_for_the_editors(house: House, text: CommentaryPage) -> None:
    withholding.hold(text, house.editor, reason=WHY)
    assert [item.title for item in waiting_for(house.editor)] == [text.title]
    assert waiting_for(house.assistant) == []


def test_a_held_text_is_not_handed_back_to_its_author(house: House, text: CommentaryPage) -> None:
    withholding.hold(text, house.editor, reason=WHY)
    permissions = factories.reloaded(text).permissions_for_user(house.author)
    assert not permissions.can_edit()
    assert not permissions.can_delete()
    assert not permissions.can_submit_for_moderation()


# Releasing


def test_a_release_shows_the_same_text_under_the_same_number_without_a_new_yes(
    house: House, text: CommentaryPage
) -> None:
    before = text.issue
    affirmed = text.versions.get().affirmations.count()
    withholding.hold(text, house.editor, reason=WHY)
    withholding.release(text, house.second_editor)
    after = factories.reloaded(text)
    assert after.live
    assert (after.issue.label, after.issue.published_on) == (before.label, before.published_on)
    assert after.live_revision_id == text.live_revision_id
    assert not after.has_unpublished_changes
    assert Edition.objects.count() == 1
    assert after.versions.get().affirmations.count() == affirmed
    assert Hold.objects.get().ended_by.account == house.second_editor
    assert factories.SENTENCE in read(text.get_url()).content.decode()


def test_a_text_that_is_not_held_is_not_released(house: House, text: CommentaryPage) -> None:
    with pytest.raises(numbering.NotHeld):
        withholding.release(text, house.editor)


def test_a_release_keeps_a_correction_under_way(house: House, text: CommentaryPage) -> None:
    factories.edited(text, house.assistant, title="A corrected title")
    withholding.hold(text, house.editor, reason=WHY)
    withholding.release(text, house.editor)
    after = factories.reloaded(text)
    assert after.title == text.title
    assert after.has_unpublished_changes
    assert after.get_latest_revision_as_object().title == "A corrected title"


def test_a_release_refuses_what_was_changed_behind_everybodys_back(house: House, text: CommentaryPage) -> None:
    withholding.hold(text, house.editor, reason=WHY)
    CommentaryPage.objects.filter(pk=text.pk).update(title="Changed in the database")
    with pytest.raises(publishing.NotAffirmed):
        withholding.release(text, house.editor)
    assert state_of(text) == Issue.State.HELD


# Publishing what is held


def test_neither_the_clock_nor_wagtails_button_ends_a_hold(house: House, text: CommentaryPage) -> None:
    withholding.hold(text, house.editor, reason=WHY)
    with pytest.raises(publishing.TextIsHeld, match="Release it first"):
        factories.reloaded(text).get_latest_revision().publish()
    assert not factories.reloaded(text).live


def corrected(house: House, text: CommentaryPage) -> CommentaryPage:
    page = factories.edited(text, house.author, title="A corrected title")
    submitting.submit(page, house.assistant)
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    return factories.reloaded(page)


def test_a_decision_to_publish_a_correction_ends_the_hold(house: House, text: CommentaryPage) -> None:
    withholding.hold(text, house.editor, reason=WHY)
    factories.decide(house, corrected(house, text))
    after = factories.reloaded(text)
    assert after.live
    assert after.title == "A corrected title"
    assert state_of(text) == Issue.State.PUBLIC
    assert after.issue.label == text.issue.label
    assert Hold.objects.get().ended_by.account == house.editor


def test_who_did_not_see_the_hold_does_not_end_it(house: House, text: CommentaryPage, client: Client) -> None:
    text = factories.edited(text, house.author, title="Corrected")
    submitting.submit(text, house.assistant)
    affirming.affirm(text, house.author, digest=factories.digest_now(text))
    path = reverse("commentaries:decide", args=[text.pk])
    said = {"action": "decide", "digest": factories.digest_now(text), "outcome": "publish", "withheld": ""}
    client.force_login(house.editor)
    withholding.hold(text, house.second_editor, reason=WHY)
    late = client.post(path, {**said, "reasons": "It is mended."})
    html = late.content.decode()
    assert late.status_code == HTTPStatus.CONFLICT
    assert "Test Second held this text on" in html
    assert "It is mended." in html
    assert state_of(text) == Issue.State.HELD
    key = withholding.key_of(Hold.objects.get())
    assert f'name="withheld" value="{key}"' in html
    assert client.post(path, {**said, "withheld": key}).status_code == HTTPStatus.FOUND
    assert state_of(text) == Issue.State.PUBLIC


def test_a_held_text_is_not_scheduled(house: House, text: CommentaryPage) -> None:
    withholding.hold(text, house.editor, reason=WHY)
    page = corrected(house, text)
    with pytest.raises(publishing.TextIsHeld, match="at once"):
        factories.decide(house, page, publish_at=timezone.now() + timedelta(days=1))
    assert not Decision.objects.filter(publish_at__isnull=False).exists()


def test_a_translation_does_not_end_the_hold_on_its_original(house: House, text: CommentaryPage) -> None:
    parent = factories.make_italian_pages(house.page)
    withholding.hold(text, house.editor, reason=WHY)
    page = factories.reloaded(text.copy_for_translation(parent.locale))
    page = factories.edited(page, house.author, title="Verbali")
    submitting.submit(page, house.author)
    with pytest.raises(publishing.TextIsHeld):
        factories.decide(house, page)
    assert state_of(text) == Issue.State.HELD


# Removing


@pytest.mark.parametrize("is_held", [False, True])
def test_a_removed_text_leaves_a_tombstone_with_its_citation(house: House, text: CommentaryPage, is_held: bool) -> None:
    if is_held:
        withholding.hold(text, house.editor, reason=WHY)
    withholding.remove(text, house.editor, reason="By order of a court.")
    answer = read(text.get_url())
    html = answer.content.decode()
    assert answer.status_code == HTTPStatus.GONE
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "has been removed" in html
    assert spoken_number(record_of(text)) in html
    assert house.author_person.family_name in html
    assert factories.SENTENCE not in html
    assert "court" not in html
    assert state_of(text) == Issue.State.REMOVED
    assert not Hold.objects.filter(ended_at=None).exists()


def test_a_removal_takes_the_other_languages_off_the_schedule(house: House, text: CommentaryPage) -> None:
    parent = factories.make_italian_pages(house.page)
    page = factories.reloaded(text.copy_for_translation(parent.locale))
    page = factories.edited(page, house.author, title="Verbali", language="it")
    submitting.submit(page, house.author)
    factories.decide(house, page, publish_at=timezone.now() + timedelta(days=1))
    assert page.revisions.exclude(approved_go_live_at=None).exists()
    withholding.remove(text, house.editor, reason="By order of a court.")
    assert not page.revisions.exclude(approved_go_live_at=None).exists()
    assert state_of(text) == Issue.State.REMOVED


def test_the_entry_is_locked_before_its_languages_are_counted(
    house: House, text: CommentaryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    locked, counted = Issue.objects.select_for_update, withholding._texts_of
    monkeypatch.setattr(Issue.objects, "select_for_update", lambda: asked.append("lock") or locked())
    monkeypatch.setattr(withholding, "_texts_of", lambda issue: asked.append("count") or counted(issue))
    withholding.left_readers(text)
    assert asked == ["lock", "count"]


def test_the_number_of_a_removed_text_is_not_given_again(house: House, text: CommentaryPage) -> None:
    withholding.remove(text, house.editor, reason="By order of a court.")
    another = factories.published(house, title="The next letter")
    assert (text.issue.sequence, another.issue.sequence) == (1, 2)


def test_unpublishing_by_wagtail_removes_the_entry_and_publishing_again_brings_it_back(
    house: House, text: CommentaryPage
) -> None:
    factories.reloaded(text).unpublish(user=house.editor)
    assert state_of(text) == Issue.State.REMOVED
    assert read(text.get_url()).status_code == HTTPStatus.GONE
    factories.reloaded(text).get_latest_revision().publish()
    after = factories.reloaded(text)
    assert state_of(text) == Issue.State.PUBLIC
    assert after.issue_id == text.issue_id
    assert Edition.objects.count() == 1


def test_unpublishing_one_language_leaves_the_issue_public(house: House, text: CommentaryPage) -> None:
    italian = translated(house, text)
    italian.unpublish(user=house.editor)
    assert state_of(text) == Issue.State.PUBLIC
    assert read(text.get_url()).status_code == HTTPStatus.OK
    assert read(italian.get_url()).status_code == HTTPStatus.GONE


def test_a_removed_text_comes_back_by_a_new_decision(house: House, text: CommentaryPage) -> None:
    withholding.remove(text, house.editor, reason="By order of a court.")
    factories.decide(house, corrected(house, text))
    assert state_of(text) == Issue.State.PUBLIC
    assert factories.reloaded(text).issue.label == text.issue.label
    assert Removal.objects.get().ended_at is not None


def test_a_removed_text_does_not_come_back_as_it_was(house: House, text: CommentaryPage) -> None:
    withholding.remove(text, house.editor, reason="By order of a court.")
    gone = factories.reloaded(text)
    with pytest.raises(publishing.NotAffirmed, match="was taken back"):
        gone.get_latest_revision().publish(user=house.admin)
    gone.live = True
    with pytest.raises(publishing.NotAffirmed, match="was taken back"):
        gone.save()
    assert state_of(text) == Issue.State.REMOVED
    assert read(text.get_url()).status_code == HTTPStatus.GONE


def test_a_new_decision_on_the_same_words_brings_a_removed_text_back(house: House, text: CommentaryPage) -> None:
    withholding.remove(text, house.editor, reason="By order of a court.")
    gone = factories.reloaded(text)
    submitting.submit(gone, house.assistant)
    factories.decide(house, gone)
    assert (factories.reloaded(text).live, state_of(text)) == (True, Issue.State.PUBLIC)
    assert Edition.objects.count() == 1


def test_a_removed_text_is_not_asked_for_a_review_that_it_has(house: House, client: Client) -> None:
    text = factories.reviewed(house)
    factories.decide(house, text)
    withholding.remove(factories.reloaded(text), house.editor, reason="By order of a court.")
    gone = factories.reloaded(text)
    FollowUp.objects.all().delete()
    submitting.submit(gone, house.assistant)
    assert stage_of(factories.reloaded(text)).code == "decision"
    assert [item.what for item in waiting_for(house.editor)] == ["Decide"]
    client.force_login(house.editor)
    html = client.get(reverse("commentaries:decide", args=[text.pk])).content.decode()
    assert "before the decision. Invite somebody" not in html
    assert "The decision to publish it was taken back" in html
    followups.carry_out_due()
    assert "It waits for your decision here:" in mail.outbox[0].body
    factories.decide(house, gone)
    assert factories.reloaded(text).live


def test_a_removed_text_that_was_changed_is_reviewed_anew(house: House) -> None:
    text = factories.reviewed(house)
    factories.decide(house, text)
    withholding.remove(factories.reloaded(text), house.editor, reason="By order of a court.")
    changed = factories.edited(text, house.assistant, title="Another title")
    submitting.submit(changed, house.assistant)
    assert stage_of(factories.reloaded(text)).code == "review"
    assert [item.what for item in waiting_for(house.editor)] == ["Invite reviewers"]


@pytest.mark.parametrize(("take", "told"), [(withholding.hold, True), (withholding.remove, True), (None, False)])
def test_an_author_reads_who_can_show_the_text_again(
    house: House, text: CommentaryPage, client: Client, take: Callable[..., Any] | None, told: bool
) -> None:
    if take:
        take(text, house.editor, reason=WHY)
    client.force_login(house.author)
    html = client.get(reverse("commentaries:consent", args=[text.pk])).content.decode()
    assert ("Only the editors of the series can change it or show it again." in html) is told


def test_what_was_unpublished_can_be_removed_and_then_does_not_come_back_as_it_was(
    house: House, text: CommentaryPage
) -> None:
    factories.reloaded(text).unpublish(user=house.editor)
    withholding.remove(text, house.editor, reason="By order of a court.")
    with pytest.raises(publishing.NotAffirmed):
        factories.reloaded(text).get_latest_revision().publish(user=house.admin)
    with pytest.raises(numbering.NotPublic):
        withholding.remove(text, house.editor, reason="Once more.")
    assert Removal.objects.count() == 1


def test_one_language_that_comes_back_does_not_bring_the_others(house: House, text: CommentaryPage) -> None:
    italian = translated(house, text)
    withholding.remove(text, house.editor, reason="By order of a court.")
    gone = factories.reloaded(italian)
    submitting.submit(gone, house.assistant)
    factories.decide(house, gone)
    assert (factories.reloaded(italian).live, factories.reloaded(text).live) == (True, False)
    with pytest.raises(publishing.NotAffirmed):
        factories.reloaded(text).get_latest_revision().publish(user=house.admin)
    assert read(text.get_url()).status_code == HTTPStatus.GONE


def test_a_new_translation_does_not_bring_a_removed_number_back(house: House, text: CommentaryPage) -> None:
    parent = factories.make_italian_pages(house.page)
    withholding.remove(text, house.editor, reason="By order of a court.")
    page = factories.reloaded(text.copy_for_translation(parent.locale))
    page = factories.edited(page, house.author, title="Verbali", language="it")
    submitting.submit(page, house.author)
    with pytest.raises(withholding.OriginalIsRemoved, match="Decide on the original first"):
        factories.decide(house, page)
    assert state_of(text) == Issue.State.REMOVED


def test_who_did_not_see_the_removal_does_not_undo_it(house: House, text: CommentaryPage, client: Client) -> None:
    text = corrected(house, text)
    path = reverse("commentaries:decide", args=[text.pk])
    said = {"action": "decide", "digest": factories.digest_now(text), "outcome": "publish", "withheld": ""}
    client.force_login(house.editor)
    withholding.remove(text, house.second_editor, reason="By order of a court.")
    late = client.post(path, {**said, "reasons": "It is mended."})
    html = late.content.decode()
    assert late.status_code == HTTPStatus.CONFLICT
    assert "Test Second removed this text on" in html
    assert "To publish brings it back under its number." in html
    assert state_of(text) == Issue.State.REMOVED
    key = withholding.key_of(Removal.objects.get())
    assert client.post(path, {**said, "withheld": key}).status_code == HTTPStatus.FOUND
    assert state_of(text) == Issue.State.PUBLIC


def test_a_rejected_correction_leaves_the_public_edition_affirmed(house: House, text: CommentaryPage) -> None:
    factories.decide(house, corrected(house, text), Decision.Outcome.REJECT)
    after = factories.reloaded(text)
    assert standings.standing_of(after).is_enough
    withholding.hold(after, house.editor, reason=WHY)
    withholding.release(factories.reloaded(text), house.editor)
    assert factories.reloaded(text).live


def test_a_rejection_after_unpublishing_takes_back_what_was_decided_before(house: House, text: CommentaryPage) -> None:
    factories.reloaded(text).unpublish(user=house.editor)
    page = factories.reloaded(text)
    submitting.submit(page, house.assistant)
    factories.decide(house, page, Decision.Outcome.REJECT)
    assert not Affirmation.objects.standing().for_publication().exists()
    with pytest.raises(publishing.NotAffirmed):
        factories.reloaded(text).get_latest_revision().publish(user=house.admin)


# What is told and shown


def test_the_history_tells_what_happened_and_why(house: House, text: CommentaryPage) -> None:
    withholding.hold(text, house.editor, reason=WHY)
    withholding.release(text, house.editor)
    withholding.remove(text, house.editor, reason="By order of a court.")
    told = PageLogEntry.objects.filter(page=text.pk, action__startswith="commentaries.").order_by("pk")
    told = [(entry.action, entry.data.get("reason")) for entry in told if entry.action != "commentaries.affirm"]
    assert told == [
        ("commentaries.hold", WHY),
        ("commentaries.release", None),
        ("commentaries.remove", "By order of a court."),
    ]


def test_the_stage_says_who_holds_a_text_and_that_one_is_removed(house: House, text: CommentaryPage) -> None:
    withholding.hold(text, house.editor, reason=WHY)
    held = stage_of(factories.reloaded(text))
    assert held.code == "held"
    assert str(Hold.objects.get().held_by) in held.sentence
    withholding.remove(text, house.editor, reason=WHY)
    assert stage_of(factories.reloaded(text)).code == "removed"


def said_on_decide(client: Client, text: CommentaryPage, **said: str) -> Any:
    return client.post(reverse("commentaries:decide", args=[text.pk]), said)


def test_the_page_of_decision_holds_releases_and_removes(house: House, text: CommentaryPage, client: Client) -> None:
    client.force_login(house.editor)
    without = said_on_decide(client, text, action="hold", reason="")
    assert without.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said_on_decide(client, text, action="hold", reason=WHY).status_code == HTTPStatus.FOUND
    html = client.get(reverse("commentaries:decide", args=[text.pk])).content.decode()
    assert WHY in html
    assert html.count(KEPT_BY_READERS) == 1
    assert "Release it" in html
    again = said_on_decide(client, text, action="hold", reason="Typed on another phone.")
    assert again.status_code == HTTPStatus.CONFLICT
    assert "Typed on another phone." in again.content.decode()
    assert said_on_decide(client, text, action="release").status_code == HTTPStatus.FOUND
    assert factories.reloaded(text).live
    assert said_on_decide(client, text, action="remove", reason=WHY).status_code == HTTPStatus.FOUND
    assert state_of(text) == Issue.State.REMOVED
    assert KEPT_BY_READERS in client.get(reverse("commentaries:decide", args=[text.pk])).content.decode()


def test_an_assistant_is_not_offered_to_hold(house: House, text: CommentaryPage, client: Client) -> None:
    client.force_login(house.assistant)
    assert "Hold the text" not in client.get(reverse("commentaries:decide", args=[text.pk])).content.decode()
    said_on_decide(client, text, action="hold", reason=WHY)
    assert factories.reloaded(text).live


def test_an_assistant_reads_who_releases_a_held_text(house: House, text: CommentaryPage, client: Client) -> None:
    withholding.hold(text, house.editor, reason=WHY)
    address = reverse("commentaries:decide", args=[text.pk])
    for account, is_told_to_release in ((house.assistant, False), (house.editor, True)):
        client.force_login(account)
        html = client.get(address).content.decode()
        assert f"“{WHY}”" in html
        assert ("Release it to show it again" in html) is is_told_to_release
        assert ("who is not among the authors can release it" in html) is not is_told_to_release
