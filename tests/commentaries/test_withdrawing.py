"""Tests that an author stops a decided text at once, and that an editor settles what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse

from commentaries import affirming, appearing, numbering, publishing, scheduling, submitting, withdrawing
from commentaries.links import ending, giving, opening
from commentaries.models import Affirmation, CommentaryPage, Issue, Link
from commentaries.stages import stage_of
from commentaries.waiting import waiting_for
from series import desk
from tests import factories
from tests.commentaries.outbox import addresses, deliver
from tests.factories import House

NOW = datetime(2025, 11, 24, 21, 0, tzinfo=UTC)
MOMENT = datetime(2025, 11, 25, 8, 0, tzinfo=UTC)
LATER = datetime(2025, 11, 28, 8, 0, tzinfo=UTC)
WHY = "The second figure is wrong."


@pytest.fixture
def text(house: House, clock: Callable[[datetime], None]) -> CommentaryPage:
    """Decided on, to appear in the morning; a colleague has said yes beside the author."""
    clock(NOW)
    page = factories.submitted(house)
    affirming.affirm(page, house.assistant, digest=factories.digest_now(page))
    factories.decide(house, page, publish_at=MOMENT)
    deliver()
    return factories.reloaded(page)


@pytest.fixture
def stopped(house: House, text: CommentaryPage) -> CommentaryPage:
    withdrawing.ask(text, house.author, reason=WHY)
    return factories.reloaded(text)


def test_the_schedule_stops_at_once_and_the_editors_are_told(
    house: House, stopped: CommentaryPage, clock: Callable[[datetime], None]
) -> None:
    letters = deliver()
    assert addresses(letters) == [house.editor.email, house.second_editor.email]
    assert {letter.subject for letter in letters} == {f"{stopped.series}: {stopped.title} – withdrawal asked"}
    assert WHY in letters[0].body
    clock(LATER)
    assert appearing.publish_due() == ([], [])
    stage = stage_of(stopped)
    assert (stage.code, stage.label) == ("asked_back", "Withdrawal asked")
    assert "asked on 24 November 2025 at 22:00" in stage.sentence
    assert [line.stage for line in desk.lines_for(house.editor)] == ["asked_back"]
    assert [item.what for item in waiting_for(house.editor)] == ["Settle the withdrawal"]


def test_meanwhile_no_door_shows_it_and_no_author_changes_it(house: House, stopped: CommentaryPage) -> None:
    with pytest.raises(publishing.WithdrawalIsAsked), transaction.atomic():
        stopped.get_latest_revision().publish()
    assert not stopped.permissions_for_user(factories.fresh(house.author)).can_edit()
    for account in (house.author, house.editor):
        with pytest.raises(PermissionDenied), transaction.atomic():
            submitting.submit(stopped, factories.fresh(account))
    with pytest.raises(scheduling.NotScheduled, match="asked to withdraw"), transaction.atomic():
        scheduling.publish_now(stopped, house.editor)


@pytest.mark.parametrize("account", ["editor", "assistant", "reviewer", "stranger", "admin"])
def test_only_an_author_asks(house: House, text: CommentaryPage, account: str) -> None:
    with pytest.raises(PermissionDenied), transaction.atomic():
        withdrawing.ask(text, getattr(house, account), reason=WHY)
    assert factories.reloaded(text).approved_schedule


def test_who_comes_too_late_is_told_what_happened(
    house: House, text: CommentaryPage, clock: Callable[[datetime], None]
) -> None:
    clock(MOMENT)
    appearing.publish_due()
    with pytest.raises(scheduling.NotScheduled, match=r"appeared as .* on 25 November 2025, 09:00"):
        withdrawing.ask(text, house.author, reason=WHY)
    assert factories.reloaded(text).live


@pytest.mark.parametrize("keeps_number", [True, False])
def test_confirmed_it_is_a_draft_again_and_its_links_are_dead(
    house: House, text: CommentaryPage, *, keeps_number: bool
) -> None:
    issue = numbering.reserve(text, by=house.editor.person)
    link = giving.link_to_consent(text, house.author_person, by=house.editor.person)
    token = factories.token_of(link)
    press = Link.objects.create(kind=Link.Kind.PRESS, key="0" * 32, token_hash="x", page=text, expires_at=LATER)
    withdrawing.ask(text, house.author, reason=WHY)
    opening.opened(token, Link.Kind.CONSENT)
    deliver()
    withdrawing.confirm(text, house.editor, keeps_number=keeps_number, answer="Come back soon.")
    page = factories.reloaded(text)
    issue.refresh_from_db()
    press.refresh_from_db()
    assert issue.state == (Issue.State.RESERVED if keeps_number else Issue.State.VOID)
    assert press.revoked_at
    with pytest.raises(ending.LinkEnded):
        opening.opened(token, Link.Kind.CONSENT)
    assert stage_of(page).sentence == f"Withdrawn, as {house.editor.person} confirmed on 24 November: a draft again."
    assert page.permissions_for_user(factories.fresh(house.author)).can_edit()
    with pytest.raises(publishing.NotAffirmed, match="was taken back"), transaction.atomic():
        page.get_latest_revision().publish()
    assert [letter.subject for letter in deliver()] == [f"{page.series}: {page.title} – withdrawn"]


def test_the_same_words_submitted_again_are_decided_on_anew(house: House, stopped: CommentaryPage) -> None:
    withdrawing.confirm(stopped, house.editor, keeps_number=True)
    Affirmation.objects.filter(kind=Affirmation.Kind.COLLEAGUE).withdraw()  # so that the author's yes is the second
    submitting.submit(factories.reloaded(stopped), factories.fresh(house.author))
    factories.decide(house, stopped)
    assert factories.reloaded(stopped).live


def test_scheduled_again_it_appears_after_all_and_the_author_is_told(
    house: House, stopped: CommentaryPage, clock: Callable[[datetime], None]
) -> None:
    deliver()
    withdrawing.schedule_again(stopped, house.editor, at=LATER, answer="We have spoken.")
    letter = deliver()[0]
    assert letter.to == [house.author_person.email]
    assert "again, although its withdrawal was asked for. It will appear on 28 November 2025" in " ".join(
        letter.body.split()
    )
    clock(LATER)
    assert appearing.publish_due() == ([stopped.title], [])
    assert factories.reloaded(stopped).live


def test_the_yes_of_who_asks_is_taken_back_and_may_be_given_again(
    house: House, clock: Callable[[datetime], None]
) -> None:
    """Two persons stand behind what appears, also when one of them has changed their mind."""
    clock(NOW)
    page = factories.submitted(house)
    factories.decide(house, page, publish_at=MOMENT)
    withdrawing.ask(page, house.author, reason=WHY)
    with pytest.raises(publishing.NotAffirmed, match="Nobody else has said yes"), transaction.atomic():
        withdrawing.schedule_again(page, house.editor, at=LATER)
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    withdrawing.schedule_again(page, house.editor, at=LATER)
    assert factories.reloaded(page).approved_schedule


def test_it_is_settled_once_and_by_an_editor(house: House, stopped: CommentaryPage) -> None:
    for account in (house.author, house.assistant):
        with pytest.raises(PermissionDenied), transaction.atomic():
            withdrawing.confirm(stopped, account, keeps_number=True)
    with pytest.raises(scheduling.MomentIsPast), transaction.atomic():
        withdrawing.schedule_again(stopped, house.editor, at=NOW - timedelta(days=1))
    with pytest.raises(withdrawing.AskedAlready, match="Author"), transaction.atomic():
        withdrawing.ask(stopped, house.author, reason="Again.")
    withdrawing.confirm(stopped, house.second_editor, keeps_number=True)
    with pytest.raises(withdrawing.NothingToSettle, match="Second on 24 November 2025, 22:00: withdrawn"):
        withdrawing.schedule_again(stopped, house.editor, at=LATER)


def test_pages_of_author_and_editor_do_it(house: House, text: CommentaryPage, client: Client) -> None:
    numbering.reserve(text, by=house.editor.person)
    own, decide = (reverse(f"commentaries:{name}", args=[text.pk]) for name in ("consent", "decide"))
    client.force_login(house.author)
    assert "Stop it and ask for the withdrawal" in client.get(own).content.decode()
    assert client.post(own, {"action": "ask_back", "reason": ""}).status_code == 422
    html = client.post(own, {"action": "ask_back", "reason": WHY}, follow=True).content.decode()
    assert "does not appear unless an editor schedules it again" in html
    assert client.post(own, {"action": "ask_back", "reason": WHY}).status_code == 409
    client.force_login(house.editor)
    html = client.get(decide).content.decode()
    assert WHY in html
    assert "Schedule it again" in html
    client.post(decide, {"action": "confirm_withdrawal", "number": "void"})
    assert Issue.objects.get().state == Issue.State.VOID
    assert client.post(decide, {"action": "confirm_withdrawal"}).status_code == 409
