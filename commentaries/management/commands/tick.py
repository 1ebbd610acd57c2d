"""Ends what has expired, publishes what is due, reminds, gathers, hands out, counts, and forgets what is done."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from commentaries import (
    analysing,
    appearing,
    daily,
    expiring,
    followups,
    retaining,
    stranded,
    tallying,
)
from commentaries.mails import digests
from commentaries.reminders import overdue, reminding
from commentaries.tasks import carry_out_follow_up

logger = logging.getLogger(__name__)

KEPT_DAYS = 90


class Command(BaseCommand):
    help = (
        "Publishes scheduled texts that are due, unpublishes expired ones, reminds of what is due, "
        "tells of planned texts and drafts whose day is over, "
        "plans once a day to erase contacts that are kept no longer, to let in and out whose roles begin and end, "
        "to forget what links have answered that no text names any more, "
        "and to tell SQLite how its rows are spread, "
        "gives follow-ups that are due or stale to the worker, prunes old ones."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="Go on for ever, with this pause.")

    def handle(self, *args: Any, every: int | None = None, **options: Any) -> None:
        self.tick()
        while every:
            time.sleep(every)
            close_old_connections()  # as a request would: a database that was restarted is found again
            self.tick()

    def tick(self) -> None:
        """Each step for itself: what goes wrong in one is logged and keeps no other from its turn."""
        steps = (
            self.unpublish,
            self.publish,
            self.remind,
            self.tell_of_days_over,
            self.gather,
            self.erase,
            self.begin_days,
            self.count_rows,
            self.hand_out,
            self.put_back,
            self.count,
            self.prune,
        )
        for step in steps:
            try:
                step()
            except Exception:  # the clock goes on: a full disk or a database away for a minute must not stop it
                logger.exception("tick could not %s; it tries again at the next turn", step.__name__)

    def unpublish(self) -> None:
        gone, failed = expiring.expire_due()
        for title in gone:
            self.stdout.write(f"Expired: {title}")
        for sentence in failed:
            self.stderr.write(f"Failed: {sentence}")

    def publish(self) -> None:
        done, refused = appearing.publish_due()
        for title in done:
            self.stdout.write(f"Published: {title}")
        for sentence in refused:
            self.stderr.write(f"Refused: {sentence}")

    def remind(self) -> None:
        if reminded := reminding.remind(timezone.now()):
            self.stdout.write(f"Reminded of {reminded} steps.")

    def tell_of_days_over(self) -> None:
        if told := overdue.tell(timezone.now()):
            self.stdout.write(f"Told of {told} texts whose day is over.")

    def gather(self) -> None:
        digests.plan_due()

    def erase(self) -> None:
        retaining.plan_for_today()

    def begin_days(self) -> None:
        daily.plan_for_today()

    def count_rows(self) -> None:
        analysing.plan_for_today()

    def hand_out(self) -> None:
        if handed_out := followups.hand_out(carry_out_follow_up.enqueue):
            self.stdout.write(f"Gave {handed_out} follow-ups to the worker.")

    def put_back(self) -> None:
        if put_back := stranded.put_back():
            self.stdout.write(f"Put {put_back} tasks of a worker that was killed back into the queue.")

    def count(self) -> None:
        tallying.tally_changed()

    def prune(self) -> None:
        followups.prune(before=timezone.now() - timedelta(days=KEPT_DAYS))
