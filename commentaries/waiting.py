"""Says where a text stands, and lists what waits for one person, and that person's own texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from wagtail.models import Revision, TaskState, WorkflowState

from commentaries import publishing, versions
from commentaries.citations import written_date, written_day
from commentaries.models import (
    Affirmation,
    CommentaryPage,
    Decision,
    DecisionTask,
    FollowUp,
    Invitation,
    Person,
    Review,
    ReviewTask,
    Series,
)
from commentaries.permissions import person_of, task_states_for, texts_of, user_can_edit, user_works_on_series
from commentaries.record import PublicationDate

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet

    from commentaries.models.querysets import CommentaryQuerySet


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a text stands on its way: in a word or two, and in a sentence that is made when it is asked for.

    ``code`` is the same in every language.
    """

    code: str
    label: str
    tell: Callable[[], str]

    @property
    def sentence(self) -> str:
        return self.tell()


def stage_of(page: CommentaryPage) -> Stage:
    """Where a text stands, for its editor, its authors and the page of decision."""
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return Stage("changes", _("Changes asked for"), partial(_back_with_the_authors, page))
    if state is not None and state.current_task_state is not None:
        if issubclass(state.current_task_state.task.specific_class, ReviewTask):
            return Stage("review", _("In review"), partial(_in_review, page, state.current_task_state))
        return Stage("decision", _("For decision"), partial(_for_decision, page, state.current_task_state))
    if page.live:
        return Stage("published", pgettext("text’s stage", "Published"), partial(_public, page))
    if page.approved_schedule:
        return Stage("scheduled", pgettext("text’s stage", "Scheduled"), partial(_scheduled, page))
    if _last_outcome(page) == Decision.Outcome.REJECT:
        return Stage("rejected", pgettext("text’s stage", "Rejected"), partial(_rejected, page))
    return Stage("draft", pgettext("text’s stage", "Draft"), lambda: _("A draft, not submitted yet."))


def letter_to_authors(page: CommentaryPage) -> Decision | None:
    """What the editor last wrote to the authors, as long as the next step is theirs; none once it is published."""
    if page.current_workflow_task is not None:
        return None
    last = Decision.objects.filter(version__page=page).select_related("person").order_by("-decided_at").first()
    return last if last and last.outcome != Decision.Outcome.PUBLISH else None


def _with_stage(texts: CommentaryQuerySet) -> CommentaryQuerySet:
    """With what the words for their stages are made of, at the same cost for one text and for many."""
    last = Decision.objects.filter(version__page=OuterRef("pk")).order_by("-decided_at")
    return (
        texts.select_related("series")
        .defer("body")
        .prefetch_workflow_states()
        .annotate_approved_schedule()
        .annotate(last_outcome=Subquery(last.values("outcome")[:1]))
    )


def _last_outcome(page: CommentaryPage) -> str | None:
    if hasattr(page, "last_outcome"):
        return page.last_outcome
    return Decision.objects.filter(version__page=page).order_by("-decided_at").values_list("outcome", flat=True).first()


def _back_with_the_authors(page: CommentaryPage) -> str:
    last = Decision.objects.filter(version__page=page, outcome=Decision.Outcome.CHANGES).order_by("-decided_at").first()
    if last is None:
        return _("Back with the authors: changes are asked for.")
    since = {"day": _day(last.decided_at, page.series)}
    return _("Back with the authors since %(day)s: changes are asked for.") % since


def _for_decision(page: CommentaryPage, task_state: TaskState) -> str:
    since = {"day": _day(task_state.started_at, page.series)}
    return _("Has been waiting for the editor’s decision since %(day)s.") % since


def _in_review(page: CommentaryPage, task_state: TaskState) -> str:
    since = {"day": _day(task_state.started_at, page.series)}
    if not Invitation.objects.filter(task_state=task_state).exists():
        return _("In review since %(day)s, but nobody is invited yet.") % since
    given = Review.objects.filter(invitation__task_state=task_state).count()
    return _("In review since %(day)s; %(given)s of %(needed)s answers in.") % {
        **since,
        "given": given,
        "needed": page.series.reviews_needed,
    }


