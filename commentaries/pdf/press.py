"""Keeps a worker for each template at hand, which sets one document after the other within limits, and replaces it.

The worker is ``worker.py``, a process of its own that stays warm between documents.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from commentaries.pdf.orders import SECONDS, CannotPrint, Exhausted, NotNow, Patience, Template, WrongTemplate

HERE = Path(__file__).parent
MEGABYTES = 1536
"""Address space of the worker. An ordinary document needs a tenth."""
PROCESSOR_SECONDS = 2 * SECONDS * (os.cpu_count() or 1)
"""What one job may take of all processors together, when nobody is left to end it at its time."""
IDLE_SECONDS = 300
JOBS = 500
"""Documents after which a worker gives its memory back by making room for another."""
KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")
"""What the worker may know of the environment; it needs no secret and no network."""


class Press:
    """The worker of one template, started when first needed and again when it has broken a limit."""

    def __init__(self, template: Template, state: dict[Path, int]) -> None:
        self.template = template
        self.state = state
        self.lock = threading.RLock()
        self.process: subprocess.Popen[bytes] | None = None
        self.folder = ""
        self.jobs = 0

    def print(
        self, job: dict[str, Any], files: dict[str, bytes], patience: Patience
    ) -> tuple[dict[str, Any], dict[str, bytes]]:
        """One job's answer with its files.

        Raises:
            Exhausted: it took too much time or memory.
            NotNow: others were still being set, or the worker failed.
            CannotPrint: the layout cannot set it.
        """
        head = {**job, "files": [[name, len(content)] for name, content in files.items()]}
        message = json.dumps(head).encode() + b"\n" + b"".join(files.values())
        with self.turn(patience.waiting):
            try:
                said, answered = self._exchange(message, time.monotonic() + patience.setting)
            except TimeoutError:
                self.close()
                raise Exhausted("slow", f"{patience.setting:.0f}") from None
            except ConnectionError:
                self.close()
                raise Exhausted("memory") from None
            except BaseException:  # whatever it is, the next job must not read the answer to this one
                self.close()
                raise
            self.jobs += 1
            if self.jobs >= JOBS or "fault" in said:
                self.close()
        if "fault" in said:
            raise NotNow("press", said["fault"])
        if "error" in said:
            raise CannotPrint("layout", f"{said['error']}\n{said['where']}".strip())
        return said, answered

    @contextmanager
    def turn(self, waiting: float) -> Iterator[None]:
        """The press for one thread, when those before it are done. Whoever has it may ask for it again.

        Raises:
            NotNow: they were not done in so many seconds.
        """
        if not self.lock.acquire(timeout=waiting):
            raise NotNow("busy")
        try:
            yield
        finally:
            self.lock.release()

    def _exchange(self, message: bytes, until: float) -> tuple[dict[str, Any], dict[str, bytes]]:
        was_there = self.process is not None
        try:
            return self._ask(message, until)
        except ConnectionError:
            if not was_there:
                raise
        self.close()  # it may have gone home for want of work just now
        return self._ask(message, until)

    def _ask(self, message: bytes, until: float) -> tuple[dict[str, Any], dict[str, bytes]]:
        process = self._running()
        self._send(process, message, until)
        pipe = _Pipe(process, until)
        said: dict[str, Any] = json.loads(pipe.line())
        return said, {name: pipe.take(length) for name, length in said.pop("files")}

    @staticmethod
    def _send(process: subprocess.Popen[bytes], message: bytes, until: float) -> None:
        assert process.stdin is not None
        view, sink = memoryview(message), process.stdin.fileno()
        while view:
            if not select.select([], [sink], [], max(0, until - time.monotonic()))[1]:
                raise TimeoutError
            view = view[os.write(sink, view[:65536]) :]

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self.close()
            self.folder = tempfile.mkdtemp(prefix="commentaries-print-")
            limits = {
                "folder": self.folder,
                "templates": [str(folder) for folder in self.template.folders],
                "fonts": [str(folder) for folder in self.template.fonts],
                "megabytes": MEGABYTES,
                "processor_seconds": PROCESSOR_SECONDS,
                "idle_seconds": IDLE_SECONDS,
            }
            self.process = subprocess.Popen(
                [sys.executable, "-I", str(HERE / "worker.py"), json.dumps(limits)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
            )
            self.jobs = 0
        return self.process

    def close(self) -> None:
        """Ends the worker, at work or not."""
        process, self.process = self.process, None
        if process is None:
            return
        process.kill()
        process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)  # it may hold words that nobody may read yet
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def retire(self) -> None:
        """Ends the worker when the job at hand is done."""
        with self.lock:
            self.close()

    def forget(self) -> None:
        """Leaves the worker to the process that started it."""
        self.process, self.lock = None, threading.RLock()


class _Pipe:
    """What a worker writes, read until a moment."""

    def __init__(self, process: subprocess.Popen[bytes], until: float) -> None:
        assert process.stdout is not None
        self.source, self.until, self.held = process.stdout.fileno(), until, bytearray()

    def line(self) -> bytes:
        while b"\n" not in self.held:
            self._more()
        return self.take(self.held.index(b"\n") + 1)

    def take(self, length: int) -> bytes:
        while len(self.held) < length:
            self._more()
        taken = bytes(self.held[:length])
        del self.held[:length]
        return taken

    def _more(self) -> None:
        if not select.select([self.source], [], [], max(0, self.until - time.monotonic()))[0]:
            raise TimeoutError
        piece = os.read(self.source, 1 << 20)
        if not piece:
            raise ConnectionError("the worker ended")
        self.held += piece


_presses: dict[Template, Press] = {}
_presses_lock = threading.Lock()


def press_for(template: Template) -> Press:
    """The press of a template, another when its files have changed.

    Raises:
        WrongTemplate: a file of it asks for a package.
    """
    state = {path: path.stat().st_mtime_ns for path in _files_of(template)}
    with _presses_lock:
        found = _presses.get(template)
        if found is not None and found.state == state:
            return found
        _refuse_packages(template)
        press = _presses[template] = Press(template, state)
    if found is not None:
        found.retire()  # not under the lock: whoever is at that press may ask for this one
    return press


def _files_of(template: Template) -> Iterator[Path]:
    return (path for folder in (*template.folders, *template.fonts) for path in folder.iterdir() if path.is_file())


def _refuse_packages(template: Template) -> None:
    """A template stands by itself: a package would be fetched from elsewhere while it is set."""
    for path in (path for path in _files_of(template) if path.suffix == ".typ"):
        if '"@' in path.read_text(encoding="utf-8"):
            raise WrongTemplate("package", path.name)


@atexit.register
def close() -> None:
    """Ends the workers of this process."""
    for press in _presses.values():
        press.close()
    _presses.clear()


def _forget() -> None:
    global _presses_lock
    _presses_lock = threading.Lock()  # a thread that is not here may have held it
    for press in _presses.values():
        press.forget()
    _presses.clear()


os.register_at_fork(after_in_child=_forget)
