"""Finds Poppler's programs, which read the printed issue beside PDFium, or fails with a sentence that says how."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAMS = ("pdftotext", "pdfinfo")
HOW_TO_GET_IT = (
    "The printed pages are read by Poppler too, and it is not on this machine. Install it (on Debian: apt-get install "
    "poppler-utils; on macOS: brew install poppler)."
)
Poppler = Callable[..., str]


@pytest.fixture(scope="session")
def poppler(tmp_path_factory: pytest.TempPathFactory) -> Poppler:
    """Calls a program of Poppler: ``poppler("pdftotext", pdf, "-raw")`` gives what it writes."""
    if not all(map(shutil.which, PROGRAMS)) and os.geteuid() == 0 and shutil.which("apt-get"):
        fetch = "apt-get update -q && apt-get install -qy --no-install-recommends poppler-utils"
        subprocess.run(["sh", "-c", fetch], capture_output=True, check=False)
    if not all(map(shutil.which, PROGRAMS)):
        pytest.fail(HOW_TO_GET_IT)
    folder: Path = tmp_path_factory.mktemp("poppler")

    def call(program: str, pdf: bytes, *options: str) -> str:
        file = folder / "issue.pdf"
        file.write_bytes(pdf)
        output = ["-"] if program == "pdftotext" else []
        done = subprocess.run([program, *options, str(file), *output], capture_output=True, check=True, timeout=60)
        return done.stdout.decode()

    return call
