"""Tests that each step a series switches on is asked for before publication, and of nothing that was decided before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commentaries import affirming, consenting, deciding, publishing, standings, withholding
from commentaries.models import Affirmation, CommentaryPage, Person, Series, Step, Waiver
from commentaries.waiting import waiting_for
from tests import factories
from tests.factories import House

Kind = Affirmation.Kind
SETTINGS = {
    Step.FACT_CHECK: "fact_check_needed",
    Step.SECOND_EDITOR: "second_editor_needed",
    Step.ALL_AUTHORS: "all_authors_needed",
}
SENTENCES = {
    Step.FACT_CHECK: "Nobody has checked the facts",
    Step.SECOND_EDITOR: "No second editor has said yes",
    Step.ALL_AUTHORS: "Not every author has said yes to exactly this text: Nora Outside",
}


def switch_on(house: House, *steps: Step, on: bool = True) -> None:
    Series.objects.filter(pk=house.series.pk).update(**{SETTINGS[step]: on for step in steps})
    house.series.refresh_from_db()


@pytest.fixture
def coauthor(house: House) -> Person:
    return factories.PersonFactory(given_name="Nora", family_name="Outside")


@pytest.fixture
def text(house: House, coauthor: Person) -> CommentaryPage:
    """Submitted by one of two authors."""
    return factories.submitted(house, authors=[house.author_person, coauthor])


def take(step: Step, house: House, text: CommentaryPage, coauthor: Person) -> None:
    digest = factories.digest_now(text)
    if step == Step.FACT_CHECK:
        affirming.check_facts(text, house.assistant, digest=digest)
    elif step == Step.SECOND_EDITOR:
        affirming.affirm(text, house.second_editor, digest=digest)
    else:
        consenting.consent(text, coauthor, digest=digest)


def test_a_fresh_series_asks_for_no_further_step(house: House, text: CommentaryPage) -> None:
    assert house.series.steps == ()
    factories.decide(house, text)
    assert factories.reloaded(text).live


@pytest.mark.parametrize("step", list(Step))
def test_a_step_that_is_on_is_asked_for_in_a_sentence_and_then_taken(
    house: House, text: CommentaryPage, coauthor: Person, step: Step
) -> None:
    switch_on(house, step)
    with pytest.raises(deciding.StepMissing, match=SENTENCES[step]), transaction.atomic():
        factories.decide(house, text)
    assert not factories.reloaded(text).live
    take(step, house, text, coauthor)
    factories.decide(house, text)
    assert factories.reloaded(text).live


@pytest.mark.parametrize("step", list(Step))
def test_the_guard_asks_for_what_a_decision_was_to_have(
    house: House, text: CommentaryPage, coauthor: Person, step: Step
) -> None:
    """Whatever door a text comes by: a yes that is taken back after the decision is missing then."""
    switch_on(house, step)
    take(step, house, text, coauthor)
    factories.decide(house, text, publish_at=timezone.now() + timedelta(days=1))
    kind = {Step.FACT_CHECK: Kind.FACT_CHECK, Step.SECOND_EDITOR: Kind.COLLEAGUE, Step.ALL_AUTHORS: Kind.CONSENT}[step]
    Affirmation.objects.filter(kind=kind).withdraw()
    page = factories.reloaded(text)
    page.live = True
    with pytest.raises(publishing.NotAffirmed, match=SENTENCES[step]), transaction.atomic():
        page.save()
    switch_on(house, step, on=False)
    with pytest.raises(publishing.NotAffirmed), transaction.atomic():
        page.save()
    take(step, house, text, coauthor) if step != Step.ALL_AUTHORS else Affirmation.objects.filter(kind=kind).update(
        withdrawn_at=None
    )
    page.save()
    assert factories.reloaded(text).live


def test_what_was_decided_before_a_step_was_switched_on_stays_decided(house: House, text: CommentaryPage) -> None:
    scheduled = factories.submitted(house, title="Scheduled before")
    factories.decide(house, text)
    factories.decide(house, scheduled, publish_at=timezone.now() + timedelta(days=1))
    withholding.hold(factories.reloaded(text), house.editor, reason="A name in it is wrong.")
    switch_on(house, *Step)
    withholding.release(factories.reloaded(text), house.editor)
    scheduled = factories.reloaded(scheduled)
    scheduled.live = True
    scheduled.save()
    assert factories.reloaded(text).live
    assert factories.reloaded(scheduled).live


def test_a_decision_that_noted_no_steps_is_asked_for_those_of_today(house: House, text: CommentaryPage) -> None:
    switch_on(house, Step.FACT_CHECK)
    standing = standings.standing_of(text)
    version = standing.affirmations[0].version
    Affirmation.objects.create(version=version, person=house.editor.person, kind=Kind.DECISION)
    assert "checked the facts" in standings.standing_of(text).missing


def test_a_check_of_facts_is_no_second_yes(house: House) -> None:
    page = factories.edited(factories.submitted(house), house.editor, title="Edited by the editor")
    affirming.check_facts(page, house.assistant, digest=factories.digest_now(page))
    with pytest.raises(deciding.SecondAffirmationMissing), transaction.atomic():
        factories.decide(house, page)


@pytest.mark.parametrize("account", ["author", "reviewer", "stranger"])
def test_only_who_works_on_the_series_checks_facts(house: House, text: CommentaryPage, account: str) -> None:
    with pytest.raises(PermissionDenied), transaction.atomic():
        affirming.check_facts(text, getattr(house, account), digest=factories.digest_now(text))


def test_an_assistant_or_the_editor_who_decides_is_no_second_editor(house: House, text: CommentaryPage) -> None:
    switch_on(house, Step.SECOND_EDITOR)
    digest = factories.digest_now(text)
    affirming.affirm(text, house.assistant, digest=digest)
    affirming.affirm(text, house.editor, digest=digest)
    with pytest.raises(deciding.StepMissing), transaction.atomic():
        factories.decide(house, text)
    factories.decide(house, text, by=house.second_editor)
    assert factories.reloaded(text).live


def test_who_edited_the_series_on_the_day_of_the_yes_stays_a_second_editor(house: House, text: CommentaryPage) -> None:
    switch_on(house, Step.SECOND_EDITOR)
    affirming.affirm(text, house.second_editor, digest=factories.digest_now(text))
    role = house.series.roles.get(person=house.second_editor.person)
    role.until = house.series.today()
    role.save()
    assert standings.standing_of(text).step_lacking_beside(house.editor.person) == ""
    role.until -= timedelta(days=1)
    role.save()
    assert standings.standing_of(text).step_lacking_beside(house.editor.person) != ""


def test_an_administrators_override_goes_past_the_steps_with_a_reason(house: House, text: CommentaryPage) -> None:
    switch_on(house, *Step)
    factories.decide(house, text, by=house.admin, alone_reason="Everybody is on leave.")
    assert factories.reloaded(text).live


def test_a_yes_is_waived_with_a_reason_until_the_author_is_asked_again(
    house: House, text: CommentaryPage, coauthor: Person
) -> None:
    switch_on(house, Step.ALL_AUTHORS)
    waiver = consenting.waive(text, coauthor, house.editor, reason="On an expedition.")
    assert consenting.waive(text, coauthor, house.second_editor, reason="The same.") == waiver
    factories.edited(text, house.assistant, title="A copy-edit does not end it")
    assert standings.standing_of(text).step_lacking_beside(None) == ""
    consenting.ask_again(text, coauthor, house.editor)
    assert Waiver.objects.standing().count() == 0
    with pytest.raises(PermissionDenied), transaction.atomic():
        consenting.waive(text, coauthor, house.assistant, reason="x")
    with pytest.raises(consenting.NotAsked), transaction.atomic():
        consenting.waive(text, house.reviewer_person, house.editor, reason="x")


def test_each_author_is_asked_where_all_are_and_assistants_are_asked_for_the_facts(
    house: House, clock: Callable[[datetime], None]
) -> None:
    """A yes of one is enough elsewhere."""
    other = factories.make_account("other")
    page = factories.submitted(house, authors=[house.author_person, other.person])
    asked = {account.username: [item.what for item in waiting_for(account)] for account in (other, house.assistant)}
    assert asked == {"other": [], "assistant": []}
    switch_on(house, Step.ALL_AUTHORS, Step.FACT_CHECK)
    asked = {
        account: [item.what for item in waiting_for(factories.fresh(account))] for account in (other, house.assistant)
    }
    assert list(asked.values()) == [["Say yes to the text"], ["Check the facts"]]
    consenting.consent(page, other.person, digest=factories.digest_now(page))
    affirming.check_facts(page, house.assistant, digest=factories.digest_now(page))
    assert waiting_for(factories.fresh(other)) == waiting_for(factories.fresh(house.assistant)) == []


def posted(client: Client, account: Any, text: CommentaryPage, action: str, **said: Any) -> Any:
    client.force_login(account)
    return client.post(reverse("commentaries:decide", args=[text.pk]), {"action": action, **said}, follow=True)


def test_the_page_of_decision_names_each_step_and_takes_it(
    house: House, text: CommentaryPage, coauthor: Person, client: Client
) -> None:
    digest = factories.digest_now(text)
    address = reverse("commentaries:decide", args=[text.pk])
    client.force_login(house.editor)
    assert "Further steps of this series" not in client.get(address).content.decode()
    switch_on(house, *Step)
    html = client.get(address).content.decode()
    for line in (
        "Fact check: nobody yet",
        "Second editor: nobody yet",
        "Consent of all authors: not yet: Nora Outside",
    ):
        assert line in html
    refused = client.post(address, {"action": "decide", "digest": digest, "outcome": "publish"})
    assert refused.status_code == 422
    assert SENTENCES[Step.FACT_CHECK] in refused.content.decode()
    posted(client, house.assistant, text, "check_facts", digest=digest)
    posted(client, house.second_editor, text, "affirm", digest=digest)
    html = posted(client, house.editor, text, "waive", author=coauthor.pk, reason="At sea.").content.decode()
    for line in (
        f"Fact check: {house.assistant.person}",
        f"Second editor: {house.second_editor.person}",
        "Consent of all authors: all have said yes, or need not",
        "Nora Outside need not answer: “At sea.”",
    ):
        assert line in html
    posted(client, house.editor, text, "decide", digest=digest, outcome="publish")
    assert factories.reloaded(text).live
