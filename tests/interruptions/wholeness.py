"""Turns the records of one text into whether a step of it has happened; wholly or not at all."""

from __future__ import annotations

from typing import Any

from wagtail.models import PageLogEntry, TaskState, WorkflowState

from commentaries import versions
from commentaries.models import (
    Affirmation,
    CommentaryPage,
    Decision,
    Edition,
    FollowUp,
    Hold,
    Issue,
    NumberCounter,
    Removal,
)
from tests.concurrency.story import contradictions

BY_THE_CLOCK = "clock"
BY_DECISION = "decision"
BY_WORKFLOW = "workflow"


def is_published(pk: int, door: str, *, mails: int) -> bool:
    """Whether everything that a publication writes is there; fails when some of it is and some is not."""
    page = CommentaryPage.objects.get(pk=pk)
    told = {**_told_by_any_door(page, mails), **_TOLD_BY[door](page)}
    assert len(set(told.values())) == 1, f"text {pk} by {door} is half published: {told}"
    if door != BY_WORKFLOW:  # where a step of the host's follows the decision, the workflow goes on after it
        assert contradictions(pk) == []
    return page.live


def is_withheld_by(pk: int, verb: str) -> bool:
    """Whether everything that a hold, a release or a removal writes is there; fails when some is and some is not."""
    page = CommentaryPage.objects.select_related("issue").get(pk=pk)
    state = {"hold": Issue.State.HELD, "release": Issue.State.PUBLIC, "remove": Issue.State.REMOVED}[verb]
    what = {"hold": "held", "release": "released", "remove": "removed"}[verb]
    is_shown = verb == "release"
    decisions = Affirmation.objects.standing().filter(version__page=page).for_publication()
    told = {
        "register": page.issue.state == state,
        "live": page.live == is_shown,
        "live revision": (page.live_revision_id is not None) == is_shown,
        "history": PageLogEntry.objects.filter(page=pk, action=f"commentaries.{verb}").exists(),
        "letters": FollowUp.objects.filter(page=page, kind="mail", payload__what=what).exists(),
        **_TOLD_OF_WITHHOLDING[verb](page),
    }
    if verb == "remove":
        told["decision taken back"] = not decisions.exists()
    else:
        assert decisions.exists()
    assert len(set(told.values())) == 1, f"{verb} of text {pk} is half done: {told}"
    return told["register"]


_TOLD_OF_WITHHOLDING = {
    "hold": lambda page: {
        "hold": Hold.objects.filter(issue=page.issue, ended_at=None).exists(),
        "what it took": page.issue.holds.filter(ended_at=None, texts__page=page).exists(),
    },
    "release": lambda page: {"hold ended": not Hold.objects.filter(issue=page.issue, ended_at=None).exists()},
    "remove": lambda page: {"removal": Removal.objects.filter(issue=page.issue, ended_at=None).exists()},
}


def numbers_are_consecutive() -> int:
    """How many numbers there are; fails when one is missing or the counter says another."""
    given = sorted(Issue.objects.values_list("sequence", flat=True))
    assert given == list(range(1, len(given) + 1)), given
    counter = NumberCounter.objects.first()
    assert (counter.last if counter else 0) == len(given)
    return len(given)


def _told_by_any_door(page: CommentaryPage, mails: int) -> dict[str, Any]:
    issues = Issue.objects.filter(work=page.translation_key)
    editions = Edition.objects.filter(page=page).select_related("version")
    history = PageLogEntry.objects.filter(page=page.pk, action__in=["wagtail.publish", "wagtail.publish.scheduled"])
    letters = FollowUp.objects.filter(page=page, kind="mail", payload__mail="published")
    assert max(issues.count(), editions.count()) <= 1
    return {
        "live": page.live,
        "number in the register": [issue.state for issue in issues] == [Issue.State.PUBLIC],
        "what was printed": any(issue.as_printed for issue in issues),
        "number on the page": page.issue_id is not None and page.placed_at is not None,
        "edition of this content": [e.version.digest for e in editions] == [versions.digest_of(page)],
        "live revision": page.live_revision_id == page.latest_revision_id,
        "no unpublished changes": not page.has_unpublished_changes,
        "first published": page.first_published_at is not None,
        "history": {1: True, 0: False}[history.count()],
        "letters": {mails: True, 0: False}[letters.count()],
    }


def _told_by_decision(page: CommentaryPage) -> dict[str, bool]:
    return {
        "decision": {1: True, 0: False}[Decision.objects.filter(version__page=page).count()],
        "affirmation": {1: True, 0: False}[
            Affirmation.objects.filter(version__page=page, kind=Affirmation.Kind.DECISION).count()
        ],
        "approval in the history": {1: True, 0: False}[
            PageLogEntry.objects.filter(page=page.pk, action="wagtail.workflow.approve").count()
        ],
        **_told_by_workflow(page),
    }


def _told_by_workflow(page: CommentaryPage) -> dict[str, bool]:
    state = page.workflow_states.get()
    assert state.status in {WorkflowState.STATUS_APPROVED, WorkflowState.STATUS_IN_PROGRESS}
    return {
        "workflow ended": state.status == WorkflowState.STATUS_APPROVED,
        "task ended": state.current_task_state.status == TaskState.STATUS_APPROVED,
    }


def _told_by_clock(page: CommentaryPage) -> dict[str, bool]:
    return {"schedule used": not page.revisions.exclude(approved_go_live_at=None).exists()}


_TOLD_BY = {BY_DECISION: _told_by_decision, BY_WORKFLOW: _told_by_workflow, BY_THE_CLOCK: _told_by_clock}
