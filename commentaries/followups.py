"""Stores work to be done after an event and carries it out: claimed, retried, visible (D6)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

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


def claim(pk: int) -> FollowUp | None:
    """Takes a due follow-up for this worker, or ``None`` when another has it or it is not due."""
    lease = timezone.now() + timedelta(seconds=conf.get().FOLLOW_UP_LEASE_SECONDS)
    taken = (
        FollowUp.objects.due()
        .filter(pk=pk)
        .update(state=FollowUp.State.RUNNING, leased_until=lease, attempts=F("attempts") + 1)
    )
    return FollowUp.objects.get(pk=pk) if taken else None


def carry_out(pk: int) -> bool:
    """Does one follow-up if it is due. A failure is stored with its reason and tried again later."""
    follow_up = claim(pk)
    if follow_up is None:
        return False
    try:
        handler = _handlers.get(follow_up.kind)
        if handler is None:
            raise NoHandler(follow_up.kind)
        with transaction.atomic():
            handler(follow_up)
    except Exception as error:  # whatever fails is stored with the row and shown, never lost
        _put_back(follow_up, error)
        return False
    FollowUp.objects.filter(pk=pk).update(
        state=FollowUp.State.DONE, finished_at=timezone.now(), leased_until=None, error=""
    )
    return True


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


def _put_back(follow_up: FollowUp, error: Exception) -> None:
    """Waits twice as long after each failure, from one minute on, up to the limit of attempts."""
    given_up = follow_up.attempts >= conf.get().FOLLOW_UP_ATTEMPTS
    logger.warning("follow-up %s failed at attempt %s: %s", follow_up, follow_up.attempts, error)
    FollowUp.objects.filter(pk=follow_up.pk).update(
        state=FollowUp.State.FAILED if given_up else FollowUp.State.WAITING,
        next_at=timezone.now() + timedelta(minutes=2 ** min(follow_up.attempts - 1, 10)),
        leased_until=None,
        error=f"{type(error).__name__}: {error}"[:2000],
    )
