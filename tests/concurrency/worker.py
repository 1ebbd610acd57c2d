"""Turns jobs that another process sends into requests of a logged-in person, in a process of its own.

``python -m tests.concurrency.worker ADDRESS COUNT [immediate]`` starts Django once and forks: each child
has its own connection to the database, as the processes of a web server have.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
import traceback
from multiprocessing.connection import Client as connect
from typing import Any

IMMEDIATE = "immediate"
SERVER_ERROR = 500


def prepare(*, immediate: bool) -> None:
    """Loads Django and everything that the first request would load; opens no connection to the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django
    from django.conf import settings
    from django.urls import resolve

    if immediate:
        backends = "django.tasks" if django.VERSION >= (6, 0) else "django_tasks"
        settings.TASKS = {
            "default": {
                "BACKEND": f"{backends}.backends.immediate.ImmediateBackend",
                "QUEUES": ["commentaries", "default"],
            }
        }
    django.setup()
    resolve("/admin/")


def serve(address: str) -> None:
    """Does one job after the other until the other side hangs up."""
    from django.core.signals import got_request_exception

    from tests.concurrency import jobs

    faults: list[str] = []

    def note_fault(**kwargs: Any) -> None:
        faults.append(traceback.format_exc())

    got_request_exception.connect(note_fault)
    with connect(address, "AF_UNIX") as line:
        while job := line.recv():
            faults.clear()
            time.sleep(max(0.0, job.pop("at", 0) - time.time()))
            started = time.monotonic()
            try:
                answer = getattr(jobs, job.pop("do"))(**job)
            except Exception:
                answer = {"status": SERVER_ERROR, "fault": traceback.format_exc()}
            if faults:
                answer |= {"status": SERVER_ERROR, "fault": "\n".join(faults)}
            line.send({**answer, "seconds": time.monotonic() - started})


def main() -> None:
    address, count, *options = sys.argv[1:]
    prepare(immediate=IMMEDIATE in options)
    children = []
    for _number in range(int(count)):
        if not (child := os.fork()):
            with contextlib.suppress(EOFError):
                serve(address)
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
