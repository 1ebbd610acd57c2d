"""Lets one person at a time write to a text, each from what it is at that moment (D3).

Every verb locks in one order: the text's row, the state of its workflow, that of its task, its
entry in the register, the counter of numbers. Then it reads again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from commentaries.citations import written_date
from commentaries.models import CommentaryPage
from commentaries.permissions import person_of
from commentaries.record import PublicationDate

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class ChangedMeanwhile(PermissionDenied):
    """A text was to be written from what it was before somebody else changed it."""


def lock_text(page: CommentaryPage) -> CommentaryPage:
    """The text as it stands now, its row locked until the transaction ends.

    The languages of one issue are published and withheld together, so all are locked, in one order.
    """
    if page.issue_id:
        together = CommentaryPage.objects.select_for_update().filter(issue=page.issue_id)
        list(together.order_by("pk").values_list("pk"))
    return CommentaryPage.objects.lock(page.pk)


def lock_round(page: CommentaryPage) -> TaskState | None:
    """Locks page, workflow and task in Wagtail's own order; the round under way, if any.

    Must run in a transaction.
    """
    lock_text(page)
    state = (
        WorkflowState.objects.select_for_update(of=("self",))
        .filter(object_id=str(page.pk), base_content_type=page.get_base_content_type())
        .filter(status=WorkflowState.STATUS_IN_PROGRESS)
        .first()
    )
    if state is None or state.current_task_state_id is None:
        return None
    task_state = TaskState.objects.select_for_update(of=("self",)).get(pk=state.current_task_state_id)
    return task_state if task_state.status == TaskState.STATUS_IN_PROGRESS else None


def refuse_stale(page: CommentaryPage, update_fields: Iterable[str] | None = None) -> None:
    """Refuses to write back what a text was before somebody else published, hid, moved or edited it.

    Wagtail's own views read a page, take their time and save the whole row. Runs before every save, in
    the transaction that ``Page.save()`` opens, so the row is locked from here to its end.

    Raises:
        ChangedMeanwhile: the row is not the one that was read.
    """
    if not page.as_read:
        return
    now = CommentaryPage.objects.select_for_update().order_by("pk").filter(pk=page.pk).values(*page.as_read).first()
    written = set(page.as_read) if update_fields is None else set(page.as_read) & set(update_fields)
    if now is None or any(now[name] != page.as_read[name] for name in written):
        raise ChangedMeanwhile(
            _("The text was changed by somebody else meanwhile, and nothing was saved. Open it again, then repeat it.")
        )


def last_change(page: CommentaryPage) -> str:
    """Who changed the text last, and when, for the one who is told to look again."""
    newest = page.get_latest_revision()
    if newest is None:
        return ""
    return _("It was changed by %(person)s on %(when)s.") % {
        "person": _name_of(newest.user),
        "when": written_moment(newest.created_at, page.series.zone),
    }


def last_step(page: CommentaryPage) -> str:
    """Who took the last step on the text's way, and when, for the one who came too late."""
    kind = page.get_base_content_type()
    ended = TaskState.objects.filter(workflow_state__object_id=str(page.pk), workflow_state__base_content_type=kind)
    last = ended.exclude(finished_at=None).exclude(status=TaskState.STATUS_SKIPPED).order_by("-finished_at").first()
    state = page.current_workflow_state
    if state and (last is None or last.workflow_state_id != state.pk):
        return _("It was submitted by %(person)s on %(when)s.") % {
            "person": _name_of(state.requested_by),
            "when": written_moment(state.created_at, page.series.zone),
        }
    if last is None:
        return ""
    return _("The step “%(step)s” was ended by %(person)s on %(when)s.") % {
        "step": last.task.name,
        "person": _name_of(last.finished_by),
        "when": written_moment(last.finished_at, page.series.zone),
    }


def written_moment(moment: datetime, zone: ZoneInfo) -> str:
    """``25 November 2025, 10:32`` by the clock of the series."""
    local = timezone.localtime(moment, zone)
    return f"{written_date(PublicationDate.of(local.date()), get_language() or 'en')}, {local:%H:%M}"


def _name_of(user: AbstractBaseUser | None) -> str:
    return str((user and person_of(user)) or user or _("somebody"))
