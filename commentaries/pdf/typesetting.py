"""Turns a document of plain data and a template into the bytes of a PDF, or into pictures of its pages.

Neither Django nor a database is needed. The pages are made by ``worker.py`` in a process of its own, which
stays warm between documents, has limits of time and memory, and is replaced when it breaks one.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from commentaries.pdf.breaking import breakable
from commentaries.pdf.glyphs import coverage, name_of, printable
from commentaries.pdf.inlines import walk
from commentaries.pdf.metadata import with_bibliography

HERE = Path(__file__).parent
SECONDS = 20.0
"""How long one document may take; an ordinary one takes a tenth of a second."""
SECONDS_TO_BLAME = 4.0
"""How long one block may take when it is sought which of them was too much."""
MEGABYTES = 1536
"""Address space of the worker. An ordinary document needs a tenth."""
IDLE_SECONDS = 300
JOBS = 500
"""Documents after which a worker gives its memory back by making room for another."""
KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")
"""What the worker may know of the environment; it needs no secret and no network."""
LONGEST_TEXT = 1_500_000
LONGEST_BLOCK = 200_000
"""Characters of a text and of one of its blocks, marks included; a book has fewer."""
LONGEST_WORD = 2_000
LEAST_OVERFULL = 18
"""Characters that might be wider than a column, if they are the widest and in a heading."""
_LINE_MAY_END = re.compile(r"[ \t\r\n\u200b\u00ad\u2010\u2013\u2014/-]+")


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something that does not fit or cannot be printed as it is.

    ``kind`` is one of "missing character", "unreadable picture", "wide table", "long heading", "overfull line"
    and "warning"; ``at`` is the place of its block in the body, counted from 1, and 0 for what stands elsewhere.
    ``misfits`` says each in a sentence.
    """

    kind: str
    detail: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A text as plain data, with the files of its pictures by name. ``documents.document_of`` makes it."""

    data: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)
    misfits: tuple[Misfit, ...] = ()


@dataclass(frozen=True, slots=True)
class Print:
    """A made PDF, and the pictures of its first page that were asked for."""

    pdf: bytes
    pages: int
    misfits: tuple[Misfit, ...] = ()
    covers: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """The pages as pictures."""

    pictures: tuple[bytes, ...]
    misfits: tuple[Misfit, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """Folders of templates and of fonts; a file of a later folder replaces its namesake of an earlier one."""

    folders: tuple[Path, ...] = (HERE / "templates" / "house",)
    fonts: tuple[Path, ...] = (HERE / "fonts",)

    def overlaid(self, folder: Path) -> Template:
        """This template with an institute's own files; its fonts lie in ``fonts`` below them."""
        fonts = (*self.fonts, folder / "fonts") if (folder / "fonts").is_dir() else self.fonts
        return Template((*self.folders, folder), fonts)


