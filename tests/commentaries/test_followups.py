"""Tests that work after an event is stored once, claimed by one, retried, and never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from commentaries import conf, followups
from commentaries.models import FollowUp

State = FollowUp.State
NOON = datetime(2025, 11, 25, 12, tzinfo=UTC)
LEASE = timedelta(seconds=conf.get().FOLLOW_UP_LEASE_SECONDS)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(clock: Any) -> None:
    clock(NOON)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What a handler of the kind ``try`` was given; a payload ``fail`` makes it fail."""
    handled: list[str] = []

    def handle(follow_up: FollowUp) -> None:
        handled.append(follow_up.key)
        if follow_up.payload.get("fail"):
            raise RuntimeError("no connection")

    monkeypatch.setitem(followups._handlers, "try", handle)
    return handled


def plan(key: str = "a", **facts: Any) -> FollowUp:
    return followups.plan("try", key, **facts)


def state(follow_up: FollowUp) -> FollowUp:
    return FollowUp.objects.get(pk=follow_up.pk)


def test_a_follow_up_is_stored_once_per_kind_and_key() -> None:
    first = plan(payload={"a": 1})
    assert plan(payload={"a": 2}) == first
    assert state(first).payload == {"a": 1}
    assert followups.plan("other", "a") != first


def test_what_is_due_is_done_once(done: list[str]) -> None:
    follow_up = plan()
    assert followups.carry_out(follow_up.pk)
    assert not followups.carry_out(follow_up.pk)
    assert done == ["a"]
    assert state(follow_up).state == State.DONE
    assert state(follow_up).finished_at == NOON


def test_what_waits_is_not_done_before_its_time(done: list[str], clock: Any) -> None:
    follow_up = plan(after=timedelta(minutes=15))
    clock(NOON + timedelta(minutes=14, seconds=59))
    assert not followups.carry_out(follow_up.pk)
    assert followups.due_keys() == []
    clock(NOON + timedelta(minutes=15))
    assert followups.due_keys() == [follow_up.pk]
    assert followups.carry_out(follow_up.pk)


def test_only_one_worker_claims_it(clock: Any) -> None:
    follow_up = plan()
    claimed = followups.claim(follow_up.pk)
    assert claimed is not None
    assert (claimed.state, claimed.attempts) == (State.RUNNING, 1)
    assert followups.claim(follow_up.pk) is None


