"""Tries the doors of the command line: both schedulers, fixtures, and Wagtail's commands on pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageLogEntry
from wagtail.signals import page_unpublished

from commentaries import keeping
from commentaries.models import CommentaryPage, Edition, Issue
from commentaries.signals import issue_published
from series.auditing import audit
from tests import factories
from tests.factories import House

Clock = Callable[[datetime], None]

BOTH = pytest.mark.parametrize("command", ["tick", "publish_scheduled"])


def scheduled(house: House, title: str, minutes: int) -> CommentaryPage:
    page = factories.submitted(house, title=title)
    factories.decide(house, page, publish_at=timezone.now() + timedelta(minutes=minutes))
    return factories.reloaded(page)


@BOTH
def test_a_crash_stops_no_other_text_and_forgets_no_schedule(
    house: House, clock: Clock, caplog: pytest.LogCaptureFixture, command: str
) -> None:
    broken, fine = scheduled(house, "Broken", 10), scheduled(house, "Fine", 12)

    def fail(page: CommentaryPage, **kwargs: Any) -> None:
        if page.pk == broken.pk:
            raise RuntimeError("no room on the disk")

    clock(timezone.now() + timedelta(minutes=15))
    issue_published.connect(fail)
    try:
        call_command(command)
    finally:
        issue_published.disconnect(fail)
    broken, fine = factories.reloaded(broken), factories.reloaded(fine)
    assert (broken.live, broken.issue, fine.live) == (False, None, True)
    assert broken.scheduled_revision is not None
    assert "no room on the disk" in caplog.text, "with its traceback"
    call_command(command)
    assert factories.reloaded(broken).issue.sequence == fine.issue.sequence + 1


@BOTH
def test_a_text_expires_and_keeps_its_number(house: House, clock: Clock, command: str) -> None:
    page = factories.published(house)
    CommentaryPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() + timedelta(minutes=10))
    call_command(command)
    assert factories.reloaded(page).live
    clock(timezone.now() + timedelta(minutes=11))
    call_command(command)
    page = factories.reloaded(page)
    assert (page.live, page.expired, page.issue.state) == (False, True, Issue.State.REMOVED)
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.unpublish.scheduled").count() == 1
    assert list(audit(house.series)) == []


def test_what_breaks_one_expiry_stops_no_other(house: House, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    broken, fine = factories.published(house, title="Broken"), factories.published(house, title="Fine")
    CommentaryPage.objects.update(expire_at=timezone.now() + timedelta(minutes=10))

    def fail(instance: Page, **kwargs: Any) -> None:
        if instance.pk == broken.pk:
            raise RuntimeError("no room on the disk")

    clock(timezone.now() + timedelta(minutes=11))
    page_unpublished.connect(fail)
    try:
        call_command("tick")
    finally:
        page_unpublished.disconnect(fail)
    assert (factories.reloaded(broken).live, factories.reloaded(fine).live) == (True, False)
    assert "no room on the disk" in caplog.text
    call_command("tick")
    assert not factories.reloaded(broken).live


def dumped(to: Path) -> list[dict[str, Any]]:
    models = ("wagtailcore.page", "commentaries.commentarypage", "commentaries.issue")
    call_command("dumpdata", *models, output=str(to), verbosity=0)
    return json.loads(to.read_text(encoding="utf-8"))


def test_a_fixture_of_what_is_there_changes_nothing(house: House, tmp_path: Path) -> None:
    page = factories.published(house)
    dumped(tmp_path / "texts.json")
    call_command("loaddata", str(tmp_path / "texts.json"), verbosity=0)
    assert factories.reloaded(page).issue == page.issue
    assert Issue.objects.count() == Edition.objects.count() == 1
    assert list(audit(house.series)) == []


def test_what_a_fixture_makes_live_has_no_number_is_not_public_and_is_found(house: House, tmp_path: Path) -> None:
    public, waiting = factories.published(house), factories.submitted(house, title="Waiting")
    rows = dumped(tmp_path / "texts.json")
    for row in rows:
        if row["model"] == "wagtailcore.page" and row["pk"] == waiting.pk:
            row["fields"]["live"] = True
        if row["model"] == "commentaries.commentarypage" and row["pk"] == public.pk:
            row["fields"]["abstract"] = "Smuggled in."
    (tmp_path / "forged.json").write_text(json.dumps(rows), encoding="utf-8")
    call_command("loaddata", str(tmp_path / "forged.json"), verbosity=0)
    waiting = factories.reloaded(waiting)
    assert (waiting.live, waiting.issue) == (True, None)
    assert not CommentaryPage.objects.public().filter(pk=waiting.pk).exists()
    said = " ".join(audit(house.series))
    assert said.count("live with a content that two persons have not affirmed") == 2
    assert "is live and has no entry in the register" in said
    assert "says something else than edition 1" in said


def test_wagtails_command_moves_drafts_and_no_text_that_stays(house: House) -> None:
    other = factories.make_house(slug="papers")
    draft = factories.make_draft(house)
    call_command("move_pages", house.page.pk, other.page.pk)
    assert factories.reloaded(draft).series == other.series
    page = factories.published(house, title="Public")
    with pytest.raises(keeping.TextStays):
        call_command("move_pages", house.page.pk, other.page.pk)
    assert factories.reloaded(page).path == page.path


def test_wagtails_other_commands_leave_texts_and_schedules_as_they_are(house: House, clock: Clock) -> None:
    page, later = factories.published(house), scheduled(house, "Later", 10)
    for command in ("fixtree", "set_url_paths", "purge_revisions", "rebuild_references_index"):
        call_command(command, verbosity=0)
    after = factories.reloaded(page)
    assert (after.live, after.url_path, after.path, after.issue) == (True, page.url_path, page.path, page.issue)
    assert list(audit(house.series)) == []
    clock(timezone.now() + timedelta(minutes=11))
    call_command("tick")
    assert factories.reloaded(later).live
