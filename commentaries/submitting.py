"""Turns a submitted draft into a version with the submitter's yes, or names what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Task, TaskState, WorkflowState

from commentaries import checking_links, closing, mails, replying, reviewing, versions
from commentaries.locking import lock_round
from commentaries.models import (
    Affirmation,
    CommentaryPage,
    DecisionTask,
    Person,
    ReviewTask,
    Version,
)
from commentaries.permissions import user_can_submit, user_can_withdraw, user_is_among_authors
from commentaries.readiness import NotReady, forbidding, open_points
from commentaries.telling import last_step

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class SubmissionRefused(PermissionDenied):
    """A text with open points that forbid submission came through a door without a form."""


class NotUnderWay(Exception):
    """A text is not with the editors (any more), so it cannot be withdrawn."""


@transaction.atomic
def submit(page: CommentaryPage, user: AbstractBaseUser, *, reply: str = "") -> WorkflowState:
    """Submits the newest content of a draft, or submits it again after changes, with what was done about the requests.

    Raises:
        PermissionDenied: the text is not with the author, or not this user's.
        NotReady: open points forbid it.
    """
    lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    latest = versions.latest_of(page)
    if not user_can_submit(user, page):
        raise PermissionDenied(_("This text is not yours to submit, or has been submitted already."))
    if points := forbidding(latest):
        raise NotReady(points)
    if reply:
        replying.note(page, user, text=reply)
    state = page.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
        return state
    return page.get_workflow().start(page, user)


@transaction.atomic
def withdraw(page: CommentaryPage, user: AbstractBaseUser) -> None:
    """Takes a submitted text back to being a draft; invitations lapse, and those who had the text are told.

    Raises:
        PermissionDenied: the text is not this user's.
        NotUnderWay: nobody has it to review or to decide on.
    """
    lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    if not user_can_withdraw(user, versions.latest_of(page)):
        raise PermissionDenied(_("Only an author or somebody who works on the series withdraws a text."))
    state = page.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS:
        sentence = _("This text is not with the editors any more, so it cannot be withdrawn.")
        raise NotUnderWay(f"{sentence} {last_step(page)}".strip())
    state.cancel(user=user)
    closing.close_invitations(page)
    mails.taken_back(page, by=Person.objects.for_account(user), event=f"workflow-{state.pk}")


def start_task(
    task: Task,
    workflow_state: WorkflowState,
    user: AbstractBaseUser | None,
    start: Callable[..., TaskState],
) -> TaskState:
    """Starts a step of the workflow: every door of submission ends here (trap 46).

    Open points forbid the submission, not the steps after it: whoever decides meets them again.

    Raises:
        SubmissionRefused: open points forbid it.
    """
    page: CommentaryPage = workflow_state.content_object.specific
    latest = versions.latest_of(page)
    before = _last_step(workflow_state)
    is_submission = before not in {TaskState.STATUS_APPROVED, TaskState.STATUS_SKIPPED}
    points = open_points(latest) if is_submission else []
    if refusing := [point.message for point in points if point.forbids]:
        raise SubmissionRefused(" ".join(refusing))
    task_state = start(workflow_state, user=user)
    checking_links.plan(latest)
    if user is not None and is_submission:
        _record_submission(latest, user, task_state, advice=[point.code for point in points])
    if isinstance(task, ReviewTask) and not reviewing.answers_missing(page, task_state):
        task_state.status = TaskState.STATUS_SKIPPED
        task_state.save(update_fields=["status"])
    elif isinstance(task, DecisionTask) and before == TaskState.STATUS_APPROVED and user is not None:
        mails.reviews_in(latest, by=Person.objects.for_account(user), event=f"round-{task_state.pk}")
    return task_state


def _record_submission(
    page: CommentaryPage, user: AbstractBaseUser, task_state: TaskState, *, advice: list[str]
) -> Version:
    """Keeps the version; the submission by an author's own account is that author's yes."""
    person = Person.objects.for_account(user)
    version = versions.keep(page, by=person)
    if user_is_among_authors(user, page):
        said = {"person": person, "kind": Affirmation.Kind.SUBMISSION, "withdrawn_at": None}
        Affirmation.objects.get_or_create(version=version, **said)
    else:
        log(instance=page, action="commentaries.submit_for", user=user, data={"digest": version.digest})
    reviews = 0
    if isinstance(task_state.task.specific, ReviewTask):
        reviewing.carry_over(version, task_state)
        reviews = reviewing.answers_missing(page, task_state)
    if advice:
        log(instance=page, action="commentaries.pass_advice", user=user, data={"open_points": advice})
    event = f"workflow-{task_state.workflow_state_id}-{version.digest[:12]}"
    mails.submitted(page, by=person, event=event, reviews=reviews, comment=replying.send(version))
    return version


def _last_step(workflow_state: WorkflowState) -> str | None:
    """How the step before the one to be started ended; ``None`` when the text has just been submitted."""
    return workflow_state.task_states.order_by("-pk").values_list("status", flat=True).first()
