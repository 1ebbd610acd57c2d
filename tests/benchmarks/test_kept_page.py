"""Measures a kept page against a hello-world application on the same server, in one run."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 7
SECONDS_A_ROUND = 1.5
HELLO = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]
"""


def a_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(application: str, environment: dict[str, str], folder: Path) -> Iterator[http.client.HTTPConnection]:
    """An application behind one worker, and a connection that stays open."""
    port = a_free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "--worker-class", "gthread", "--threads", "2", "--keep-alive", "30", "--log-level", "warning"],
        cwd=folder,
        env=environment,
    )
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        for _attempt in range(150):
            try:
                connection.connect()
                break
            except OSError:
                time.sleep(0.2)
        yield connection
    finally:
        connection.close()
        process.terminate()
        process.wait(timeout=20)


def requests_a_second(connection: http.client.HTTPConnection, path: str) -> float:
    done, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < SECONDS_A_ROUND:
        connection.request("GET", path, headers={"X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, f"{path} answered {answer.status}"
        done += 1
    return done / (time.perf_counter() - begun)


@pytest.mark.long
def test_a_kept_page_comes_at_least_half_as_fast_as_hello_world(tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text(HELLO)
    environment = {
        **{
            name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "DATABASE_", "REDIS_"))
        },
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "STATIC_ROOT": str(tmp_path / "static"),
        "CACHE_DIR": str(tmp_path / "cache"),
        "MAIL_DIR": str(tmp_path / "mail"),
        "SECRET_KEY": "a-key-for-one-benchmark-of-fifty-characters-0123456789",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "https://127.0.0.1",
        "EMAIL_URL": "smtp://localhost:25",
        "BEHIND_PROXY": "true",
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "demo", "--no-serve", "--settings=config.settings.dev"], env=environment, check=True)
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings.production"
    subprocess.run([*manage, "collectstatic", "--no-input", "--verbosity=0"], env=environment, check=True)
    path = "/commentaries/who-mends-the-seabed/"
    ratios, ours = [], []
    with (
        served("hello:application", environment, tmp_path) as hello,
        served("config.wsgi:application", environment, ROOT) as site,
    ):
        for each, where in ((hello, "/"), (site, path)):
            requests_a_second(each, where)
        for _round in range(ROUNDS):
            anchor = requests_a_second(hello, "/")
            ours.append(requests_a_second(site, path))
            ratios.append(ours[-1] / anchor)
    print(f"\nkept page: {median(ours):.0f} a second, {median(ratios):.2f} of hello-world")
    assert median(ratios) >= 0.5
