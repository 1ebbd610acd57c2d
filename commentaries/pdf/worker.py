"""Turns jobs read from a pipe into pages, in a process of its own that may be limited and ended.

``press`` starts it as a script. It imports neither Django nor anything of this project, so that it
is ready in the time of one page. A job, and its answer, is a line of JSON that ends with the names and
lengths of files, then the files.
"""

from __future__ import annotations

import json
import resource
import select
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import typst

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-3a"]
"""Both at once. Typst refuses UA-1 together with A-4."""
EPOCH = 0
"""No file says when it was made: the same content gives the same bytes. Its date is that of the record."""
PITCH = 12.8
"""Points from line to line; the search for even columns goes by lines."""


TIGHTER = 0.972
"""How much smaller the text may be set, lines and all, where that brings the whole end of an issue below it."""
GAINED = 0.8
"""How much of the height that letters, lines and pages promise then is gained; whole lines and pictures keep some."""

LEAST_END = 260.0
"""Points that the whole end of an issue takes at least; where there is less, it is not measured."""
MOST_WHITE = 120.0
"""Points, some sixth of a page, that may stay white below the text where more of the end could stand there."""
BLANKS = 4
"""Empty documents that are set after each other one."""
COVER = '#set page(width: auto, height: auto, margin: 0pt)\n#image("issue.pdf", page: 1, alt: "")\n'
"""Draws the first page from the finished PDF: of a document Typst always draws every page."""
BACK = (1, 1, 1, 2, 4, 8, 16, 24)
"""So many lines fewer are kept free after each trial in which the text did not end on its page."""
FEW_LINES = 4
"""So few lines in each column do not begin a page, if the text can be set closer."""


@dataclass(slots=True)
class End:
    """Where the text ends, in points, and how high its columns may be, as the template says."""

    page: int
    column: int
    depth: float
    full: float

    def spare(self, reserve: float) -> float:
        """The height that is left in the columns of the last page beside what is kept free there."""
        column = self.full - reserve
        return column - self.depth + (column if self.column == 1 else 0)

    @property
    def even(self) -> float:
        """The height of the last page's columns if they ended on one line."""
        return (self.depth + (self.full if self.column == 2 else 0)) / 2


