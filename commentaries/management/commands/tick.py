"""Publishes what is scheduled, hands out what is due, forgets what is done. Run it every minute."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from commentaries import followups, publishing

KEPT_DAYS = 90


class Command(BaseCommand):
    help = "Publishes scheduled texts that are due, requeues follow-ups that are due or stale, prunes old ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="Go on for ever, with this pause.")

    def handle(self, *args: Any, every: int | None = None, **options: Any) -> None:
        self.tick()
        while every:
            time.sleep(every)
            self.tick()

    def tick(self) -> None:
        done, refused = publishing.publish_due()
        for title in done:
            self.stdout.write(f"Published: {title}")
        for sentence in refused:
            self.stderr.write(f"Refused: {sentence}")
        carried_out = sum(followups.carry_out(pk) for pk in followups.due_keys())
        if carried_out:
            self.stdout.write(f"Carried out {carried_out} follow-ups.")
        followups.prune(before=timezone.now() - timedelta(days=KEPT_DAYS))
