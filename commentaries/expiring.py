"""Unpublishes whatever in the site has reached the end of its time, texts and everything else with a date.

Wagtail's own scheduler does the same for all models at once, outside a transaction, and its first
failure ends the run (trap 39). So the clock goes through every model that may expire, not the texts alone.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Page

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

logger = logging.getLogger(__name__)


def expire_due() -> tuple[list[str], list[str]]:
    """Unpublishes what has expired, each in a transaction of its own; one failure stops no other.

    Returns the titles that went, and a sentence for each that could not go and is tried again.
    """
    gone, failed = [], []
    for model in _models():
        for found in list(_due(model)):
            try:
                if _expire(model, found.pk):
                    gone.append(str(found))
            except Exception as error:  # one broken text must not keep all others in sight
                logger.exception("%r has expired and could not be unpublished", str(found))
                fault = _("It could not be unpublished (%(error)s) and is tried again.")
                failed.append(f"{found}: {fault % {'error': type(error).__name__}}")
    return gone, failed


def _models() -> list[type[Model]]:
    """Pages of every type together, and every other model that is drafted."""
    drafted = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
    return [Page, *(model for model in drafted if not issubclass(model, Page))]


def _due(model: type[Model]) -> QuerySet[Any]:
    return model.objects.filter(live=True, expire_at__lte=timezone.now()).order_by("pk")


@transaction.atomic
def _expire(model: type[Model], pk: Any) -> bool:
    """Whether it was unpublished; not when it was deleted, or given more time, since it was looked for."""
    expired = _due(model).select_for_update().filter(pk=pk).first()
    if expired is None:
        return False
    getattr(expired, "specific", expired).unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True
