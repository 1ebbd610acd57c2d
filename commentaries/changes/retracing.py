"""Turns two states of a text into what changed between them, and through whose hands each change went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from wagtail.models import PageLogEntry, Revision

from commentaries.changes.collating import texts_of
from commentaries.differences.attributing import Hands, hands
from commentaries.differences.comparing import Change, Comparison, Fate, between
from commentaries.differences.texts import Text
from commentaries.models import CommentaryPage, Person, Version

_MOST_HANDS = 12
"""So often a text may pass from hand to hand between two states; of what was done before nobody is named."""
_MOST_STEPS = 300_000
_SAVED = ("wagtail.create", "wagtail.edit", "wagtail.revert")


@dataclass(frozen=True, slots=True)
class State:
    """What a text said at one moment; without a moment, what it says now."""

    content: CommentaryPage
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Retraced:
    """What changed, and who had a hand in it."""

    comparison: Comparison
    hands: Hands = field(default_factory=Hands)

    def by(self, section: str, change: Change) -> tuple[str, ...]:
        """Through whose hands a change went, in their order."""
        if change.fate is Fate.DELETED:
            found = [self.hands.on_gone.get((section, at), ()) for at in change.old_at]
        else:
            found = [self.hands.on_new.get((section, at), ()) for at in change.new_at]
        return tuple(dict.fromkeys(str(hand) for some in found for hand in some))


@dataclass(frozen=True, slots=True)
class _Turn:
    """Somebody saved a text, perhaps several times, before somebody else did."""

    account: int | None
    moment: datetime
    revision: int | None = None
    """The last that they left and that is still there."""


def state_of(version: Version) -> State:
    """A version as its content; what the content refers to is not looked up one by one."""
    content = CommentaryPage.from_serializable_data({**version.content, "pk": version.page_id}, check_fks=False)
    return State(content, version.made_at)


def retrace(page: CommentaryPage, old: State, new: State, *, names_hands: bool) -> Retraced:
    """What changed in a text; in as many queries whatever its length, and however often it was saved."""
    turns = _turns(page, old.moment, new.moment) if names_hands else []
    between_them = _contents([turn.revision for turn in turns[:-1] if turn.revision])
    first, *middle, last = texts_of(page, [old.content, *between_them.values(), new.content])
    comparison = between(first, last)
    if comparison.is_empty or not turns:
        return Retraced(comparison)
    steps = _steps(turns, dict(zip(between_them, middle, strict=True)), last)
    return Retraced(comparison, hands(first, steps, most=_MOST_STEPS))


def _turns(page: CommentaryPage, since: datetime | None, until: datetime | None) -> list[_Turn]:
    """Who saved the text between two moments, in turn.

    Autosave rewrites a revision in place and takes its moment along (trap 40); the log keeps who was at it before.
    """
    within: dict[str, Any] = {"gt": since, "lte": until}
    revisions = Revision.objects.for_instance(page).filter(**_named("created_at", within))
    entries = PageLogEntry.objects.filter(page=page.pk, action__in=_SAVED, content_changed=True)
    saved = [_Turn(user, at, pk) for pk, user, at in revisions.values_list("pk", "user", "created_at")]
    saved += [_Turn(*each) for each in entries.filter(**_named("timestamp", within)).values_list("user", "timestamp")]
    turns: list[_Turn] = []
    for turn in sorted(saved, key=lambda turn: turn.moment):
        if turns and turns[-1].account == turn.account:
            turns[-1] = replace(turn, revision=turn.revision or turns[-1].revision)
        else:
            turns.append(turn)
    if len(turns) > _MOST_HANDS:
        turns = [replace(turns[-_MOST_HANDS], account=None), *turns[-_MOST_HANDS + 1 :]]
    return turns


def _named(field_name: str, bounds: dict[str, Any]) -> dict[str, Any]:
    return {f"{field_name}__{name}": value for name, value in bounds.items() if value is not None}


def _contents(revisions: Iterable[int]) -> dict[int, CommentaryPage]:
    """What was left at the end of each turn but the last, which ends in the newer state itself."""
    found = Revision.objects.in_bulk(list(revisions))
    return {pk: CommentaryPage.from_serializable_data(each.content, check_fks=False) for pk, each in found.items()}


def _steps(turns: list[_Turn], left: dict[int, Text], last: Text) -> list[tuple[str | None, Text]]:
    """Whose turn led to which text. Where what was left is gone, nobody knows what is whose until the next turn."""
    names = _names(turns)
    steps: list[tuple[str | None, Text]] = []
    is_known = True
    for turn in turns:
        text = last if turn is turns[-1] else left.get(turn.revision or 0)
        if text is not None:
            steps.append((names.get(turn.account) if is_known else None, text))
        is_known = text is not None
    return steps


def _names(turns: Iterable[_Turn]) -> dict[int | None, str]:
    accounts = {turn.account for turn in turns if turn.account}
    return {person.account_id: str(person) for person in Person.objects.filter(account__in=accounts)}
