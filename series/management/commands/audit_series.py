"""Says where register, texts and files disagree; it changes nothing."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.db.models import Q, QuerySet

from commentaries.models import Series
from series.auditing import audit


class Command(BaseCommand):
    help = "Compares register, texts and files, and says where they disagree; exit code 1 if they do. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--series", metavar="TITLE", help="Title, short title or ISSN of the one to look at.")

    @no_translations  # what a script reads says the same in every language
    def handle(self, *args: Any, series: str | None = None, **options: Any) -> None:
        chosen = _chosen(series)
        found = 0
        for each in chosen:
            for sentence in audit(each):
                found += 1
                self.stdout.write(f"{each}: {sentence}")
        if found:
            sys.exit(1)
        self.stdout.write(f"Register, texts and files of {', '.join(map(str, chosen)) or 'no series'} agree.")


def _chosen(name: str | None) -> QuerySet[Series]:
    every = Series.objects.order_by("pk")
    if name is None:
        return every
    named = every.filter(Q(title=name) | Q(short_title=name) | Q(issn_online=name) | Q(issn_print=name))
    if not named.exists():
        raise CommandError(f"There is no series “{name}”. There are: {', '.join(map(str, every))}.")
    return named
