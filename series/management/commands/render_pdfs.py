"""Makes the PDFs that are missing, or all of them into a folder of their own."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from series import printruns, progress
from series.naming import series_named


class Command(BaseCommand):
    help = (
        "Makes the PDFs of public texts that are missing; what is out stays as it is. With --beside, renders all of "
        "them with the present layout into a folder, for comparing. With --number and --because, prints one text anew "
        "for a reason; the file before keeps its address. Exit code 1 if some could not be made."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--series", metavar="TITLE", help="Title, short title or ISSN of the one to print.")
        parser.add_argument("--year", type=int, help="Only the issues of this year.")
        parser.add_argument("--number", default="", metavar="25-61", help="Only the issue with this number.")
        parser.add_argument("--beside", type=Path, metavar="DIR", help="Write all PDFs here and change nothing else.")
        parser.add_argument("--because", default="", metavar="REASON", help="Why a PDF that is out is to be replaced.")
        parser.add_argument("--processes", type=int, metavar="N", help="By default one more than there are processors.")

    @no_translations  # what a script reads says the same in every language
    def handle(
        self,
        *args: Any,
        series: str | None = None,
        year: int | None = None,
        number: str = "",
        beside: Path | None = None,
        because: str = "",
        processes: int | None = None,
        **options: Any,
    ) -> None:
        if because and (beside is not None or not number):
            raise CommandError("Please name the --number of the text whose PDF is to be replaced, and no folder.")
        chosen = printruns.editions_in_print(series_named(series), year=year, number=number)
        all_keys = list(chosen.values_list("pk", flat=True))
        if number and not all_keys:
            raise CommandError(f"No public text has the number {number}.")
        if because:
            self._tell(
                printruns.print_anew(all_keys, reason=because, processes=processes), all_keys, "Printed", "anew."
            )
        elif beside is not None:
            outcomes = printruns.print_beside(all_keys, beside, processes=processes)
            self._tell(outcomes, all_keys, "Wrote", f"PDFs to {beside}.")
        else:
            keys = list(printruns.missing(chosen).values_list("pk", flat=True))
            there = f"missing PDFs; {len(all_keys) - len(keys)} were there already."
            self._tell(printruns.print_missing(keys, processes=processes), keys, "Made", there)

    def _tell(self, outcomes: Iterable[printruns.Outcome], keys: list[int], done: str, rest: str) -> None:
        """Shows how far it is, and at the end what was made and what was not."""
        faults = []
        try:
            for number, outcome in enumerate(outcomes, start=1):
                progress.show(self.stderr, number, len(keys))
                if outcome.fault:
                    faults.append(f"{outcome.name}: {outcome.fault}")
        except printruns.RunBroken as broken:
            raise CommandError(
                "The system ended one of the processes, perhaps for want of memory. What was made is stored: run the "
                "command again, with fewer --processes."
            ) from broken
        self.stdout.write(f"{done} {len(keys) - len(faults)} of {len(keys)} {rest}")
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            sys.exit(1)
