"""Lets one person at a time write to a text, each from what it is at that moment (D3).

Every verb locks in one order: the text's row, the state of its workflow, that of its task, its
entry in the register, the counter of numbers. Then it reads again.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from commentaries.models import CommentaryPage


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
            _("The text was changed by somebody else meanwhile, and nothing was saved. Open it again, then change it.")
        )
