"""Turns a saved text into its entry in the search index, after the transaction that saved it.

Wagtail's own way is a task enqueued in that transaction: the immediate backend would run it inside,
where it rewrites entries of other texts and two publications at once wait for each other, and the
database backend would do it once and forget it when it fails. A follow-up runs after the commit with
every backend, again until it is done, and once for all the saves that it has not seen yet.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from django.db import OperationalError
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from commentaries import followups
from commentaries.models import CommentaryPage, FollowUp

KIND = "index"

ATTEMPTS = 6
"""How often one follow-up tries before it leaves the rest to the next one, a minute later."""

_PASSING = {"40P01", "40001"}
"""A deadlock, and two transactions of which one has to be repeated (PostgreSQL, appendix A)."""


def plan(page: CommentaryPage) -> FollowUp:
    """Stores, in the caller's transaction, that the index is to hear of this text."""
    return followups.plan_anew(KIND, f"text-{page.pk}", page=page)


@followups.handles(KIND, does=_("The search of the site finds it."))
def bring_up_to_date(follow_up: FollowUp) -> None:
    """Writes the text as it is now into every search backend. A text that is gone has left the index itself."""
    page = CommentaryPage.objects.filter(pk=follow_up.page_id).first()
    if page is None:
        return
    for attempt in range(1, ATTEMPTS + 1):
        try:
            index.insert_or_update_object(page)
        except OperationalError as error:
            if attempt == ATTEMPTS or not _is_passing(error):
                raise
            time.sleep(random.uniform(0.05, 0.1) * attempt)
        else:
            return


def forget(page: CommentaryPage) -> None:
    """Takes a deleted text out of the index."""
    index.remove_object(page)


def _is_passing(error: OperationalError) -> bool:
    return any(_code_of(each) in _PASSING for each in _with_causes(error))


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what it was raised from: Django's, a pool's or a proxy's, the driver's."""
    each: BaseException | None = error
    while each is not None:
        yield each
        each = each.__cause__


def _code_of(error: BaseException) -> str | None:
    """PostgreSQL's code, which psycopg 3 calls ``sqlstate`` and psycopg2 ``pgcode``."""
    return getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
