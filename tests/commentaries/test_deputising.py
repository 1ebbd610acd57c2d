"""Tests who stands in for an editor who is away: on which days, with what, and against whose name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from commentaries import affirming, deciding, deputising, followups, handing_over, inviting, withholding
from commentaries.deciding import SecondAffirmationMissing
from commentaries.happenings import events_of
from commentaries.models import Absence, Affirmation, Decision, DecisionTask, FollowUp, Person, Series, SeriesRole
from commentaries.permissions import (
    task_states_for,
    user_can_decide,
    user_can_hand_over,
    user_can_invite,
    user_can_note_absence,
    user_can_read_as_colleague,
    user_can_set_up,
    user_can_withhold,
    user_edits_series,
    user_knows_reviewers,
    user_works_on_series,
)
from commentaries.waiting import waiting_for
from series import desk
from series.settingup import FIT_GROUPS
from tests import factories
from tests.commentaries.outbox import addresses, deliver
from tests.factories import House

CHANGES = Decision.Outcome.CHANGES
KIRITIMATI, NIUE = "Pacific/Kiritimati", "Pacific/Niue"
"""Where a day begins first, and last."""


@pytest.fixture
def deputy(house: House) -> Any:
    """Somebody with an account who has nothing to do with the series."""
    return factories.make_account("deputy", given="Dora")


def person(account: Any) -> Person:
    return Person.objects.get(account=account)


def edits(account: Any, house: House) -> bool:
    return user_edits_series(factories.fresh(account), Series.objects.get(pk=house.series.pk))


@pytest.mark.parametrize("zone", [KIRITIMATI, NIUE, "Europe/Rome"])
def test_a_deputy_stands_in_from_midnight_to_midnight_by_the_clock_of_the_series(
    house: House, deputy: Any, clock: Callable[[datetime], None], zone: str
) -> None:
    Series.objects.update(time_zone=zone)
    first, last = datetime(2026, 12, 3, tzinfo=ZoneInfo(zone)), datetime(2026, 12, 9, tzinfo=ZoneInfo(zone))
    factories.away(house, deputy, first_day=first.date(), last_day=last.date())
    minute, day = timedelta(minutes=1), timedelta(days=1)
    said = []
    for moment in (first - minute, first, last + day - minute, last + day):
        clock(moment)
        said.append(edits(deputy, house))
    assert said == [False, True, True, False]


def test_a_deputy_has_what_the_editor_has_but_the_series_itself(house: House, deputy: Any) -> None:
    page, public = factories.submitted(house), factories.published(house, title="Public")
    assert not user_can_decide(factories.fresh(deputy), page)
    factories.away(house, deputy)
    user = factories.fresh(deputy)
    assert user_works_on_series(user, house.series)
    assert user_can_decide(user, page)
    assert user_can_withhold(user, public)
    assert [int(each.workflow_state.object_id) for each in task_states_for(DecisionTask.objects.get(), user)] == [
        page.pk
    ]
    assert not user_can_set_up(user, house.series)
    assert not user_can_note_absence(user, house.series, person(house.editor))
    assert edits(house.editor, house), "who is away may look in"


def test_an_editor_who_is_none_any_more_has_no_deputy(house: House, deputy: Any) -> None:
    factories.away(house, deputy)
    yesterday = house.series.today() - timedelta(days=1)
    SeriesRole.objects.filter(person__account=house.editor).update(until=yesterday)
    assert not edits(deputy, house)


def test_neither_what_the_deputy_wrote_nor_what_the_editor_wrote_is_the_deputys_to_decide(
    house: House, deputy: Any
) -> None:
    factories.away(house, deputy)
    own = factories.submitted(house, title="By the deputy", authors=[person(deputy)])
    editors = factories.submitted(house, title="By the editor", authors=[person(house.editor)])
    user = factories.fresh(deputy)
    assert not user_can_decide(user, own)
    assert not user_can_decide(user, editors)
    assert list(task_states_for(DecisionTask.objects.get(), user)) == []
    with pytest.raises(PermissionDenied):
        factories.decide(house, editors, CHANGES, by=user, reasons="No.")


def test_a_deputy_neither_learns_who_reviews_the_editors_text_nor_looks_after_it(house: House, deputy: Any) -> None:
    """What the editor may not know and do about a text of her own, nobody does in her place."""
    editors = factories.in_review(house, title="By the editor", authors=[person(house.editor)])
    inviting.invite(editors, house.second_editor, [house.reviewer_person])
    other = factories.submitted(house, title="By the author")
    factories.away(house, deputy)
    may = (user_knows_reviewers, user_can_invite, user_can_hand_over, user_can_read_as_colleague)
    asked = [[says(factories.fresh(account), editors) for says in may] for account in (deputy, house.editor)]
    assert asked == [[False] * 4] * 2
    assert all(says(factories.fresh(deputy), other) for says in may)
    assert all(says(factories.fresh(house.second_editor), editors) for says in may)
    reviewer = str(house.reviewer_person)
    told = [event.who for event in events_of(editors, factories.fresh(deputy))]
    assert reviewer not in told
    shown = {line.title: line.holders for line in desk.lines_for(factories.fresh(deputy))}
    assert shown[editors.title] == ()
    assert [item.title for item in waiting_for(factories.fresh(deputy))] == [other.title]


def test_decision_log_and_history_tell_in_whose_place_it_was(house: House, deputy: Any) -> None:
    page = factories.submitted(house)
    factories.away(house, deputy)
    decision = factories.decide(house, page, by=factories.fresh(deputy))
    assert (decision.person, decision.deputy_for) == (person(deputy), person(house.editor))
    assert decision.speaker == f"{person(deputy)} for {person(house.editor)}"
    withholding.hold(factories.reloaded(page), factories.fresh(deputy), reason="A name.")
    told = {entry.action: entry.data.get("deputy_for") for entry in PageLogEntry.objects.filter(page=page.pk)}
    assert told["commentaries.decide_for"] == told["commentaries.hold"] == person(house.editor).name
    last = PageLogEntry.objects.get(page=page.pk, action="commentaries.hold")
    assert last.formatter.format_message(last).endswith(f", as the deputy for {person(house.editor)}")
    assert decision.speaker in {event.who for event in events_of(factories.reloaded(page), house.editor)}
    with pytest.raises(deciding.DecisionAlreadyTaken, match=decision.speaker):
        factories.decide(house, factories.reloaded(page))


def test_an_editor_who_stands_in_for_a_colleague_does_so_on_what_the_colleague_has(house: House) -> None:
    factories.away(house, house.second_editor)
    theirs, handed = factories.submitted(house), factories.submitted(house, title="Handed over")
    handing_over.hand_over(handed, house.editor, to=person(house.editor))
    second = factories.fresh(house.second_editor)
    assert factories.decide(house, theirs, by=second).deputy_for is None
    assert factories.decide(house, handed, by=second).deputy_for == person(house.editor)


def edited_and_read_by(house: House, account: Any) -> Any:
    """A text to whose newest content only this account has said yes."""
    page = factories.edited(factories.submitted(house), house.assistant, title="Changed by hand")
    affirming.affirm(page, factories.fresh(account), digest=factories.digest_now(page))
    return page


def test_a_deputy_is_no_second_yes_beside_the_editor_whose_place_it_is(house: House, deputy: Any) -> None:
    """Neither the editor's reading beside the deputy's decision, nor the deputy's beside the editor's or their own."""
    absence = factories.away(house, deputy)
    read_by_editor = edited_and_read_by(house, house.editor)
    read_by_deputy = edited_and_read_by(house, deputy)
    assert Affirmation.objects.get(person=person(deputy)).deputy_for == person(house.editor)
    for page, account in ((read_by_editor, deputy), (read_by_deputy, deputy), (read_by_deputy, house.editor)):
        with pytest.raises(SecondAffirmationMissing):
            factories.decide(house, page, by=factories.fresh(account))
    Absence.objects.filter(pk=absence.pk).update(ended_at=timezone.now())
    with pytest.raises(SecondAffirmationMissing):
        factories.decide(house, read_by_deputy, by=factories.fresh(house.editor))
    assert factories.decide(house, read_by_deputy, by=factories.fresh(house.second_editor)).version.page.pk


def test_an_assistant_who_stands_in_reads_as_the_colleague_they_are(house: House) -> None:
    factories.away(house, house.assistant)
    page = edited_and_read_by(house, house.assistant)
    assert Affirmation.objects.get(person=person(house.assistant)).deputy_for is None
    factories.decide(house, page, by=factories.fresh(house.editor))
    assert factories.reloaded(page).live


def test_mails_go_to_the_deputy_and_to_the_editor_again_afterwards(
    house: House, deputy: Any, clock: Callable[[datetime], None]
) -> None:
    absence = factories.away(house, deputy)
    factories.submitted(house)
    assert addresses(deliver()) == ["deputy@example.org", "second@example.org"]
    factories.submitted(house, title="By the deputy", authors=[person(deputy)])
    assert addresses(deliver()) == ["editor@example.org", "second@example.org"]
    clock(datetime.combine(absence.last_day, datetime.min.time(), house.series.zone) + timedelta(days=1))
    factories.submitted(house, title="Later")
    assert addresses(deliver()) == ["editor@example.org", "second@example.org"]


def test_a_deputy_who_edits_the_series_too_gets_one_mail(house: House) -> None:
    factories.away(house, house.second_editor)
    factories.submitted(house)
    assert addresses(deliver()) == ["second@example.org"]


def leave(house: House, deputy: Any, *, by: Any = None, editor: Any = None, first: int = 0, last: int = 7) -> Absence:
    today = house.series.today()
    away = deputising.Leave(
        person(editor or house.editor), person(deputy), today + timedelta(days=first), today + timedelta(days=last)
    )
    return deputising.leave(house.series, factories.fresh(by or house.editor), away)


def test_an_editor_says_so_themselves_and_an_administrator_for_them(house: House, deputy: Any) -> None:
    absence = leave(house, deputy)
    assert str(absence.noted_by) == str(person(house.editor))
    leave(house, house.assistant, editor=house.second_editor, by=house.admin)
    for account in (house.second_editor, house.assistant, deputy, house.author):
        with pytest.raises(PermissionDenied):
            leave(house, deputy, by=account, first=20, last=21)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"first": 3, "last": 2}, "The last day comes before the first"),
        ({"first": -3, "last": -1}, "These days are past"),
        ({"deputy": "editor"}, "Nobody stands in for themselves"),
        ({"deputy": "outside"}, "has no account"),
        ({"deputy": "silent"}, "has no address"),
        ({"editor": "assistant", "by": "admin"}, "does not edit this series on these days"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(house: House, facts: dict[str, Any], reason: str) -> None:
    silent = factories.make_account("silent", email="")
    Person.objects.filter(account=silent).update(email="")
    outside = factories.PersonFactory()
    today = house.series.today()
    named = facts.get("deputy", "second_editor")
    deputy = outside if named == "outside" else person(silent if named == "silent" else getattr(house, named))
    away = deputising.Leave(
        person(getattr(house, facts.get("editor", "editor"))),
        deputy,
        today + timedelta(days=facts.get("first", 0)),
        today + timedelta(days=facts.get("last", 7)),
    )
    with pytest.raises(deputising.CannotLeave, match=reason):
        deputising.leave(house.series, factories.fresh(getattr(house, facts.get("by", "editor"))), away)
    assert not Absence.objects.exists()


def test_no_deputy_is_away_and_nobody_is_away_twice(house: House, deputy: Any) -> None:
    leave(house, house.second_editor, first=3, last=7)
    with pytest.raises(deputising.CannotLeave, match=r"is away from .* already"):
        leave(house, deputy, first=7, last=9)
    with pytest.raises(deputising.CannotLeave, match="stands in for"):
        leave(house, deputy, editor=house.second_editor, by=house.second_editor, first=0, last=3)
    with pytest.raises(deputising.CannotLeave, match="is away too"):
        leave(house, house.editor, editor=house.second_editor, by=house.second_editor, first=0, last=3)
    leave(house, deputy, first=8, last=9)
    leave(house, house.editor, editor=house.second_editor, by=house.second_editor, first=0, last=2)


def test_an_absence_ends_by_one_word(house: House, deputy: Any) -> None:
    absence = leave(house, deputy)
    for account in (deputy, house.second_editor, house.assistant):
        with pytest.raises(PermissionDenied):
            deputising.come_back(absence, factories.fresh(account))
    deputising.come_back(absence, factories.fresh(house.editor))
    assert not edits(deputy, house)
    with pytest.raises(deputising.NotAway):
        deputising.come_back(absence, factories.fresh(house.editor))
    leave(house, deputy)


def turn_of_the_clock() -> None:
    call_command("tick")
    followups.carry_out_due()


@pytest.mark.parametrize("zone", [KIRITIMATI, NIUE, "Europe/Rome"])
def test_the_admin_lets_a_deputy_in_and_out_by_the_clock_of_the_series(
    house: House, deputy: Any, clock: Callable[[datetime], None], zone: str
) -> None:
    """By the list of persons, which only the groups guard; nobody saves anything when the absence ends."""
    Series.objects.update(time_zone=zone)
    first, last = datetime(2026, 12, 3, tzinfo=ZoneInfo(zone)), datetime(2026, 12, 9, tzinfo=ZoneInfo(zone))
    clock(first - timedelta(days=1))
    factories.away(house, deputy, first_day=first.date(), last_day=last.date())
    client, answers = Client(), []
    for moment in (first, last + timedelta(hours=23, minutes=59), last + timedelta(days=1)):
        clock(moment)
        turn_of_the_clock()
        client.force_login(deputy)
        answers.append(client.get(reverse("wagtailsnippets_commentaries_person:list")).status_code)
    assert answers == [200, 200, 302]
    assert deputy not in Group.objects.get(name="Commentary editors").user_set.all()
    assert house.assistant in Group.objects.get(name="Commentary assistants").user_set.all()


def test_the_groups_are_fitted_once_a_day_however_often_the_clock_turns(
    house: House, clock: Callable[[datetime], None]
) -> None:
    noon = datetime(2026, 12, 3, 12, tzinfo=ZoneInfo("Europe/Rome"))
    for hours in (0, 1, 24, 25):
        clock(noon + timedelta(hours=hours))
        turn_of_the_clock()
    fitted = FollowUp.objects.filter(kind=FIT_GROUPS)
    assert [each.state for each in fitted] == [FollowUp.State.DONE] * 2


def test_a_session_ends_with_the_absence(house: House, deputy: Any, client: Client) -> None:
    absence = leave(house, deputy)
    client.force_login(deputy)
    assert client.get("/admin/desk/").status_code == 200
    deputising.come_back(absence, factories.fresh(house.editor))
    assert client.get("/admin/desk/")["Location"].startswith("/admin/login/")


def test_what_a_user_may_is_asked_once_whatever_the_number_of_texts(house: House, deputy: Any) -> None:
    factories.away(house, deputy)
    texts = [factories.submitted(house, title=f"Text {number}") for number in range(4)]
    counts = []
    for some in (texts[:1], texts):
        user = factories.fresh(deputy)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert all(user_works_on_series(user, house.series) for _page in some)
            assert list(task_states_for(DecisionTask.objects.get(), user))
        counts.append(len(asked))
    assert counts[0] == counts[1]