class Press:
    """One template with its fonts, in a folder of its own; documents come and go in it."""

    def __init__(self, folder: str, layers: list[str], fonts: list[str]) -> None:
        self.root = Path(folder)
        for path in (path for layer in layers for path in sorted(Path(layer).iterdir()) if path.is_file()):
            shutil.copy(path, self.root / path.name)
        (self.root / "blank.typ").write_text("")
        (self.root / "cover.typ").write_text(COVER)
        self.own = {path.name for path in self.root.iterdir()}
        known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(fonts))
        nowhere = str(self.root / "no-packages")
        self.text, self.ends, self.drawing, self.cover, self.blank = (
            typst.Compiler(
                str(self.root / name),
                root=str(self.root),
                font_paths=known,
                ignore_system_fonts=True,
                package_path=nowhere,
                package_cache_path=nowhere,
            )
            for name in ("document.typ", "ends.typ", "pull-quote.typ", "cover.typ", "blank.typ")
        )

    def close(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    def put(self, data: dict[str, Any], files: dict[str, bytes]) -> None:
        """Brings a document into the folder, its pull quotes as drawings."""
        for name, content in files.items():
            (self.root / Path(name).name).write_bytes(content)
        self._write("data.json", data)
        self._write("arrangement.json", {"ending": "none", "reserve": 0, "least": 0, "fit": 1})
        quotes = [number for number, block in enumerate(data["body"]) if block["kind"] == "pull_quote"]
        for number in quotes:
            drawn = self.drawing.compile(format="svg", sys_inputs={"block": str(number)})
            data["body"][number]["file"] = name = f"pull-quote-{number}.svg"
            (self.root / name).write_bytes(_first(drawn))
        if quotes:
            self._write("data.json", data)

    def clear(self) -> None:
        """Leaves the template and nothing of the document."""
        for path in self.root.iterdir():
            if path.name not in self.own:
                path.unlink()

    def grow_older(self) -> None:
        """Lets go of what earlier documents left behind.

        Typst remembers every paragraph it has set until ten compilations have not asked for it. The last document
        stays, as whoever writes asks for it again; those before it would be some 100 MB.
        """
        for _round in range(BLANKS):
            self.blank.compile(format="svg")

    def pages(self, kind: str, ppi: float, covers: list[float]) -> tuple[list[bytes], dict[str, Any]]:
        """The document as one PDF, or as a picture of each page; and what the template has to say.

        After a PDF come pictures of its first page, of so many pixels an inch.
        """
        self._arrange()
        if kind == "pdf":
            made, warnings = self.text.compile_with_warnings(format="pdf", pdf_standards=STANDARDS, timestamp=EPOCH)
        else:
            made, warnings = self.text.compile_with_warnings(format="svg" if kind == "svg" else "png", ppi=ppi)
        said = {
            "pages": self._ask("<pages>")[0],
            "misfits": self._ask("<misfit>"),
            "warnings": [warning.message for warning in warnings],
        }
        pages = [bytes(page) for page in made] if isinstance(made, list) else [bytes(made or b"")]
        if covers:
            (self.root / "issue.pdf").write_bytes(pages[0])
        return pages + [_first(self.cover.compile(format="png", ppi=cover)) for cover in covers], said

    def _arrange(self) -> None:
        """Decides what follows the text on its last page, and how high its columns are there, so that they are even.

        Typst fills column after column. So a block is kept free at the foot of the last page, and the
        highest one that still lets the text end there leaves its columns as even as they can be.
        """
        end, fit = self._try(0, 1), 1.0
        if end.page > 1 and end.even < FEW_LINES * PITCH:
            closer = self._try(0, TIGHTER)
            if closer.page < end.page:
                end, fit = closer, TIGHTER
        if end.even < end.full - LEAST_END:
            [(whole, needed)] = self._needs("whole").items()
            if self._keep(whole, needed, end, fit):
                return
            gain = GAINED * (1 - TIGHTER**2) * (end.page - 0.6) * end.full
            is_near = fit == 1 and needed < end.full - end.even + gain
            if is_near and self._keep(whole, needed, self._try(0, TIGHTER), TIGHTER):
                return
        for ending, least in self._partings(end):
            if self._keep(ending, least, end, fit):
                return
            if ending == "signed" and fit == 1 and self._keep(ending, least, self._try(0, TIGHTER), TIGHTER):
                return
        self._settle("apart", 0, 0, fit)

    def _partings(self, end: End) -> Iterator[tuple[str, float]]:
        """Ways to end whose rest goes to a page of its own, the fullest first, each with the height that it needs."""
        parted = self._needs("parted")["parted"]
        if end.full - end.even - parted > MOST_WHITE:
            yield from self._needs("signed").items()
        yield "parted", parted
        yield "apart", 0

    def _needs(self, ask: str) -> dict[str, float]:
        """The height that a way of ending needs at least."""
        self._write("arrangement.json", {"ending": "none", "reserve": 0, "least": 0, "fit": 1, "ask": ask})
        needs: dict[str, float] = self._ask("<needs>", self.ends)[0]
        return needs

    def _keep(self, ending: str, least: float, end: End, fit: float) -> bool:
        """Keeps as much free as lets the text end on its page; no if that is less than what is to stand there."""
        pitch = PITCH * fit
        guess = end.full - end.even
        if least > guess + pitch:
            return False
        guess = max(least, guess)
        fits, fails = -1.0, end.full
        for back in BACK:
            found = self._try(guess, fit)
            if found.page <= end.page:
                fits = guess
                step = found.spare(guess) / 2
                if step < pitch:
                    break  # as even as lines allow
                guess = min(guess + step // pitch * pitch, fails - pitch)
            else:
                fails = guess
                if guess <= least:
                    return False
                step = found.even if found.page == end.page + 1 else end.full
                guess = max(guess - max(back, -(-step // pitch)) * pitch, fits + pitch if fits >= 0 else least)
            if fits >= 0 and fails - fits <= pitch * 1.01:
                break
        if fits < 0:
            return False
        self._settle(ending, fits, least, fit)
        return True

    def _try(self, reserve: float, fit: float) -> End:
        """Where the text ends with so much kept free at the foot of its last page."""
        self._settle("none", reserve, 0, fit)
        return End(**self._ask("<end-of-text>")[0])

    def _settle(self, ending: str, reserve: float, least: float, fit: float) -> None:
        arrangement = {"ending": ending, "reserve": round(reserve, 2), "least": round(least, 2), "fit": fit}
        self._write("arrangement.json", arrangement)

    def _ask(self, label: str, compiler: typst.Compiler | None = None) -> list[Any]:
        compiler = compiler or self.text
        try:
            found: list[Any] = json.loads(compiler.query(label, field="value"))
        except RuntimeError:
            compiler.compile(format="svg")  # says where it goes wrong, which a query does not
            raise
        return found

    def _write(self, name: str, value: Any) -> None:
        (self.root / name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _first(made: bytes | list[bytes] | None) -> bytes:
    pages = made if isinstance(made, list) else [made or b""]
    return bytes(pages[0])


def receive(stream: BinaryIO) -> tuple[dict[str, Any], dict[str, bytes]] | None:
    """One job or answer with its files; nothing at the end of the stream."""
    head = stream.readline()
    if not head:
        return None
    said: dict[str, Any] = json.loads(head)
    return said, {name: stream.read(length) for name, length in said.pop("files")}


def send(stream: BinaryIO, said: dict[str, Any], files: dict[str, bytes]) -> None:
    head = {**said, "files": [[name, len(content)] for name, content in files.items()]}
    stream.write(json.dumps(head).encode() + b"\n" + b"".join(files.values()))
    stream.flush()


def main() -> None:
    """Does one job after another until the pipe ends or nobody has asked for a while."""
    limits = json.loads(sys.argv[1])
    most = limits["megabytes"] * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    press = Press(limits["folder"], limits["templates"], limits["fonts"])
    jobs, answers = sys.stdin.buffer, sys.stdout.buffer
    try:
        while select.select([jobs], [], [], limits["idle_seconds"])[0]:
            job = receive(jobs)
            if job is None:
                return
            grant(limits["processor_seconds"])
            answer(press, *job, answers)
    finally:
        press.close()


def grant(seconds: float) -> None:
    """Lets the processors work so long on the next job, in a process that nobody may be left to end."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = used.ru_utime + used.ru_stime + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (int(until) + 1, resource.RLIM_INFINITY))


def answer(press: Press, job: dict[str, Any], files: dict[str, bytes], answers: BinaryIO) -> None:
    try:
        press.put(job["data"], files)
        pages, said = press.pages(job["kind"], job["ppi"], job["covers"])
    except RuntimeError as error:  # typst.TypstError, or what ``query`` raises in its place
        send(answers, {"error": str(getattr(error, "message", error)), "where": getattr(error, "diagnostic", "")}, {})
    except MemoryError:
        raise  # as when Typst finds none: the process ends
    except Exception as error:  # a full disk, or a fault of ours: said to whoever asked, as nobody reads this process
        send(answers, {"fault": f"{type(error).__name__}: {error}"}, {})
    else:
        send(answers, said, {str(number): page for number, page in enumerate(pages)})
    finally:
        press.clear()
        press.grow_older()


if __name__ == "__main__":
    main()
