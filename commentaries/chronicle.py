"""Turns what was decided on a text, and what was done to keep it from its readers, into one list in order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from commentaries.models import Affirmation, CommentaryPage, Decision, FastTrack, Hold, Person, Removal, Withdrawal

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that an editor did: when, who, what and why."""

    when: datetime
    person: Person | str
    what: str
    why: str = ""


def steps_of(page: CommentaryPage) -> list[Step]:
    """Decisions, fast tracks, settled withdrawals, holds, releases and removals, first to last, in as many queries
    whatever their number.

    A hold that ended by a decision or a removal has the moment of that, and was not released besides.
    """
    decided = [
        *(Step(each.decided_at, each.speaker, _what_was_decided(each), _why(each)) for each in _decisions_on(page)),
        *(
            Step(each.marked_at, each.marked_by, _("fast track: reviews are not waited for"), each.reason)
            for each in FastTrack.objects.filter(page=page).select_related("marked_by")
        ),
        *(
            Step(each.settled_at, each.settled_by, each.get_outcome_display(), each.answer)
            for each in Withdrawal.objects.filter(page=page).exclude(settled_at=None).select_related("settled_by")
        ),
    ]
    if page.issue_id is None:
        return sorted(decided, key=attrgetter("when"))
    removed = [
        Step(each.removed_at, each.removed_by, _("removed; every earlier decision was taken back"), each.reason)
        for each in Removal.objects.filter(issue=page.issue_id).select_related("removed_by")
    ]
    moments = {step.when for step in (*decided, *removed)}
    held = _of_holds(page.issue_id, moments)
    return sorted([*decided, *removed, *held], key=attrgetter("when"))


def _decisions_on(page: CommentaryPage) -> QuerySet[Decision]:
    override = Affirmation.objects.filter(
        version=OuterRef("version"), person=OuterRef("person"), kind=Affirmation.Kind.OVERRIDE
    )
    decided = Decision.objects.filter(version__page=page).annotate(is_override=Exists(override))
    return decided.select_related("person", "deputy_for")


def _is_alone(decision: Decision) -> bool:
    """Without a second yes; an administrator's reason to decide at all is told with the override."""
    return bool(decision.alone_reason) and not decision.is_override


def _what_was_decided(decision: Decision) -> str:
    outcome = decision.get_outcome_display()
    return _("%(outcome)s, without a second yes") % {"outcome": outcome} if _is_alone(decision) else outcome


def _why(decision: Decision) -> str:
    """The letter to the authors, and the reason for doing without a second yes."""
    return "\n\n".join(filter(None, [decision.reasons, decision.alone_reason if _is_alone(decision) else ""]))


def _of_holds(issue: int, ended_otherwise: set[datetime]) -> Iterator[Step]:
    for each in Hold.objects.filter(issue=issue).select_related("held_by", "ended_by"):
        yield Step(each.held_at, each.held_by, _("held"), each.reason)
        if each.ended_at and each.ended_by and each.ended_at not in ended_otherwise:
            yield Step(each.ended_at, each.ended_by, _("released"))
