"""Defines the two steps of the workflow, review and decision, as tasks of Wagtail's engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState, WorkflowState

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from commentaries.models.commentaries import CommentaryPage


class EditorialTask(Task):
    """What both steps share: who may edit meanwhile, and that answers are given on pages of our own."""

    class Meta:
        abstract = True

    def start(self, workflow_state: WorkflowState, user: AbstractBaseUser | None = None) -> TaskState:
        from commentaries.submitting import start_task  # Wagtail's own method names it

        return start_task(self, workflow_state, user, super().start)

    def on_action(self, task_state: TaskState, user: AbstractBaseUser, action_name: str, **kwargs: Any) -> None:
        from commentaries.deciding import refuse_shortcut  # Wagtail's own method names it

        refuse_shortcut(task_state, user, action_name)

    def user_can_access_editor(self, obj: CommentaryPage, user: AbstractBaseUser) -> bool:
        return False

    def locked_for_user(self, obj: CommentaryPage, user: AbstractBaseUser) -> bool:
        from commentaries.permissions import user_can_edit  # Wagtail's own method names it

        return not user_can_edit(user, obj)

    def user_can_lock(self, obj: CommentaryPage, user: AbstractBaseUser) -> bool:
        return False

    def user_can_unlock(self, obj: CommentaryPage, user: AbstractBaseUser) -> bool:
        return False

    def get_actions(self, obj: CommentaryPage, user: AbstractBaseUser) -> list[tuple[str, str, bool]]:
        return []

    def get_task_states_user_can_moderate(self, user: AbstractBaseUser, **kwargs: Any) -> Any:
        from commentaries.permissions import task_states_for  # Wagtail's own method names it

        return task_states_for(self, user)


class ReviewTask(EditorialTask):
    """As many reviews as the series asks; none means that the step is skipped."""

    class Meta:
        verbose_name = _("Review")
        verbose_name_plural = _("Reviews")

    @classmethod
    def get_description(cls) -> str:
        return _("Reviewers whom the editor invites answer on one version. Skipped when the series asks for none.")


class DecisionTask(EditorialTask):
    """The editor's decision: publish, publish at a date, ask for changes, reject."""

    class Meta:
        verbose_name = _("Decision")
        verbose_name_plural = _("Decisions")

    @classmethod
    def get_description(cls) -> str:
        return _("An editor of the series who is not among the authors decides.")
