"""Starts the process that forks, hands it jobs, and lets it kill them at random moments of their duration."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.concurrency.crew import ROOT, database_address

KILLED = -9
OVERSHOT = 1.05
"""The last moments of the range lie after the end, so that the end itself is hit as well."""

Job = dict[str, Any]


class Power:
    """The plug of a machine whose work is known by its usual duration."""

    def __init__(self, process: subprocess.Popen[str], chance: random.Random, log: Path) -> None:
        self.process = process
        self.chance = chance
        self.log = log
        self.kills = 0

    def do(self, job: Job) -> float:
        """Does a job to its end; how many seconds it took."""
        answer = self._ask(job)
        assert answer["status"] == 0, self.log.read_text()[-4000:]
        return float(answer["seconds"])

    def pull(self, job: Job, *, usually: float) -> bool:
        """Starts a job and kills it at a random moment; whether it was killed before it ended by itself."""
        answer = self._ask({**job, "kill_after": self.chance.uniform(0, usually * OVERSHOT)})
        assert answer["status"] in {0, KILLED}, self.log.read_text()[-4000:]
        was_killed = answer["status"] == KILLED
        self.kills += was_killed
        return was_killed

    def _ask(self, job: Job) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, self.log.read_text()[-4000:]
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def plugged_in(seed: int) -> Iterator[tuple[Power, Path]]:
    """A machine that is told the test's database, and the box into which its letters drop."""
    with tempfile.TemporaryDirectory(prefix="plug-") as folder:
        box, log = Path(folder, "letters"), Path(folder, "log")
        box.touch()
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.interruptions.settings",
            "TEST_DATABASE_URL": database_address(),
            "LETTER_BOX": str(box),
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        }
        with log.open("w") as written:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.interruptions.plug"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=written,
                text=True,
            )
            try:
                yield Power(process, random.Random(seed), log), box
            finally:
                process.communicate(timeout=60)
