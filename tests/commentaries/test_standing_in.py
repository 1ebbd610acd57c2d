"""Tests that a deputy and a guest editor meet each step, day, letter and page of a text as its editor does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from commentaries import (
    affirming,
    appointing,
    deciding,
    fasttracking,
    handing_over,
    inviting,
    postponing,
    reviewing,
    scheduling,
    standings,
    withdrawing,
)
from commentaries.happenings import events_of
from commentaries.mails import wishes
from commentaries.mails.addressees import part_in
from commentaries.models import Affirmation, Anonymity, CommentaryPage, Person, Review, Series
from commentaries.models.series import SecondAffirmation
from commentaries.permissions import invitation_hides_authors, user_can_erase
from commentaries.reminders import reminding
from commentaries.waiting import waiting_for
from series import desk
from tests import factories
from tests.commentaries.outbox import addresses, deliver
from tests.factories import House

MONDAY = datetime(2025, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Rome"))
DAY = timedelta(days=1)
Clock = Callable[[datetime], None]


@pytest.fixture
def deputy(house: House, clock: Clock) -> Any:
    """Stands in for the editor from Monday on, and has nothing else to do with the series."""
    clock(MONDAY)
    account = factories.make_account("deputy", given="Dora")
    factories.away(house, account)
    return account


@pytest.fixture
def guest(house: House) -> Any:
    return factories.make_account("guest", given="Greta")


def person(account: Any) -> Person:
    return Person.objects.get(account=account)


def appointed(house: House, guest: Any, page: CommentaryPage) -> CommentaryPage:
    appointing.appoint(page, house.editor, guest=person(guest))
    deliver()
    return factories.reloaded(page)


def waits(account: Any) -> list[str]:
    return [item.what for item in waiting_for(factories.fresh(account))]


def ask_for(house: House, setting: str) -> None:
    Series.objects.filter(pk=house.series.pk).update(**{setting: True})
    house.series.refresh_from_db()


def said_yes(page: CommentaryPage, account: Any) -> None:
    affirming.affirm(page, factories.fresh(account), digest=factories.digest_now(page))


def test_neither_deputy_nor_editor_is_the_second_editor_beside_the_other(house: House, deputy: Any) -> None:
    ask_for(house, "second_editor_needed")
    page = factories.submitted(house)
    said_yes(page, house.editor)
    with pytest.raises(deciding.StepMissing):
        factories.decide(house, page, by=factories.fresh(deputy))
    other = factories.submitted(house, title="Read by the deputy")
    said_yes(other, deputy)
    with pytest.raises(deciding.StepMissing):
        factories.decide(house, other)
    factories.decide(house, other, by=house.second_editor)
    assert factories.reloaded(other).live, "beside another editor, it is the word of the one who is away"


def test_the_guard_does_not_take_a_deputys_word_for_that_of_another_editor(house: House, deputy: Any) -> None:
    ask_for(house, "second_editor_needed")
    page = factories.submitted(house)
    said_yes(page, house.second_editor)
    factories.decide(house, page, by=factories.fresh(deputy), publish_at=MONDAY + DAY)
    Affirmation.objects.filter(person=person(house.second_editor)).withdraw()
    version = Affirmation.objects.get(kind=Affirmation.Kind.DECISION).version
    Affirmation.objects.create(version=version, person=person(house.editor), kind=Affirmation.Kind.COLLEAGUE)
    assert "No second editor" in standings.standing_of(factories.reloaded(page)).missing


def test_a_second_yes_is_owed_as_long_as_only_editor_and_deputy_have_said_it(house: House, deputy: Any) -> None:
    Series.objects.update(second_affirmation=SecondAffirmation.MAY_FOLLOW)
    house.series.refresh_from_db()
    page = factories.edited(factories.submitted(house), house.assistant, title="Cut")
    factories.decide(house, page, by=factories.fresh(deputy), alone_reason="Everybody is away.")
    owed = date(2025, 11, 26)
    page = factories.reloaded(page)
    said_yes(page, house.editor)
    [line] = desk.lines_for(factories.fresh(house.editor))
    assert (standings.standing_of(page).second_due_on, line.due_on) == (owed, owed)
    said_yes(page, house.author)
    [line] = desk.lines_for(factories.fresh(house.editor))
    assert (standings.standing_of(page).second_due_on, line.due_on) == (None, None)


def test_a_yes_of_somebody_else_ends_what_a_decision_without_a_deputy_owed(house: House, clock: Clock) -> None:
    clock(MONDAY)
    Series.objects.update(second_affirmation=SecondAffirmation.MAY_FOLLOW)
    house.series.refresh_from_db()
    page = factories.edited(factories.submitted(house), house.assistant, title="Cut")
    factories.decide(house, page, alone_reason="Everybody is away.")
    said_yes(factories.reloaded(page), house.second_editor)
    [line] = desk.lines_for(factories.fresh(house.editor))
    assert line.due_on is None


def test_the_deputy_is_reminded_of_what_the_editor_was_handed(house: House, deputy: Any, clock: Clock) -> None:
    page = factories.submitted(house)
    handing_over.hand_over(page, house.second_editor, to=person(house.editor))
    handed = deliver()[-1]
    assert handed.to == ["deputy@example.org"]
    assert f"to {person(house.editor)}, for whom you stand in" in " ".join(handed.body.split())
    clock(MONDAY + DAY)
    assert reminding.remind(MONDAY + DAY) == 1
    assert addresses(deliver()) == ["deputy@example.org"]


def test_a_letter_says_why_a_deputy_and_a_guest_get_it(house: House, deputy: Any, guest: Any) -> None:
    page = appointed(house, guest, factories.in_review(house, reviews=1))
    parts = {account.username: part_in(page, person(account)) for account in (deputy, guest, house.editor)}
    assert parts == {"deputy": "deputy", "guest": "guest", house.editor.username: "editor"}
    [invitation] = inviting.invite(page, factories.fresh(guest), [house.reviewer_person])
    reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.PUBLISH, "Clear."))
    bodies = {letter.to[0]: " ".join(letter.body.split()) for letter in deliver()}
    assert f"because you stand in for an editor of {house.series}." in bodies["deputy@example.org"]
    assert "as the guest editor of this text." in bodies["guest@example.org"]


def test_deputy_and_guest_choose_which_news_of_editors_they_want(house: House, deputy: Any, guest: Any) -> None:
    assert wishes.news_for(person(deputy)) == wishes.NEWS
    assert wishes.news_for(person(guest)) == wishes.AUTHORS_NEWS
    appointed(house, guest, factories.submitted(house))
    assert wishes.news_for(person(guest)) == wishes.NEWS


def test_a_guest_settles_fast_track_facts_and_day_of_the_one_text(house: House, guest: Any) -> None:
    page = appointed(house, guest, factories.in_review(house, reviews=1))
    other = factories.in_review(house, reviews=1, title="Another")
    user = factories.fresh(guest)
    step = postponing.step_of(page)
    assert step is not None
    postponing.set_due(page, user, seen=step.as_seen, due_on=house.series.today() + 30 * DAY)
    fasttracking.mark(page, user, reason="It is about tomorrow.")
    affirming.check_facts(page, user, digest=factories.digest_now(page))
    assert waits(guest) == ["Decide"]
    for verb in (
        lambda: fasttracking.mark(other, user, reason="Mine?"),
        lambda: postponing.set_due(other, user, seen="", due_on=None),
        lambda: affirming.check_facts(other, user, digest=factories.digest_now(other)),
    ):
        with pytest.raises(PermissionDenied):
            verb()


def test_a_deputy_publishes_early_and_the_history_says_in_whose_place(house: House, deputy: Any) -> None:
    page = factories.submitted(house)
    factories.decide(house, page, publish_at=MONDAY + 9 * DAY)
    user = factories.fresh(deputy)
    scheduling.postpone(page, user, to=MONDAY + 5 * DAY)
    scheduling.publish_now(page, user)
    editor = person(house.editor).name
    entries = PageLogEntry.objects.filter(
        page=page.pk, action__in=["commentaries.postpone", "commentaries.publish_now"]
    )
    assert [entry.data["deputy_for"] for entry in entries] == [editor, editor]
    told = {event.what: event.who for event in events_of(factories.reloaded(page), house.editor)}
    assert told["published it before its moment"] == f"{person(deputy)} for {editor}"


def test_a_withdrawal_waits_for_the_deputy_and_for_the_guest(house: House, deputy: Any, guest: Any) -> None:
    page = appointed(house, guest, factories.submitted(house))
    factories.decide(house, page, by=house.second_editor, publish_at=MONDAY + 9 * DAY)
    deliver()
    withdrawing.ask(page, factories.fresh(house.author), reason="The figure is wrong.")
    assert addresses(deliver()) == ["deputy@example.org", "guest@example.org", "second@example.org"]
    assert (waits(deputy), waits(guest)) == ([], ["Settle the withdrawal"]), "the guest has the text"
    handing_over.hand_over(page, factories.fresh(guest), to=None)
    assert waits(deputy) == waits(guest) == ["Settle the withdrawal"]
    withdrawing.confirm(page, factories.fresh(guest), keeps_number=True)
    assert waits(deputy) == []


def test_what_bears_the_name_of_the_editor_who_is_away_does_not_wait_for_the_deputy(house: House, deputy: Any) -> None:
    page = factories.submitted(house, authors=[person(house.editor)])
    said_yes(page, house.assistant)
    factories.decide(house, page, by=house.second_editor, publish_at=MONDAY + 9 * DAY)
    withdrawing.ask(page, factories.fresh(house.editor), reason="The figure is wrong.")
    assert waits(house.second_editor) == ["Settle the withdrawal"]
    assert waits(deputy) == []


def test_an_assistant_who_stands_in_is_asked_to_check_facts_as_before(house: House) -> None:
    ask_for(house, "fact_check_needed")
    factories.away(house, house.assistant)
    factories.submitted(house)
    assert waits(house.assistant) == ["Decide", "Check the facts"]


def test_the_page_that_foretells_says_to_a_deputy_what_to_ask_for(house: House, deputy: Any, client: Client) -> None:
    page = factories.edited(factories.submitted(house), house.assistant, title="Cut")
    said_yes(page, house.editor)
    address = reverse("commentaries:before_publication", args=[page.pk])
    client.force_login(deputy)
    assert "Nobody else has said yes to exactly this text." in client.get(address).content.decode()
    said_yes(page, house.author)
    ask_for(house, "fact_check_needed")
    assert "Nobody has checked the facts of exactly this text." in client.get(address).content.decode()


def test_the_page_that_foretells_is_open_to_the_guest(house: House, guest: Any, client: Client) -> None:
    page, other = factories.submitted(house), factories.submitted(house, title="Another")
    appointed(house, guest, page)
    client.force_login(guest)
    assert "Publish now as" in client.get(reverse("commentaries:before_publication", args=[page.pk])).content.decode()
    assert client.get(reverse("commentaries:before_publication", args=[other.pk])).status_code in {302, 403}


def test_a_reviewer_who_becomes_guest_editor_learns_who_wrote_the_text(house: House, guest: Any) -> None:
    Series.objects.update(anonymity=Anonymity.BOTH)
    page = factories.in_review(house, reviews=1)
    [invitation] = inviting.invite(page, house.editor, [person(guest)])
    assert invitation_hides_authors(invitation)
    appointed(house, guest, page)
    invitation = type(invitation).objects.get(pk=invitation.pk)
    assert not invitation_hides_authors(invitation)


def test_no_guest_erases_the_contact_of_an_author(house: House, guest: Any) -> None:
    outside = factories.PersonFactory()
    page = factories.submitted(house, authors=[outside])
    appointed(house, guest, page)
    assert not user_can_erase(factories.fresh(guest), outside)
    assert user_can_erase(factories.fresh(house.editor), outside)


def test_nobody_with_the_address_of_an_author_becomes_guest_editor(house: House, guest: Any) -> None:
    twin = factories.PersonFactory(email="guest@example.org")
    page = factories.submitted(house, authors=[house.author_person, twin])
    with pytest.raises(appointing.CannotEdit, match="is an author of this text"):
        appointing.appoint(page, house.editor, guest=person(guest))
