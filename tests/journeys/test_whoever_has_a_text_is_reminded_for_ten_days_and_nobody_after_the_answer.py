"""For ten days two texts lie with a reviewer, an author, the editors: each gets the mails that are theirs, no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from commentaries import handing_over, inviting, reviewing, submitting
from commentaries.models import ClosedDays, CommentaryPage, Decision, FollowUp, Invitation, Person, Publisher, Series
from tests import factories
from tests.commentaries.outbox import deliver
from tests.factories import House

Clock = Callable[[datetime], None]
Mails = list[tuple[str, str]]

MONDAY = datetime(2025, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Rome"))
TURNS = (0, 7, 8, 12, 20)
"""The hours of a day at which the clock of the site is looked at, each time twice."""
REVIEWED, CHANGED = "A text in review", "A text to be changed"
SERIES = "Letters from the Coast"

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(house: House, clock: Clock) -> None:
    Series.objects.update(review_days=3)
    ClosedDays.objects.create(publisher=Publisher.objects.get(), name="Bridge", first_on=date(2025, 12, 1))
    clock(MONDAY)
    a_reviewer_is_asked_and_an_author_gets_a_letter(house)
    sent = [
        what_goes_out_on(day, clock, {4: lambda: the_author_submits(house), 9: lambda: the_reviewer_answers()})
        for day in range(10)
    ]
    assert sent == [
        [],  # Monday: all were told in the morning
        [("nora@example.org", f"{SERIES}: {REVIEWED} – reminder, please review by 27 November 2025")],
        [],
        [("author@example.org", f"{SERIES}: {CHANGED} – reminder, please change by 2 December 2025")],
        [
            ("nora@example.org", f"{SERIES}: {REVIEWED} – reminder, your review was due on 27 November 2025"),
            ("editor@example.org", f"{SERIES}: {CHANGED} – submitted again"),
            ("second@example.org", f"{SERIES}: {CHANGED} – submitted again"),
        ],
        [],  # Saturday
        [],
        [],  # the institute is closed
        [
            ("editor@example.org", f"{SERIES}: {CHANGED} – reminder, please decide by 3 December 2025"),
            ("second@example.org", f"{SERIES}: {CHANGED} – reminder, please decide by 3 December 2025"),
        ],
        [
            ("editor@example.org", f"{SERIES}: {REVIEWED} – review overdue since 27 November 2025"),
            ("editor@example.org", f"{SERIES}: {REVIEWED} – reviewed"),
            ("second@example.org", f"{SERIES}: {REVIEWED} – reviewed"),
        ],
    ]
    assert not FollowUp.objects.due().filter(kind="mail").exists()
    nobody_hears_of_it_after_the_answer(clock)


def a_reviewer_is_asked_and_an_author_gets_a_letter(house: House) -> None:
    changed = factories.submitted(house, title=CHANGED)
    factories.decide(house, changed, Decision.Outcome.CHANGES, reasons="Shorter.")
    Series.objects.update(reviews_needed=1)
    reviewed = factories.submitted(house, title=REVIEWED)
    handing_over.hand_over(reviewed, house.editor, to=Person.objects.get(account=house.editor))
    outside = factories.PersonFactory(email="nora@example.org")
    [invitation] = inviting.invite(reviewed, house.editor, [outside])
    assert invitation.due_on == date(2025, 11, 27)
    Series.objects.update(reviews_needed=0)
    deliver()


def what_goes_out_on(day: int, clock: Clock, doings: dict[int, Callable[[], None]]) -> Mails:
    """The mails of a day, in order; whatever people do, they do at noon."""
    sent: Mails = []
    for hour in TURNS:
        clock(MONDAY.replace(hour=hour) + timedelta(days=day))
        if hour == 12 and day in doings:
            doings[day]()
        for _twice in range(2):
            call_command("tick", verbosity=0)
            sent += [(message.to[0], message.subject) for message in deliver()]
    return sent


def the_author_submits(house: House) -> None:
    submitting.submit(CommentaryPage.objects.get(title=CHANGED), factories.fresh(house.author))


def the_reviewer_answers() -> None:
    invitation = Invitation.objects.get()
    reviewing.answer(invitation, invitation.person, reviewing.Answer("publish", "Clear."))


def nobody_hears_of_it_after_the_answer(clock: Clock) -> None:
    """But for the editors, whose turn it is now with both."""
    later = [mail for day in (10, 11) for mail in what_goes_out_on(day, clock, {})]
    assert {address for address, _subject in later} == {"editor@example.org", "second@example.org"}
    assert [subject for address, subject in later if address == "second@example.org"] == [
        f"{SERIES}: {CHANGED} – reminder, your decision was due on 3 December 2025"
    ]
