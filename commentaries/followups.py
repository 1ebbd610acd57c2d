"""Stores work to be done after an event and carries it out: claimed, retried, visible (D6)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commentaries import conf
from commentaries.models import CommentaryPage, FollowUp, Issue

logger = logging.getLogger(__name__)

Handler = Callable[[FollowUp], None]
_handlers: dict[str, Handler] = {}


class NoHandler(Exception):
    """Nothing is registered for this kind of follow-up."""


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Registers the function that carries out follow-ups of a kind. It may run more than once."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def plan(
    kind: str,
    key: str,
    *,
    page: CommentaryPage | None = None,
    issue: Issue | None = None,
    payload: dict[str, Any] | None = None,
    after: timedelta = timedelta(),
) -> FollowUp:
    """Stores a follow-up once per kind and key, in the caller's transaction."""
    follow_up, _made = FollowUp.objects.get_or_create(
        kind=kind,
        key=key,
        defaults={
            "page_id": page.pk if page else None,
            "issue": issue,
            "payload": payload or {},
            "next_at": timezone.now() + after,
        },
    )
    return follow_up


@transaction.atomic
def plan_anew(kind: str, key: str, *, page: CommentaryPage) -> FollowUp:
    """Stores work that brings something up to date, once per kind and key: due now, however often it was done.

    A worker that is at it may have read what the caller is about to change, so it is due once more.
    """
    follow_up = plan(kind, key, page=page)
    follow_up = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if follow_up.state != FollowUp.State.WAITING or follow_up.attempts:
        follow_up.state, follow_up.attempts = FollowUp.State.WAITING, 0
        follow_up.next_at, follow_up.leased_until = timezone.now(), None
        follow_up.save(update_fields=["state", "attempts", "next_at", "leased_until"])
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


def carry_out(pk: int) -> bool:
    """Does one follow-up if it is due. A failure is stored with its reason and tried again later.

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
    except Exception as error:  # whatever fails is stored with the row and shown, never lost
        _put_back(follow_up, error)
        return False
    return _store(follow_up, state=FollowUp.State.DONE, finished_at=timezone.now(), error="")


def carry_out_due() -> int:
    """Does all that is due in this process, for a site whose worker is not there yet. Returns how many were done."""
    return sum(carry_out(pk) for pk in due_keys())


def hand_out(enqueue: Callable[[int], Any], *, limit: int = 500) -> int:
    """Gives each follow-up that is due to a queue, oldest first, and returns how many.

    A row that waits with a lease is in a queue already: it is handed out anew only when the lease is
    over, so that a worker that is away for a night does not find its queue full of the same row.
    """
    _take_back(FollowUp.objects.all())
    now = timezone.now()
    waiting = FollowUp.objects.filter(Q(leased_until=None) | Q(leased_until__lt=now), state=FollowUp.State.WAITING)
    keys = waiting.filter(next_at__lte=now).order_by("next_at", "id").values_list("pk", flat=True)
    handed_out = 0
    for pk in list(keys[:limit]):
        if waiting.filter(pk=pk).update(leased_until=now + _lease()):
            enqueue(pk)
            handed_out += 1
    return handed_out


def due_keys(*, limit: int = 500) -> list[int]:
    """Follow-ups that are due or whose worker is gone, oldest first."""
    return list(FollowUp.objects.due().order_by("next_at", "id").values_list("pk", flat=True)[:limit])


def try_again(follow_up: FollowUp) -> None:
    """Lets a failed follow-up start anew."""
    FollowUp.objects.filter(pk=follow_up.pk, state=FollowUp.State.FAILED).update(
        state=FollowUp.State.WAITING, attempts=0, next_at=timezone.now()
    )


def stop(follow_up: FollowUp) -> bool:
    """Stops a follow-up that still waits. Returns whether it was in time."""
    return bool(
        FollowUp.objects.filter(pk=follow_up.pk, state=FollowUp.State.WAITING).update(state=FollowUp.State.STOPPED)
    )


def prune(*, before: datetime) -> int:
    """Forgets what was done before that moment; failed ones stay."""
    done, _by_model = FollowUp.objects.filter(state=FollowUp.State.DONE, finished_at__lt=before).delete()
    return done


def _lease() -> timedelta:
    return timedelta(seconds=conf.get().FOLLOW_UP_LEASE_SECONDS)


def _take_back(follow_ups: QuerySet[FollowUp]) -> None:
    """Those whose worker is gone wait again; after the last attempt, which counts, they have failed."""
    left = follow_ups.filter(state=FollowUp.State.RUNNING, leased_until__lt=timezone.now())
    sentence = _("The worker ended, or took longer than it may, before this was done.")
    left.filter(attempts__gte=conf.get().FOLLOW_UP_ATTEMPTS).update(
        state=FollowUp.State.FAILED, leased_until=None, error=sentence
    )
    left.update(state=FollowUp.State.WAITING, leased_until=None, error=sentence)


def _put_back(follow_up: FollowUp, error: Exception) -> None:
    """Waits twice as long after each failure, from one minute on, up to the limit of attempts."""
    given_up = follow_up.attempts >= conf.get().FOLLOW_UP_ATTEMPTS
    logger.warning("follow-up %s failed at attempt %s: %s", follow_up, follow_up.attempts, error)
    _store(
        follow_up,
        state=FollowUp.State.FAILED if given_up else FollowUp.State.WAITING,
        next_at=timezone.now() + timedelta(minutes=2 ** min(follow_up.attempts - 1, 10)),
        error=f"{type(error).__name__}: {error}"[:2000],
    )


def _store(follow_up: FollowUp, **outcome: Any) -> bool:
    """Writes what came of a claim, unless its lease has passed to another meanwhile; whether it was written."""
    stored = FollowUp.objects.filter(
        pk=follow_up.pk,
        state=FollowUp.State.RUNNING,
        attempts=follow_up.attempts,
        leased_until=follow_up.leased_until,
    ).update(leased_until=None, **outcome)
    if not stored and not FollowUp.objects.filter(pk=follow_up.pk, attempts=0).exists():
        logger.warning("follow-up %s took longer than its lease; its outcome is not stored", follow_up)
    return bool(stored)
