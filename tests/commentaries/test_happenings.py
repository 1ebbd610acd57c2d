"""Tests the story of a text: every event in order, who did it, for whom it is told, and as a table."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from io import StringIO
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import PageLogEntry

from commentaries import (
    affirming,
    consenting,
    followups,
    handing_over,
    handling,
    inviting,
    numbering,
    reviewing,
    submitting,
    withholding,
)
from commentaries.happenings import events_of
from commentaries.models import Affirmation, CommentaryPage, Decision, FollowUp, Person, Review, Series
from commentaries.models.series import SecondAffirmation
from tests import factories
from tests.factories import House


def changed(page: CommentaryPage, account: Any, **changes: Any) -> CommentaryPage:
    """As the editor's form does it, with an entry in the log."""
    page = factories.edited(page, account, **changes)
    PageLogEntry.objects.log_action(page, "wagtail.edit", user=account)
    return page


def story(house: House) -> CommentaryPage:
    """A text from the plan to a hold."""
    house.series.reviews_needed = 1
    house.series.save()
    line = handling.plan(house.series, house.editor, title="On tides", author=house.author_person)
    page = handling.begin(line, house.editor)
    ready = factories.make_draft(house, title="A model")
    page = changed(
        page, house.author, title="On ebb and flow", body=ready.body, key_points=ready.key_points, licence=ready.licence
    )
    ready.delete()
    page = changed(page, house.author, title="On the ebb")
    handling.aim(page, house.assistant, target_on=house.series.today())
    submitting.submit(page, house.author)
    [invitation] = inviting.invite(page, house.editor, [house.reviewer_person], message="Please be quick.")
    reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.PUBLISH, "Clear."))
    factories.decide(house, page, reasons="Well done.")
    withholding.hold(factories.reloaded(page), house.second_editor, reason="A name.")
    return factories.reloaded(page)


def told(page: CommentaryPage, account: Any) -> list[tuple[str, str]]:
    events = events_of(page, factories.fresh(account))
    assert [event.when for event in events] == sorted(event.when for event in events)
    return [(event.who, event.what) for event in events]


def test_everything_is_told_once_in_order_with_who(house: House) -> None:
    page = story(house)
    editor, second, author = (str(each.person) for each in (house.editor, house.second_editor, house.author))
    reviewer, assistant = str(house.reviewer_person), str(house.assistant.person)
    found = told(page, house.editor)
    [asked] = [what for _who, what in found if what.startswith(f"asked {reviewer} for a review until ")]
    assert [each for each in found if each[0]] == [
        (editor, "planned it as “On tides”"),
        (editor, "began the text"),
        (author, "changed the text"),
        (assistant, "set the day on which it is to appear"),
        (author, "submitted it with open points"),
        (author, "submitted it"),
        (editor, asked),
        (reviewer, "answered: Publish as it is"),
        (editor, "decided: to be published"),
        (second, "decided: held"),
    ]
    assert ("", f"It appeared as {page.issue.label}.") in found


def test_a_mail_that_went_is_told(house: House) -> None:
    page = factories.submitted(house)
    followups.carry_out_due()
    found = told(page, house.editor)
    assert ("", f"Mail to {house.second_editor.person}: the text was submitted.") in found


def test_it_is_told_what_was_changed_of_a_plan_and_to_whom_it_went(house: House) -> None:
    today = date(2026, 3, 5)
    line = handling.plan(house.series, house.editor, title="On tides", author=house.author_person)
    facts = {"title": "On the ebb", "author": house.author_person, "target_on": today}
    handling.replan(line, house.assistant, **facts)
    handling.replan(line, house.assistant, **facts)
    page = handling.begin(line, house.editor)
    handling.aim(page, house.editor, target_on=date(2026, 4, 7))
    second = Person.objects.get(account=house.second_editor)
    handing_over.hand_over(page, house.editor, to=second)
    handing_over.hand_over(page, house.editor, to=None)
    editor, assistant = str(house.editor.person), str(house.assistant.person)
    assert [(each.who, each.what, each.detail) for each in events_of(page, house.editor) if each.who] == [
        (editor, "planned it as “On tides”", ""),
        (assistant, "changed the plan", "working title: On the ebb; to appear on: 5 March 2026"),
        (editor, "began the text", ""),
        (editor, "set the day on which it is to appear", "7 April 2026"),
        (editor, "handed it over", str(second)),
        (editor, "handed it over", "all editors of the series"),
    ]


def test_it_is_told_who_took_a_yes_back_who_reserved_a_number_and_why_one_decided_alone(house: House) -> None:
    page = factories.submitted(house)
    numbering.reserve(page, by=Person.objects.get(account=house.editor))
    digest = factories.digest_now(page)
    consenting.object_to(page, house.author_person, digest=digest, note="Not like this.")
    Series.objects.update(second_affirmation=SecondAffirmation.MAY_FOLLOW)
    affirming.check_facts(page, house.assistant, digest=digest)
    Affirmation.objects.filter(kind=Affirmation.Kind.FACT_CHECK).withdraw()
    factories.decide(house, page, reasons="Well done.", alone_reason="Everybody is away.")
    page = factories.reloaded(page)
    found = [(each.who, each.what, each.detail) for each in events_of(page, factories.fresh(house.editor))]
    editor, author, assistant = str(house.editor.person), str(house.author.person), str(house.assistant.person)
    assert page.issue is not None
    for told_once in (
        (editor, f"reserved the number {page.issue.label}", ""),
        (author, "took back the yes", ""),
        ("", f"The yes of {assistant} was taken back.", ""),
        (editor, "decided: to be published, without a second yes", "Well done.\n\nEverybody is away."),
    ):
        assert found.count(told_once) == 1, told_once


