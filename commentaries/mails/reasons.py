"""Turns a stored mail that had to wait into a yes or no: whether it still says how things stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commentaries.links import ending
from commentaries.models import CommentaryPage, DeskLine

Reason = Callable[[dict[str, Any], CommentaryPage], bool]
_reasons: dict[str, Reason] = {}
_TELL_SOMETHING = frozenset({"changes_asked", "scheduled", "postponed"})
"""Mails that are to be read also once the link in them has ended; of all others the link is the point."""


def goes_only_if(*mails: str) -> Callable[[Reason], Reason]:
    """Registers a question about stored mails of these names, asked when one is to be sent: no, and it is not."""

    def register(reason: Reason) -> Reason:
        _reasons.update(dict.fromkeys(mails, reason))
        return reason

    return register


def is_still_so(facts: dict[str, Any], page: CommentaryPage | None) -> bool:
    """Whether a mail that had to wait still says how things stand; if not, a later one does, and goes alone."""
    if page is None and facts["mail"] != "manuscript_dropped" and plan_of(facts) is None:
        return False
    if (reason := _reasons.get(facts["mail"])) and not reason(facts, page):
        return False
    own = facts.get("own_link")
    return not own or facts["mail"] in _TELL_SOMETHING or ending.leads_somewhere(own)


def plan_of(facts: dict[str, Any]) -> DeskLine | None:
    """The plan that a letter is about; none when it is about a text, or the plan was dropped."""
    return DeskLine.objects.select_related("series").filter(pk=facts.get("line"), dropped_at=None).first()
