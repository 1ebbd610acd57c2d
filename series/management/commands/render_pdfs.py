"""Makes the PDFs that are missing, or all of them into a folder of their own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser, no_translations

from series import printruns
from series.naming import series_named

BAR = 30


class Command(BaseCommand):
    help = (
        "Makes the PDFs of public texts that are missing; what is out stays as it is. With --beside, renders all of "
        "them with the present layout into a folder, for comparing. Exit code 1 if some could not be made."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--series", metavar="TITLE", help="Title, short title or ISSN of the one to print.")
        parser.add_argument("--year", type=int, help="Only the issues of this year.")
        parser.add_argument("--beside", type=Path, metavar="DIR", help="Write all PDFs here and change nothing else.")
        parser.add_argument("--processes", type=int, metavar="N", help="By default as many as there are processors.")

    @no_translations  # what a script reads says the same in every language
    def handle(
        self,
        *args: Any,
        series: str | None = None,
        year: int | None = None,
        beside: Path | None = None,
        processes: int | None = None,
        **options: Any,
    ) -> None:
        editions = printruns.editions_in_print(series_named(series), year=year)
        total = editions.count()
        if beside is None:
            keys = list(printruns.missing(editions).values_list("pk", flat=True))
            outcomes = printruns.print_missing(keys, processes=processes)
        else:
            keys = list(editions.values_list("pk", flat=True))
            outcomes = printruns.print_beside(keys, beside, processes=processes)
        faults = []
        for done, outcome in enumerate(outcomes, start=1):
            self._show(done, len(keys))
            if outcome.fault:
                faults.append(f"{outcome.name}: {outcome.fault}")
        made = len(keys) - len(faults)
        if beside is None:
            self.stdout.write(f"Made {made} of {len(keys)} missing PDFs; {total - len(keys)} were there already.")
        else:
            self.stdout.write(f"Wrote {made} of {len(keys)} PDFs to {beside}.")
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            sys.exit(1)

    def _show(self, done: int, total: int) -> None:
        """A bar on a terminal; a log gets the last line alone."""
        if self.stderr.isatty():
            full = BAR * done // total
            self.stderr.write(f"\r[{'=' * full}{' ' * (BAR - full)}] {done} of {total}", ending="\n" * (done == total))
