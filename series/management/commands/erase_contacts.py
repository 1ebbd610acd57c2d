"""Erases the contacts that the series keep no longer, or says whose it would."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser, no_translations

from commentaries import retaining
from series.naming import series_named


class Command(BaseCommand):
    help = (
        "Erases addresses, messages and reviews of persons without an account, after the months that their series "
        "states; printed names and recommendations stay. tick does the same once a day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--series", metavar="TITLE", help="Title, short title or ISSN of the one to look at.")
        parser.add_argument("--dry-run", action="store_true", help="Only name those whose contacts would be erased.")

    @no_translations  # what a script reads says the same in every language
    def handle(self, *args: Any, series: str | None = None, dry_run: bool = False, **options: Any) -> None:
        names = retaining.erase_due(series_named(series), is_trial=dry_run)
        if dry_run:
            for name in names:
                self.stdout.write(f"Would be erased: {name}")
        self.stdout.write(f"{'Due' if dry_run else 'Erased'}: {len(names)} of the contacts that are kept for a time.")
