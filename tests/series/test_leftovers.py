"""Tests that a file which a killed process left behind is found, but none of a print or of one in the making."""

from __future__ import annotations

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commentaries import printing
from commentaries.models import Edition, PrintVersion
from series.leftovers import IN_THE_MAKING, leftover_prints
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def left_behind(tmp_path: Path, name: str, *, age: timedelta) -> str:
    """A file as a print is stored, without its row."""
    storage = PrintVersion._meta.get_field("file").storage
    stored: str = storage.save(f"prints/{name}", ContentFile(b"%PDF-"))
    moment = (timezone.now() - age).timestamp()
    os.utime(tmp_path / stored, (moment, moment))
    return stored


def test_where_nothing_was_printed_nothing_was_left() -> None:
    assert list(leftover_prints()) == []


def test_what_no_print_names_is_left_over_once_it_is_old(house: House, tmp_path: Path) -> None:
    made = printing.print_of(Edition.objects.get(page=factories.published(house)))
    for file in (made.file, made.cover_small, made.cover_large):
        os.utime(file.path, (0, 0))
    left_behind(tmp_path, "0000-letters-25-1.pdf", age=IN_THE_MAKING / 2)
    old = left_behind(tmp_path, "0000-letters-25-2.pdf", age=IN_THE_MAKING * 2)
    assert [str(each) for each in leftover_prints()] == [
        f"The file {old} belongs to no print: a process that was interrupted left it behind. Delete it."
    ]
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("audit_series", stdout=out)
    assert old in out.getvalue()
    (tmp_path / old).unlink()
    call_command("audit_series", stdout=StringIO())


def test_a_process_that_ends_before_it_writes_the_row_leaves_files_that_are_found(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = Edition.objects.get(page=factories.published(house))

    def pulled_plug(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(PrintVersion, "save", pulled_plug)
        with pytest.raises(KeyboardInterrupt):
            printing.print_of(edition)
    for file in (tmp_path / "prints").iterdir():
        os.utime(file, (0, 0))
    assert len(list(leftover_prints())) == 3
    printing.print_of(edition)
    assert len(list(leftover_prints())) == 3


def test_a_hundred_files_cost_one_query(house: House, tmp_path: Path) -> None:
    for number in range(100):
        left_behind(tmp_path, f"{number:04}-letters-25-1.pdf", age=IN_THE_MAKING * 2)
    with CaptureQueriesContext(connection) as asked:
        assert len(list(leftover_prints())) == 100
    assert len(asked) == 1
