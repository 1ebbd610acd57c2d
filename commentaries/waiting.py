"""Lists what waits for one person: reviews, decisions, consents, changes, failed work, and their own texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Revision, TaskState, WorkflowState

from commentaries import publishing, versions
from commentaries.models import (
    Affirmation,
    Authorship,
    CommentaryPage,
    DecisionTask,
    FollowUp,
    Invitation,
    Issue,
    Person,
    ReviewTask,
    SeriesRole,
    Step,
    Waiver,
    Withdrawal,
)
from commentaries.permissions import (
    EDITORIAL,
    bears_name_of,
    own_series_of,
    person_of,
    series_of,
    task_states_for,
    texts_edited_by,
    texts_of,
    user_can_edit,
)
from commentaries.stages import stage_of, with_stage

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet
    from wagtail.models import Page


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
    items = [*_reviews(user), *_editorial(user), *_asked_back(user), *_facts(user), *_held(user), *_own_texts(user)]
    return sorted(items, key=lambda item: (not item.is_late, item.due_on or date.max))


@dataclass(frozen=True, slots=True)
class FailedWork:
    """A follow-up that has failed for good, in words: what was not done, and what to do about it."""

    pk: int
    what: str
    to_do: str
    page: CommentaryPage | None
    error: str


def failed_follow_ups(user: AbstractBaseUser) -> QuerySet[FollowUp]:
    """What has failed for good, for those who work on the series; all of it for administrators.

    Nobody reads whom a mail about a text of their own was for: it may be a reviewer.
    """
    failed = FollowUp.objects.filter(state=FollowUp.State.FAILED).select_related("page", "issue")
    if user.is_superuser:
        return failed
    own = Q(page__in=Authorship.objects.filter(person__account=user.pk).values("page"), payload__has_key="to")
    return failed.filter(page__series__in=series_of(user, *EDITORIAL)).exclude(own)


def failed_for(user: AbstractBaseUser, *, limit: int = 20) -> list[FailedWork]:
    """Failed follow-ups as the home page lists them, the newest first."""
    found = list(failed_follow_ups(user).order_by("-next_at")[:limit])
    people = Person.objects.in_bulk([work.payload["to"] for work in found if work.payload.get("to")])
    return [
        FailedWork(work.pk, *_told_of(work, people.get(work.payload.get("to", 0))), work.page, work.error)
        for work in found
    ]


def _told_of(work: FollowUp, addressee: Person | None) -> tuple[str, str]:
    """What was not done, and what to do."""
    if addressee and work.uncertain_since:
        return (
            _("Nobody knows whether a mail to %(person)s was sent") % {"person": addressee},
            _("Ask whether it has arrived, and try again only if it has not."),
        )
    if addressee:
        return (
            _("A mail to %(person)s was not sent") % {"person": addressee},
            _("Check the address. If it is right, tell your administrator the reason, then try again."),
        )
    what = {
        "index": _("The search does not know the newest state of this text"),
        "refresh": _("Readers may see older pages until midnight"),
        "fit-groups": _("Accounts may still get into the admin by a role that has ended"),
    }.get(work.kind, _("Not done: %(kind)s") % {"kind": work.kind})
    return what, _("Try again. If it fails once more, tell your administrator the reason.")


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


def _held(user: AbstractBaseUser) -> list[WaitingItem]:
    """A hold is for the moment: whoever may end it is reminded of it."""
    held = CommentaryPage.objects.filter(issue__state=Issue.State.HELD, live=False)
    mine = held.filter(texts_edited_by(user)).exclude(bears_name_of(user))
    return [
        WaitingItem(_("Release or correct the held text"), page.title, _link("commentaries:decide", page))
        for page in mine.only("title").order_by("pk")
    ]


def _asked_back(user: AbstractBaseUser) -> list[WaitingItem]:
    """An author has stopped a decided text, and nothing goes on before an editor settles that."""
    pages = CommentaryPage.objects.filter(texts_edited_by(user), pk__in=Withdrawal.objects.open().values("page"))
    pages = pages.select_related("series").defer("body")
    return [
        WaitingItem(_("Settle the withdrawal"), _title(page), _link("commentaries:decide", page))
        for page in pages.exclude(bears_name_of(user)).order_by("pk")
    ]


def _facts(user: AbstractBaseUser) -> list[WaitingItem]:
    """Texts for decision whose facts nobody has checked since the last change, for those who assist in the series."""
    series = own_series_of(user, SeriesRole.Role.ASSISTANT) - own_series_of(user, SeriesRole.Role.EDITOR)
    if not series:
        return []
    rounds = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, task__in=DecisionTask.objects.filter(active=True)
    )
    keys = rounds.annotate(key=Cast("workflow_state__object_id", IntegerField())).values("key")
    checked = Affirmation.objects.standing().filter(
        version__page=OuterRef("pk"),
        kind=Affirmation.Kind.FACT_CHECK,
        affirmed_at__gt=OuterRef("latest_revision_created_at"),
    )
    texts = CommentaryPage.objects.filter(~Exists(checked), pk__in=keys)
    texts = texts.filter(series__in=series, series__fact_check_needed=True).defer("body")
    return [
        WaitingItem(_("Check the facts"), _title(page), _link("commentaries:decide", page))
        for page in texts.exclude(bears_name_of(user)).order_by("pk")
    ]


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
    waived = Waiver.objects.standing().filter(page=OuterRef("pk"), person=person)
    texts = texts.select_related("series").annotate(
        is_affirmed=Exists(_said_since_the_last_change()), is_waived=Exists(waived)
    )
    back, changed = [], []
    for page in texts:
        state = page.current_workflow_state
        if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            back.append(
                WaitingItem(_("Make the changes asked for"), _title(page), _link("wagtailadmin_pages:edit", page))
            )
        elif state and (not page.is_affirmed or _awaits_all(page)):
            changed.append(page)
    asked = _awaiting_consent(changed, person)
    return back + [
        WaitingItem(_("Say yes to the text"), _title(page), _link("commentaries:consent", page)) for page in asked
    ]


def _awaits_all(page: CommentaryPage) -> bool:
    """Whether the yes of every author is waited for, this one's too."""
    return Step.ALL_AUTHORS in page.series.steps and not page.is_waived


