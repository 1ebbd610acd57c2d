"""Publishes what is scheduled, at its moment: whatever goes wrong with one text stops no other."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Revision

from commentaries import register
from commentaries.models import CommentaryPage, Decision, Issue

logger = logging.getLogger(__name__)
_SCHEDULED = "wagtail.publish.scheduled"
"""How Wagtail's own ``publish_scheduled`` names in the history what the clock has published."""


def publish_due() -> tuple[list[str], list[str]]:
    """Publishes what is scheduled and due; whatever goes wrong with one text stops no other (trap 39).

    Returns the titles that went live and, for those refused, sentences with title and reason.
    The schedule of a refused text stays as it is.
    """
    done, refused = [], []
    due = Revision.objects.filter(approved_go_live_at__lte=timezone.now()).select_related("content_type")
    for revision in sorted(due, key=_turn):
        title = revision.object_str
        try:
            if _publish_scheduled(revision):
                done.append(title)
        except PermissionDenied as error:
            logger.warning("scheduled text %r was refused: %s", title, error)
            refused.append(f"{title}: {error}")
        except Exception as error:  # one broken text must not keep all others from their hour
            logger.exception("scheduled text %r could not be published", title)
            fault = _("It could not be published (%(error)s) and keeps its schedule.")
            refused.append(f"{title}: {fault % {'error': type(error).__name__}}")
    return done, refused


def _turn(revision: Revision) -> tuple[Any, ...]:
    """Where a due text stands in the queue for numbers: by minute, reserved number, time of decision (D1)."""
    minute = revision.approved_go_live_at.replace(second=0, microsecond=0)
    reserved = decided_at = None
    if page := _text_of(revision).first():
        entry = register.entry_of(page)
        reserved = entry.sequence if entry and entry.state == Issue.State.RESERVED else None
        decisions = Decision.objects.filter(version__page_id=page.pk, outcome=Decision.Outcome.PUBLISH)
        decided_at = decisions.aggregate(last=Max("decided_at"))["last"]
    return minute, reserved is None, reserved or 0, decided_at is None, decided_at or minute, revision.pk


@transaction.atomic
def _publish_scheduled(revision: Revision) -> bool:
    """Publishes one revision as Wagtail's scheduler does; ``False`` when it was unscheduled in the meantime.

    A text goes through the action itself: ``CommentaryPage.publish()`` would swallow the refusal.
    """
    text = _text_of(revision).select_for_update().order_by("pk").first()
    still_due = Revision.objects.filter(pk=revision.pk, approved_go_live_at__lte=timezone.now()).first()
    if still_due is None:
        return False
    if text is None:
        still_due.publish(log_action=_SCHEDULED)
    else:
        PublishPageRevisionAction(still_due, log_action=_SCHEDULED).execute(skip_permission_checks=True)
    return True


def _text_of(revision: Revision) -> QuerySet[CommentaryPage]:
    """The text that a revision is of; none for a revision of something else."""
    if revision.content_type.model_class() is not CommentaryPage:
        return CommentaryPage.objects.none()
    return CommentaryPage.objects.filter(pk=revision.object_id)
