"""Turns a text or a plan into one line of the desk, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from commentaries.stages import STAGE_NAMES
from series.deposits.states import Registration

if TYPE_CHECKING:
    from commentaries.models import CommentaryPage, DeskLine, Series

STAGES = tuple(STAGE_NAMES)


@dataclass(frozen=True, slots=True)
class Line:
    """One text on the desk, in words.

    ``due_on`` is the day of the step under way, where it has one, else ``target_on``: that on which it is to appear.
    ``holders`` are the persons whose turn it is, a deputy with the editor in whose place; ``asked`` and ``answered``
    count reviewers. ``days_left`` is negative when the day is over. ``words`` and ``open_points`` are those of a minute
    ago; nobody counts them for texts that stand as they appeared. ``handler`` is the editor it was handed to.
    ``is_being_corrected`` says of a public text that its newest draft is another; ``owed_on`` is the day of the second
    yes that is owed to what readers see, where a correction is at a step of its own.
    ``registration`` says how far the DOI of a published text is.
    ``number_to_come`` is the next one of the series, for a text without a number that may be the next to appear.
    """

    stage: str
    stage_label: str
    title: str
    url: str
    series: Series
    number: str = ""
    number_to_come: str = ""
    authors: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    holder_keys: frozenset[int] = frozenset()
    since: date | None = None
    due_on: date | None = None
    days_left: int | None = None
    target_on: date | None = None
    asked: int = 0
    answered: int = 0
    failed: int = 0
    words: int | None = None
    open_points: int = 0
    planned: int | None = None
    text: int | None = None
    is_on_fast_track: bool = False
    is_being_corrected: bool = False
    owed_on: date | None = None
    is_owed_late: bool = False
    handler: int | None = None
    registration: Registration | None = None

    @property
    def is_late(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def days_over(self) -> int:
        return -(self.days_left or 0)

    @property
    def order(self) -> int:
        return STAGES.index(self.stage)


def line_of_a_published_text(page: CommentaryPage, series: Series) -> Line:
    """The line of a text that is public and at rest; its day is that on which it appeared."""
    return Line(
        stage="published",
        stage_label=str(STAGE_NAMES["published"]),
        title=page.title,
        url=reverse("commentaries:decide", args=[page.pk]),
        series=series,
        number=page.issue.label if page.issue else "",
        authors=tuple(each.printed_name for each in page.authorships.all()),
        due_on=day_of(page.placed_at, series),
        text=page.pk,
    )


def line_of_a_plan(plan: DeskLine, series: Series, *, failed: int = 0) -> Line:
    """The line of what is planned, and not written yet."""
    target = plan.target_on
    return Line(
        stage="planned",
        stage_label=str(STAGE_NAMES["planned"]),
        title=plan.working_title,
        url=reverse("series_plan", args=[plan.pk]),
        series=series,
        authors=(str(plan.author),) if plan.author else (),
        holders=(str(plan.author),) if plan.author else (),
        holder_keys=frozenset([plan.author_id] if plan.author_id else []),
        since=day_of(plan.planned_at, series),
        due_on=target,
        days_left=(target - series.today()).days if target else None,
        target_on=target,
        planned=plan.pk,
        failed=failed,
    )


def day_of(moment: datetime | None, series: Series) -> date | None:
    """The day of a moment where the series has its calendar."""
    return timezone.localtime(moment, series.zone).date() if moment else None
