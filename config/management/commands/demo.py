"""Prepares the demonstration and runs it: server, worker and tick, until it is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from commentaries import conf, followups
from config.demo.loading import load_texts
from config.demo.people import ACCOUNTS, PASSWORD
from config.demo.site import answer_at, make_site

SECONDS_TO_FINISH = 10.0
"""How long each process of the demonstration may take to end by itself."""


class Command(BaseCommand):
    help = "Prepares the demonstration (repeatable) and serves it on 127.0.0.1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="Prepare only.")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, no_serve: bool = False, port: int = 8000, **options: Any) -> None:
        if not conf.get().DEMO:
            raise CommandError(
                "The demonstration has open accounts and runs only with the development settings "
                "(DJANGO_SETTINGS_MODULE=config.settings.dev). Nothing was changed."
            )
        self.stdout.write("Preparing the demonstration …")
        settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{port}"  # for the links in its mails
        call_command("migrate", verbosity=0)
        make_site()
        folder = getattr(settings, "EMAIL_FILE_PATH", None)
        answer_at(port, letters=Path(folder) if folder else None)
        load_texts()
        followups.carry_out_due()  # so that the mails are there before the worker is
        call_command("tick")
        call_command("update_index", verbosity=0)
        self._say_accounts(port)
        if not no_serve:
            self._serve(port)

    def _say_accounts(self, port: int) -> None:
        self.stdout.write(self.style.SUCCESS("Ready."))
        self.stdout.write(f"  Readers  http://127.0.0.1:{port}/   (Italian: /it/)")
        self.stdout.write(f"  Editors  http://127.0.0.1:{port}/admin/")
        self.stdout.write(f"  Accounts {', '.join(ACCOUNTS)}; the password of each is “{PASSWORD}”.")

    def _serve(self, port: int) -> None:
        """Three processes that end together: server, worker and tick."""
        manage = [sys.executable, sys.argv[0]]
        environment = {**os.environ, "SITE_URL": settings.SITE_URL}
        commands = [
            [*manage, "runserver", "--noreload", f"127.0.0.1:{port}"],
            [*manage, "db_worker", "--queue-name", "*", "--no-reload"],
            [*manage, "tick", "--every", "60"],
        ]
        running = [subprocess.Popen(command, env=environment) for command in commands]
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            running[0].wait()
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        finally:
            for process in running:
                process.terminate()
            for process in running:
                _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Lets a process finish what it is at; a worker that takes longer is ended, and its task taken up next time."""
    try:
        process.wait(timeout=SECONDS_TO_FINISH)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
