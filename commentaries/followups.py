"""Stores work to be done after an event and carries it out: claimed, retried, visible (D6).

Everything is repeated until it is done. What must not happen twice calls ``begin_once`` before it
happens; if then no word comes of how it ended, a person is asked.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commentaries import conf
from commentaries.models import CommentaryPage, FollowUp, Issue
from commentaries.sanitising import storable

logger = logging.getLogger(__name__)

Handler = Callable[[FollowUp], None]
_handlers: dict[str, Handler] = {}
_told: dict[str, Any] = {}
_noted: ContextVar[list[int] | None] = ContextVar("noted", default=None)
_LONGEST_IN_A_QUEUE = timedelta(hours=1)
"""After which a row is handed out anew in any case: a queue may have lost it."""
_ERROR_KEPT = 2000
"""Letters of what went wrong."""


class NoHandler(Exception):
    """Nothing is registered for this kind of follow-up."""


class LeaseLost(Exception):
    """The work took longer than its lease, and another worker may have it."""


class InVain(Exception):
    """Trying again would change nothing: shown at once, for a person to see to."""


class NoLongerSo(Exception):
    """What was to be done has lost its reason meanwhile: it is not done, and nobody need see to it."""


class NotYet(Exception):
    """It goes on elsewhere, and nothing failed: it is looked at again after a while, however often.

    ``wait`` is until then; ``why`` stands with the row meanwhile.
    """

    def __init__(self, why: str, *, wait: timedelta) -> None:
        super().__init__(why)
        self.wait = wait


class PerhapsDone(Exception):
    """The work may have taken effect, and must not be done twice: a person finds out and decides."""


def handles(kind: str, *, does: Any = "") -> Callable[[Handler], Handler]:
    """Registers the function that carries out follow-ups of a kind. It may run more than once.

    ``does`` says in a lazy sentence, to an editor, what comes of it.
    """

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        _told[kind] = does
        return handler

    return register


def sentence_on(kind: str) -> str:
    """What comes of a follow-up of this kind, for an editor; its bare name where nobody has said."""
    return str(_told.get(kind, "")) or kind


@contextmanager
def noting() -> Iterator[list[int]]:
    """Collects the keys of the follow-ups that are planned meanwhile, those that were stored already among them."""
    noted: list[int] = []
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def plan(
    kind: str,
    key: str,
    *,
    page: CommentaryPage | None = None,
    issue: Issue | None = None,
    payload: dict[str, Any] | None = None,
    after: timedelta = timedelta(),
    kept_until: datetime | None = None,
) -> FollowUp:
    """Stores a follow-up once per kind and key, in the caller's transaction.

    With ``kept_until`` it is not carried out by itself: from that moment on another may gather it.
    """
    follow_up, _made = FollowUp.objects.get_or_create(
        kind=kind,
        key=key,
        defaults={
            "page_id": page.pk if page else None,
            "issue": issue,
            "payload": payload or {},
            "state": FollowUp.State.KEPT if kept_until else FollowUp.State.WAITING,
            "next_at": kept_until or timezone.now() + after,
        },
    )
    if (noted := _noted.get()) is not None and follow_up.pk not in noted:
        noted.append(follow_up.pk)
    return follow_up


@transaction.atomic
def plan_anew(
    kind: str,
    key: str,
    *,
    page: CommentaryPage | None = None,
    issue: Issue | None = None,
    after: timedelta = timedelta(),
) -> FollowUp:
    """Stores work that brings something up to date, once per kind and key: due anew, however often it was done.

    A worker that is at it may have read what the caller is about to change, so it is due once more.
    """
    follow_up = plan(kind, key, page=page, issue=issue, after=after)
    follow_up = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if follow_up.state != FollowUp.State.WAITING or follow_up.attempts:
        _restart(follow_up, after=after)
    return follow_up


def claim(pk: int) -> FollowUp | None:
    """Takes a due follow-up for this worker, or ``None`` when another has it or it is not due.

    The row as it comes back, with its attempt and lease, is the token that ``_store`` asks for.
    """
    now = timezone.now()
    with transaction.atomic():
        _take_back(FollowUp.objects.filter(pk=pk))
        taken = FollowUp.objects.filter(pk=pk, state=FollowUp.State.WAITING, next_at__lte=now).update(
            state=FollowUp.State.RUNNING, leased_until=now + _lease(), attempts=F("attempts") + 1
        )
        return FollowUp.objects.get(pk=pk) if taken else None


def begin_once(follow_up: FollowUp) -> None:
    """Notes that what the handler does next must not happen twice, and gives it a whole lease for it.

    Raises:
        LeaseLost: another worker may have it by now; nothing may happen.
    """
    now = timezone.now()
    until = now + _lease()
    mine = _claimed(follow_up).filter(state=FollowUp.State.RUNNING, leased_until__gt=now)
    if not mine.update(uncertain_since=now, leased_until=until):
        raise LeaseLost
    follow_up.uncertain_since, follow_up.leased_until = now, until


def carry_out(pk: int) -> bool:
    """Does one follow-up if it is due, or stops it if it has no reason any more; whether it is settled.

    A failure is stored with its reason and tried again later.
    No transaction is open while the handler runs: it may wait for a mail server, and SQLite lets one
    write at a time. A handler that writes several rows of ours opens one itself.
    """
    follow_up = claim(pk)
    if follow_up is None:
        return False
    try:
        handler = _handlers.get(follow_up.kind)
        if handler is None:
            raise NoHandler(follow_up.kind)
        handler(follow_up)
    except NoLongerSo:
        return _settle(follow_up, FollowUp.State.STOPPED)
    except NotYet as wait:
        _look_again(follow_up, wait)
        return False
    except Exception as error:  # whatever fails is stored with the row and shown, never lost
        _put_back(follow_up, error)
        return False
    return _settle(follow_up, FollowUp.State.DONE)


def carry_out_due() -> int:
    """Does all that is due in this process, for a site whose worker is not there yet. Returns how many were done."""
    return sum(carry_out(pk) for pk in due_keys())


def hand_out(enqueue: Callable[[int], Any], *, limit: int = 500) -> int:
    """Gives each follow-up that is due to a queue, oldest first, and returns how many.

    A row that waits with a lease is in a queue already: it is handed out anew only when the lease is
    over. Each lease is as long as the row is overdue, so that a worker that is away for a night finds
    each row a few times in its queue and not hundreds of times.
    """
    _take_back(FollowUp.objects.all())
    now = timezone.now()
    waiting = FollowUp.objects.filter(Q(leased_until=None) | Q(leased_until__lt=now), state=FollowUp.State.WAITING)
    due = waiting.filter(next_at__lte=now).order_by("next_at", "id").values_list("pk", "next_at")
    handed_out = 0
    for pk, next_at in list(due[:limit]):
        until = now + max(_lease(), min(now - next_at, _LONGEST_IN_A_QUEUE))
        if waiting.filter(pk=pk).update(leased_until=until):
            _hand(pk, enqueue, until)
            handed_out += 1
    return handed_out


def due_keys(*, limit: int = 500) -> list[int]:
    """Follow-ups that are due or whose worker is gone, oldest first."""
    return list(FollowUp.objects.due().order_by("next_at", "id").values_list("pk", flat=True)[:limit])


@transaction.atomic
def try_again(follow_up: FollowUp) -> None:
    """Lets a failed follow-up be tried at once, and once: whoever asked for it sees soon whether it failed again."""
    failed = FollowUp.objects.select_for_update(of=("self",)).filter(pk=follow_up.pk, state=FollowUp.State.FAILED)
    for each in failed:
        _restart(each, attempts=max(conf.get().FOLLOW_UP_ATTEMPTS - 1, 0))


@transaction.atomic
def hasten(follow_up: FollowUp) -> None:
    """Lets a follow-up that waits for its time be done at once. Saved, so that its task is enqueued on commit."""
    now = timezone.now()
    waiting = FollowUp.objects.filter(pk=follow_up.pk, state=FollowUp.State.WAITING, next_at__gt=now)
    for each in waiting.select_for_update(of=("self",)):
        each.next_at, each.leased_until = now, None
        each.save(update_fields=["next_at", "leased_until"])


def stop(follow_up: FollowUp) -> bool:
    """Stops a follow-up that still waits. Returns whether it was in time."""
    waits = Q(state=FollowUp.State.WAITING) | Q(state=FollowUp.State.KEPT, gathered_in=None)
    return bool(FollowUp.objects.filter(waits, pk=follow_up.pk).update(state=FollowUp.State.STOPPED))


def prune(*, before: datetime) -> int:
    """Forgets what was done, or found to have no reason any more, before that moment; failed ones stay."""
    settled = FollowUp.objects.filter(state__in=[FollowUp.State.DONE, FollowUp.State.STOPPED])
    forgotten, _by_model = settled.filter(finished_at__lt=before).delete()
    return forgotten


def _lease() -> timedelta:
    return timedelta(seconds=conf.get().FOLLOW_UP_LEASE_SECONDS)


def _restart(follow_up: FollowUp, *, attempts: int = 0, after: timedelta = timedelta()) -> None:
    """Due anew, as if nothing had been tried. Saved, and not updated, so that its task is enqueued on commit."""
    follow_up.state, follow_up.attempts, follow_up.next_at = FollowUp.State.WAITING, attempts, timezone.now() + after
    follow_up.leased_until = follow_up.uncertain_since = None
    follow_up.error = ""
    follow_up.save(update_fields=["state", "attempts", "next_at", "leased_until", "uncertain_since", "error"])


def _hand(pk: int, enqueue: Callable[[int], Any], until: datetime) -> None:
    """Gives one row to the queue; what a queue that is down did not take is free again at once."""
    try:
        enqueue(pk)
    except Exception:  # whatever it is, the row is freed first and the fault goes on
        FollowUp.objects.filter(pk=pk, state=FollowUp.State.WAITING, leased_until=until).update(leased_until=None)
        raise


def _take_back(follow_ups: QuerySet[FollowUp]) -> None:
    """Those whose worker is gone wait again; after the last attempt, which counts, they have failed.

    What must not happen twice, and may have happened, waits for a person. It keeps its lease, so that
    a worker that was merely slow can still say how it ended.
    """
    left = follow_ups.filter(state=FollowUp.State.RUNNING, leased_until__lt=timezone.now())
    left.exclude(uncertain_since=None).update(
        state=FollowUp.State.FAILED, error=_("The worker ended, or took longer than it may, while this was under way.")
    )
    sentence = _("The worker ended, or took longer than it may, before this was done.")
    left.filter(attempts__gte=conf.get().FOLLOW_UP_ATTEMPTS).update(
        state=FollowUp.State.FAILED, leased_until=None, error=sentence
    )
    left.update(state=FollowUp.State.WAITING, leased_until=None, error=sentence)


def _look_again(follow_up: FollowUp, wait: NotYet) -> None:
    """Waits as long as the handler said; such a look is no attempt of those that are counted."""
    _store(
        follow_up,
        state=FollowUp.State.WAITING,
        next_at=timezone.now() + wait.wait,
        attempts=0,
        uncertain_since=None,
        error=storable(str(wait), _ERROR_KEPT),
    )


def _put_back(follow_up: FollowUp, error: Exception) -> None:
    """Waits twice as long after each failure, from one minute on, up to the limit of attempts."""
    is_uncertain = isinstance(error, PerhapsDone)
    given_up = is_uncertain or isinstance(error, InVain) or follow_up.attempts >= conf.get().FOLLOW_UP_ATTEMPTS
    logger.warning("follow-up %s failed at attempt %s: %s", follow_up, follow_up.attempts, error)
    said = str(error) if isinstance(error, InVain) else f"{type(error).__name__}: {error}"
    _store(
        follow_up,
        state=FollowUp.State.FAILED if given_up else FollowUp.State.WAITING,
        next_at=timezone.now() + timedelta(minutes=2 ** min(follow_up.attempts - 1, 10)),
        uncertain_since=follow_up.uncertain_since if is_uncertain else None,
        error=storable(said, _ERROR_KEPT),
    )


def _claimed(follow_up: FollowUp) -> QuerySet[FollowUp]:
    """The row, as long as it is still that of this claim."""
    return FollowUp.objects.filter(
        pk=follow_up.pk,
        state__in=[FollowUp.State.RUNNING, FollowUp.State.FAILED],
        attempts=follow_up.attempts,
        leased_until=follow_up.leased_until,
    )


def _settle(follow_up: FollowUp, state: str) -> bool:
    return _store(follow_up, state=state, finished_at=timezone.now(), uncertain_since=None, error="")


def _store(follow_up: FollowUp, **outcome: Any) -> bool:
    """Writes what came of a claim, unless its lease has passed to another meanwhile; whether it was written."""
    stored = _claimed(follow_up).update(leased_until=None, **outcome)
    if not stored and follow_up.leased_until and follow_up.leased_until < timezone.now():
        logger.warning("follow-up %s took longer than its lease; its outcome is not stored", follow_up)
    return bool(stored)
