"""Tests what the page of decision tells of the past: who did what and why, in order of time."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commentaries import affirming, submitting, withholding
from commentaries.chronicle import steps_of
from commentaries.models import CommentaryPage, Decision, Removal
from tests import factories
from tests.factories import House
from tests.kept_house import text_in

WHY = "A person named in it has objected."
REMOVED = "removed; every earlier decision was taken back"


@pytest.fixture
def text(house: House) -> CommentaryPage:
    return text_in(house, factories.published)


def told_of(text: CommentaryPage) -> list[tuple[str, str, str]]:
    steps = steps_of(factories.reloaded(text))
    assert [step.when for step in steps] == sorted(step.when for step in steps)
    return [(str(step.person), step.what, step.why) for step in steps]


def hold_and_release(house: House, text: CommentaryPage) -> None:
    withholding.hold(text, house.editor, reason=WHY)
    withholding.release(text, house.second_editor)


def publish_again(house: House, text: CommentaryPage, reasons: str) -> None:
    page = factories.reloaded(text)
    submitting.submit(page, house.assistant)
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    factories.decide(house, page, reasons=reasons)


def test_what_editors_did_is_told_in_order_with_who_and_why(house: House, text: CommentaryPage) -> None:
    hold_and_release(house, text)
    withholding.hold(text, house.second_editor, reason="Another objection.")
    factories.edited(text, house.author, title="A corrected title")
    publish_again(house, text, "It is mended.")
    withholding.hold(text, house.editor, reason="Not mended after all.")
    withholding.remove(text, house.second_editor, reason="By order of a court.")
    publish_again(house, text, "The court has changed its mind.")
    editor, second = house.editor.person.name, house.second_editor.person.name
    assert told_of(text) == [
        (editor, "to be published", ""),
        (editor, "held", WHY),
        (second, "released", ""),
        (second, "held", "Another objection."),
        (editor, "to be published", "It is mended."),
        (editor, "held", "Not mended after all."),
        (second, REMOVED, "By order of a court."),
        (editor, "to be published", "The court has changed its mind."),
    ]


def test_of_a_text_that_never_was_public_its_decisions_are_told(house: House) -> None:
    page = factories.submitted(house)
    factories.decide(house, page, Decision.Outcome.CHANGES, reasons="Shorter, please.")
    assert told_of(page) == [(house.editor.person.name, "changes asked for", "Shorter, please.")]


def test_a_translation_tells_of_the_holds_that_it_was_under(house: House, text: CommentaryPage) -> None:
    parent = factories.make_italian_pages(house.page)
    page = factories.reloaded(text.copy_for_translation(parent.locale))
    page = factories.edited(page, house.author, title="Verbali", language="it")
    submitting.submit(page, house.author)
    factories.decide(house, page)
    withholding.hold(text, house.editor, reason=WHY)
    factories.edited(text, house.author, title="A corrected title")
    publish_again(house, text, "It is mended.")
    assert [what for _person, what, _why in told_of(page)] == ["to be published", "held", "released"]
    assert [what for _person, what, _why in told_of(text)] == ["to be published", "held", "to be published"]


def test_the_page_of_decision_tells_it(house: House, text: CommentaryPage, client: Client) -> None:
    hold_and_release(house, text)
    withholding.remove(text, house.editor, reason="By order of a court.")
    client.force_login(house.editor)
    html = client.get(reverse("commentaries:decide", args=[text.pk])).content.decode()
    past = html.partition('id="decisions"')[2].partition("</section>")[0]
    places = [
        past.index(words) for words in ("to be published", "held", WHY, "released", REMOVED, "By order of a court.")
    ]
    assert places == sorted(places)
    assert house.second_editor.person.name in past


def test_it_costs_the_same_whatever_has_happened(house: House, text: CommentaryPage, client: Client) -> None:
    client.force_login(house.editor)
    address = reverse("commentaries:decide", args=[text.pk])
    hold_and_release(house, text)
    client.get(address)
    costs = []
    for _turn in range(2):
        page = factories.reloaded(text)
        client.get(address)  # the menu counts anew what waits, as something was done
        with CaptureQueriesContext(connection) as alone:
            steps_of(page)
        with CaptureQueriesContext(connection) as whole:
            client.get(address)
        costs.append((len(alone), len(whole)))
        for _time in range(3):
            hold_and_release(house, text)
        moment = Removal.objects.create(issue=text.issue, removed_by=house.editor.person, reason=WHY).removed_at
        Removal.objects.update(ended_at=moment)
    assert costs[0] == costs[1]
    assert costs[0][0] == 5