def _scheduled(page: CommentaryPage) -> str:
    when = _moment(page.scheduled_revision.approved_go_live_at, page.series)
    return _("Decided: it appears on %(when)s.") % {"when": when}


def _rejected(page: CommentaryPage) -> str:
    last = Decision.objects.filter(version__page=page).select_related("person").latest("decided_at")
    facts = {"person": last.person, "day": _day(last.decided_at, page.series)}
    return _("Rejected by %(person)s on %(day)s.") % facts


def _public(page: CommentaryPage) -> str:
    if page.issue and page.issue.published_on:
        facts = {"day": _in_full(page.issue.published_on), "number": page.issue.label}
        sentence = _("Published on %(day)s as %(number)s.") if page.issue.label else _("Published on %(day)s.")
        sentence = sentence % facts
    else:
        sentence = _("Published.")
    if page.has_unpublished_changes:
        sentence += " " + _("It was changed since; readers do not see these changes.")
    return sentence


def _day(moment: datetime, series: Series) -> str:
    day = PublicationDate.of(timezone.localtime(moment, series.zone).date())
    return written_day(day, get_language() or "en")


def _in_full(day: date) -> str:
    return written_date(PublicationDate.of(day), get_language() or "en")


def _moment(moment: datetime, series: Series) -> str:
    local = timezone.localtime(moment, series.zone)
    return _("%(day)s at %(time)s (time of %(zone)s)") % {
        "day": _in_full(local.date()),
        "time": f"{local:%H:%M}",
        "zone": series.clock,
    }


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One thing asked of a person, and where to do it."""

    what: str
    title: str
    url: str
    due_on: date | None = None
    is_late: bool = False


def waiting_for(user: AbstractBaseUser) -> list[WaitingItem]:
    """Everything that waits for this person, the late first."""
    items = [*_reviews(user), *_editorial(user), *_own_texts(user)]
    return sorted(items, key=lambda item: (not item.is_late, item.due_on or date.max))


@dataclass(frozen=True, slots=True)
class FailedWork:
    """A follow-up that has failed for good, in words."""

    pk: int
    what: str
    page: CommentaryPage | None
    error: str


def failed_follow_ups(user: AbstractBaseUser) -> QuerySet[FollowUp]:
    """What has failed for good, for those who work on the series; all of it for administrators."""
    failed = FollowUp.objects.filter(state=FollowUp.State.FAILED).select_related("page", "issue")
    if user.is_superuser:
        return failed
    mine = [series.pk for series in Series.objects.all() if user_works_on_series(user, series)]
    return failed.filter(page__series__in=mine)


def failed_for(user: AbstractBaseUser, *, limit: int = 20) -> list[FailedWork]:
    """Failed follow-ups as the home page lists them, the newest first."""
    found = list(failed_follow_ups(user).order_by("-next_at")[:limit])
    people = Person.objects.in_bulk([work.payload["to"] for work in found if work.payload.get("to")])
    return [FailedWork(work.pk, _what_failed(work, people), work.page, work.error) for work in found]


def _what_failed(work: FollowUp, people: dict[int, Person]) -> str:
    if person := people.get(work.payload.get("to", 0)):
        return _("A mail to %(person)s was not sent") % {"person": person}
    return _("Not done: %(kind)s") % {"kind": work.kind}


def _reviews(user: AbstractBaseUser) -> list[WaitingItem]:
    person = person_of(user)
    if person is None:
        return []
    open_ones = Invitation.objects.filter(person=person, state=Invitation.State.OPEN).select_related(
        "version__page__series"
    )
    return [
        WaitingItem(
            _("Review"),
            invitation.version.title,
            reverse("commentaries:review", args=[invitation.pk]),
            invitation.due_on,
            invitation.due_on < invitation.version.page.series.today(),
        )
        for invitation in open_ones
        if invitation.version.page
    ]


def _editorial(user: AbstractBaseUser) -> list[WaitingItem]:
    found = []
    for task in [*ReviewTask.objects.filter(active=True), *DecisionTask.objects.filter(active=True)]:
        found.extend(_for_editor(user, task))
    return found


def _for_editor(user: AbstractBaseUser, task: ReviewTask | DecisionTask) -> list[WaitingItem]:
    """The rounds of one step that ask something of the editors: a decision, or more reviewers."""
    is_asked = Q(commentary_invitations__state__in=[Invitation.State.OPEN, Invitation.State.ANSWERED])
    rounds = task_states_for(task, user).select_related("workflow_state")
    rounds = rounds.annotate(asked=Count("commentary_invitations", filter=is_asked)).order_by("pk")
    keys = [int(task_state.workflow_state.object_id) for task_state in rounds]
    texts = CommentaryPage.objects.select_related("series").defer("body").in_bulk(keys)
    what = _("Decide") if isinstance(task, DecisionTask) else _("Invite reviewers")
    return [
        WaitingItem(what, _title(texts[key]), reverse("commentaries:decide", args=[key]))
        for key, task_state in zip(keys, rounds, strict=True)
        if isinstance(task, DecisionTask) or task_state.asked < texts[key].series.reviews_needed
    ]


def _own_texts(user: AbstractBaseUser) -> list[WaitingItem]:
    person = person_of(user)
    if person is None:
        return []
    texts = CommentaryPage.objects.by(person).filter(live=False).defer("body").prefetch_workflow_states()
    texts = texts.annotate(is_affirmed=Exists(_said_since_the_last_change()))
    back, changed = [], []
    for page in texts:
        state = page.current_workflow_state
        if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            back.append(WaitingItem(_("Changes are asked"), _title(page), _link("wagtailadmin_pages:edit", page)))
        elif state and not page.is_affirmed:
            changed.append(page)
    asked = _awaiting_consent(changed, person)
    return back + [
        WaitingItem(_("Say yes to the text"), _title(page), _link("commentaries:consent", page)) for page in asked
    ]


def _said_since_the_last_change() -> QuerySet[Affirmation]:
    """An author's yes to the newest content: whoever submits or consents does so to what is newest then."""
    return Affirmation.objects.standing().filter(
        version__page=OuterRef("pk"),
        kind__in=[Affirmation.Kind.SUBMISSION, Affirmation.Kind.CONSENT],
        affirmed_at__gte=OuterRef("latest_revision_created_at"),
    )


