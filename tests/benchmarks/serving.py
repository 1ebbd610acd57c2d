"""Serves an application by one worker of gunicorn, and says how large that has become."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.concurrency.crew import ROOT

STATEMENTS = "X-Statements"
"""The header in which ``tests.benchmarks.counted`` says what an answer cost."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and its one worker."""

    address: str
    worker: int

    def kilobytes(self) -> int:
        """What the worker holds in memory (VmRSS of proc(5))."""
        status = Path(f"/proc/{self.worker}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0])


@contextmanager
def served(application: str, environment: dict[str, str]) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "--worker-class", "gthread", "--threads", "2", "--timeout", "120", "--log-level", "warning"],
        cwd=ROOT,
        env=environment,
    )
    try:
        _await(port)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield Server(f"http://127.0.0.1:{port}", int(children[0]))
    finally:
        process.terminate()
        process.wait(timeout=120)


def _await(port: int, *, seconds: float = 120) -> None:
    """Until somebody listens there."""
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return