def test_a_worker_that_vanished_loses_its_claim_when_the_lease_is_over(done: list[str], clock: Any) -> None:
    follow_up = plan()
    followups.claim(follow_up.pk)
    clock(NOON + LEASE)
    assert followups.due_keys() == []
    clock(NOON + LEASE + timedelta(seconds=1))
    assert followups.due_keys() == [follow_up.pk]
    assert followups.carry_out(follow_up.pk)
    assert state(follow_up).attempts == 2


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server may be slow, and SQLite lets one write at a time."""
    open_then: list[bool] = []
    monkeypatch.setitem(followups._handlers, "try", lambda _work: open_then.append(connection.in_atomic_block))
    assert followups.carry_out(plan().pk)
    assert open_then == [False]


@pytest.mark.parametrize("fails", [False, True])
def test_who_overstays_the_lease_writes_nothing_over_the_next_one(
    monkeypatch: pytest.MonkeyPatch, clock: Any, caplog: pytest.LogCaptureFixture, fails: bool
) -> None:
    follow_up = plan()
    nexts: list[FollowUp | None] = []

    def overstay(work: FollowUp) -> None:
        clock(NOON + LEASE + timedelta(seconds=1))
        nexts.append(followups.claim(work.pk))
        if fails:
            raise RuntimeError("too late")

    monkeypatch.setitem(followups._handlers, "try", overstay)
    assert not followups.carry_out(follow_up.pk)
    after = state(follow_up)
    assert (after.state, after.attempts) == (State.RUNNING, 2)
    assert nexts[0] is not None
    assert after.leased_until == nexts[0].leased_until
    assert "took longer than its lease" in caplog.text


def test_workers_that_vanish_are_not_waited_for_without_end(clock: Any) -> None:
    follow_up = plan()
    now = NOON
    for attempt in range(conf.get().FOLLOW_UP_ATTEMPTS):
        claimed = followups.claim(follow_up.pk)
        assert claimed is not None
        assert claimed.attempts == attempt + 1
        now += LEASE + timedelta(seconds=1)
        clock(now)
    assert followups.claim(follow_up.pk) is None
    after = state(follow_up)
    assert after.state == State.FAILED
    assert after.error == "The worker ended, or took longer than it may, before this was done."
    assert followups.due_keys() == []


def test_what_is_due_is_handed_out_once_until_its_lease_is_over(clock: Any) -> None:
    follow_up = plan()
    plan("later", after=timedelta(days=1))
    queue: list[int] = []
    assert followups.hand_out(queue.append) == 1
    assert followups.hand_out(queue.append) == 0
    clock(NOON + LEASE + timedelta(seconds=1))
    assert followups.hand_out(queue.append) == 1
    assert queue == [follow_up.pk] * 2


def test_what_a_vanished_worker_left_is_handed_out(done: list[str], clock: Any) -> None:
    follow_up = plan()
    followups.claim(follow_up.pk)
    queue: list[int] = []
    assert followups.hand_out(queue.append) == 0
    clock(NOON + LEASE + timedelta(seconds=1))
    assert followups.hand_out(queue.append) == 1
    assert followups.carry_out(queue[0])
    assert state(follow_up).attempts == 2


def test_what_is_handed_out_is_done_by_whoever_comes_first(done: list[str]) -> None:
    follow_up = plan()
    followups.hand_out(followups.carry_out)
    assert state(follow_up).state == State.DONE
    plan("b")
    followups.hand_out(lambda _pk: None)
    assert followups.carry_out_due() == 1
    assert done == ["a", "b"]


def test_a_queue_that_was_down_is_given_everything_as_soon_as_it_is_back() -> None:
    first, second = plan("a"), plan("b")

    def down(pk: int) -> None:
        raise ConnectionError

    for _turn in range(3):
        with pytest.raises(ConnectionError):
            followups.hand_out(down)
    assert followups.due_keys() == [first.pk, second.pk]
    queue: list[int] = []
    followups.hand_out(queue.append)
    assert queue == [first.pk, second.pk]


def test_a_worker_that_is_away_for_a_night_does_not_find_its_queue_full(clock: Any) -> None:
    follow_up = plan()
    queue: list[int] = []
    for minute in range(12 * 60):
        clock(NOON + timedelta(minutes=minute))
        followups.hand_out(queue.append)
    assert set(queue) == {follow_up.pk}
    assert 12 <= len(queue) <= 20, "at least once an hour, should the queue have lost it"


def test_what_a_killed_worker_left_is_handed_out_by_the_second_tick_after(clock: Any) -> None:
    follow_up = plan()
    clock(NOON + timedelta(seconds=1))
    followups.claim(follow_up.pk)
    queue: list[int] = []
    for minute in (1, 2):
        clock(NOON + timedelta(minutes=minute))
        followups.hand_out(queue.append)
    assert queue == [follow_up.pk]


def test_what_was_handed_to_a_worker_that_was_killed_before_the_claim_comes_again_with_the_next_tick(
    clock: Any,
) -> None:
    plan()
    queue: list[int] = []
    for minute in (0, 1):
        clock(NOON + timedelta(minutes=minute))
        followups.hand_out(queue.append)
    assert len(queue) == 2


# what must not happen twice


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a handler has done that must not be done twice; the worker ends there if the payload says so."""
    happened: list[str] = []

    class Killed(BaseException):
        """Nothing after it runs, as after a SIGKILL."""

    def handle(follow_up: FollowUp) -> None:
        if follow_up.payload.get("ends") == "before":
            raise Killed
        followups.begin_once(follow_up)
        happened.append(follow_up.key)
        if follow_up.payload.get("ends") == "after":
            raise Killed
        if follow_up.payload.get("fail"):
            raise RuntimeError("refused")
        if follow_up.payload.get("broken"):
            raise followups.PerhapsDone("the line broke")

    monkeypatch.setitem(followups._handlers, "try", handle)
    return happened