def test_a_mail_that_did_not_go_is_not_told(house: House) -> None:
    """A text held within a quarter of an hour is announced to nobody."""
    page = factories.published(house)
    withholding.hold(page, house.second_editor, reason="A name.")
    FollowUp.objects.update(next_at=timezone.now())
    followups.carry_out_due()
    mails = [what for _who, what in told(page, house.editor) if what.startswith("Mail to ")]
    assert f"Mail to {house.editor.person}: the text was taken from its readers, or shown again." in mails
    assert not [what for what in mails if "has appeared" in what]
    unsent = FollowUp.objects.filter(payload__mail="published")
    assert {each.state for each in unsent} == {FollowUp.State.STOPPED}
    followups.prune(before=timezone.now())
    assert not unsent.all().exists()


def test_nobody_reads_there_who_reviewed_a_text_of_their_own(house: House) -> None:
    page = story(house)
    followups.carry_out_due()
    factories.give_role(house.series, house.author, "assistant")
    words = str(events_of(page, factories.fresh(house.author)))
    assert house.reviewer_person.name in str(events_of(page, factories.fresh(house.editor)))
    assert house.reviewer_person.name not in words
    assert "Please be quick." not in words
    assert "A reviewer" in words


def test_a_day_is_one_by_the_clock_of_the_series(house: House) -> None:
    """In Rome in November 22:50 UTC is ten to midnight, and 23:10 the next day, as 00:10 is."""
    Series.objects.update(time_zone="Europe/Rome")
    page = factories.make_draft(house)
    PageLogEntry.objects.filter(page=page.pk, action="wagtail.edit").delete()
    night = datetime(2025, 11, 24, 22, 50, tzinfo=UTC)
    for minutes in (0, 20, 80):
        facts = {"action": "wagtail.edit", "user": house.author, "timestamp": night + timedelta(minutes=minutes)}
        PageLogEntry.objects.log_action(factories.reloaded(page), **facts)
    changes = [
        each.when for each in events_of(factories.reloaded(page), house.editor) if each.what == "changed the text"
    ]
    assert changes == [night, night + timedelta(minutes=80)]


def test_changes_of_one_person_on_one_day_are_told_once(house: House) -> None:
    page = factories.make_draft(house)
    for title in ("One", "Two", "Three"):
        page = changed(page, house.author, title=title)
    page = changed(page, house.assistant, title="Four")
    page = changed(page, house.author, title="Five")
    assert [who for who, what in told(page, house.editor) if what == "changed the text"] == [
        str(house.author.person),
        str(house.assistant.person),
        str(house.author.person),
    ]


def test_a_text_costs_the_same_however_much_happened(house: House, django_assert_num_queries: Any) -> None:
    page = factories.submitted(house)
    factories.decide(house, page, Decision.Outcome.CHANGES, reasons="Shorter.")
    with CaptureQueriesContext(connection) as few:
        before = len(events_of(factories.reloaded(page), factories.fresh(house.editor)))
    for _round in range(3):
        page = changed(page, house.author, title=f"Round {_round}")
        submitting.submit(page, house.author)
        affirming.affirm(page, house.second_editor, digest=factories.digest_now(page))
        factories.decide(house, page, Decision.Outcome.CHANGES, reasons="Shorter still.")
    with django_assert_num_queries(len(few)):
        assert len(events_of(factories.reloaded(page), factories.fresh(house.editor))) > before + 6


def test_it_is_a_page_and_a_table(house: House, client: Client) -> None:
    page = factories.submitted(house, title="=1+1")
    factories.decide(house, page, Decision.Outcome.CHANGES, reasons="=HYPERLINK(0)")
    address = reverse("commentaries:happenings", args=[page.pk])
    client.force_login(house.editor)
    html = client.get(address).content.decode()
    assert "decided: changes asked for" in html
    assert re.search(r"<h2[^>]*>=1\+1</h2>", html), "the page names the text"
    answer = client.get(f"{address}?export=csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="')
    rows = list(csv.reader(StringIO(answer.content.decode())))
    assert rows[0] == ["When", "Who", "What", "In their words"]
    assert ["decided: changes asked for", "'=HYPERLINK(0)"] in [row[2:] for row in rows]
    for account in (house.author, house.reviewer, house.stranger):
        client.force_login(account)
        assert client.get(address).status_code != HTTPStatus.OK


def test_it_is_told_in_italian(house: House) -> None:
    with override("it"):
        assert (str(house.author.person), "ha inviato il testo") in told(factories.submitted(house), house.editor)
