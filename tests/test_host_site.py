"""Runs the line in a plain Wagtail project that adds the two apps, under that project's own settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_line_runs_in_a_host_site() -> None:
    command = [sys.executable, "-m", "pytest", "tests/host_site/check_the_line.py", "-q", "-o", "addopts=",
               "--ds=tests.host_site.settings", "-p", "no:randomly", "-p", "no:cacheprovider"]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "4 passed" in done.stdout