def carry_out_to_the_end(follow_up: FollowUp) -> None:
    try:
        followups.carry_out(follow_up.pk)
    except BaseException as end:
        assert type(end).__name__ == "Killed"  # noqa: PT017 (any other would have been caught and stored)


def test_what_may_have_happened_when_the_worker_was_killed_waits_for_a_person(sent: list[str], clock: Any) -> None:
    follow_up = plan(payload={"ends": "after"})
    carry_out_to_the_end(follow_up)
    clock(NOON + LEASE + timedelta(seconds=1))
    queue: list[int] = []
    assert followups.hand_out(queue.append) == 0
    after = state(follow_up)
    assert (after.state, after.uncertain_since) == (State.FAILED, NOON)
    assert after.error == "The worker ended, or took longer than it may, while this was under way."
    clock(NOON + timedelta(days=1))
    assert followups.carry_out_due() == 0
    assert sent == ["a"]


def test_what_had_not_begun_when_the_worker_was_killed_is_done_without_a_person(sent: list[str], clock: Any) -> None:
    follow_up = plan(payload={"ends": "before"})
    carry_out_to_the_end(follow_up)
    FollowUp.objects.update(payload={})
    clock(NOON + LEASE + timedelta(seconds=1))
    assert followups.carry_out_due() == 1
    assert sent == ["a"]


