"""Measures how long texts take to print, one and a thousand, what memory that needs, and what a browser takes."""

from __future__ import annotations

import gc
import json
import os
import random
import re
import statistics
import time
import tomllib
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from commentaries import versions
from commentaries.imprints import snapshot_of
from commentaries.models import CommentaryPage, Edition, Issue, Version
from commentaries.pdf import press
from commentaries.pdf.documents import document_of
from commentaries.pdf.orders import HOUSE, Document
from commentaries.pdf.typesetting import typeset
from config.demo.people import TEXTS as DEMONSTRATION
from series import printruns
from tests import factories
from tests.benchmarks.archive import affirm, fill
from tests.browser_fixtures import OpenPage
from tests.commentaries.pdf import ua
from tests.commentaries.pdf.samples import heading, paragraph, sample
from tests.factories import House

pytestmark = pytest.mark.long
TEXTS = 25
WORDS = 1500
MANY = 1000
ROUNDS = 7
TICK = os.sysconf("SC_CLK_TCK")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found += data.split()


@cache
def vocabulary() -> tuple[str, ...]:
    """The words of the English demonstration texts as often as they occur; invented ones have too many hyphens."""
    reader = _Words()
    for path in sorted(DEMONSTRATION.glob("*.toml")):
        text = tomllib.loads(path.read_text(encoding="utf-8"))
        if text.get("language", "").startswith("en"):
            for row in text["body"]:
                reader.feed(" ".join(value for value in row.values() if isinstance(value, str)))
    return tuple(reader.found)


def words_of(seed: int, count: int) -> str:
    """So many words in an order of their own."""
    return " ".join(random.Random(seed).choices(vocabulary(), k=count)).replace("&", "").replace("<", "")


def text_number(number: int) -> Document:
    """A text that shares no paragraph with another."""
    body = []
    for at in range(WORDS // 75):
        if at and at % 4 == 0:
            body.append(heading(f"Part {at // 4} of text {number}"))
        body.append(paragraph(words_of(number * 1000 + at, 75)))
    return sample(body, title=f"Text Number {number}: A Measure of Printing")


def test_a_text_of_1500_words(record_property: Callable[[str, object], None]) -> None:
    press.close()
    documents = [text_number(number) for number in range(TEXTS)]
    cold, _cpu = _milliseconds(documents[0])
    idle = _megabytes()
    measured = [_milliseconds(document) for document in documents[1:]]
    warm, worker = (statistics.median(each) for each in zip(*measured, strict=True))
    again, _cpu = _milliseconds(documents[-1])
    peak = _megabytes("VmHWM")
    record_property(
        "figures",
        f"print of {WORDS} words: cold {cold:.0f} ms, warm {warm:.0f} ms, of which {worker:.0f} ms of processor in the "
        f"worker (medians of {len(measured)} different texts, fastest {min(measured)[0]:.0f}), unchanged "
        f"{again:.0f} ms; memory {idle} MB after the first, {_megabytes()} MB after {TEXTS}, at most {peak} MB",
    )
    assert again < warm
    assert peak - idle <= 120


def test_a_thousand_texts(
    transactional_db: None, house: House, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    keys = _editions(house)
    typeset(text_number(0))
    alone = statistics.median(_milliseconds(text_number(number))[1] for number in range(1, 10)) / 1000
    beside = _a_second(lambda: printruns.print_beside(keys, tmp_path / "beside"))
    kept = _a_second(lambda: printruns.print_missing(keys[: MANY // 10]))
    assert len(list((tmp_path / "beside").iterdir())) == MANY
    record_property(
        "figures",
        f"{MANY} PDFs of {WORDS} words, one process more than processors: {beside[0]:.1f} a second by the clock, "
        f"{beside[1]:.1f} by the time of two processors; stored, with both pictures of the first page: {kept[0]:.1f} "
        f"and {kept[1]:.1f}",
    )
    assert 2 / beside[1] < 2 * alone, "a text of many costs less than twice what its setting costs by itself"


def _editions(house: House) -> list[int]:
    """The editions of a thousand texts, each of its own words, with all that a version and a snapshot keep."""
    fill(house.page, MANY)
    affirm(house)
    newest = Issue.objects.order_by("-placed_at")[0]
    text = CommentaryPage.objects.get(issue=newest)
    Issue.objects.update(as_printed=snapshot_of(text, newest))
    for number, page in enumerate(CommentaryPage.objects.order_by("pk")):
        page.body = [("paragraph", f"<p>{words_of(number * 1000 + at, 75)}</p>") for at in range(WORDS // 75)]
        row = page.serializable_data()
        kept = json.loads(json.dumps({name: row[name] for name in versions.KEPT_FIELDS}, cls=DjangoJSONEncoder))
        Version.objects.filter(page=page).update(content=kept)
    return list(Edition.objects.order_by("pk").values_list("pk", flat=True))


def _a_second(run: Callable[[], Any]) -> tuple[float, float]:
    """Texts a second by the clock, and by the time that processors worked on them; others may be at work besides."""
    gc.collect()
    began, worked = time.perf_counter(), _worked()
    outcomes = list(run())
    took, busy = time.perf_counter() - began, _worked() - worked
    assert [outcome.fault for outcome in outcomes if outcome.fault] == []
    return len(outcomes) / took, 2 * len(outcomes) / busy


def _worked() -> float:
    """Seconds of processor of this process and of those that it started and that have ended, and theirs."""
    return sum(os.times()[:4])


@pytest.mark.browser
def test_the_same_text_by_a_browser(
    house: House, open_page: OpenPage, record_property: Callable[[str, object], None]
) -> None:
    """A browser that is warm and shown the text's own page by a server beside it, against the warm worker."""
    body = [("paragraph", f"<p>{words_of(at, 75)}</p>") for at in range(WORDS // 75)]
    text = factories.published(house, body=body)
    document = document_of(factories.reloaded(text))
    typeset(text_number(1))
    page = open_page(text.get_url())
    ours, loaded, printed = [], [], []
    for round_number in range(ROUNDS):
        document.data["title"] = f"Round {round_number}"
        document.data["body"] = text_number(100 + round_number).data["body"]
        ours.append(_milliseconds(document)[0])
        began = time.perf_counter()
        page.reload()
        at_hand = time.perf_counter()
        theirs = page.pdf(format="A4", tagged=True)
        loaded.append(1000 * (at_hand - began))
        printed.append(1000 * (time.perf_counter() - at_hand))
    median = {"ours": statistics.median(ours), "load": statistics.median(loaded), "print": statistics.median(printed)}
    record_property(
        "figures",
        f"the same {WORDS} words: {median['ours']:.0f} ms here, by a warm Chromium {median['load']:.0f} ms to load and "
        f"{median['print']:.0f} ms to print, {(median['load'] + median['print']) / median['ours']:.1f} times as long; "
        f"of {len(ua.RULES)} rules of PDF/UA-1 its file breaks {len(ua.faults(theirs))}, ours "
        f"{len(ua.faults(typeset(document).pdf))}",
    )


def _milliseconds(document: Document) -> tuple[float, float]:
    """By the clock, and of the worker's processor alone."""
    before = _worker_seconds()
    started = time.perf_counter()
    typeset(document)
    return 1000 * (time.perf_counter() - started), 1000 * (_worker_seconds() - before)


def _worker_seconds() -> float:
    at_work = press._presses.get(HOUSE)
    if at_work is None or at_work.process is None:
        return 0.0
    fields = Path(f"/proc/{at_work.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _megabytes(name: str = "VmRSS") -> int:
    process = press._presses[HOUSE].process
    assert process is not None
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(rf"{name}:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]
