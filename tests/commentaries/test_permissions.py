"""Asks the sentences of permission themselves; what becomes of them in the admin, ``test_hiding`` and others ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import TaskState

from commentaries import affirming, inviting, submitting, versions
from commentaries.models import (
    Authorship,
    CommentaryPage,
    DecisionTask,
    DeskLine,
    Invitation,
    Person,
    ReviewTask,
    Series,
    SeriesRole,
)
from commentaries.permissions import (
    persons_to_invite,
    task_states_for,
    user_can_consent,
    user_can_decide,
    user_can_hand_over,
    user_can_invite,
    user_can_read_as_colleague,
    user_can_see,
    user_can_withhold,
    user_works_on_series,
)
from commentaries.waiting import waiting_for
from tests import factories
from tests.factories import House

State = Invitation.State


def rounds_of(account: Any) -> list[TaskState]:
    user = factories.fresh(account)
    tasks = [*ReviewTask.objects.all(), *DecisionTask.objects.all()]
    return [task_state for task in tasks for task_state in task_states_for(task, user)]


@pytest.mark.parametrize("reviews_needed", [0, 1])
def test_a_round_waits_for_whoever_may_act_on_it(house: House, reviews_needed: int) -> None:
    """The selection says of every account what the predicate says."""
    Series.objects.update(reviews_needed=reviews_needed)
    elsewhere = factories.make_house(slug="notes", reviews_needed=reviews_needed)
    assistant = Person.objects.get(account=house.assistant)
    texts = [
        factories.submitted(house, title="One"),
        factories.submitted(house, title="Two", authors=[house.author_person, assistant]),
    ]
    may_act = user_can_invite if reviews_needed else user_can_decide
    for account in (house.editor, house.assistant, house.author, house.stranger, house.admin, elsewhere.editor):
        waiting = {int(task_state.workflow_state.object_id) for task_state in rounds_of(account)}
        assert waiting == {page.pk for page in texts if may_act(factories.fresh(account), page)}


def without_the_editor(house: House, page: CommentaryPage) -> CommentaryPage:
    """The newest content of a text once the editor was taken off its byline; the row still names her."""
    author = house.author_person
    rows = [Authorship(person=author, name=author.name, affiliation=author.affiliation, sort_order=0)]
    return versions.latest_of(factories.edited(page, house.assistant, authorships=rows))


@pytest.mark.parametrize("said", ["nothing", "yes", "public"])
def test_who_is_taken_off_a_draft_may_judge_it_unless_they_stood_by_it(house: House, said: str) -> None:
    """And is asked for no author's yes to what does not bear their name."""
    editor = Person.objects.get(account=house.editor)
    page = factories.submitted(house, authors=[house.author_person, editor])
    assert not user_can_decide(factories.fresh(house.editor), versions.latest_of(page))
    if said == "yes":
        affirming.affirm(page, factories.fresh(house.editor), digest=factories.digest_now(page))
    if said == "public":
        factories.decide(house, page, by=house.second_editor)
    latest, user = without_the_editor(house, page), factories.fresh(house.editor)
    judges = (user_can_decide, user_can_invite, user_can_withhold, user_can_hand_over, user_can_read_as_colleague)
    assert {may(user, latest) for may in judges} == {said == "nothing"}
    assert not user_can_consent(user, latest)
    assert user_can_see(user, latest)


def test_no_round_waits_for_an_editor_who_submitted_the_text_as_its_author(house: House) -> None:
    editor = Person.objects.get(account=house.editor)
    page = factories.make_draft(house, authors=[house.author_person, editor])
    submitting.submit(page, factories.fresh(house.editor))
    without_the_editor(house, page).save()
    assert not Authorship.objects.filter(page=page, person=editor).exists()
    assert rounds_of(house.editor) == []
    assert len(rounds_of(house.second_editor)) == 1
    submitting.withdraw(page, house.assistant)
    factories.reloaded(page).delete()
    factories.submitted(house, title="By somebody else")
    assert len(rounds_of(house.editor)) == 1, "a text that is gone, of which a yes is kept, hides no other"


def test_lists_and_sentences_agree_on_who_wrote_a_text_that_no_longer_names_them(house: House) -> None:
    """It waits neither for the editor who said yes to it as its author nor for her deputy, and is in nobody's hands."""
    editor = Person.objects.get(account=house.editor)
    page = factories.make_draft(house, authors=[house.author_person, editor])
    DeskLine.objects.create(page=page, series=house.series, handled_by=editor)
    submitting.submit(page, factories.fresh(house.editor))
    without_the_editor(house, page).save()
    factories.away(house, house.stranger)
    for account in (house.editor, house.stranger):
        assert not user_can_decide(factories.fresh(account), versions.latest_of(factories.reloaded(page)))
        assert (rounds_of(account), waiting_for(factories.fresh(account))) == ([], [])
    assert [item.what for item in waiting_for(factories.fresh(house.second_editor))] == ["Decide"]


