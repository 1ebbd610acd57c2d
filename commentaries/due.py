"""Turns where a text stands into the steps under way: what is asked, since which day, and until which.

Nothing is written when a step begins: its day follows from its beginning, unless an editor has set one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from wagtail.models import Page, PageLogEntry, WorkflowState

from commentaries.models import Affirmation, CommentaryPage, Decision, Edition, Invitation, Objection
from commentaries.rounds import Asked, round_of
from commentaries.stages import STAGE_NAMES, Stage, stage_of, with_stage
from commentaries.standings import SECOND_DAYS, SECOND_KINDS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commentaries.models.querysets import CommentaryQuerySet
    from commentaries.working_days import WorkingDays

REVIEW, INVITING, DECISION, CHANGES, CONSENT, SECOND = "review", "inviting", "decision", "changes", "consent", "second"
OWED = "owed"
"""The stage of a public text whose second yes is owed."""
OF_AUTHORS = frozenset({CHANGES, CONSENT})
"""The steps that are an author's turn; a review is the reviewers', all others are the editors'."""
CHANGEABLE = frozenset({INVITING, DECISION, CHANGES, CONSENT})
"""The steps whose day an editor may set. Each reviewer has a day of their own; a second yes is owed by the rules."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is asked about a text, from one day until another. ``name`` is that of no other step of any text.

    ``usual_on`` is the day until which it would be due, had no editor set another. ``invitations`` are those that
    are due on this day and not answered, where a review is asked. ``silent`` are the authors whose turn it is, by
    their keys, where the yes of every author is waited for; ``None`` where that of one is enough.
    """

    code: str
    name: str
    begun_on: date
    due_on: date
    usual_on: date
    invitations: tuple[Invitation, ...] = ()
    silent: tuple[int, ...] | None = None

    @property
    def is_changeable(self) -> bool:
        return self.code in CHANGEABLE

    @property
    def as_seen(self) -> str:
        """What an editor has before them who changes the day: the step, and until when it is due."""
        return f"{self.name}/{self.due_on.isoformat()}"


def with_steps(texts: CommentaryQuerySet) -> CommentaryQuerySet:
    """With what their steps are made of, at the same cost for one text and for many."""
    of_this = {"version__page": OuterRef("pk")}
    decisions = Decision.objects.filter(**of_this).order_by("-decided_at")
    owed = _alone(_behind_what_is_shown(Decision.objects.filter(**of_this))).order_by("-decided_at")
    asked = PageLogEntry.objects.filter(page=OuterRef("pk"), action="commentaries.ask_consent").order_by("-timestamp")
    yes = Affirmation.objects.standing().filter(**of_this, kind__in=SECOND_KINDS).order_by("-affirmed_at")
    objected = Objection.objects.standing().filter(**of_this).order_by("-made_at")
    return (
        with_stage(texts)
        .select_related("desk_line__handled_by")
        .annotate(
            decided_at=Subquery(decisions.values("decided_at")[:1]),
            last_decision=Subquery(decisions.values("pk")[:1]),
            owed_since=Subquery(owed.values("decided_at")[:1]),
            decided_alone=Subquery(owed.values("pk")[:1]),
            consent_asked_at=Subquery(asked.values("timestamp")[:1]),
            consent_asked_for=Subquery(asked.annotate(digest=KT("data__digest")).values("digest")[:1]),
            said_yes_at=Subquery(yes.values("affirmed_at")[:1]),
            objected_at=Subquery(objected.values("made_at")[:1]),
            draft_authors=F("latest_revision__content__authorships"),
        )
    )


def steps_of(page: CommentaryPage, days: WorkingDays, asked: Asked) -> list[Step]:
    """What is asked about a text that was read ``with_steps``, the earliest first; nothing where nothing is due.

    A second yes that is owed to what readers see comes last: a correction has steps of its own.
    ``asked`` is who is asked about it, as ``rounds.asked_about`` finds them.
    """
    steps = _steps_under_way(page, days, asked)
    return [*steps, owed] if (owed := owed_step(page, days)) else steps


def owed_step(page: CommentaryPage, days: WorkingDays) -> Step | None:
    """The second yes to what readers see, if it is owed; the text was read ``with_steps``."""
    if not page.live or page.decided_alone is None:
        return None
    return _step(page, days, SECOND, page.decided_alone, page.owed_since, SECOND_DAYS)


def _steps_under_way(page: CommentaryPage, days: WorkingDays, asked: Asked) -> list[Step]:
    code, series = stage_of(page).code, page.series
    if code == "review":
        return _reviews(page, asked) or [_inviting(page, days, asked)]
    if code == "decision":
        return [_consent_or_decision(page, days, asked)]
    if code == "changes" and page.last_decision:
        return [_step(page, days, CHANGES, page.last_decision, page.decided_at, series.changes_days)]
    return []


