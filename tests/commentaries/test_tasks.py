"""Tests that follow-ups reach the same end with every task backend, also with one that is down or loses its worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import django
import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from commentaries import conf, followups
from commentaries.models import CommentaryPage, FollowUp, Issue
from tests import factories
from tests.factories import House

if django.VERSION >= (6, 0):
    from django.tasks.backends.base import BaseTaskBackend
    from django.tasks.backends.immediate import ImmediateBackend
else:
    from django_tasks.backends.base import BaseTaskBackend
    from django_tasks.backends.immediate import ImmediateBackend

State = FollowUp.State
LEASE = timedelta(seconds=conf.get().FOLLOW_UP_LEASE_SECONDS)
pytestmark = pytest.mark.django_db(transaction=True)


class Broken(BaseTaskBackend):
    """A queue that is down."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        raise ConnectionError("the queue is down")


class WorkerEnds(ImmediateBackend):
    """A queue whose worker takes the task and is never heard of again."""

    def _execute_task(self, task_result: Any) -> None:
        followups.claim(task_result.args[0])


@pytest.fixture
def use(settings: Any) -> Callable[[type], None]:
    """Sets the task backend of the site."""

    def use(backend: type) -> None:
        path = f"{backend.__module__}.{backend.__qualname__}"
        settings.TASKS = {"default": {"BACKEND": path, "QUEUES": ["commentaries", "default"]}}

    return use


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What a handler of the kind ``try`` was given, and whether a transaction was open then."""
    handled: list[tuple[str, bool]] = []

    def handle(follow_up: FollowUp) -> None:
        handled.append((follow_up.key, connection.in_atomic_block))

    monkeypatch.setitem(followups._handlers, "try", handle)
    return handled


def plan(key: str = "a") -> FollowUp:
    with transaction.atomic():
        return followups.plan("try", key)


def work() -> None:
    """What waits in the database's queue is done, as by ``db_worker``."""
    from django_tasks_db.management.commands.db_worker import Worker  # no command: it would take over the signals

    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )
    worker.run()


def state(follow_up: FollowUp) -> str:
    return FollowUp.objects.get(pk=follow_up.pk).state


def test_with_the_database_backend_the_worker_does_it(done: list[tuple[str, bool]]) -> None:
    follow_up = plan()
    assert state(follow_up) == State.WAITING
    work()
    assert (done, state(follow_up)) == ([("a", False)], State.DONE)


def test_with_the_immediate_backend_it_is_done_after_the_commit(
    done: list[tuple[str, bool]], use: Callable[[type], None]
) -> None:
    use(ImmediateBackend)
    with transaction.atomic():
        follow_up = followups.plan("try", "a")
        assert done == []
    assert (done, state(follow_up)) == ([("a", False)], State.DONE)


def test_with_the_immediate_backend_a_failure_is_seen_by_nobody_who_planned_it(
    monkeypatch: pytest.MonkeyPatch, use: Callable[[type], None], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(follow_up: FollowUp) -> None:
        raise RuntimeError("no connection")

    monkeypatch.setitem(followups._handlers, "try", fail)
    use(ImmediateBackend)
    assert state(plan()) == State.WAITING


def test_a_backend_that_is_down_delays_and_loses_nothing(
    done: list[tuple[str, bool]], use: Callable[[type], None], caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    database = settings.TASKS
    use(Broken)
    follow_ups = [plan("a"), plan("b")]
    call_command("tick")
    assert "the queue is down" in caplog.text
    assert [state(each) for each in follow_ups] == [State.WAITING] * 2
    settings.TASKS = database
    call_command("tick")
    work()
    assert done == [("a", False), ("b", False)]


def test_a_publication_that_cannot_enqueue_wagtails_own_tasks_is_undone_whole(
    house: House, use: Callable[[type], None], settings: Any
) -> None:
    """Wagtail enqueues inside the transaction: a queue that is down stops the publication and leaves no half of it."""
    database = settings.TASKS
    page = factories.submitted(house)
    use(Broken)
    with pytest.raises(ConnectionError):
        factories.decide(house, page)
    assert not factories.reloaded(page).live
    assert not Issue.objects.exists()
    settings.TASKS = database
    factories.decide(house, page)
    assert factories.reloaded(page).issue.sequence == 1


def test_a_worker_that_dies_in_the_middle_loses_nothing(
    done: list[tuple[str, bool]],
    use: Callable[[type], None],
    settings: Any,
    clock: Callable[[datetime], None],
) -> None:
    database = settings.TASKS
    use(WorkerEnds)
    follow_up = plan()
    assert state(follow_up) == State.RUNNING
    settings.TASKS = database
    call_command("tick")
    work()
    assert done == [], "the worker may still be at it"
    clock(timezone.now() + LEASE + timedelta(seconds=1))
    call_command("tick")
    work()
    assert (done, state(follow_up)) == ([("a", False)], State.DONE)


@pytest.mark.parametrize("backend", ["database", "immediate"])
def test_a_publication_reaches_the_same_end_with_either_backend(
    house: House, use: Callable[[type], None], settings: Any, backend: str
) -> None:
    settings.COMMENTARIES = {**settings.COMMENTARIES, "MAIL_DELAY_MINUTES": 0}
    if backend == "immediate":
        use(ImmediateBackend)
    page = factories.published(house, title="Wagtails in the reeds")
    work()
    assert set(FollowUp.objects.values_list("state", flat=True)) == {State.DONE}
    letters = FollowUp.objects.filter(kind="mail").count()
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == len(mail.outbox) == letters
    assert [found.pk for found in CommentaryPage.objects.live().search("wagtails")] == [page.pk]


def test_wagtails_own_task_whose_worker_was_killed_waits_again(house: House, clock: Callable[[datetime], None]) -> None:
    factories.make_draft(house)
    own = "wagtail.tasks.update_reference_index_task"
    task = DBTaskResult.objects.filter(task_path=own).first()
    task.claim("killed")
    call_command("tick")
    work()
    assert DBTaskResult.objects.get(pk=task.pk).status == "RUNNING", "it may still be at it"
    clock(timezone.now() + timedelta(minutes=11))
    call_command("tick")
    work()
    assert DBTaskResult.objects.get(pk=task.pk).status == "SUCCESSFUL"


def test_a_task_that_takes_every_worker_along_is_left_where_it_is(
    house: House, clock: Callable[[datetime], None]
) -> None:
    factories.make_draft(house)
    task = DBTaskResult.objects.filter(task_path="wagtail.tasks.update_reference_index_task").first()
    for number in range(5):
        task.claim(f"killed {number}")
    clock(timezone.now() + timedelta(minutes=11))
    call_command("tick")
    assert DBTaskResult.objects.get(pk=task.pk).status == "RUNNING"


def test_nothing_but_what_may_be_repeated_is_put_back(clock: Callable[[datetime], None]) -> None:
    plan()
    ours = DBTaskResult.objects.get()
    ours.claim("killed")
    clock(timezone.now() + timedelta(minutes=11))
    call_command("tick")
    assert DBTaskResult.objects.get(pk=ours.pk).status == "RUNNING", "its row is handed out anew instead"
    assert DBTaskResult.objects.filter(status="READY").count() == 1
