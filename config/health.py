"""Says whether this site can answer, and whether the work behind it is being done."""

from __future__ import annotations

import logging
from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.models import Revision

from commentaries.models import FollowUp

logger = logging.getLogger(__name__)

LATE = timedelta(minutes=15)
"""``tick`` runs every minute and a follow-up takes seconds: what is due for so long nobody is doing."""
OK = "ok"


def web(request: HttpRequest) -> HttpResponse:
    """For whoever spreads requests: 503 when this process reaches no database or no cache, and only then."""
    states = {"database": _database(), "cache": _cache()}
    if states["database"] == OK:
        states["work"] = _work()
    is_well = states["database"] == states["cache"] == OK
    return _answer(states, is_well=is_well)


def work(request: HttpRequest) -> HttpResponse:
    """For whoever is woken at night: 503 when worker or ``tick`` do not run, or follow-ups have failed for good."""
    states = {"database": _database()}
    if states["database"] == OK:
        states["work"] = _work()
    return _answer(states, is_well=set(states.values()) == {OK})


def _answer(states: dict[str, str], *, is_well: bool) -> HttpResponse:
    lines = "".join(f"{name}: {state}\n" for name, state in states.items())
    return HttpResponse(
        lines,
        status=HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE,
        content_type="text/plain",
        headers={"Cache-Control": "no-store"},
    )


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("the database does not answer")
        return "does not answer"
    return OK


def _cache() -> str:
    """Whether what is put in comes out: a disk that is full, or a server that is gone, keeps nothing."""
    key, mark = "commentaries:health", uuid4().hex
    try:
        cache.set(key, mark, 60)
        return OK if cache.get(key) is not None else "keeps nothing"
    except Exception:  # each backend has faults of its own kind
        logger.exception("the cache does not answer")
        return "does not answer"


def _work() -> str:
    """What is overdue, in numbers; no title and no name, as everyone may read it."""
    long_ago = timezone.now() - LATE
    due = FollowUp.objects.due().filter(next_at__lt=long_ago).aggregate(number=Count("pk"), since=Min("next_at"))
    failed = FollowUp.objects.filter(state=FollowUp.State.FAILED).count()
    scheduled = Revision.page_revisions.filter(approved_go_live_at__lt=long_ago).count()
    found = [
        f"{due['number']} follow-ups overdue since {due['since']:%Y-%m-%d %H:%M}" if due["number"] else "",
        f"{scheduled} scheduled pages not published" if scheduled else "",
        f"{failed} follow-ups failed" if failed else "",
    ]
    return ", ".join(filter(None, found)) or OK