def _awaiting_consent(texts: list[CommentaryPage], person: Person) -> list[CommentaryPage]:
    """Those texts to whose newest content neither this author nor another second person has said yes."""
    if not texts:
        return []
    revisions = Revision.objects.in_bulk([page.latest_revision_id for page in texts])
    affirmed = list(
        Affirmation.objects.standing()
        .filter(version__page__in=texts)
        .select_related("version")
        .defer("version__content")
    )
    found = []
    for page in texts:
        digest = _newest_digest(page, revisions.get(page.latest_revision_id))
        yes = (a for a in affirmed if a.version.page_id == page.pk and a.version.digest == digest)
        standing = publishing.Standing(affirmations=tuple(yes), authors=frozenset())
        if not standing.seconds_beside(None) and not standing.is_affirmed_by(person):
            found.append(page)
    return found


def _newest_digest(page: CommentaryPage, newest: Revision | None) -> str:
    """Read from the stored revision as it is: whether its foreign keys still lead somewhere costs a query each."""
    if newest is None or not page.has_unpublished_changes:
        return versions.digest_of(versions.latest_of(page))
    return versions.digest_of(CommentaryPage.from_serializable_data(newest.content, check_fks=False))


def _title(page: CommentaryPage) -> str:
    return page.draft_title or page.title


def _link(view: str, page: CommentaryPage) -> str:
    return reverse(view, args=[page.pk])


@dataclass(frozen=True, slots=True)
class OwnText:
    """A text of a person's own that readers do not see yet: where it stands, and where to work on it or follow it."""

    title: str
    stage: str
    url: str


def own_texts_of(user: AbstractBaseUser, *, limit: int = 20) -> list[OwnText]:
    """The unpublished texts that bear the user's name or that the user began, the last changed first."""
    newest_change = F("latest_revision_created_at").desc(nulls_last=True)
    texts = _with_stage(texts_of(user).filter(live=False)).prefetch_related("authorships")
    return [
        OwnText(
            _title(page),
            stage_of(page).label,
            _link("wagtailadmin_pages:edit" if user_can_edit(user, page) else "commentaries:consent", page),
        )
        for page in texts.order_by(newest_change, "-pk")[:limit]
    ]
