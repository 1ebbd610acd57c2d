"""Turns many editions into their PDFs, on all processors: those that are missing, or all of them beside what is out."""

from __future__ import annotations

import logging
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.util import Finalize
from pathlib import Path

from django.db import connections
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from commentaries import printing
from commentaries.models import CommentaryPage, Edition, Issue, PrintVersion, Series
from commentaries.pdf import press
from commentaries.pdf.misfits import refusal
from commentaries.pdf.orders import CannotPrint
from commentaries.pdf.typesetting import typeset

logger = logging.getLogger(__name__)

AT_A_TIME = 8
"""Editions that one process takes before it asks for more."""


class RunBroken(Exception):
    """The system ended one of the processes, usually for want of memory; what is stored by then stays."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one edition: the name of its file, or a sentence that says why there is none."""

    name: str
    fault: str = ""


def editions_in_print(series: Iterable[Series], *, year: int | None = None, number: str = "") -> QuerySet[Edition]:
    """The edition that readers see of every public text that is held here, oldest first.

    ``number`` is one as addresses write it, ``25-61``; its translations share it.
    """
    texts = CommentaryPage.objects.filter(live=True, archived=False, series__in=series, issue__state=Issue.State.PUBLIC)
    if year is not None:
        texts = texts.filter(issue__year=year)
    if number:
        texts = texts.filter(issue__address=number)
    newest = Edition.objects.filter(page=OuterRef("pk")).order_by("-pk")
    shown = texts.annotate(edition=Subquery(newest.values("pk")[:1])).values("edition")
    return Edition.objects.filter(pk__in=shown).order_by("issue__placed_at", "pk")


def missing(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Those that have not been printed."""
    return editions.filter(~Exists(PrintVersion.objects.filter(edition=OuterRef("pk"))))


def print_missing(keys: list[int], *, processes: int | None = None) -> Iterator[Outcome]:
    """Prints editions as their follow-up would; each that is printed already stays as it is."""
    return _spread(_print, keys, processes)


def print_anew(keys: list[int], *, reason: str, processes: int | None = None) -> Iterator[Outcome]:
    """Prints editions once more for a stated reason; those before keep their addresses."""
    return _spread(partial(_print_anew, reason), keys, processes)


def print_beside(keys: list[int], folder: Path, *, processes: int | None = None) -> Iterator[Outcome]:
    """Writes what the present layout makes of editions into a folder; nothing that is out is touched."""
    folder.mkdir(parents=True, exist_ok=True)
    return _spread(partial(_print_beside, folder), keys, processes)


def _print(key: int) -> Outcome:
    edition = _edition(key)
    name = printing.file_name(edition.issue, edition.language)
    return _outcome(name, lambda: printing.print_of(edition))


def _print_anew(reason: str, key: int) -> Outcome:
    edition = _edition(key)
    name = printing.file_name(edition.issue, edition.language)
    return _outcome(name, lambda: printing.print_anew(edition, reason=reason))


def _print_beside(folder: Path, key: int) -> Outcome:
    edition = _edition(key)
    name = printing.file_name(edition.issue, edition.language)

    def write() -> None:
        made = typeset(printing.document_for(edition), template=printing.template_of(edition.issue.series))
        (folder / name).write_bytes(made.pdf)

    return _outcome(name, write)


def _outcome(name: str, work: Callable[[], object]) -> Outcome:
    try:
        work()
    except CannotPrint as failure:
        return Outcome(name, refusal(failure))
    except Exception as error:  # a picture that is lost, a full disk: one text must not keep all others from print
        logger.exception("%s could not be made", name)
        return Outcome(name, f"{type(error).__name__}: {error}")
    return Outcome(name)


def _edition(key: int) -> Edition:
    return Edition.objects.select_related("issue__series", "version__page").get(pk=key)


def _spread(work: Callable[[int], Outcome], keys: list[int], processes: int | None) -> Iterator[Outcome]:
    """Does the work in this process for one, by default in one more than there are processors: one always waits for
    the disk or the database.

    Raises:
        RunBroken: a process was ended from outside.
    """
    processes = min(processes or (os.cpu_count() or 1) + 1, len(keys))
    if processes <= 1:
        yield from map(work, keys)
        return
    connections.close_all()  # no two processes speak on one line
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=fork, initializer=_begin) as pool:
        try:
            yield from pool.map(work, keys, chunksize=AT_A_TIME)
        except BrokenProcessPool as broken:
            raise RunBroken from broken


def _begin() -> None:
    """A process of a pool speaks on no line that it inherited, also where the one that made it runs an event loop and
    so closed others than these. It ends without ``atexit``, by which its own worker would be ended.
    """
    for alias in connections:
        with suppress(AttributeError):  # there is none
            del connections[alias]
    Finalize(None, press.close, exitpriority=10)