def test_what_certainly_did_not_happen_is_tried_again(
    sent: list[str], clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    follow_up = plan(payload={"fail": True})
    followups.carry_out(follow_up.pk)
    after = state(follow_up)
    assert (after.state, after.uncertain_since) == (State.WAITING, None)


def test_what_the_handler_knows_to_be_uncertain_is_not_tried_again(
    sent: list[str], clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    follow_up = plan(payload={"broken": True})
    followups.carry_out(follow_up.pk)
    after = state(follow_up)
    assert (after.state, after.uncertain_since, after.attempts) == (State.FAILED, NOON, 1)


def test_nothing_happens_after_the_lease(
    monkeypatch: pytest.MonkeyPatch, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    happened: list[str] = []

    def dawdle(follow_up: FollowUp) -> None:
        clock(NOON + LEASE)
        followups.begin_once(follow_up)
        happened.append(follow_up.key)

    monkeypatch.setitem(followups._handlers, "try", dawdle)
    follow_up = plan()
    assert not followups.carry_out(follow_up.pk)
    assert happened == []
    assert state(follow_up).uncertain_since is None


def test_a_worker_that_was_only_slow_still_says_how_it_ended(monkeypatch: pytest.MonkeyPatch, clock: Any) -> None:
    def wait_for_the_answer(follow_up: FollowUp) -> None:
        followups.begin_once(follow_up)
        clock(NOON + LEASE + timedelta(seconds=1))
        followups.hand_out(lambda _pk: None)
        assert state(follow_up).state == State.FAILED

    monkeypatch.setitem(followups._handlers, "try", wait_for_the_answer)
    follow_up = plan()
    assert followups.carry_out(follow_up.pk)
    assert (state(follow_up).state, state(follow_up).error) == (State.DONE, "")


# what brings something up to date


def test_what_is_planned_anew_is_one_row_that_is_due_again(done: list[str]) -> None:
    follow_up = followups.plan_anew("try", "a")
    assert followups.carry_out(follow_up.pk)
    assert followups.plan_anew("try", "a") == follow_up
    assert followups.carry_out(follow_up.pk)
    assert done == ["a", "a"]


def test_what_is_planned_anew_while_it_is_done_is_done_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker may have read what has just been changed."""
    done: list[str] = []

    def handle(follow_up: FollowUp) -> None:
        done.append(follow_up.key)
        if len(done) == 1:
            followups.plan_anew("try", "a")

    monkeypatch.setitem(followups._handlers, "try", handle)
    follow_up = followups.plan_anew("try", "a")
    assert not followups.carry_out(follow_up.pk)
    assert state(follow_up).state == State.WAITING
    assert followups.carry_out(follow_up.pk)
    assert done == ["a", "a"]


def test_what_has_failed_starts_afresh_when_it_is_planned_anew() -> None:
    follow_up = followups.plan_anew("try", "a")
    FollowUp.objects.update(state=State.FAILED, attempts=8, error="no connection")
    followups.plan_anew("try", "a")
    after = state(follow_up)
    assert (after.state, after.attempts, after.error) == (State.WAITING, 0, "")


def test_a_failure_is_stored_and_waits(done: list[str], caplog: pytest.LogCaptureFixture) -> None:
    follow_up = plan(payload={"fail": True})
    assert not followups.carry_out(follow_up.pk)
    after = state(follow_up)
    assert (after.state, after.attempts, after.error) == (State.WAITING, 1, "RuntimeError: no connection")
    assert after.next_at == NOON + timedelta(minutes=1)
    assert after.leased_until is None


def test_a_failure_in_words_that_no_database_takes_is_stored_all_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def handle(follow_up: FollowUp) -> None:
        raise RuntimeError("half\0an answer" + "x" * 3000)

    monkeypatch.setitem(followups._handlers, "try", handle)
    follow_up = plan()
    assert not followups.carry_out(follow_up.pk)
    assert state(follow_up).error.startswith("RuntimeError: half\ufffdan answerxxx")


def test_the_pause_doubles_and_in_the_end_it_is_given_up(
    done: list[str], clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    follow_up = plan(payload={"fail": True})
    pauses = []
    now = NOON
    for _attempt in range(conf.get().FOLLOW_UP_ATTEMPTS):
        clock(now)
        followups.carry_out(follow_up.pk)
        after = state(follow_up)
        pauses.append((after.next_at - now).total_seconds() / 60)
        now = after.next_at
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128]
    assert state(follow_up).state == State.FAILED
    clock(now + timedelta(days=9))
    assert followups.due_keys() == []
    assert not followups.carry_out(follow_up.pk)
    assert len(done) == conf.get().FOLLOW_UP_ATTEMPTS


def test_a_failed_one_may_be_tried_again(done: list[str], django_capture_on_commit_callbacks: Any) -> None:
    follow_up = plan()
    FollowUp.objects.update(
        state=State.FAILED, attempts=8, next_at=NOON + timedelta(days=1), uncertain_since=NOON, error="no connection"
    )
    with django_capture_on_commit_callbacks() as callbacks:
        followups.try_again(follow_up)
    assert len(callbacks) == 1, "its task is enqueued at once"
    after = state(follow_up)
    assert (after.state, after.uncertain_since, after.error) == (State.WAITING, None, "")
    assert followups.carry_out(follow_up.pk)


def test_who_has_it_tried_again_sees_at_once_that_it_failed_again(
    done: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    follow_up = plan(payload={"fail": True})
    FollowUp.objects.update(state=State.FAILED, attempts=8)
    followups.try_again(follow_up)
    followups.carry_out(follow_up.pk)
    assert state(follow_up).state == State.FAILED


@pytest.mark.parametrize("other", [State.DONE, State.RUNNING, State.STOPPED, State.WAITING])
def test_only_a_failed_one_starts_anew(other: State) -> None:
    follow_up = plan()
    FollowUp.objects.update(state=other, attempts=3)
    followups.try_again(follow_up)
    assert state(follow_up).attempts == 3


def test_what_waits_for_its_time_can_be_done_at_once_and_nothing_else(
    done: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    follow_up = plan(after=timedelta(minutes=15))
    with django_capture_on_commit_callbacks() as callbacks:
        followups.hasten(follow_up)
        followups.hasten(follow_up)
    assert len(callbacks) == 1, "its task is enqueued"
    assert followups.carry_out(follow_up.pk)
    followups.hasten(follow_up)
    assert state(follow_up).state == State.DONE


def test_what_still_waits_can_be_stopped(done: list[str]) -> None:
    follow_up = plan(after=timedelta(minutes=15))
    assert followups.stop(follow_up)
    assert not followups.stop(follow_up)
    assert state(follow_up).state == State.STOPPED
    assert not followups.carry_out(follow_up.pk)
    finished = plan("b")
    followups.carry_out(finished.pk)
    assert not followups.stop(finished)


def test_a_kind_that_nobody_handles_fails_visibly(caplog: pytest.LogCaptureFixture) -> None:
    follow_up = followups.plan("unheard-of", "a")
    assert not followups.carry_out(follow_up.pk)
    assert state(follow_up).error == "NoHandler: unheard-of"


def test_what_was_done_is_forgotten_and_what_failed_is_not(done: list[str]) -> None:
    for key, kept in (("done", State.DONE), ("failed", State.FAILED), ("waiting", State.WAITING)):
        FollowUp.objects.filter(pk=plan(key).pk).update(state=kept, finished_at=NOON - timedelta(days=91))
    assert followups.prune(before=NOON - timedelta(days=90)) == 1
    assert set(FollowUp.objects.values_list("key", flat=True)) == {"failed", "waiting"}


def test_the_oldest_come_first_and_not_all_at_once() -> None:
    later = plan("later")
    FollowUp.objects.update(next_at=NOON - timedelta(minutes=1))
    earlier = plan("earlier")
    FollowUp.objects.filter(pk=earlier.pk).update(next_at=NOON - timedelta(minutes=2))
    assert followups.due_keys() == [earlier.pk, later.pk]
    assert followups.due_keys(limit=1) == [earlier.pk]


def test_what_is_due_at_once_is_enqueued_on_commit(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        plan("now")
        plan("later", after=timedelta(minutes=1))
        plan("now")
    assert len(callbacks) == 1


def test_a_rollback_takes_the_follow_up_along() -> None:
    def plan_and_fail() -> None:
        with transaction.atomic():
            plan()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        plan_and_fail()
    assert not FollowUp.objects.exists()
    assert timezone.now() == NOON


def test_a_backend_that_is_down_loses_nothing(
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
    caplog: pytest.LogCaptureFixture,
    done: list[str],
) -> None:
    from commentaries import receivers  # the adapter that speaks to the backend

    class Down:
        def enqueue(self, pk: int) -> None:
            raise ConnectionError("queue is down")

    monkeypatch.setattr(receivers, "carry_out_follow_up", Down())
    with django_capture_on_commit_callbacks(execute=True):
        follow_up = plan()
    assert "could not be enqueued" in caplog.text
    assert followups.due_keys() == [follow_up.pk]


def test_what_goes_on_elsewhere_is_looked_at_again_and_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    """No attempt is counted, and nothing is logged: the test would fail on any line of ours."""

    def look(_work: FollowUp) -> None:
        raise followups.NotYet("nobody has answered", wait=timedelta(minutes=5))

    monkeypatch.setitem(followups._handlers, "try", look)
    follow_up = plan()
    for looked in range(1, conf.get().FOLLOW_UP_ATTEMPTS + 2):
        assert not followups.carry_out(follow_up.pk)
        after = state(follow_up)
        assert (after.state, after.attempts, after.error) == (State.WAITING, 0, "nobody has answered")
        assert after.next_at == NOON + looked * timedelta(minutes=5)
        clock(after.next_at)
