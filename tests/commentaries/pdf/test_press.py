"""Tests the press: its templates, its limits, who waits for whom, and what is left when something goes wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from commentaries.pdf import press
from commentaries.pdf.orders import HOUSE, CannotPrint, Exhausted, NotNow, Patience, Template, WrongTemplate
from commentaries.pdf.preparing import prepared
from commentaries.pdf.typesetting import draw, typeset
from tests.commentaries.pdf.extracting import text_of
from tests.commentaries.pdf.samples import paragraph, running_text, sample, table, words


def test_what_takes_too_long_is_ended_and_the_next_text_is_set() -> None:
    typeset(sample())
    with pytest.raises(Exhausted) as refused:
        typeset(sample(running_text(4000)), patience=Patience(setting=0.02))
    assert refused.value.kind == "slow"
    assert typeset(sample()).pages


@contextmanager
def another_thread_at(at_work: press.Press) -> Iterator[None]:
    has_it, may_go = threading.Event(), threading.Event()

    def work() -> None:
        with at_work.turn(-1):
            has_it.set()
            may_go.wait(30)

    thread = threading.Thread(target=work)
    thread.start()
    assert has_it.wait(5)
    try:
        yield
    finally:
        may_go.set()
        thread.join()


def test_whoever_does_not_wait_for_the_text_before_is_told_so_and_blames_no_block() -> None:
    typeset(sample())
    at_work = press._presses[HOUSE]
    with another_thread_at(at_work):
        started = time.monotonic()
        with pytest.raises(NotNow) as refused:
            draw(sample(), patience=Patience(waiting=0.8))
        assert (refused.value.kind, refused.value.at) == ("busy", 0)
        assert 0.8 <= time.monotonic() - started < 1.5  # once, and not again for each block
    assert draw(sample(), patience=Patience(waiting=0.8)).pictures


def test_what_needs_too_much_memory_is_ended_and_named_by_its_block(monkeypatch: pytest.MonkeyPatch) -> None:
    press.close()
    monkeypatch.setattr(press, "MEGABYTES", 150)
    long_list = paragraph("<ul>" + "<li>An item of a list</li>" * 2_500 + "</ul>")
    with pytest.raises(Exhausted) as refused:
        typeset(sample([paragraph(words(60)), long_list, paragraph(words(60))]))
    assert (refused.value.kind, refused.value.at) == ("memory", 2)
    monkeypatch.undo()
    press.close()
    assert typeset(sample()).pages


def test_a_template_of_an_institute_replaces_single_files(tmp_path: Path) -> None:
    source = (HOUSE.folders[0] / "back.typ").read_text()
    (tmp_path / "back.typ").write_text(source.replace("data.words.cite", '"As a citation"'))
    assert "As a citation" in text_of(typeset(sample(), template=HOUSE.overlaid(tmp_path)).pdf)


def test_a_changed_template_is_taken_up(tmp_path: Path) -> None:
    source = (HOUSE.folders[0] / "back.typ").read_text()
    for number, said in enumerate(("First wording", "Second wording")):
        (tmp_path / "back.typ").write_text(source.replace("data.words.cite", f'"{said}"'))
        os.utime(tmp_path / "back.typ", ns=(number, number))
        assert said in text_of(typeset(sample(), template=HOUSE.overlaid(tmp_path)).pdf)


@pytest.mark.parametrize("path", ["/../../../../../../etc/hostname", "../../../../etc/hostname", "/etc/hostname"])
def test_a_template_reads_no_file_outside_its_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "pull-quote.typ").write_text(f'#read("{path}")')
    with pytest.raises(CannotPrint):
        typeset(sample([{"kind": "pull_quote", "text": "Words."}]), template=HOUSE.overlaid(tmp_path))


def test_a_template_brings_pictures_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "pull-quote.typ").write_text('#set page(width: auto, height: auto)\n#image("ornament.svg")')
    quoted = sample([{"kind": "pull_quote", "text": "Words."}])
    with pytest.raises(CannotPrint, match=r"ornament\.svg"):
        draw(quoted, template=HOUSE.overlaid(tmp_path))
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    (tmp_path / "ornament.svg").write_text(drawing)
    assert draw(quoted, template=HOUSE.overlaid(tmp_path)).pictures


def test_a_font_that_is_added_is_taken_up(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    template, greek = Template(fonts=(tmp_path / "fonts",)), sample(title="Ωμέγα")
    shutil.copy(HOUSE.fonts[0] / "Amiri-Regular.ttf", tmp_path / "fonts")
    assert {misfit.part for misfit in draw(greek, ppi=20, template=template).misfits} >= {"title"}
    for font in HOUSE.fonts[0].glob("*.ttf"):
        shutil.copy(font, tmp_path / "fonts")
    assert draw(greek, ppi=20, template=template).misfits == ()


def test_who_waits_at_a_press_does_not_stop_who_is_at_it_from_asking_for_the_next(tmp_path: Path) -> None:
    (tmp_path / "note.typ").write_text("// one")
    template = HOUSE.overlaid(tmp_path)
    first = press.press_for(template)
    with another_thread_at(first):
        (tmp_path / "note.typ").write_text("// two")
        os.utime(tmp_path / "note.typ", ns=(1, 1))
        waiting = threading.Thread(target=press.press_for, args=(template,))
        waiting.start()
        time.sleep(0.1)
        assert press.press_for(template) is not first
    waiting.join(5)
    assert not waiting.is_alive()


def test_a_worker_that_nobody_is_left_to_end_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    press.close()
    monkeypatch.setattr(press, "PROCESSOR_SECONDS", 1)
    process = press.press_for(HOUSE)._running()
    assert process.stdin is not None
    slow = {**table(12), "rows": [[f"{word} {row}" for word in words(14).split()[:12]] for row in range(3000)]}
    document = sample([slow])
    job = {"data": prepared(document.data, HOUSE, []), "kind": "pdf", "ppi": 0, "covers": [], "files": []}
    process.stdin.write(json.dumps(job).encode() + b"\n")
    process.stdin.flush()
    assert process.wait(timeout=30) == -signal.SIGXCPU
    press.close()


def test_a_fault_of_the_press_is_not_that_of_the_text() -> None:
    typeset(sample())
    folder = Path(press._presses[HOUSE].folder)
    while (folder / "data.json").exists():  # the worker clears up after it has answered
        time.sleep(0.01)
    (folder / "data.json").mkdir()  # as if nothing could be written
    with pytest.raises(NotNow, match="IsADirectoryError") as refused:
        typeset(sample())
    assert (refused.value.kind, refused.value.at) == ("press", 0)
    assert typeset(sample()).pages


def test_a_template_that_asks_for_a_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pull-quote.typ").write_text('#import "@preview/cetz:0.4.0"')
    with pytest.raises(WrongTemplate, match=r"pull-quote\.typ"):
        typeset(sample(), template=HOUSE.overlaid(tmp_path))


def test_whatever_goes_wrong_no_text_is_answered_with_the_pages_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    secret, own = sample(title="A secret draft"), sample(title="A public letter")
    typeset(own)
    whole = press._Pipe.line

    def out_of_memory(pipe: press._Pipe) -> bytes:
        monkeypatch.setattr(press._Pipe, "line", whole)
        raise MemoryError

    monkeypatch.setattr(press._Pipe, "line", out_of_memory)
    with pytest.raises(MemoryError):
        typeset(secret)
    assert "A secret draft" not in text_of(typeset(own).pdf)


def test_a_worker_that_has_just_gone_home_is_replaced() -> None:
    typeset(sample())
    at_work = press._presses[HOUSE]
    assert at_work.process is not None
    at_work.process.kill()
    at_work.process.wait()
    at_work.process.returncode = None  # not noticed yet
    assert typeset(sample()).pages


def test_nothing_of_a_text_is_left_on_the_disk() -> None:
    typeset(sample())
    folder = Path(press._presses[HOUSE].folder)
    assert folder.exists()
    press.close()
    assert not folder.exists()
