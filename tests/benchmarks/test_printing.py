"""Measures how long a text of 1,500 words takes to print, warm and cold, and what memory that needs."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from commentaries.pdf import typesetting
from commentaries.pdf.typesetting import HOUSE, Document, typeset
from tests.commentaries.pdf.samples import heading, paragraph, sample

TEXTS = 25
WORDS = 1500


def text_number(number: int) -> Document:
    """A text that shares no paragraph with another."""
    body = []
    for at in range(WORDS // 75):
        if at and at % 4 == 0:
            body.append(heading(f"Part {at // 4} of text {number}"))
        body.append(paragraph(" ".join(_word(number * 7919 + at * 104_729 + place * 31) for place in range(75))))
    return sample(body, title=f"Text Number {number}: A Measure of Printing")


def _word(seed: int) -> str:
    syllables = ("har", "bour", "ti", "de", "pi", "lot", "me", "sure", "sil", "ta", "quay", "re")
    count = 1 + seed % 4
    return "".join(syllables[(seed // 12**place) % 12] for place in range(count))


@pytest.mark.long
def test_a_text_of_1500_words(record_property: Callable[[str, object], None]) -> None:
    typesetting.close()
    cold = _milliseconds(text_number(0))
    idle = _megabytes()
    warm = [_milliseconds(text_number(number)) for number in range(1, TEXTS)]
    again = _milliseconds(text_number(TEXTS - 1))
    record_property(
        "figures",
        f"print of {WORDS} words: cold {cold:.0f} ms, warm {statistics.median(warm):.0f} ms (median of {len(warm)} "
        f"different texts, fastest {min(warm):.0f}), unchanged {again:.0f} ms; "
        f"memory {idle} MB after the first, {_megabytes()} MB after {TEXTS}",
    )
    assert again < statistics.median(warm)


def _milliseconds(document: Document) -> float:
    started = time.perf_counter()
    typeset(document)
    return 1000 * (time.perf_counter() - started)


def _megabytes() -> int:
    process = typesetting._presses[HOUSE].process
    assert process is not None
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]
