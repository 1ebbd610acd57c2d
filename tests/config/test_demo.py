"""Tests that the demonstration names the address where its server answers, also in letters it wrote before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from wagtail.models import Site

from config.demo.site import answer_at
from config.management.commands import demo
from tests import factories
from tests.factories import House


@pytest.mark.django_db
def test_letters_follow_the_server_to_another_port(house: House, tmp_path: Path) -> None:
    page = factories.published(house)
    answer_at(8000, letters=tmp_path)
    letter = tmp_path / "20301125-152403.log"
    letter.write_text("Caffè: http://127.0.0.1:8000/admin/ (http://127.0.0.1:80001/ and http://example.org:8000/)\n")
    answer_at(8055, letters=tmp_path)
    assert letter.read_text() == (
        "Caffè: http://127.0.0.1:8055/admin/ (http://127.0.0.1:80001/ and http://example.org:8000/)\n"
    )
    assert Site.objects.get(is_default_site=True).root_url == "http://127.0.0.1:8055"
    assert factories.reloaded(page).full_url.startswith("http://127.0.0.1:8055/")


@pytest.mark.django_db
def test_without_letters_the_address_is_set_all_the_same(house: House, tmp_path: Path) -> None:
    for folder in (None, tmp_path / "none"):
        answer_at(8066, letters=folder)
    assert Site.objects.get(is_default_site=True).port == 8066


def test_a_process_that_goes_on_is_ended_and_one_that_ends_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "SECONDS_TO_FINISH", 0.2)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE) as going_on:
        assert going_on.stdout
        going_on.stdout.readline()
        going_on.terminate()
        demo._end(going_on)
        assert going_on.returncode == -9
    with subprocess.Popen([sys.executable, "-c", ""]) as ending:
        monkeypatch.setattr(demo, "SECONDS_TO_FINISH", 30)
        demo._end(ending)
        assert ending.returncode == 0
