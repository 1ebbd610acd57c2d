"""Gives one thing that is asked of a person its words, its place and its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from commentaries import due
from commentaries.models import ClosedDays, CommentaryPage
from commentaries.rounds import NOBODY, asked_about

if TYPE_CHECKING:
    from commentaries.models.querysets import CommentaryQuerySet


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One thing asked of a person, and where to do it."""

    what: str
    title: str
    url: str
    due_on: date | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A text, and the step that it is at; none where nothing is due.

    ``owed`` is the second yes to what readers see, whatever step a correction of it is at.
    """

    page: CommentaryPage
    step: due.Step | None
    owed: due.Step | None = None

    def asks(self, what: str, view: str, *steps: str) -> WaitingItem:
        """What is asked, with the day of the step under way if it is one of these."""
        due_on = next((each.due_on for each in (self.step, self.owed) if each and each.code in steps), None)
        is_late = due_on is not None and due_on < self.page.series.today()
        return WaitingItem(what, title_of(self.page), link_to(view, self.page), due_on, is_late)


def turns_of(texts: CommentaryQuerySet) -> list[Turn]:
    """The step of each text, at the same cost for one and for many."""
    pages = list(due.with_steps(texts).order_by("pk"))
    if not pages:
        return []
    days = ClosedDays.objects.working_days_of_each({page.series_id: page.series for page in pages}.values())
    asked = asked_about(pages)
    return [_turn_of(page, due.steps_of(page, days[page.series_id], asked.get(page.pk, NOBODY))) for page in pages]


def _turn_of(page: CommentaryPage, steps: list[due.Step]) -> Turn:
    owed = next((step for step in steps if step.code == due.SECOND), None)
    return Turn(page, next(iter(steps), None), owed)


def title_of(page: CommentaryPage) -> str:
    return page.draft_title or page.title


def link_to(view: str, page: CommentaryPage) -> str:
    return reverse(view, args=[page.pk])