def is_in_a_workflow() -> Q:
    """The texts that are with reviewers, with editors, or back with their authors."""
    active = WorkflowState.objects.active().filter(base_content_type=ContentType.objects.get_for_model(Page))
    return Q(pk__in=active.annotate(key=Cast("object_id", IntegerField())).values("key"))


def stage_at(page: CommentaryPage, step: Step | None) -> Stage:
    """Where a text stands that is at this step: one that appeared on one person's word is not done with that."""
    stage = stage_of(page)
    if step is None or step.code != SECOND:
        return stage
    return replace(stage, code=OWED, label=str(STAGE_NAMES[OWED]))


def owing_a_second_yes() -> QuerySet[CommentaryPage]:
    """The public texts that appeared on the editor's word alone and wait for a second yes, however long ago, and
    whatever is written or decided about a correction of them.

    It begins with the decisions taken alone, which are few, and not with the texts, which are many.
    """
    alone = _behind_what_is_shown(_alone(Decision.objects.all())).values("version__page")
    return CommentaryPage.objects.filter(pk__in=alone, live=True, archived=False)


def _behind_what_is_shown(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Of the decisions on a text, the last on the content that readers see."""
    shown = Edition.objects.filter(page=OuterRef("version__page")).order_by("-pk").values("version")[:1]
    later = Decision.objects.filter(version=OuterRef("version"), decided_at__gt=OuterRef("decided_at"))
    later = later.filter(outcome=Decision.Outcome.PUBLISH)
    return decisions.filter(~Exists(later), version=Subquery(shown))


def _alone(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Those to publish without a second yes, as long as nobody has given it and no administrator has overruled it.

    Neither is a second to the other: the word of a deputy and that of the editor in whose place it was given.
    """
    standing = Affirmation.objects.standing().filter(version=OuterRef("version"))
    seconds = standing.filter(kind__in=SECOND_KINDS)
    for voice in (OuterRef("person"), Coalesce(OuterRef("deputy_for"), 0)):
        seconds = seconds.exclude(Q(person=voice) | Q(deputy_for=voice))
    overrides = standing.filter(kind=Affirmation.Kind.OVERRIDE)
    alone = decisions.filter(outcome=Decision.Outcome.PUBLISH).exclude(alone_reason="")
    return alone.filter(~Exists(seconds), ~Exists(overrides))


def _reviews(page: CommentaryPage, asked: Asked) -> list[Step]:
    """One for each day on which somebody's answer is due."""
    by_day: dict[date, list[Invitation]] = defaultdict(list)
    for invitation in asked.invitations:
        if invitation.state == Invitation.State.OPEN:
            by_day[invitation.due_on].append(invitation)
    return [
        Step(
            REVIEW,
            f"{REVIEW}-{round_of(page)}",
            page.series.today(max(each.invited_at for each in open_ones)),
            due,
            due,
            tuple(open_ones),
        )
        for due, open_ones in sorted(by_day.items())
    ]


def _inviting(page: CommentaryPage, days: WorkingDays, asked: Asked) -> Step:
    """Nobody is asked, or nobody is left: it is the editors' turn since then."""
    began = page.current_workflow_state.current_task_state.started_at
    moments = [began, *(each.closed_at for each in asked.invitations if each.closed_at)]
    return _step(page, days, INVITING, round_of(page), max(moments), page.series.decision_days)


def _consent_or_decision(page: CommentaryPage, days: WorkingDays, asked: Asked) -> Step:
    """The authors' turn while they are asked for a yes to the newest content and nobody has answered.

    Where every author's yes is waited for, it is theirs while somebody is silent, unless somebody objects.
    """
    asked_at, changed_at = page.consent_asked_at, page.latest_revision_created_at
    answers = [moment for moment in (page.said_yes_at, page.objected_at) if moment and moment > changed_at]
    is_open = not answers if asked.silent is None else bool(asked.silent) and page.objected_at not in answers
    if asked_at and asked_at >= changed_at and is_open:
        name = f"{page.pk}-{asked_at:%Y%m%d%H%M%S}"
        step = _step(page, days, CONSENT, name, asked_at, page.series.consent_days)
        return replace(step, silent=asked.silent)
    began = page.current_workflow_state.current_task_state.started_at
    moments = [began, *([asked_at] if asked_at else []), *answers]
    return _step(page, days, DECISION, round_of(page), max(moments), page.series.decision_days)


def _step(page: CommentaryPage, days: WorkingDays, code: str, of: object, began: datetime, number: int) -> Step:
    """Due so many working days after its beginning, unless an editor has set the day of exactly this step."""
    name, begun_on = f"{code}-{of}", page.series.today(began)
    usual = days.after(begun_on, number)
    line = getattr(page, "desk_line", None)
    is_set = code in CHANGEABLE and line is not None and line.step == name and line.step_due_on
    return Step(code, name, begun_on, line.step_due_on if is_set else usual, usual)
