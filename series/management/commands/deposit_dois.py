"""Registers the DOIs that the registrar does not hold yet, or writes them into a file."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from series import deposits, progress
from series.deposits import runs
from series.naming import series_named


class Command(BaseCommand):
    help = (
        "Deposits the DOIs of public texts that Crossref does not hold as they stand now, and asks what became of "
        "those that are under way; what it holds already is left alone, so it can be repeated. With --xml, writes one "
        "file with all of them to be handed in by hand. Exit code 1 if some could not be sent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--series", metavar="TITLE", help="Title, short title or ISSN of the one to deposit.")
        parser.add_argument("--year", type=int, help="Only the issues of this year.")
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--dry-run", action="store_true", help="Only name what would be deposited.")
        ways.add_argument("--xml", type=Path, metavar="FILE", help="Write the file and send nothing.")

    @no_translations  # what a script reads says the same in every language
    def handle(
        self,
        *args: Any,
        series: str | None = None,
        year: int | None = None,
        dry_run: bool = False,
        xml: Path | None = None,
        **options: Any,
    ) -> None:
        texts = runs.texts_with_dois(series_named(series), year=year)
        if not (dry_run or xml or deposits.in_force()):
            raise CommandError(
                "Nothing is sent without an account: set CROSSREF_LOGIN and CROSSREF_PASSWORD, or write a file, --xml."
            )
        lacking = list(runs.lacking(texts))
        held = f"{texts.values('issue').distinct().count() - len(lacking)} are registered as they are."
        if dry_run:
            for page, _said in lacking:
                self.stdout.write(f"Would be deposited: {page.issue.doi} {page.title}")
            self.stdout.write(f"To deposit: {len(lacking)}; {held}")
        elif xml is not None:
            self._write(xml, lacking, held)
        else:
            self._deposit([page for page, _said in lacking], held)

    def _write(self, file: Path, lacking: list[Any], held: str) -> None:
        if not lacking:
            self.stdout.write(f"Wrote no file: {held}")
            return
        file.write_bytes(deposits.write(said for _page, said in lacking))
        self.stdout.write(f"Wrote {len(lacking)} DOIs to {file}; {held}")

    def _deposit(self, pages: list[Any], held: str) -> None:
        states: Counter[str] = Counter()
        faults = []
        for number, page in enumerate(pages, start=1):
            outcome = runs.deposit(page)
            progress.show(self.stderr, number, len(pages))
            if outcome.fault:
                faults.append(f"{outcome.doi}: {outcome.fault}")
            else:
                states[outcome.state] += 1
        came_to = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        self.stdout.write(f"Saw to {len(pages)} DOIs{f' ({came_to})' if came_to else ''}; {held}")
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            sys.exit(1)
