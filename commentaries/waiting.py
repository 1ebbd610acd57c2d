"""Lists what waits for one person: reviews, decisions, consents and changes that are asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from commentaries import publishing, versions
from commentaries.models import CommentaryPage, DecisionTask, Invitation, ReviewTask
from commentaries.permissions import person_of, task_states_for, user_can_decide

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


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
        for task_state in task_states_for(task, user).select_related("workflow_state"):
            found.extend(_for_editor(user, task, task_state))
    return found


def _for_editor(user: AbstractBaseUser, task: ReviewTask | DecisionTask, task_state: TaskState) -> list[WaitingItem]:
    page = CommentaryPage.objects.select_related("series").filter(pk=task_state.workflow_state.object_id).first()
    if page is None:
        return []
    link = reverse("commentaries:decide", args=[page.pk])
    title = page.draft_title or page.title
    if isinstance(task, DecisionTask):
        return [WaitingItem(_("Decide"), title, link)] if user_can_decide(user, page) else []
    asked = Invitation.objects.filter(task_state=task_state).exclude(state=Invitation.State.DECLINED).count()
    return [WaitingItem(_("Invite reviewers"), title, link)] if asked < page.series.reviews_needed else []


def _own_texts(user: AbstractBaseUser) -> list[WaitingItem]:
    person = person_of(user)
    if person is None:
        return []
    texts = CommentaryPage.objects.filter(authorships__person=person, live=False).select_related("series").distinct()
    found = []
    for page in texts:
        state = page.current_workflow_state
        title = page.draft_title or page.title
        if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            found.append(WaitingItem(_("Changes are asked"), title, reverse("wagtailadmin_pages:edit", args=[page.pk])))
        elif state and _awaits_consent(page, user):
            found.append(WaitingItem(_("Say yes to the text"), title, reverse("commentaries:consent", args=[page.pk])))
    return found


def _awaits_consent(page: CommentaryPage, user: AbstractBaseUser) -> bool:
    """Whether the text under way has changed since this author last said yes to it."""
    person = person_of(user)
    standing = publishing.standing_of(versions.latest_of(page))
    return standing.second is None and all(a.person_id != person.pk for a in standing.affirmations)
