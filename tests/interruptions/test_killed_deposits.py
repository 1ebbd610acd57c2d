"""Tests that a worker killed at any moment of a deposit neither loses it nor makes it twice."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import Site

from commentaries.models import CommentaryPage, Deposit, FollowUp
from series import deposits
from tests import factories
from tests.factories import House
from tests.interruptions.power import Power, plugged_in
from tests.interruptions.test_pulled_plug import TICK, TIMES, WORK
from tests.series.registrars.stand_in import LOGIN, PASSWORD, StandIn, stand_in

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 3
"""In the default run; the long one has as many times more as the other tests of this kind."""


@pytest.fixture
def crossref(transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    with stand_in() as there:
        known = {"CROSSREF_ADDRESS": there.address, "CROSSREF_LOGIN": LOGIN, "CROSSREF_PASSWORD": PASSWORD}
        for name, value in known.items():
            monkeypatch.setenv(name, value)
        short = {"FOLLOW_UP_LEASE_SECONDS": 1, "MAIL_DELAY_MINUTES": 0}
        settings.COMMENTARIES = {**settings.COMMENTARIES, **short, **known}
        yield there


@pytest.fixture
def house(crossref: StandIn) -> House:
    made = factories.make_house(doi_prefix="10.1234")
    site = Site.objects.get()
    site.hostname = "tides.example.org"
    site.save()
    return made


def alone(page: CommentaryPage) -> None:
    """Nothing else is to be done, so that a kill falls upon the deposit."""
    FollowUp.objects.exclude(kind=deposits.KIND).delete()


def recover(power: Power) -> None:
    """What tick and worker do by themselves, on a clock on which the ten minutes for a file to arrive are over."""
    started = time.monotonic()
    while FollowUp.objects.filter(state__in=[FollowUp.State.WAITING, FollowUp.State.RUNNING]).exists():
        assert time.monotonic() - started < 60, list(FollowUp.objects.values())
        long_ago = timezone.now() - deposits.ARRIVES_WITHIN - timedelta(seconds=1)
        Deposit.objects.filter(state=Deposit.State.SENDING, times_sent__lte=1).update(sent_at=long_ago)
        waiting = FollowUp.objects.filter(kind=deposits.KIND, state=FollowUp.State.WAITING)
        waiting.update(next_at=timezone.now(), leased_until=None)
        power.do(TICK)
        power.do(WORK)


@pytest.mark.parametrize("kills", TIMES)
def test_a_worker_killed_while_it_deposits_loses_none_and_doubles_none(
    house: House, crossref: StandIn, kills: int, record_property: Any
) -> None:
    seed = int(os.environ.get("PLUG_SEED") or random.SystemRandom().randrange(10**6))
    print(f"PLUG_SEED={seed}")  # shown when the test fails
    with plugged_in(seed) as (power, _box):
        pages = [factories.published(house, title="First")]
        alone(pages[0])
        power.do(WORK)
        pages.append(factories.published(house, title="Second"))
        alone(pages[1])
        usually = power.do(WORK)
        recover(power)
        while power.kills < kills * KILLS:
            pages.append(factories.published(house, title=f"Sent on day {power.kills}"))
            alone(pages[-1])
            power.pull(WORK, usually=usually)
            recover(power)
    assert {doi: len(stamps) for doi, stamps in crossref.registered.items()} == {page.issue.doi: 1 for page in pages}
    assert set(Deposit.objects.values_list("state", flat=True)) == {Deposit.State.REGISTERED}
    assert Deposit.objects.count() == len(pages)
    again = Deposit.objects.filter(times_sent__gt=1).count()
    told = f"{power.kills} kills, {len(pages)} deposits, each registered once, {again} sent a second time"
    record_property("figures", f"deposits, {connection.vendor}: {told} (PLUG_SEED={seed})")