def _said_since_the_last_change() -> QuerySet[Affirmation]:
    """An author's yes to the newest content: whoever submits or consents does so to what is newest then."""
    return Affirmation.objects.standing().filter(
        version__page=OuterRef("pk"),
        kind__in=[Affirmation.Kind.SUBMISSION, Affirmation.Kind.CONSENT],
        affirmed_at__gt=OuterRef("latest_revision_created_at"),
    )


def _awaiting_consent(texts: list[CommentaryPage], person: Person) -> list[CommentaryPage]:
    """Those texts to whose newest content this author has not said yes, and another yes would not do."""
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
        is_wanted = _awaits_all(page) or not standing.seconds_beside(None)
        if is_wanted and not standing.is_affirmed_by(person):
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


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a person may begin a text: the page of a series, and the address of its empty editor."""

    title: str
    url: str


def beginnings_for(user: AbstractBaseUser) -> list[Beginning]:
    """The series a person writes for or works on, each by its page in their language where there is one."""
    series = series_of(user, SeriesRole.Role.AUTHOR, *EDITORIAL)
    pages: dict[UUID, Page] = {}
    for model in CommentaryPage.clean_parent_page_models():
        for page in model.objects.filter(series__in=series).select_related("locale").order_by("title", "pk"):
            is_theirs = page.locale.language_code == (get_language() or "").split("-")[0]
            if is_theirs or page.translation_key not in pages:
                pages[page.translation_key] = page
    return [
        Beginning(page.title, reverse("wagtailadmin_pages:add", args=["commentaries", "commentarypage", page.pk]))
        for page in pages.values()
        if page.permissions_for_user(user).can_add_subpage()
    ]


def own_texts_of(user: AbstractBaseUser, *, limit: int = 20) -> list[OwnText]:
    """The unpublished texts that bear the user's name or that the user began, the last changed first."""
    newest_change = F("latest_revision_created_at").desc(nulls_last=True)
    texts = with_stage(texts_of(user).filter(live=False)).prefetch_related("authorships")
    return [
        OwnText(
            _title(page),
            stage_of(page).label,
            _link("wagtailadmin_pages:edit" if user_can_edit(user, page) else "commentaries:consent", page),
        )
        for page in texts.order_by(newest_change, "-pk")[:limit]
    ]