HOUSE = Template()


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds a document may take, and how many it waits for those before it; -1 is as long as it takes."""

    setting: float = SECONDS
    waiting: float = -1


PATIENT = Patience()


class CannotPrint(Exception):
    """A document that cannot be set; ``at`` is the place of the block to blame, 0 if it is none of them."""

    def __init__(self, reason: str, *, at: int = 0) -> None:
        self.reason = reason
        self.at = at
        super().__init__(f"Block {at}: {reason}" if at else reason)


class TooMuch(CannotPrint):
    """It is too long, or took too much time or memory."""


class PressIsBusy(CannotPrint):
    """Others were still being set when its patience ended."""


class WrongTemplate(CannotPrint):
    """The template refers to something outside its own folder."""


def typeset(
    document: Document, *, template: Template = HOUSE, patience: Patience = PATIENT, covers: tuple[float, ...] = ()
) -> Print:
    """The document as a tagged PDF, the same bytes for the same document and template.

    ``covers`` asks for PNGs of the first page as well, each of so many pixels an inch.

    Raises:
        CannotPrint: naming the block.
    """
    wanted = {"kind": "pdf", "ppi": 0, "covers": list(covers)}
    [pdf, *drawn], pages, misfits = _made(document, wanted, template, patience)
    return Print(with_bibliography(pdf, document.data), pages, misfits, tuple(drawn))


def draw(
    document: Document,
    *,
    kind: Literal["png", "svg"] = "png",
    ppi: float = 96,
    template: Template = HOUSE,
    patience: Patience = PATIENT,
) -> Proof:
    """The document's pages as pictures, the same as those of its PDF.

    Raises:
        CannotPrint: naming the block.
    """
    wanted: dict[str, Any] = {"kind": kind, "ppi": ppi, "covers": []}
    pictures, _pages, misfits = _made(document, wanted, template, patience)
    return Proof(tuple(pictures), misfits)


def _made(
    document: Document, wanted: dict[str, Any], template: Template, patience: Patience
) -> tuple[list[bytes], int, tuple[Misfit, ...]]:
    _refuse_packages(template)
    _measure(document.data)
    misfits = list(document.misfits)
    data = _prepared(document.data, template, misfits)
    press = _press_for(template)
    job = {"data": data, **wanted}
    try:
        said, files = press.print(job, document.files, patience)
    except PressIsBusy:
        raise
    except CannotPrint as failure:
        at = _to_blame(press, job, document.files, patience)
        raise type(failure)(failure.reason, at=at) from failure
    misfits += [Misfit(**each) for each in said["misfits"]]
    misfits += [Misfit("warning", message) for message in said["warnings"]]
    return list(files.values()), int(said["pages"]), tuple(misfits)


def _measure(data: dict[str, Any]) -> None:
    """Refuses what no reader would read to its end, before anything is set."""
    longest, total = (0, 0), 0
    for block in data["body"]:
        length = sum(len(words) for words in _strings(block))
        longest, total = max(longest, (length, block["at"])), total + length
        word = max((len(word) for words in _strings(block) for word in words.split()), default=0)
        if word > LONGEST_WORD:
            raise TooMuch(f"It holds a word of {word:,} characters. Please divide it.", at=block["at"])
    if longest[0] > LONGEST_BLOCK:
        raise TooMuch(f"It is {longest[0]:,} characters long. Please divide it.", at=longest[1])
    total += sum(len(words) for key, value in data.items() if key != "body" for words in _strings(value))
    if total > LONGEST_TEXT:
        raise TooMuch(f"The text is {total:,} characters long; at most {LONGEST_TEXT:,} are printed.", at=longest[1])


def _strings(value: Any) -> Iterator[str]:
    """Every string in a JSON value, however deep, without recursion."""
    open_values = [value]
    while open_values:
        match open_values.pop():
            case str() as words:
                yield words
            case list() as items:
                open_values += items
            case dict() as items:
                open_values += items.values()


def _prepared(data: dict[str, Any], template: Template, misfits: list[Misfit]) -> dict[str, Any]:
    """The document with a stand-in for each character that no font has, and long words made breakable."""
    covered = coverage(*template.fonts)

    def put(value: Any, at: int) -> Any:
        missing: dict[str, None] = {}
        put_in = printable(value, covered, lambda character: missing.setdefault(character))
        misfits.extend(Misfit("missing character", name_of(character), at) for character in missing)
        return breakable(put_in)

    body = [put(block, block["at"]) for block in data["body"]]
    _nest(body)
    for block in body:
        block["long_words"] = sorted(_long_words(block))
    return {**put({key: value for key, value in data.items() if key != "body"}, 0), "body": body}


def _nest(body: list[dict[str, Any]]) -> None:
    """Gives each heading its depth for the structure, in which no level is left out (PDF/UA-1, 7.4.2)."""
    depth = 0
    for block in body:
        if block["kind"] == "heading":
            depth = block["depth"] = min(block["level"], depth + 1)


def _long_words(block: dict[str, Any]) -> set[str]:
    """The words of a block of text that might be wider than a column; the template measures them."""
    if block["kind"] not in {"paragraph", "heading", "quotation", "exchange"}:
        return set()
    said = [block.get("text", ""), block.get("question", "")]
    walk(block.get("of", []), lambda node: said.append(node) if isinstance(node, str) else None)
    return {word for words in said for word in _LINE_MAY_END.split(words) if len(word) >= LEAST_OVERFULL}


def _refuse_packages(template: Template) -> None:
    """A template stands by itself: a package would be fetched from elsewhere while it is set."""
    for path in (path for folder in template.folders for path in folder.glob("*.typ")):
        if '"@' in path.read_text(encoding="utf-8"):
            raise WrongTemplate(f"The template {path.name} asks for a package. Please copy what it needs beside it.")


def _to_blame(press: _Press, job: dict[str, Any], files: dict[str, bytes], patience: Patience) -> int:
    """The place of the first block, from the longest on, that cannot be set by itself either; 0 if nothing can."""
    blocks = sorted(job["data"]["body"], key=lambda block: -sum(map(len, _strings(block))))
    until = time.monotonic() + 2 * patience.setting
    shorter = Patience(min(SECONDS_TO_BLAME, patience.setting), patience.waiting)

    def can_be_set(body: list[dict[str, Any]]) -> bool:
        try:
            press.print({**job, "data": {**job["data"], "body": body}, "covers": []}, files, shorter)
        except PressIsBusy:
            raise
        except CannotPrint:
            return False
        return True

    with suppress(PressIsBusy):
        if not can_be_set([]):
            return 0
        for block in blocks:
            if time.monotonic() > until:
                break
            if not can_be_set([block]):
                return int(block["at"])
    return 0


class _Press:
    """The worker of one template, started when first needed and again when it has broken a limit."""

    def __init__(self, template: Template, state: dict[Path, int]) -> None:
        self.template = template
        self.state = state
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.jobs = 0

    def print(
        self, job: dict[str, Any], files: dict[str, bytes], patience: Patience
    ) -> tuple[dict[str, Any], dict[str, bytes]]:
        """One job's answer with its files."""
        head = {**job, "files": [[name, len(content)] for name, content in files.items()]}
        message = json.dumps(head).encode() + b"\n" + b"".join(files.values())
        with self._turn(patience.waiting):
            try:
                said, answered = self._exchange(message, time.monotonic() + patience.setting)
            except TimeoutError:
                self.close()
                raise TooMuch(f"It could not be set within {patience.setting:.0f} seconds.") from None
            except OSError:
                self.close()
                raise TooMuch("It needs too much memory, or lies too deep, to be set.") from None
            self.jobs += 1
            if self.jobs >= JOBS:
                self.close()
        if "error" in said:
            raise CannotPrint(f"{said['error']}\n{said['where']}".strip())
        return said, answered

    @contextmanager
    def _turn(self, waiting: float) -> Iterator[None]:
        """The press for one job, when those before it are done."""
        if not self.lock.acquire(timeout=waiting):
            raise PressIsBusy("Other texts are being set at this moment. Please try again.")
        try:
            yield
        finally:
            self.lock.release()

    def _exchange(self, message: bytes, until: float) -> tuple[dict[str, Any], dict[str, bytes]]:
        try:
            self._send(self._running(), message, until)
        except BrokenPipeError:  # it went home for want of work
            self.close()
            self._send(self._running(), message, until)
        pipe = _Pipe(self._running(), until)
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
            limits = {
                "templates": [str(folder) for folder in self.template.folders],
                "fonts": [str(folder) for folder in self.template.fonts],
                "megabytes": MEGABYTES,
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
        self.process, self.lock = None, threading.Lock()


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


_presses: dict[Template, _Press] = {}
_presses_lock = threading.Lock()


def _press_for(template: Template) -> _Press:
    """The press of a template, another when its files have changed."""
    state = {path: path.stat().st_mtime_ns for folder in template.folders for path in folder.glob("*.typ")}
    with _presses_lock:
        press = _presses.get(template)
        if press is None or press.state != state:
            if press is not None:
                press.retire()
            press = _presses[template] = _Press(template, state)
        return press


@atexit.register
def close() -> None:
    """Ends the workers of this process."""
    for press in _presses.values():
        press.close()
    _presses.clear()


def _forget() -> None:
    for press in _presses.values():
        press.forget()
    _presses.clear()


os.register_at_fork(after_in_child=_forget)
