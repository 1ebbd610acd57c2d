"""Tests on PostgreSQL that however many see to one DOI at once, one file sets out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from wagtail.models import Site

from commentaries import followups
from commentaries.models import CommentaryPage, Deposit, FollowUp
from series import deposits
from series.deposits import planning
from tests import factories
from tests.concurrency.test_locking import at_once, errors
from tests.factories import House
from tests.series.registrars.stand_in import StandIn, stand_in_named_by

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT_ONCE = 4


@pytest.fixture
def crossref(settings: Any) -> Iterator[StandIn]:
    with stand_in_named_by(settings) as there:
        yield there


@pytest.fixture
def page(house: House, crossref: StandIn) -> CommentaryPage:
    """A public text whose DOI waits for its quarter of an hour."""
    site = Site.objects.get()
    site.hostname = "tides.example.org"
    site.save()
    house.series.doi_prefix = "10.1234"
    house.series.save()
    return factories.published(house)


def carries_out(pk: int) -> Callable[[], bool]:
    return lambda: followups.carry_out(pk)


@pytest.mark.parametrize("attempt", range(3))
def test_presses_and_workers_at_once_are_one_deposit(page: CommentaryPage, crossref: StandIn, attempt: int) -> None:
    pressed = at_once(*[lambda: deposits.register_now(CommentaryPage.objects.get(pk=page.pk))] * AT_ONCE)
    assert pressed == [True] * AT_ONCE
    follow_up = FollowUp.objects.get(kind=deposits.KIND)
    assert errors(at_once(*[carries_out(follow_up.pk)] * AT_ONCE)) == []
    assert (len(crossref.files), Deposit.objects.get().times_sent) == (1, 1)


@pytest.mark.parametrize("attempt", range(3))
def test_workers_that_all_believe_to_have_it_send_it_once(
    page: CommentaryPage, crossref: StandIn, attempt: int
) -> None:
    """As if each had been slower than its lease: the register entry is locked while the file is prepared."""
    follow_up = planning.plan(page, page.issue, after=timedelta())
    answers = at_once(*[lambda: planning.carry_out(follow_up)] * AT_ONCE)
    assert {type(answer) for answer in answers} <= {followups.NotYet, followups.LeaseLost, type(None)}, answers
    assert (len(crossref.files), Deposit.objects.get().times_sent) == (1, 1)
    assert {doi: len(stamps) for doi, stamps in crossref.registered.items()} == {page.issue.doi: 1}
