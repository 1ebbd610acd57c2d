"""Finds the links of a text that were checked and lead nowhere. Nothing is asked of the web here."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from commentaries import conf
from commentaries.models import CheckedLink, CommentaryPage
from commentaries.outward import links_out
from commentaries.readiness.points import OpenPoint

_SHOWN = 80


def dead_links(page: CommentaryPage) -> Iterator[OpenPoint]:
    """One query for all links of a text that has any."""
    links = links_out(page) if conf.get().CHECK_LINKS else []
    known = CheckedLink.objects.of(link.address for link in links)
    for link in links:
        checked = known.get(link.address)
        if checked and checked.is_dead:
            yield OpenPoint("dead-link", link.field, _sentence(checked), block=link.block)


def _sentence(checked: CheckedLink) -> str:
    shown = checked.address if len(checked.address) <= _SHOWN else f"{checked.address[:_SHOWN]}…"
    if checked.error:
        why = CheckedLink.Error(checked.error).label
        return _("The link to %(address)s leads nowhere: %(why)s.") % {"address": shown, "why": why}
    return _("The link to %(address)s answers %(status)s. Mend it, or take it out.") % {
        "address": shown,
        "status": checked.status,
    }
