"""Moves a clock on and does what falls due, and counts what a stand-in for Crossref has registered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from commentaries import followups
from commentaries.models import FollowUp
from series import deposits
from series.deposits import runs
from tests.series.registrars.stand_in import StandIn

NOON = datetime(2025, 11, 25, 12, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)


class Story:
    """A clock that is set forward, and what is due done at each of its minutes."""

    def __init__(self, clock: Callable[[datetime], None]) -> None:
        self.set_to, self.now = clock, NOON
        clock(NOON)

    def go_on(self, for_how_long: timedelta, *, without_worker: bool = False) -> None:
        end = self.now + for_how_long
        while self.now < end:
            self.now += MINUTE
            self.set_to(self.now)
            if not without_worker:
                self.work()

    @staticmethod
    def work() -> None:
        kinds = [deposits.KIND, runs.KIND]
        for pk in FollowUp.objects.due().filter(kind__in=kinds).values_list("pk", flat=True):
            followups.carry_out(pk)


def registered(there: StandIn) -> dict[str, int]:
    """How often each DOI was registered."""
    return {doi: len(stamps) for doi, stamps in there.registered.items() if stamps}
