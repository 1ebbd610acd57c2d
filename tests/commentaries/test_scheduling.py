"""Tests that a scheduled text appears at once or at another moment on an editor's word alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from commentaries import appearing, numbering, publishing, scheduling, submitting, versions
from commentaries.citations import unbroken
from commentaries.models import Affirmation, CommentaryPage, Issue
from commentaries.stages import stage_of
from tests import factories
from tests.commentaries.outbox import deliver, words_of
from tests.factories import House

NOW = datetime(2025, 11, 24, 17, 0, tzinfo=UTC)
MOMENT = datetime(2025, 11, 28, 8, 0, tzinfo=UTC)
LATER = datetime(2025, 12, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def text(house: House, clock: Callable[[datetime], None]) -> CommentaryPage:
    """Decided on, to appear in four days."""
    clock(NOW)
    page = factories.submitted(house)
    factories.decide(house, page, publish_at=MOMENT)
    deliver()
    return factories.reloaded(page)


def test_what_was_decided_on_appears_at_once_and_once(house: House, text: CommentaryPage) -> None:
    decided = factories.digest_now(text)
    factories.edited(text, house.assistant, title="Changed after the decision")
    affirmed = Affirmation.objects.count()
    scheduling.publish_now(text, house.second_editor)
    page = factories.reloaded(text)
    assert page.live
    assert versions.digest_of(page) == decided
    assert page.has_unpublished_changes
    assert (page.issue.published_on, page.go_live_at) == (NOW.date(), None)
    assert Affirmation.objects.count() == affirmed
    assert page.scheduled_revision is None
    assert appearing.publish_due() == ([], [])
    with pytest.raises(scheduling.NotScheduled, match=r"appeared as 25 \| 01"), transaction.atomic():
        scheduling.publish_now(page, house.editor)


def test_the_guard_looks_at_it_as_at_any_other_moment(house: House, text: CommentaryPage) -> None:
    Affirmation.objects.filter(kind=Affirmation.Kind.SUBMISSION).withdraw()
    with pytest.raises(publishing.NotAffirmed), transaction.atomic():
        scheduling.publish_now(text, house.editor)
    assert factories.reloaded(text).scheduled_revision.approved_go_live_at == MOMENT


def test_another_moment_is_told_to_the_authors_and_kept_by_the_clock(
    house: House, text: CommentaryPage, clock: Callable[[datetime], None]
) -> None:
    scheduling.postpone(text, house.editor, to=LATER, reason="The court sits on Friday.")
    letter = deliver()[0]
    assert letter.to == [house.author_person.email]
    assert letter.subject == f"{house.series}: Minutes of a silent committee – now to appear on 1 December 2025"
    words = " ".join(letter.body.split())
    assert "It was 28 November 2025 at 09:00; now it is 1 December 2025 at 09:00 (Rome time):" in words
    assert "The court sits on Friday." in words
    clock(MOMENT + timedelta(minutes=1))
    assert appearing.publish_due() == ([], [])
    clock(LATER)
    assert appearing.publish_due() == ([text.title], [])
    assert factories.reloaded(text).live


def test_the_same_moment_again_tells_nobody(house: House, text: CommentaryPage) -> None:
    scheduling.postpone(text, house.editor, to=MOMENT)
    assert deliver() == []
    assert not PageLogEntry.objects.filter(action="commentaries.postpone").exists()


def test_a_moment_that_is_past_is_none(house: House, text: CommentaryPage) -> None:
    with pytest.raises(scheduling.MomentIsPast), transaction.atomic():
        scheduling.postpone(text, house.editor, to=NOW)


@pytest.mark.parametrize("account", ["author", "assistant", "reviewer", "stranger"])
def test_only_an_editor_says_when(house: House, text: CommentaryPage, account: str) -> None:
    user = getattr(house, account)
    with pytest.raises(PermissionDenied), transaction.atomic():
        scheduling.publish_now(text, user)
    with pytest.raises(PermissionDenied), transaction.atomic():
        scheduling.postpone(text, user, to=LATER)


def test_what_is_not_scheduled_has_no_moment_to_change(house: House) -> None:
    page = factories.submitted(house)
    with pytest.raises(scheduling.NotScheduled), transaction.atomic():
        scheduling.postpone(page, house.editor, to=LATER)


def test_the_page_of_decision_does_both_and_says_that_a_number_will_lapse(
    house: House, text: CommentaryPage, client: Client
) -> None:
    numbering.reserve(text, by=house.editor.person, year=2025)
    client.force_login(house.editor)
    address = reverse("commentaries:decide", args=[text.pk])
    html = client.post(address, {"action": "postpone", "publish_at": "2026-01-05 09:00"}, follow=True).content.decode()
    number = unbroken("25 | 01")
    assert f"The text appears on 5 January 2026, 09:00. {number}, reserved for another year, lapses" in html
    assert "Publish it now" in html
    html = client.post(address, {"action": "publish_now"}, follow=True).content.decode()
    assert "Published as 25" in html
    assert Issue.objects.get().state == Issue.State.PUBLIC
    late = client.post(address, {"action": "postpone", "publish_at": "2026-01-05 09:00"})
    assert late.status_code == 409


def test_what_is_taken_off_the_schedule_is_told_and_the_authors_again(
    house: House, text: CommentaryPage, client: Client
) -> None:
    address = reverse("commentaries:decide", args=[text.pk])
    client.force_login(house.assistant)
    assert 'value="unschedule"' not in client.get(address).content.decode()
    client.force_login(house.editor)
    assert 'value="unschedule"' in client.get(address).content.decode()
    client.post(address, {"action": "unschedule", "message": "The figures are not in yet."})
    page = factories.reloaded(text)
    assert (page.scheduled_revision, page.go_live_at, page.live) == (None, None, False)
    assert stage_of(page).sentence.startswith("It was taken off the schedule by Test Editor on 24")
    [letter] = deliver()
    assert letter.to == ["author@example.org"]
    assert "It will not appear on 28 November 2025" in " ".join(letter.body.split())
    assert "The figures are not in yet." in letter.body
    assert page.permissions_for_user(factories.fresh(house.author)).can_submit_for_moderation()
    submitting.submit(page, factories.fresh(house.author))
    submitting.withdraw(page, factories.fresh(house.author))
    assert stage_of(factories.reloaded(page)).sentence == "A draft, not submitted yet."
    with pytest.raises(scheduling.NotScheduled), transaction.atomic():
        scheduling.unschedule(page, house.editor)


def test_who_is_told_that_a_text_is_off_the_schedule_is_told_when_it_is_on_it_again(
    house: House, text: CommentaryPage
) -> None:
    """Exactly the same text, for exactly the same moment."""
    scheduling.unschedule(text, house.editor)
    submitting.submit(factories.reloaded(text), factories.fresh(house.author))
    deliver()
    factories.decide(house, factories.reloaded(text), publish_at=MOMENT)
    [letter] = [message for message in deliver() if message.to == ["author@example.org"]]
    assert letter.subject.endswith("to appear on 28 November 2025")


def test_who_may_not_decide_takes_nothing_off_the_schedule(house: House, text: CommentaryPage) -> None:
    for account in (house.assistant, house.author, house.stranger):
        with pytest.raises(PermissionDenied), transaction.atomic():
            scheduling.unschedule(text, factories.fresh(account))
    assert factories.reloaded(text).scheduled_revision.approved_go_live_at == MOMENT


def test_wagtails_own_page_takes_it_off_the_schedule_as_ours_does(
    house: House, text: CommentaryPage, client: Client
) -> None:
    wagtails = reverse("wagtailadmin_pages:revisions_unschedule", args=[text.pk, text.scheduled_revision.pk])
    client.force_login(house.assistant)
    client.post(wagtails)
    assert factories.reloaded(text).scheduled_revision, "an assistant does not decide when a text appears"
    client.force_login(house.editor)
    assert client.get(wagtails).status_code == 200
    assert client.post(wagtails).status_code == 302
    page = factories.reloaded(text)
    assert (page.scheduled_revision, page.go_live_at) == (None, None)
    [letter] = deliver()
    assert letter.to == [house.author_person.email]
    assert "It will not appear on 28 November 2025 at 09:00 (Rome time) as announced:" in words_of(letter)
    taken_off = PageLogEntry.objects.filter(page=text.pk, action=scheduling.TAKEN_OFF)
    assert [entry.user for entry in taken_off] == [house.editor]
    again = client.post(wagtails)
    assert again.headers["Location"] == reverse("commentaries:decide", args=[text.pk])
    assert deliver() == []