@pytest.mark.parametrize("days", [{"until": -1}, {"since": 1}])
def test_a_role_is_worth_nothing_outside_its_days(house: House, days: dict[str, int]) -> None:
    factories.submitted(house)
    today = house.series.today()
    moments = {name: today + timedelta(days=number) for name, number in days.items()}
    SeriesRole.objects.filter(person__account=house.editor).update(**moments)
    assert rounds_of(house.editor) == []
    assert not user_works_on_series(factories.fresh(house.editor), house.series)
    assert len(rounds_of(house.second_editor)) == 1


def test_what_waits_is_one_question_to_the_database(house: House) -> None:
    """The archive is not read for it: the texts are looked up by the keys of the rounds under way."""
    factories.submitted(house)
    task, user = DecisionTask.objects.get(), factories.fresh(house.editor)
    assert len(task_states_for(task, user)) == 1
    with CaptureQueriesContext(connection) as captured:
        assert len(task_states_for(task, user)) == 1
    assert len(captured) == 1
    assert "EXISTS" in captured[0]["sql"]


def test_a_round_of_something_that_is_no_page_is_not_a_text(house: House) -> None:
    page = factories.submitted(house)
    state = page.current_workflow_state
    state.base_content_type_id, state.object_id = state.content_type_id, "not-a-number"
    type(state).objects.filter(pk=state.pk).update(
        base_content_type_id=state.base_content_type_id, object_id=state.object_id
    )
    assert rounds_of(house.editor) == []


@pytest.mark.parametrize(
    ("state", "may"),
    [(State.OPEN, True), (State.ANSWERED, True), (State.DECLINED, False), (State.CANCELLED, False)],
)
def test_a_reviewer_reads_the_version_until_they_decline_or_are_released(
    house: House, client: Client, state: State, may: bool
) -> None:
    Series.objects.update(reviews_needed=1)
    invitation = factories.invited(house, factories.submitted(house))
    Invitation.objects.update(state=state)
    client.force_login(house.reviewer)
    answer = client.get(reverse("commentaries:version", args=[invitation.version_id]))
    assert (answer.status_code == 200) is may
    client.force_login(house.author)
    assert client.get(reverse("commentaries:version", args=[invitation.version_id])).status_code == 200


def offered_to(account: Any, page: CommentaryPage) -> set[str]:
    persons = persons_to_invite(factories.fresh(account), page)
    assert len(persons) == len(set(persons))
    return {person.account.username for person in persons}


def test_everybody_with_an_account_may_be_invited_but_the_authors_and_oneself(house: House) -> None:
    page = factories.submitted(house)
    factories.PersonFactory()  # without an account
    gone = factories.make_account("gone", is_active=False)
    assert offered_to(house.editor, page) == {"second", "assistant", "reviewer", "stranger"}
    assert offered_to(house.assistant, page) == {"editor", "second", "reviewer", "stranger"}
    assert offered_to(house.admin, page) == {"editor", "second", "assistant", "reviewer", "stranger"}
    assert gone.username not in offered_to(house.editor, page)


def given_a_role_once(house: House, account: Any) -> None:
    day = house.series.today() - timedelta(days=1)
    factories.give_role(house.series, account, SeriesRole.Role.EDITOR, until=day)


def named_as_author_elsewhere(house: House, account: Any) -> None:
    factories.make_draft(house, title="Another", authors=[Person.objects.get(account=account)])


def asked_before(house: House, account: Any) -> None:
    Series.objects.update(reviews_needed=1)
    page = factories.submitted(house, title="Another")
    inviting.invite(page, house.editor, [Person.objects.get(account=account)])


def put_among_the_reviewers(house: House, account: Any) -> None:
    account.groups.add(Group.objects.get(name="Commentary reviewers"))


@pytest.mark.parametrize("known", [given_a_role_once, named_as_author_elsewhere, asked_before, put_among_the_reviewers])
def test_an_administrator_who_is_a_person_of_the_trade_may_be_invited(
    house: House, known: Callable[[House, Any], None]
) -> None:
    page = factories.submitted(house)
    assert "admin" not in offered_to(house.editor, page)
    known(house, house.admin)
    assert "admin" in offered_to(house.editor, page)


def test_the_page_of_decision_offers_them_and_takes_no_other(house: House, client: Client) -> None:
    Series.objects.update(reviews_needed=1)
    page = factories.submitted(house)
    client.force_login(house.editor)
    address = reverse("commentaries:decide", args=[page.pk])
    boxes = client.get(address).content.decode().count('name="persons"')
    assert boxes == len(persons_to_invite(house.editor, page)) > 0
    herself = Person.objects.get(account=house.editor)
    due = house.series.today() + timedelta(days=7)
    answer = client.post(address, {"action": "invite", "persons": [herself.pk], "due_on": due.isoformat()})
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_a_version_whose_text_is_gone_is_read_by_nobody(house: House, client: Client) -> None:
    page = factories.submitted(house)
    version = page.versions.get()
    CommentaryPage.objects.get(pk=page.pk).versions.update(page=None)
    client.force_login(house.admin)
    assert client.get(reverse("commentaries:version", args=[version.pk])).status_code != 200
