"""Turns jobs, a line each, into processes that do them and are killed after a while, if the job says so.

``python -m tests.interruptions.plug`` starts Django once and forks for every job. A killed process is a
process that had its own connection to the database and got SIGKILL: nothing of it runs afterwards.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from typing import Any

STEP = 0.0005
"""Seconds between two looks at whether the process has ended by itself."""


def post(*, path: str, session: str, said: dict[str, Any]) -> None:
    """A person sends a form."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    response = client.post(path, said)
    assert response.status_code == 302, f"{response.status_code}: {response.content.decode()[:2000]}"


def command(*, name: str, options: dict[str, Any]) -> None:
    """The clock or a worker runs a command."""
    from django.core.management import call_command

    call_command(name, **options)


def _do(job: dict[str, Any]) -> None:
    """The child's whole life."""
    os.dup2(2, 1)  # what commands print is no answer
    status = 1
    try:
        {"post": post, "command": command}[job.pop("do")](**job)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _watch(child: int, kill_after: float | None) -> dict[str, Any]:
    """Waits until the child has ended, by itself or by SIGKILL at its moment."""
    started = time.monotonic()
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        spent = time.monotonic() - started
        if ended:
            return {"seconds": spent, "status": os.waitstatus_to_exitcode(status)}
        if kill_after is not None and spent >= kill_after:
            os.kill(child, signal.SIGKILL)
            _child, status = os.waitpid(child, 0)
            return {"seconds": spent, "status": os.waitstatus_to_exitcode(status)}
        time.sleep(STEP)


def main() -> None:
    import django

    django.setup()
    from django.urls import resolve

    resolve("/admin/")  # loads what the first request would load
    for line in sys.stdin:
        job = json.loads(line)
        kill_after = job.pop("kill_after", None)
        child = os.fork()
        if not child:
            _do(job)
        print(json.dumps(_watch(child, kill_after)), flush=True)


if __name__ == "__main__":
    main()
