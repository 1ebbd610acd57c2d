"""Turns everything that is under way in an editor's series into lines: who has it, since when, and until when.

The same queries for ten lines and for five hundred.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision, WorkflowState

from commentaries import due
from commentaries.models import (
    ClosedDays,
    CommentaryPage,
    DeskLine,
    FastTrack,
    FollowUp,
    GuestEditor,
    Hold,
    Invitation,
    Issue,
    Person,
    Series,
    SeriesRole,
)
from commentaries.models.absences import in_place_of
from commentaries.permissions import EDITORIAL, person_of, series_of, texts_worked_on_by
from commentaries.stages import STAGE_NAMES, stage_of
from commentaries.standing_in import absences_known_to, deputies_in
from commentaries.waiting import failed_follow_ups

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet

    from commentaries.working_days import WorkingDays

JUST_PUBLISHED = timedelta(days=14)
"""How long a text stays on the desk after it has appeared."""
REJECTED_FOR = timedelta(days=30)
"""And after it was rejected."""
STAGES = tuple(STAGE_NAMES)
_ASKED = {Invitation.State.OPEN, Invitation.State.ANSWERED}
"""Neither declined nor taken back: those whose answers are counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One text on the desk, in words.

    ``due_on`` is the day of the step under way, where it has one, else ``target_on``: that on which it is to appear.
    ``holders`` are the persons whose turn it is, a deputy with the editor in whose place; ``asked`` and ``answered``
    count reviewers. ``days_left`` is negative when the day is over. ``words`` and ``open_points`` are those of a minute
    ago; nobody counts them for texts that stand as they appeared. ``handler`` is the editor it was handed to.
    """

    stage: str
    stage_label: str
    title: str
    url: str
    series: Series
    number: str = ""
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
    handler: int | None = None

    @property
    def is_late(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def days_over(self) -> int:
        return -(self.days_left or 0)

    @property
    def order(self) -> int:
        return STAGES.index(self.stage)


@dataclass(frozen=True, slots=True)
class Choice:
    """What an editor wants to see of the desk; empty fields choose everything."""

    series: int | None = None
    stage: str = ""
    holder: int | None = None
    author: str = ""
    is_late: bool = False
    order: str = "due"


ORDERS: dict[str, Callable[[Line], Any]] = {
    "due": lambda line: (not line.is_late, line.due_on or date.max, line.since or date.max, line.title),
    "stage": lambda line: (line.order, line.due_on or date.max, line.title),
    "since": lambda line: (line.since or date.max, line.title),
    "title": lambda line: (line.title.casefold(), line.order),
    "holder": lambda line: (line.holders or ("\uffff",), line.due_on or date.max),
}


def series_on_the_desk(user: AbstractBaseUser) -> QuerySet[Series]:
    """The series that this account works on; all of them for administrators."""
    if user.is_active and user.is_superuser:
        return Series.objects.order_by("title", "pk")
    return Series.objects.filter(pk__in=series_of(user, *EDITORIAL)).order_by("title", "pk")


def texts_on_the_desk(user: AbstractBaseUser) -> Q:
    """Those of the series that this account works on, and those that it edits as a guest."""
    return Q() if user.is_active and user.is_superuser else texts_worked_on_by(user)


def lines_for(user: AbstractBaseUser) -> list[Line]:
    """Everything under way in the series of this account, as it comes; of other series, what it edits as a guest."""
    own = series_on_the_desk(user)
    pages = list(_texts_under_way(texts_on_the_desk(user)))
    series = {each.pk: each for each in own} | {page.series_id: page.series for page in pages}
    facts = _Facts(user, series, pages)
    texts = [line for page in pages if (line := facts.line_of(page))]
    return [*texts, *(facts.line_of_plan(plan) for plan in _plans(own))]


def chosen(lines: Iterable[Line], choice: Choice) -> list[Line]:
    """Those that an editor wants to see, in the order that they want."""
    author = choice.author.casefold()
    kept = [
        line
        for line in lines
        if (choice.series is None or line.series.pk == choice.series)
        and (not choice.stage or line.stage == choice.stage)
        and (choice.holder is None or choice.holder in line.holder_keys)
        and (not author or any(author in name.casefold() for name in line.authors))
        and (not choice.is_late or line.is_late)
    ]
    return sorted(kept, key=ORDERS.get(choice.order, ORDERS["due"]))


def holders_in(lines: Iterable[Line]) -> list[Person]:
    """Whoever has something on the desk, by name, for the filter."""
    keys = {key for line in lines for key in line.holder_keys}
    return sorted(Person.objects.filter(pk__in=keys), key=attrgetter("sort_name", "pk"))


def in_hands(lines: Iterable[Line]) -> dict[int, list[Line]]:
    """The texts that were handed to one editor and are not done yet, by the key of the editor."""
    found: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.handler is not None and line.stage not in {"published", "rejected"}:
            found[line.handler].append(line)
    return found


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
        due_on=_day(page.placed_at, series),
        text=page.pk,
    )


def _plans(series: Iterable[Series]) -> QuerySet[DeskLine]:
    plans = DeskLine.objects.filter(series__in=list(series), page=None, dropped_at=None)
    return plans.select_related("author").order_by("target_on", "pk")


def _texts_under_way(mine: Q) -> QuerySet[CommentaryPage]:
    """Whatever is neither public and at rest nor gone: drafts, what is in a workflow, scheduled, held, just out."""
    key = Cast("object_id", IntegerField())
    active = WorkflowState.objects.active().filter(base_content_type=ContentType.objects.get_for_model(Page))
    is_new = Q(live=True, placed_at__gt=timezone.now() - JUST_PUBLISHED)
    is_hidden = Q(live=False) & ~Q(issue__state=Issue.State.REMOVED)
    has_failed = Q(pk__in=FollowUp.objects.filter(state=FollowUp.State.FAILED).values("page"))
    in_workflow = Q(pk__in=active.annotate(key=key).values("key"))
    texts = CommentaryPage.objects.filter(mine, archived=False)
    texts = texts.filter(is_hidden | is_new | in_workflow | has_failed)
    scheduled = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=Cast(OuterRef("pk"), CharField()),
        approved_go_live_at__isnull=False,
    )
    return (
        due.with_steps(texts)
        .select_related("tally")
        .annotate(
            goes_live_at=Subquery(scheduled.order_by("-pk").values("approved_go_live_at")[:1]),
            held_at=Subquery(Hold.objects.filter(issue=OuterRef("issue"), ended_at=None).values("held_at")[:1]),
            is_on_fast_track=Exists(FastTrack.objects.standing().filter(page=OuterRef("pk"))),
            draft_authors=F("latest_revision__content__authorships"),
        )
        .order_by("pk")
    )


@dataclass(slots=True)
class _Facts:
    """What the lines of many texts are made of, read at once."""

    user: AbstractBaseUser
    series: dict[int, Series]
    pages: list[CommentaryPage]
    persons: dict[int, Person] = field(init=False)
    editors: dict[int, list[Person]] = field(init=False)
    guests: dict[int, list[Person]] = field(init=False)
    deputies: dict[tuple[int, int], Person] = field(init=False)
    days: dict[int, WorkingDays] = field(init=False)
    invitations: dict[int, list[Invitation]] = field(init=False)
    failed: dict[int, int] = field(init=False)
    reserved: dict[Any, str] = field(init=False)

    def __post_init__(self) -> None:
        self.persons = Person.objects.in_bulk({key for page in self.pages for key, _name in _written_by(page)})
        self.editors = _editors_of(self.series)
        self.guests = _guests_of(self.pages)
        self.deputies = deputies_in(absences_known_to(self.user))
        self.days = ClosedDays.objects.working_days_of_each(self.series.values())
        self.invitations = due.invitations_to(self.pages)
        self.failed = defaultdict(int)
        for page_id in failed_follow_ups(self.user).filter(page__in=self.pages).values_list("page", flat=True):
            self.failed[page_id] += 1
        works = [page.translation_key for page in self.pages if page.issue_id is None]
        entries = Issue.objects.filter(work__in=works, state=Issue.State.RESERVED)
        self.reserved = dict(entries.values_list("work", "label"))

    def line_of(self, page: CommentaryPage) -> Line | None:
        """The line of a text; none for one that was rejected long ago."""
        stage, series = stage_of(page), self.series[page.series_id]
        today = series.today()
        if stage.code == "rejected" and page.decided_at < timezone.now() - REJECTED_FOR:
            return None
        round_ = self.invitations.get(page.pk, [])
        asked = [each for each in round_ if each.state in _ASKED] if stage.code == "review" else []
        step = next(iter(due.steps_of(page, self.days[page.series_id], round_)), None)
        holders = self._holders(page, stage.code, asked, step)
        due_on = self._due(page, stage.code, step)
        tally = getattr(page, "tally", None) if stage.code not in {"published", "removed"} else None
        is_to_come = step is not None or stage.code not in {"published", "held", "removed", "rejected"}
        return Line(
            stage=stage.code,
            stage_label=stage.label,
            title=page.draft_title or page.title,
            url=reverse("commentaries:decide", args=[page.pk]),
            series=series,
            number=page.issue.label if page.issue else self.reserved.get(page.translation_key, ""),
            authors=self._names(page),
            holders=tuple(name for name, _key in holders),
            holder_keys=frozenset(key for _name, key in holders),
            since=_day(self._since(page, stage.code), series),
            due_on=due_on,
            days_left=(due_on - today).days if due_on and is_to_come else None,
            target_on=_target_of(page),
            asked=len(asked),
            answered=sum(each.state == Invitation.State.ANSWERED for each in asked),
            failed=self.failed.get(page.pk, 0),
            words=tally.words if tally else None,
            open_points=tally.open_points if tally else 0,
            text=page.pk,
            is_on_fast_track=page.is_on_fast_track,
            handler=page.desk_line.handled_by_id if hasattr(page, "desk_line") else None,
        )

    def line_of_plan(self, plan: DeskLine) -> Line:
        series = self.series[plan.series_id]
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
            since=_day(plan.planned_at, series),
            due_on=target,
            days_left=(target - series.today()).days if target else None,
            target_on=target,
            planned=plan.pk,
        )

    def _names(self, page: CommentaryPage) -> tuple[str, ...]:
        return tuple(name or str(self.persons.get(key, "")) for key, name in _written_by(page))

    def _holders(
        self, page: CommentaryPage, stage: str, asked: list[Invitation], step: due.Step | None
    ) -> list[tuple[str, int]]:
        """Whose turn it is, and what each is called there. Nobody reads who reviews a text of their own."""
        is_authors = stage in {"draft", "changes"} or (step is not None and step.code in due.OF_AUTHORS)
        is_reviewers = step is not None and step.code == due.REVIEW
        if is_authors or is_reviewers:
            others = self._authors_of(page) if is_authors else self._reviewers_of(page, asked)
            return [(str(person), person.pk) for person in others]
        return self._editors_in_charge(page) if step or stage in {"asked_back", "held"} else []

    def _authors_of(self, page: CommentaryPage) -> list[Person]:
        return [self.persons[key] for key, _name in _written_by(page) if key in self.persons]

    def _reviewers_of(self, page: CommentaryPage, asked: list[Invitation]) -> list[Person]:
        own = person_of(self.user)
        if own is not None and own.pk in {key for key, _name in _written_by(page)}:
            return []
        return [each.person for each in asked if each.state == Invitation.State.OPEN]

    def _editors_in_charge(self, page: CommentaryPage) -> list[tuple[str, int]]:
        """The editor whom the text was handed to, if they may decide on it, else all who may; for one away, the deputy.

        A deputy who wrote the text does not stand in for it.
        """
        writing = {key for key, _name in _written_by(page)}
        all_of_them = [*self.editors[page.series_id], *self.guests.get(page.pk, ())]
        may_decide = {person.pk: person for person in all_of_them if person.pk not in writing}
        line = getattr(page, "desk_line", None)
        handler = may_decide.get(line.handled_by_id) if line is not None else None
        found: list[tuple[str, int]] = []
        for person in [handler] if handler else may_decide.values():
            deputy = self.deputies.get((page.series_id, person.pk))
            if deputy is None or deputy.pk in writing:
                found.append((str(person), person.pk))
            elif handler or deputy.pk not in may_decide:
                found.append((in_place_of(deputy, person), deputy.pk))
        return found

    def _due(self, page: CommentaryPage, stage: str, step: due.Step | None) -> date | None:
        """The day of the step under way, else that on which the text is to appear."""
        if step:
            return step.due_on
        if stage == "scheduled":
            return _day(page.goes_live_at, self.series[page.series_id])
        return None if stage in {"published", "removed", "rejected"} else _target_of(page)

    @staticmethod
    def _since(page: CommentaryPage, stage: str) -> datetime | None:
        if stage in {"review", "decision"}:
            return page.current_workflow_state.current_task_state.started_at
        if stage in {"changes", "scheduled", "rejected"}:
            return page.decided_at
        moments = {"published": page.placed_at, "held": page.held_at, "asked_back": page.asked_back_at}
        return moments.get(stage) or page.latest_revision_created_at


def _written_by(page: CommentaryPage) -> list[tuple[int, str]]:
    """Person and printed name of the authors in the newest draft, in their order."""
    rows = page.draft_authors or []
    return [(row["person"], row.get("name") or "") for row in rows if row.get("person")]


def _target_of(page: CommentaryPage) -> date | None:
    line = getattr(page, "desk_line", None)
    return line.target_on if line else None


def editors_in(series: dict[int, Series]) -> set[int]:
    """The keys of all who edit one of these series today."""
    return {person.pk for editors in _editors_of(series).values() for person in editors}


def _editors_of(series: dict[int, Series]) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = {key: [] for key in series}
    roles = SeriesRole.objects.filter(series__in=list(series), role=SeriesRole.Role.EDITOR).select_related("person")
    for role in roles.order_by("pk"):
        if role.holds_on(series[role.series_id].today()):
            found[role.series_id].append(role.person)
    return found


def _guests_of(pages: Iterable[CommentaryPage]) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = defaultdict(list)
    for guest in GuestEditor.objects.filter(page__in=list(pages)).select_related("person"):
        found[guest.page_id].append(guest.person)
    return found


def _day(moment: datetime | None, series: Series) -> date | None:
    return timezone.localtime(moment, series.zone).date() if moment else None
