"""Tests that each turn of the clock publishes, hands out, puts back and prunes, whatever goes wrong in one of these."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from commentaries import appearing, followups, stranded, tallying
from commentaries.management.commands import tick
from commentaries.models import FollowUp, Person
from commentaries.reminders import reminding
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db


class Stopped(Exception):
    """Ends the loop of ``--every``."""


def fail(*args: Any, **kwargs: Any) -> None:
    raise RuntimeError("the disk is full")


def a_due_mail(house: House) -> FollowUp:
    factories.submitted(house)
    return FollowUp.objects.due().get(payload__to=Person.objects.get(account=house.editor).pk)


def test_the_clock_hands_out_and_leaves_the_work_to_the_worker(house: House) -> None:
    due = a_due_mail(house)
    call_command("tick")
    call_command("tick")
    queued = [task.args_kwargs["args"] for task in DBTaskResult.objects.filter(queue_name="commentaries")]
    assert queued.count([due.pk]) == 1
    assert FollowUp.objects.get(pk=due.pk).state == FollowUp.State.WAITING
    assert mail.outbox == []


STEPS: dict[str, tuple[Any, Any]] = {
    "publish_due": (appearing, ([], [])),
    "remind": (reminding, 0),
    "hand_out": (followups, 0),
    "put_back": (stranded, 0),
    "tally_changed": (tallying, 0),
    "prune": (followups, 0),
}


@pytest.mark.parametrize("verb", STEPS)
def test_what_goes_wrong_in_one_step_keeps_no_other_from_its_turn(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, verb: str
) -> None:
    taken: list[str] = []
    for name, (room, answer) in STEPS.items():
        step = lambda *args, name=name, answer=answer, **kwargs: taken.append(name) or answer  # noqa: E731 (short)
        monkeypatch.setattr(room, name, fail if name == verb else step)
    call_command("tick")
    assert taken == [name for name in STEPS if name != verb]
    assert "the disk is full" in caplog.text, "with its traceback"


def test_the_clock_goes_on_after_a_failure(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    pauses: list[int] = []

    def pause(seconds: int) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise Stopped

    monkeypatch.setattr(time, "sleep", pause)
    monkeypatch.setattr(tick, "close_old_connections", lambda: None)  # the test's own transaction stays
    monkeypatch.setattr(appearing, "publish_due", fail)
    with pytest.raises(Stopped):
        call_command("tick", every=60)
    assert pauses == [60, 60, 60]
    assert len([record for record in caplog.records if record.exc_info]) == 3


def test_what_was_done_long_ago_is_forgotten() -> None:
    done = followups.plan("mail", "old")
    long_ago = timezone.now() - timedelta(days=tick.KEPT_DAYS + 1)
    FollowUp.objects.filter(pk=done.pk).update(state=FollowUp.State.DONE, finished_at=long_ago)
    call_command("tick")
    assert not FollowUp.objects.exists()
