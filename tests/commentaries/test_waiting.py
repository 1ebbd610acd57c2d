"""Tests what waits for whom, where a person's own texts stand, and what it costs to say so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commentaries import affirming, consenting, handing_over, submitting, withdrawing, withholding
from commentaries.menus import number_waiting
from commentaries.models import Affirmation, CommentaryPage, Decision, Invitation, Person, Series
from commentaries.stages import stage_of
from commentaries.waiting import beginnings_for, own_texts_of, waiting_for
from tests import factories
from tests.factories import House, Role

BUDGET = 25
MONDAY = datetime(2025, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Rome"))
Outcome = Decision.Outcome


def asked_of(account: Any) -> list[tuple[str, str]]:
    """What waits for this account: what to do, and with which text."""
    return [(item.what, item.title) for item in waiting_for(factories.fresh(account))]


def queries_of(work: Callable[[Any], Any], account: Any) -> int:
    fresh = factories.fresh(account)
    with CaptureQueriesContext(connection) as captured:
        work(fresh)
    return len(captured)


def changed_by_the_editor(house: House, title: str) -> CommentaryPage:
    """A text under way that reads otherwise than the author submitted it."""
    return factories.edited(factories.submitted(house, title=title), house.editor, abstract="Now with an abstract.")


def sent_back(house: House, title: str) -> CommentaryPage:
    page = factories.submitted(house, title=title)
    factories.decide(house, page, Outcome.CHANGES, reasons="Shorter, please.")
    return factories.reloaded(page)


def test_an_author_is_asked_for_a_yes_to_what_changed_and_to_nothing_else(house: House) -> None:
    factories.make_draft(house, title="Draft")
    factories.submitted(house, title="At rest")
    factories.edited(factories.submitted(house, title="Saved once more"), house.editor)
    page = changed_by_the_editor(house, "Changed")
    sent_back(house, "Back")
    assert sorted(asked_of(house.author)) == [
        ("Make the changes asked for", "Back"),
        ("Say yes to the text", "Changed"),
    ]
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    assert asked_of(house.author) == [("Make the changes asked for", "Back")]


def test_a_yes_that_was_taken_back_is_asked_for_again(house: House) -> None:
    factories.submitted(house, title="Taken back")
    Affirmation.objects.withdraw()
    assert asked_of(house.author) == [("Say yes to the text", "Taken back")]


def test_a_text_that_an_editor_submitted_waits_for_its_author(house: House) -> None:
    page = factories.make_draft(house, title="Sent by mail")
    submitting.submit(page, house.assistant)
    assert asked_of(house.author) == [("Say yes to the text", "Sent by mail")]
    affirming.affirm(factories.reloaded(page), house.assistant, digest=factories.digest_now(page))
    assert asked_of(house.author) == []


@pytest.mark.parametrize("make", [factories.submitted, changed_by_the_editor, sent_back, factories.make_draft])
def test_an_author_s_home_stays_within_its_budget(house: House, make: Callable[..., CommentaryPage]) -> None:
    make(house, title="Text 0")
    for_one = queries_of(waiting_for, house.author)
    for number in range(1, 10):
        make(house, title=f"Text {number}")
    for_ten = queries_of(waiting_for, house.author)
    assert for_ten <= BUDGET
    if make is not changed_by_the_editor:  # there the newest content of each is read
        assert for_ten == for_one


@pytest.mark.parametrize("reviews_needed", [0, 1])
def test_an_editor_s_home_costs_the_same_for_one_text_and_for_ten(house: House, reviews_needed: int) -> None:
    Series.objects.update(reviews_needed=reviews_needed)
    factories.submitted(house, title="Text 0")
    for_one = queries_of(waiting_for, house.editor)
    for number in range(1, 10):
        factories.submitted(house, title=f"Text {number}")
    assert len(asked_of(house.editor)) == 10
    assert queries_of(waiting_for, house.editor) == for_one <= BUDGET


def test_reviewers_are_to_be_invited_until_there_are_enough(house: House) -> None:
    Series.objects.update(reviews_needed=1)
    page = factories.submitted(house, title="Unread")
    assert asked_of(house.assistant) == [("Invite reviewers", "Unread")]
    factories.invited(house, page)
    assert asked_of(house.assistant) == []
    Invitation.objects.update(state=Invitation.State.DECLINED)
    assert asked_of(house.assistant) == [("Invite reviewers", "Unread")]


@pytest.mark.parametrize("reviews_needed", [0, 1])
@pytest.mark.parametrize("name", ["editor", "assistant", "admin"])
def test_nobody_is_asked_to_act_on_a_text_of_their_own(house: House, name: str, reviews_needed: int) -> None:
    Series.objects.update(reviews_needed=reviews_needed)
    own = Person.objects.get(account=getattr(house, name))
    factories.submitted(house, title="Own and another’s", authors=[house.author_person, own])
    assert asked_of(getattr(house, name)) == []
    assert len(asked_of(house.second_editor)) == 1


@pytest.mark.parametrize("name", ["editor", "assistant"])
def test_nothing_waits_for_somebody_whose_days_are_over(house: House, client: Client, name: str) -> None:
    Series.objects.update(reviews_needed=1)
    factories.submitted(house, title="Not for former eyes")
    account = getattr(house, name)
    assert len(asked_of(account)) == 1
    house.series.roles.filter(person__account=account).update(until=house.series.today() - timedelta(days=1))
    assert asked_of(account) == []
    client.force_login(account)
    assert "Not for former eyes" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_nothing_waits_in_the_series_of_others(house: House) -> None:
    elsewhere = factories.make_house(slug="notes")
    factories.submitted(house, title="Here")
    assert asked_of(elsewhere.editor) == []


def scheduled(house: House, title: str) -> CommentaryPage:
    page = factories.submitted(house, title=title)
    factories.decide(house, page, publish_at=datetime(2100, 5, 4, 8, tzinfo=UTC))
    return factories.reloaded(page)


def rejected(house: House, title: str) -> CommentaryPage:
    page = factories.submitted(house, title=title)
    factories.decide(house, page, Outcome.REJECT, reasons="No.")
    return factories.reloaded(page)


STAGES: dict[str, Callable[..., CommentaryPage]] = {
    "Draft": factories.make_draft,
    "For decision": factories.submitted,
    "Changes asked for": sent_back,
    "Scheduled": scheduled,
    "Rejected": rejected,
}


def test_own_texts_say_where_they_stand_and_lead_there(house: House) -> None:
    pages = {label: make(house, title=f"A text: {label}") for label, make in STAGES.items()}
    factories.published(house, title="Public already")
    found = {text.title: text for text in own_texts_of(factories.fresh(house.author))}
    assert set(found) == {f"A text: {label}" for label in STAGES}
    for label, page in pages.items():
        text = found[f"A text: {label}"]
        assert text.stage == label == stage_of(factories.reloaded(page)).label
        assert stage_of(factories.reloaded(page)).sentence
        is_with_the_author = label not in {"For decision", "Scheduled"}
        view = "wagtailadmin_pages:edit" if is_with_the_author else "commentaries:consent"
        assert text.url == reverse(view, args=[page.pk])


def test_own_texts_are_those_one_wrote_or_began(house: House) -> None:
    coauthor = Person.objects.get(account=house.stranger)
    factories.make_draft(house, title="Written by two", authors=[house.author_person, coauthor])
    begun = factories.make_draft(house, title="Begun for another", authors=[house.author_person])
    CommentaryPage.objects.filter(pk=begun.pk).update(owner=house.assistant)
    assert [text.title for text in own_texts_of(house.stranger)] == ["Written by two"]
    assert [text.title for text in own_texts_of(house.assistant)] == ["Begun for another"]
    assert [text.title for text in own_texts_of(house.author)] == ["Begun for another", "Written by two"]
    assert own_texts_of(house.reviewer) == []


def test_the_last_changed_of_the_own_texts_come_first_and_no_more_than_twenty(house: House) -> None:
    pages = [factories.make_draft(house, title=f"Text {number}") for number in range(21)]
    factories.edited(pages[0], house.author, abstract="Changed last.")
    titles = [text.title for text in own_texts_of(house.author)]
    assert titles[:2] == ["Text 0", "Text 20"]
    assert len(titles) == 20


def test_own_texts_cost_the_same_for_one_and_for_many(house: House) -> None:
    for make in STAGES.values():
        make(house, title="One")
    for_one_of_each = queries_of(own_texts_of, house.author)
    for make in STAGES.values():
        for _number in range(2):
            make(house, title="Another")
    assert queries_of(own_texts_of, house.author) == for_one_of_each <= 10


def test_the_home_shows_own_texts_to_those_who_have_some(house: House, client: Client) -> None:
    page = factories.submitted(house, title="On its way")
    factories.give_role(house.series, house.reviewer, Role.AUTHOR)
    for account, shown in ((house.author, True), (house.reviewer, False)):
        client.force_login(account)
        said = client.get(reverse("wagtailadmin_home")).content.decode()
        assert (reverse("commentaries:consent", args=[page.pk]) in said) is shown


def test_an_author_begins_a_text_in_the_series_they_write_for(house: House, client: Client) -> None:
    factories.make_house(slug="papers")
    [beginning] = beginnings_for(house.author)
    assert beginning.title == house.page.title
    assert beginnings_for(house.stranger) == beginnings_for(house.reviewer) == []
    client.force_login(house.author)
    home = client.get("/admin/").content.decode()
    assert f"New text for {house.page.title}" in home
    assert client.get(beginning.url).status_code == 200


def test_what_is_held_costs_an_editor_the_same_for_one_text_and_for_three(house: House) -> None:
    def hold() -> None:
        withholding.hold(factories.published(house), house.editor, reason="A name.")

    hold()
    few = queries_of(waiting_for, house.editor)
    hold()
    hold()
    assert queries_of(waiting_for, house.editor) == few
    assert len(asked_of(house.editor)) == 3


def test_no_text_of_ones_own_waits_to_be_released(house: House) -> None:
    page = factories.published(house)
    withholding.hold(page, house.editor, reason="A name.")
    factories.give_role(house.series, house.author, Role.EDITOR)
    assert asked_of(house.author) == []
    assert len(asked_of(house.editor)) == 1


def test_a_long_list_shows_the_first_and_folds_the_rest_away(house: House, client: Client) -> None:
    for number in range(9):
        factories.reviewed(house, title=f"Letter {number}")
    client.force_login(house.editor)
    panel = client.get(reverse("wagtailadmin_home")).content.decode()
    shown, folded = panel.split("All 9", 1)
    assert "Letter 7" in shown
    assert "Letter 8" in folded


def test_an_owed_second_yes_waits_for_authors_and_editors_until_it_is_given(house: House) -> None:
    page = factories.alone(house)
    everybody = (house.author, house.editor, house.second_editor, house.assistant)
    yes, see = ("Say yes to the text", page.title), ("See to the second yes", page.title)
    assert [asked_of(account) for account in everybody] == [[yes], [see], [see], []]
    assert [number_waiting(factories.fresh(account)) for account in everybody] == [1, 1, 1, 0]
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    assert [asked_of(account) for account in everybody] == [[], [], [], []]
    assert [number_waiting(factories.fresh(account)) for account in everybody] == [0, 0, 0, 0]


def test_a_correction_that_is_begun_hides_no_second_yes_that_is_owed(house: House) -> None:
    """The author is asked only about the newest content: a yes to what readers see is not to be had meanwhile."""
    page = factories.edited(factories.alone(house), house.assistant, abstract="Corrected.")
    see, decide = ("See to the second yes", page.title), ("Decide", page.title)
    everybody = (house.author, house.editor, house.second_editor, house.assistant)
    assert [asked_of(account) for account in everybody] == [[], [see], [see], []]
    submitting.submit(page, house.assistant)
    assert [sorted(asked_of(account)) for account in everybody[1:]] == [[decide, see], [decide, see], []]
    [yes] = waiting_for(factories.fresh(house.author))
    assert (yes.what, yes.due_on) == ("Say yes to the text", None)


def test_an_author_is_asked_for_a_yes_to_the_correction_of_a_public_text(house: House) -> None:
    page = factories.edited(factories.published(house), house.assistant, abstract="Corrected.")
    assert asked_of(house.author) == [], "while it is being written"
    submitting.submit(page, house.assistant)
    assert asked_of(house.author) == [("Say yes to the text", page.title)]
    consenting.consent(page, house.author_person, digest=factories.digest_now(page))
    assert asked_of(house.author) == []
    factories.decide(house, factories.reloaded(page), Outcome.CHANGES, reasons="Shorter.")
    assert asked_of(house.author) == [], "an author cannot change what is public"


def test_what_was_handed_to_one_editor_waits_for_no_other(house: House) -> None:
    second = Person.objects.get(account=house.second_editor)
    for page in (factories.submitted(house, title="For decision"), factories.alone(house)):
        assert page.title in [title for _what, title in asked_of(house.editor)]
        handing_over.hand_over(page, house.editor, to=second)
    assert asked_of(house.editor) == asked_of(house.admin) == []
    assert len(asked_of(house.second_editor)) == 2
    factories.away(house, house.stranger, editor=house.second_editor)
    assert len(asked_of(house.stranger)) == 2
    assert asked_of(house.editor) == []
    house.series.roles.filter(person=second).update(until=house.series.today() - timedelta(days=1))
    assert len(asked_of(house.editor)) == 2, "with all again, once that one may not decide any more"


def test_a_held_text_and_a_withdrawal_wait_for_the_editor_who_has_the_text(
    house: House, clock: Callable[[datetime], None]
) -> None:
    clock(MONDAY)
    held, stopped = factories.published(house, title="Held"), factories.submitted(house, title="Stopped")
    withholding.hold(held, house.editor, reason="A doubt.")
    factories.decide(house, stopped, publish_at=MONDAY + timedelta(days=9))
    withdrawing.ask(stopped, factories.fresh(house.author), reason="A figure is wrong.")
    both = {("Release or correct the held text", "Held"), ("Settle the withdrawal", "Stopped")}
    assert set(asked_of(house.editor)) == set(asked_of(house.second_editor)) == both
    second = Person.objects.get(account=house.second_editor)
    for page in (held, stopped):
        handing_over.hand_over(page, house.editor, to=second)
    assert (asked_of(house.editor), set(asked_of(house.second_editor))) == ([], both)
    house.series.roles.filter(person=second).update(until=house.series.today() - timedelta(days=1))
    assert set(asked_of(house.editor)) == both, "with all again, once that one may not decide any more"


def test_an_assistant_still_invites_to_what_an_editor_has(house: House) -> None:
    Series.objects.update(reviews_needed=1)
    page = factories.submitted(house, title="Unread")
    handing_over.hand_over(page, house.editor, to=Person.objects.get(account=house.second_editor))
    assert [asked_of(account) for account in (house.assistant, house.second_editor, house.editor)] == [
        [("Invite reviewers", "Unread")],
        [("Invite reviewers", "Unread")],
        [],
    ]


def days_of(account: Any) -> dict[str, tuple[date | None, bool]]:
    return {item.title: (item.due_on, item.is_late) for item in waiting_for(factories.fresh(account))}


def test_each_step_says_until_when_it_is_due_and_the_late_come_first(
    house: House, clock: Callable[[datetime], None]
) -> None:
    """By the working days of the series, from a Monday on."""
    clock(MONDAY)
    sent_back(house, "Back")
    factories.submitted(house, title="For decision")
    factories.alone(house)
    asked = factories.submitted(house, title="Asked")
    clock(MONDAY + timedelta(minutes=1))
    factories.edited(asked, house.editor, title="Asked for a yes")
    clock(MONDAY + timedelta(minutes=2))
    consenting.ask_for_consent(asked, house.editor)
    Series.objects.update(reviews_needed=1)
    factories.submitted(house, title="Unread")
    wednesday, monday = date(2025, 11, 26), date(2025, 12, 1)
    clock(MONDAY + timedelta(days=3))
    assert days_of(house.author) == {
        "Asked for a yes": (wednesday, True),
        "Out on one word": (wednesday, True),
        "Back": (monday, False),
    }
    found = days_of(house.editor)
    assert found == {
        "For decision": (wednesday, True),
        "Out on one word": (wednesday, True),
        "Unread": (wednesday, True),
        "Asked for a yes": (None, False),
    }
    assert list(found)[-1] == "Asked for a yes", "whose turn it is not"


def test_handed_and_owed_texts_cost_an_editor_the_same_for_one_and_for_three(house: House) -> None:
    second = Person.objects.get(account=house.second_editor)

    def fill() -> None:
        factories.alone(house)
        handing_over.hand_over(factories.submitted(house), house.editor, to=second)

    fill()
    few = queries_of(waiting_for, house.editor)
    fill()
    fill()
    assert queries_of(waiting_for, house.editor) == few <= BUDGET
    assert len(asked_of(house.editor)) == 3
