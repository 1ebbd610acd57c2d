"""What becomes of a text is told to exactly its authors, once, with comment, link and a way to reply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import timezone

from commentaries import affirming, appearing, consenting, due, followups, mails, standings, submitting, withdrawing
from commentaries.models import ClosedDays, CommentaryPage, Decision, FollowUp, Series
from commentaries.rounds import NOBODY, asked_about
from tests import factories
from tests.commentaries.outbox import (
    SITE,
    TITLE,
    WORDS,
    addresses,
    awaiting_decision,
    check,
    deliver,
    deliver_later,
    edit_link,
    own_text_link,
    words_of,
)
from tests.factories import House

CHANGES, REJECT = Decision.Outcome.CHANGES, Decision.Outcome.REJECT


def test_a_request_for_changes_goes_to_all_authors(house: House) -> None:
    coauthor = factories.PersonFactory(email="coauthor@example.org")
    page = awaiting_decision(house, authors=[house.author_person, coauthor])
    factories.decide(house, page, CHANGES, reasons=WORDS)
    mails = deliver()
    assert addresses(mails) == ["author@example.org", "coauthor@example.org"]
    check(mails[0], subject="please change", link=edit_link(page), reply_to="editor@example.org", comment=WORDS)
    assert f"    {TITLE}\n    Test Author and {coauthor.name}\n" in mails[0].body


def test_what_is_asked_of_authors_says_until_when_as_the_desk_does(house: House) -> None:
    Series.objects.filter(pk=house.series.pk).update(changes_days=3, consent_days=2)
    page = factories.edited(awaiting_decision(house), house.editor, abstract="By the editor.")
    consenting.ask_for_consent(page, house.editor, comment=WORDS)
    [asked] = deliver()
    assert f"Your answer is due on {_due_by_the_desk(page, due.CONSENT)}." in words_of(asked)
    factories.decide(house, page, CHANGES, reasons=WORDS)
    [asked] = deliver()
    assert f"The changes are due on {_due_by_the_desk(page, due.CHANGES)}." in words_of(asked)


def _due_by_the_desk(page: CommentaryPage, code: str) -> str:
    now = due.with_steps(CommentaryPage.objects.filter(pk=page.pk)).get()
    days = ClosedDays.objects.working_days_of(now.series)
    [step] = due.steps_of(now, days, asked_about([now]).get(now.pk, NOBODY))
    assert step.code == code
    return f"{step.due_on:%-d %B %Y}"


def test_a_rejection_goes_to_the_authors(house: House) -> None:
    page = awaiting_decision(house)
    factories.decide(house, page, REJECT, reasons=WORDS)
    [message] = mails = deliver()
    assert addresses(mails) == ["author@example.org"]
    check(
        message, subject="decision on your text", link=edit_link(page), reply_to="editor@example.org",
        comment=WORDS,
    )  # fmt: skip


def test_a_scheduled_text_is_told_to_the_authors_in_the_time_of_the_series(house: House) -> None:
    Series.objects.filter(pk=house.series.pk).update(time_zone="Asia/Tokyo")
    page = awaiting_decision(house)
    moment = datetime(2031, 3, 4, 23, 30, tzinfo=ZoneInfo("UTC"))
    factories.decide(house, page, publish_at=moment, reasons=WORDS)
    [message] = mails = deliver()
    assert addresses(mails) == ["author@example.org"]
    check(
        message, subject="to appear on 5 March 2031", link=own_text_link(page), reply_to="editor@example.org",
        comment=WORDS,
    )  # fmt: skip
    client = Client()
    client.force_login(house.author)
    assert client.get(own_text_link(page)).status_code == 200, "and not the editor, which refuses a scheduled text"
    assert "It will appear on 5 March 2031 at 08:30 (Tokyo time):" in words_of(message)


def test_a_consent_is_asked_of_the_authors(house: House) -> None:
    page = awaiting_decision(house)
    page = factories.edited(page, house.editor, abstract="By the editor.")
    consenting.ask_for_consent(page, house.editor, comment=WORDS)
    [message] = mails = deliver()
    assert addresses(mails) == ["author@example.org"]
    check(
        message, subject="please read and agree", reply_to="editor@example.org", comment=WORDS,
        link=f"{SITE}/admin/commentaries/{page.pk}/consent/",
    )  # fmt: skip


def test_a_yes_that_is_owed_to_a_public_text_is_asked_for_until_the_day_on_which_it_is_owed(house: House) -> None:
    """And one to a text that was asked back has no day: it is the editors who go on."""
    page = factories.alone(house)
    owed_until = standings.standing_of(page).second_due_on
    Series.objects.update(consent_days=9)
    deliver_later()
    consenting.ask_for_consent(page, house.editor)
    [message] = deliver()
    assert f"Your answer is due on {owed_until.day} {owed_until:%B %Y}." in words_of(message)
    stopped = factories.submitted(house, title="Stopped")
    factories.decide(house, stopped, publish_at=timezone.now() + timedelta(days=9))
    withdrawing.ask(stopped, factories.fresh(house.author), reason="A figure is wrong.")
    deliver()
    consenting.ask_for_consent(factories.reloaded(stopped), house.editor)
    [message] = deliver()
    assert "please read and agree" in message.subject
    assert "Your answer is due" not in words_of(message)


def test_a_publication_is_told_to_authors_and_other_editors_with_number_and_citation(house: House) -> None:
    page = awaiting_decision(house)
    factories.decide(house, page, reasons=WORDS)
    page = factories.reloaded(page)
    assert page.issue
    mails = deliver_later()
    assert addresses(mails) == ["author@example.org", "second@example.org"]
    check(
        mails[0], subject=f"published as {page.issue.label}", link=page.full_url,
        reply_to="editor@example.org", comment=WORDS,
    )  # fmt: skip
    quoted = " ".join(mails[0].body.split("Please cite it as:")[1].split())
    assert quoted.startswith(f"Test Author, “{TITLE}”, Letters from the Coast")
    assert f"{page.issue.label}, Trieste, Institute of Tides" in quoted
    assert f"/letters/{page.issue.address}" in quoted


def test_a_new_edition_is_told_with_its_own_decision(house: House) -> None:
    page = awaiting_decision(house)
    factories.decide(house, page, reasons="Welcome.")
    first = factories.reloaded(page).get_latest_revision()
    deliver_later()
    factories.reloaded(page).unpublish()
    page = factories.edited(page, house.author, abstract="Corrected.")
    submitting.submit(page, house.assistant)
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    deliver()
    factories.decide(house, factories.reloaded(page), reasons=WORDS)
    mails = deliver_later()
    assert addresses(mails) == ["author@example.org", "second@example.org"]
    check(
        mails[0], subject="new edition", link=factories.reloaded(page).full_url,
        reply_to="editor@example.org", comment=WORDS,
    )  # fmt: skip
    first.publish()
    mails = deliver_later()
    assert addresses(mails) == ["author@example.org", "editor@example.org", "second@example.org"]
    assert all(not message.reply_to and "writes:" not in message.body for message in mails)


def test_the_mail_about_a_publication_waits_a_quarter_of_an_hour_and_can_be_stopped(house: House) -> None:
    page = awaiting_decision(house)
    before = timezone.now()
    factories.decide(house, page)
    assert deliver() == []
    waiting = FollowUp.objects.filter(kind=mails.KIND, state=FollowUp.State.WAITING)
    assert waiting.count() == 2
    assert all(follow_up.next_at >= before + timedelta(minutes=15) for follow_up in waiting)
    assert all(followups.stop(follow_up) for follow_up in waiting)
    assert deliver_later() == []


def test_what_the_clock_publishes_is_told_to_the_deciding_editor_too(
    house: House, clock: Callable[[datetime], None]
) -> None:
    page = awaiting_decision(house)
    moment = timezone.now() + timedelta(days=3)
    factories.decide(house, page, publish_at=moment, reasons=WORDS)
    deliver()
    clock(moment + timedelta(minutes=1))
    appearing.publish_due()
    clock(moment + timedelta(minutes=17))
    mails = deliver()
    assert addresses(mails) == ["author@example.org", "editor@example.org", "second@example.org"]
    told = {message.to[0]: message for message in mails}
    assert told["author@example.org"].reply_to == ["editor@example.org"]
    assert told["editor@example.org"].reply_to == []
    assert "Reply to this mail" not in told["editor@example.org"].body
    assert WORDS not in told["author@example.org"].body
