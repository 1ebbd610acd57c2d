"""Starts the processes of a crew and hands them jobs, one after the other or two at the same moment."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, Listener, wait
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
OFFSETS = (0, 0.25, -0.25, 0.5, -0.5, 0.75, -0.75, 1, -1)
"""By which part of a request one of two is sent off later: in turn, so that each is first now and then."""

Job = dict[str, Any]
Answer = dict[str, Any]


class Crew:
    """Processes with a connection to the test's database each."""

    def __init__(self, lines: list[Connection]) -> None:
        self.lines = lines

    def do(self, jobs: Sequence[Job]) -> list[Answer]:
        """Does all jobs, as many at a time as there are processes; answers in the order of the jobs."""
        left = deque(enumerate(jobs))
        free, busy = list(self.lines), {}
        answers: list[Answer] = [{} for _job in jobs]
        while left or busy:
            while left and free:
                number, job = left.popleft()
                line = free.pop()
                line.send(dict(job))
                busy[line] = number
            for line in wait(list(busy), timeout=120):
                answers[busy.pop(line)] = line.recv()  # type: ignore[index, union-attr]
                free.append(line)  # type: ignore[arg-type]
        return answers

    def meet(self, pairs: Sequence[tuple[Job, Job]]) -> list[tuple[Answer, Answer]]:
        """Sends both of each pair off at the same moment, or one while the other is at it."""
        met: list[tuple[Answer, Answer]] = []
        size, usual = len(self.lines) // 2, 0.1
        for first in range(0, len(pairs), size):
            at = time.time() + 0.05
            chunk = pairs[first : first + size]
            for number, pair in enumerate(chunk):
                late = usual * OFFSETS[(first + number) % len(OFFSETS)]
                for side, job in enumerate(pair):
                    delay = max(late, 0) if side else max(-late, 0)
                    self.lines[2 * number + side].send({**job, "at": at + delay})
            answered = [(self.lines[2 * n].recv(), self.lines[2 * n + 1].recv()) for n in range(len(chunk))]
            usual = sum(answer["seconds"] for pair in answered for answer in pair) / (2 * len(answered))
            met += answered
        return met


@contextlib.contextmanager
def a_crew(size: int, *options: str) -> Iterator[Crew]:
    """A crew on the database of this test; it goes home at the end."""
    with tempfile.TemporaryDirectory(prefix="crew-") as folder, Listener(f"{folder}/line", "AF_UNIX", size) as door:
        command = [sys.executable, "-W", "ignore", "-m", "tests.concurrency.worker", f"{folder}/line", str(size)]
        environment = {
            **os.environ,
            "TEST_DATABASE_URL": database_address(),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
        }
        with open(f"{folder}/log", "w+b") as log:
            foreman = subprocess.Popen([*command, *options], cwd=ROOT, env=environment, stdout=log, stderr=log)
            lines: list[Connection] = []
            try:
                lines += (door.accept() for _number in range(size))
                yield Crew(lines)
            finally:
                for line in lines:  # each goes home when its line is cut, also after a failure
                    line.close()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    foreman.wait(timeout=30)
                if foreman.poll() is None:
                    foreman.kill()
                    foreman.wait()


def database_address() -> str:
    """The test's database as an address that the settings of tests read."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    account = facts["USER"] + (f":{facts['PASSWORD']}" if facts["PASSWORD"] else "")
    return f"postgres://{account}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
