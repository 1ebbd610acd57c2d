"""Walks as a reviewer who may not know the authors, and reads every answer, file and mail for a word about them."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from commentaries import followups, submitting
from commentaries.links import giving
from commentaries.models import Anonymity, Invitation
from commentaries.telling import last_step
from tests import factories
from tests.access import walking
from tests.access.addresses import Address
from tests.access.test_access import LISTS_OF_PERSONS, everything, tells_something
from tests.access.world import AUTHORS, OUTSIDER, REFEREE, World, make_world

pytestmark = pytest.mark.django_db
UNDER_WAY = ("draft", "review", "changes", "decision", "rejected")
"""What appears names its authors to everyone."""
ABOUT_AUTHORS = {word for role, facts in AUTHORS.items() for word in (*facts, f"{role}@example")}
REVIEWERS_LINK = "outside:review"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    settings = override_settings(ROOT_URLCONF="tests.access.urls")
    with django_db_blocker.unblock(), settings, transaction.atomic():
        yield make_world(UNDER_WAY, anonymity=Anonymity.BOTH)
        transaction.set_rollback(True)


def met(world: World, role: str, asked: list[Address]) -> dict[str, set[str]]:
    """What was met about the authors, by the name of the address."""
    client = walking.client_of(world, role)
    found: dict[str, set[str]] = {}
    for address in asked:
        said = walking.ask(client, address).words
        if words := {word for word in ABOUT_AUTHORS if word in said}:
            found.setdefault(address.pattern.known_as, set()).update(words)
    return found


def is_for_somebody_else(address: Address) -> bool:
    """Persons stand as persons there, whether they write or not; and the links of others are not a reviewer's."""
    name = address.pattern.known_as
    is_link = name.startswith("outside:") and not name.startswith(REVIEWERS_LINK)
    return is_link or name.startswith(LISTS_OF_PERSONS) or "snippet" in name


def test_a_reviewer_with_an_account_meets_no_word_about_the_authors(world: World) -> None:
    asked = [each for each in everything(world) if not is_for_somebody_else(each) and tells_something(each, "reviewer")]
    assert met(world, "reviewer", asked) == {}


def test_nor_does_whoever_has_the_link(world: World) -> None:
    asked = [each for each in everything(world) if each.pattern.known_as.startswith(REVIEWERS_LINK)]
    assert {each.pattern.known_as for each in asked} >= {"outside:review", "outside:review_text", "outside:review_pdf"}
    assert met(world, "anonymous", asked) == {}


@pytest.mark.parametrize("way", ["link", "account"])
def test_an_answer_that_comes_too_late_is_refused_without_a_word_about_them(world: World, way: str) -> None:
    text = world.texts["decision"]
    invitation = Invitation.objects.get(version__page=text.page, person__account=world.accounts["reviewer"])
    sent = {"action": "answer", "recommendation": "reject", "text": "After all, no.", "has_no_interests": "on"}
    with transaction.atomic():
        submitting.withdraw(text.page, world.accounts["author"])
        assert AUTHORS["author"][0].capitalize() in last_step(factories.reloaded(text.page))
        if way == "link":
            path = f"/review/{factories.token_of(giving.link_to_review(invitation))}/"
        else:
            path = reverse("commentaries:review", args=[invitation.pk])
        response = walking.client_of(world, "anonymous" if way == "link" else "reviewer").post(path, sent)
        said = walking.said(response, path, walking.messages_of(response))
        transaction.set_rollback(True)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "this review is closed" in said
    assert "after all, no." in said
    assert {word for word in ABOUT_AUTHORS if word in said} == set()


def test_whoever_works_on_the_series_meets_all_of_them(world: World) -> None:
    """The walk reads what it should."""
    names = ("commentaries:decide", "commentaries:version", "commentaries:differences")
    asked = [each for each in everything(world) if each.pattern.known_as in names]
    assert set().union(*met(world, "assistant", asked).values()) >= {
        word for facts in AUTHORS.values() for word in facts
    }


@pytest.mark.usefixtures("world")
def test_no_mail_tells_a_reviewer_who_wrote_the_text() -> None:
    followups.carry_out_due()
    to_reviewers = [each for each in mail.outbox if any(name in each.to[0] for name in (REFEREE, OUTSIDER))]
    assert to_reviewers
    for each in to_reviewers:
        sent = each.message().as_string().lower()
        assert not {word for word in ABOUT_AUTHORS if word in sent}, sent
