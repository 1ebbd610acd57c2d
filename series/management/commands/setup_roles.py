"""Makes the groups and the default workflow of the series."""

from typing import Any

from django.core.management.base import BaseCommand

from series.settingup import set_up_roles


class Command(BaseCommand):
    help = "Makes the groups of authors, reviewers, assistants and editors, and the default workflow. Repeatable."

    def handle(self, *args: Any, **options: Any) -> None:
        said = set_up_roles()
        for sentence in said or ["Nothing to do: groups and workflow are there."]:
            self.stdout.write(sentence)
