"""Turns drafts that have changed into counts of their words and open points, a few at each turn of the clock.

An editor's draft is saved every few seconds, so nothing is counted while somebody waits for it.
"""

from __future__ import annotations

import logging

from django.db.models import F, Q

from commentaries import readiness, versions
from commentaries.models import CommentaryPage, Tally
from commentaries.reading import words_of

logger = logging.getLogger(__name__)

AT_A_TURN = 50
"""Texts. On the first turn of a large site the newest are counted first."""


def tally_changed(*, at_most: int = AT_A_TURN) -> int:
    """Counts the texts that changed since they were last counted, and that readers do not see as they are."""
    is_counted = Q(tally__of_state=F("latest_revision_created_at"))
    texts = CommentaryPage.objects.filter(Q(live=False) | Q(has_unpublished_changes=True), archived=False)
    changed = texts.exclude(is_counted).filter(latest_revision_created_at__isnull=False)
    newest_first = changed.select_related("series").order_by("-latest_revision_created_at", "-pk")
    counted = 0
    for page in newest_first[:at_most]:
        try:
            tally(page)
            counted += 1
        except Exception:  # one draft that cannot be read keeps no other from being counted
            logger.exception("The words of text %s could not be counted.", page.pk)
    return counted


def tally(page: CommentaryPage) -> Tally:
    """Counts the newest draft of one text."""
    latest = versions.latest_of(page)
    points = readiness.open_points(latest)
    forbidding = sum(point.forbids for point in points)
    counted = {
        "words": words_of(latest),
        "forbidding": forbidding,
        "advice": len(points) - forbidding,
        "of_state": page.latest_revision_created_at,
    }
    return Tally.objects.update_or_create(page_id=page.pk, defaults=counted)[0]
