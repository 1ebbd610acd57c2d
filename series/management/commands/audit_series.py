"""Says where register, texts and files disagree; it changes nothing."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser, no_translations

from series.auditing import audit
from series.leftovers import leftover_prints
from series.naming import series_named


class Command(BaseCommand):
    help = "Compares register, texts and files, and says where they disagree; exit code 1 if they do. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--series", metavar="TITLE", help="Title, short title or ISSN of the one to look at.")

    @no_translations  # what a script reads says the same in every language
    def handle(self, *args: Any, series: str | None = None, **options: Any) -> None:
        chosen = series_named(series)
        found = 0
        for each in chosen:
            for sentence in audit(each):
                found += 1
                self.stdout.write(f"{each}: {sentence}")
        for finding in [] if series else leftover_prints():
            found += 1
            self.stdout.write(str(finding))
        if found:
            sys.exit(1)
        self.stdout.write(f"Register, texts and files of {', '.join(map(str, chosen)) or 'no series'} agree.")
