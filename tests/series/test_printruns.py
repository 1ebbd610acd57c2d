"""Tests that many editions are printed at once: what is missing, once; or all beside what is out."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.text import slugify

from commentaries import printing, withholding
from commentaries.models import Edition, PrintVersion, Series
from commentaries.pdf.orders import CannotPrint, Document, Print
from series import printruns
from tests import factories
from tests.factories import House


def run(*options: str) -> str:
    out = StringIO()
    call_command("render_pdfs", "--processes=1", *options, stdout=out, stderr=out)
    return out.getvalue()


def test_what_is_missing_is_made_once(house: House) -> None:
    first = factories.published(house)
    factories.published(house, title="The second letter")
    factories.submitted(house, title="A draft")
    factories.entered(house)
    printing.print_of(Edition.objects.get(page=first))
    assert "Made 1 of 1 missing PDFs; 1 were there already." in run()
    assert PrintVersion.objects.count() == 2
    assert "Made 0 of 0 missing PDFs; 2 were there already." in run()


def test_a_year_and_a_series_can_be_chosen(house: House) -> None:
    text = factories.published(house)
    year, other = text.issue.year, text.issue.year - 1
    assert "0 of 0" in run(f"--year={other}")
    assert "1 of 1" in run(f"--year={year}", f"--series={house.series.title}")
    with pytest.raises(CommandError, match="There is no series “Nothing”"):
        run("--series=Nothing")


def test_what_is_held_is_not_made(house: House) -> None:
    text = factories.published(house)
    withholding.hold(text, house.editor, reason="A name in it is wrong.")
    assert "Made 0 of 0" in run()


def test_one_text_is_printed_anew_for_a_reason(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    text, other = factories.published(house), factories.published(house, title="Another letter")
    first = printing.print_of(Edition.objects.get(page=text))
    number = f"--number={text.issue.address}"
    with pytest.raises(CommandError, match="--number"):
        run("--because=A broken font.")
    with pytest.raises(CommandError, match="No public text has the number 99-99"):
        run("--number=99-99", "--because=A broken font.")
    whole = printing.typeset

    def otherwise(document: Document, **kwargs: Any) -> Print:
        made = whole(document, **kwargs)
        return replace(made, pdf=made.pdf + b"\n")

    monkeypatch.setattr(printing, "typeset", otherwise)
    assert "Printed 1 of 1 anew." in run(number, "--because=A broken font.")
    before, after = PrintVersion.objects.order_by("pk")
    assert (before, after.reason, after.edition.page) == (first, "A broken font.", text)
    assert not PrintVersion.objects.filter(edition__page=other).exists()


def test_a_run_of_which_the_system_ends_a_process_says_what_to_do(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.published(house)

    def broken(*args: Any, **kwargs: Any) -> Any:
        yield from ()
        raise printruns.RunBroken

    monkeypatch.setattr(printruns, "_spread", broken)
    with pytest.raises(CommandError, match="fewer --processes"):
        run()


def test_all_can_be_rendered_beside_what_is_out(house: House, tmp_path: Path) -> None:
    text = factories.published(house)
    made = printing.print_of(Edition.objects.get(page=text))
    Series.objects.update(accent="#7a1f1f")
    folder = tmp_path / "beside"
    assert f"Wrote 1 of 1 PDFs to {folder}." in run(f"--beside={folder}")
    [written] = folder.iterdir()
    assert written.name == f"{slugify(house.series.title)}-{text.issue.address}.pdf"
    assert written.read_bytes().startswith(b"%PDF")
    assert list(PrintVersion.objects.all()) == [made]


def test_what_cannot_be_set_is_named_and_stops_no_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.published(house, title="A text that breaks")
    factories.published(house, title="A text that does not")
    whole = printing.typeset

    def typeset(document: Document, **kwargs: Any) -> Print:
        if document.data["title"] == "A text that breaks":
            raise CannotPrint("long word", "2001", at=3)
        return whole(document, **kwargs)

    monkeypatch.setattr(printing, "typeset", typeset)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("render_pdfs", "--processes=1", stdout=out, stderr=out)
    assert ended.value.code == 1
    assert "Made 1 of 2 missing PDFs" in out.getvalue()
    assert "-01.pdf: In block 3: this holds a word of 2,001 characters. Divide it." in out.getvalue()


def _die(key: int) -> printruns.Outcome:
    os.kill(os.getpid(), signal.SIGKILL)
    return printruns.Outcome("never")


@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_ended_from_outside_is_noticed(house: House) -> None:
    with pytest.raises(printruns.RunBroken):
        list(printruns._spread(_die, [1, 2], 2))


@pytest.mark.django_db(transaction=True)
def test_several_processes_print_side_by_side(house: House) -> None:
    for number in range(3):
        factories.published(house, title=f"Letter {number}")
    keys = list(printruns.editions_in_print(Series.objects.all()).values_list("pk", flat=True))
    outcomes = list(printruns.print_missing(keys, processes=2))
    assert [outcome.fault for outcome in outcomes] == ["", "", ""]
    assert PrintVersion.objects.count() == 3
