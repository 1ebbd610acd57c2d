"""Says in sentences who may do what with a text, and tells Wagtail so."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from wagtail.models import PagePermissionTester, TaskState, WorkflowState

from commentaries.models import (
    Authorship,
    CommentaryPage,
    DecisionTask,
    Invitation,
    Person,
    ReviewTask,
    Series,
    SeriesRole,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet
    from wagtail.models import Task


def person_of(user: AbstractBaseUser) -> Person | None:
    """The person behind an account, or none; asked once per request."""
    if not getattr(user, "is_authenticated", False):
        return None
    if not hasattr(user, "_commentaries_person"):
        user._commentaries_person = Person.objects.filter(account_id=user.pk).first()
    return user._commentaries_person


def roles_of(user: AbstractBaseUser) -> list[SeriesRole]:
    """Every role that the person behind this account has or had; asked once per request."""
    if not hasattr(user, "_commentaries_roles"):
        user._commentaries_roles = (
            list(SeriesRole.objects.filter(person__account_id=user.pk)) if user.is_authenticated else []
        )
    return user._commentaries_roles


def _holds(user: AbstractBaseUser, series_id: int | None, role: str, today: date) -> bool:
    return user.is_active and any(
        held.series_id == series_id and held.role == role and held.holds_on(today) for held in roles_of(user)
    )


def user_edits_series(user: AbstractBaseUser, series: Series) -> bool:
    return _holds(user, series.pk, SeriesRole.Role.EDITOR, series.today())


def user_assists_series(user: AbstractBaseUser, series: Series) -> bool:
    return _holds(user, series.pk, SeriesRole.Role.ASSISTANT, series.today())


def user_writes_for_series(user: AbstractBaseUser, series: Series) -> bool:
    return _holds(user, series.pk, SeriesRole.Role.AUTHOR, series.today())


def user_works_on_series(user: AbstractBaseUser, series: Series) -> bool:
    """Editors and assistants of the series, and administrators."""
    return bool(user.is_active and user.is_superuser) or (
        user_edits_series(user, series) or user_assists_series(user, series)
    )


def user_is_among_authors(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Whether the text bears this person's name; the stored authors count beside those in hand."""
    person = person_of(user)
    if person is None:
        return False
    if any(authorship.person_id == person.pk for authorship in page.authorships.all()):
        return True
    return bool(page.pk) and person.authorships.filter(page_id=page.pk).exists()


def user_is_author_of(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """An author of the text, or the one who began it."""
    return user.is_active and (page.owner_id == user.pk or user_is_among_authors(user, page))


def user_can_see(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """See a text before it is public, its title included."""
    return user_works_on_series(user, page.series) or user_is_author_of(user, page)


def text_is_with_the_author(page: CommentaryPage) -> bool:
    """A draft, or one sent back for changes; not in review and not published."""
    state = page.current_workflow_state
    return not page.live and (state is None or state.status == WorkflowState.STATUS_NEEDS_CHANGES)


def user_can_edit(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Editors and assistants always; an author until submission, and again when changes are asked."""
    if user_works_on_series(user, page.series):
        return True
    return user_is_author_of(user, page) and text_is_with_the_author(page)


def user_can_submit(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """An author while the text is with them; the series' people also a correction of a public text."""
    if user_works_on_series(user, page.series):
        return not page.workflow_in_progress
    return user_is_author_of(user, page) and text_is_with_the_author(page)


def user_can_withdraw(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Take a text under way back to being a draft: its authors, and those who work on the series."""
    return user_works_on_series(user, page.series) or user_is_author_of(user, page)


def user_can_invite(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Nobody chooses, or sees, the reviewers of a text of their own."""
    return user_works_on_series(user, page.series) and not user_is_among_authors(user, page)


def user_can_consent(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    return user.is_active and user_is_among_authors(user, page)


def user_can_read_as_colleague(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Someone of the series who is not an author: a second pair of eyes."""
    return user_works_on_series(user, page.series) and not user_is_among_authors(user, page)


def user_can_decide(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """An editor of the series who is not among the authors; an administrator by override."""
    if not user.is_active or user_is_among_authors(user, page):
        return False
    return user.is_superuser or user_edits_series(user, page.series)


def user_can_review(user: AbstractBaseUser, invitation: Invitation) -> bool:
    """The invited person, and nobody else."""
    person = person_of(user)
    return person is not None and user.is_active and invitation.person_id == person.pk


def user_can_reserve(user: AbstractBaseUser, series: Series) -> bool:
    return user.is_active and (user.is_superuser or user_edits_series(user, series))


def task_states_for(task: Task, user: AbstractBaseUser) -> QuerySet[TaskState]:
    """The rounds of this step that wait for the user, for Wagtail's home page and reports."""
    waiting = TaskState.objects.filter(task=task, status=TaskState.STATUS_IN_PROGRESS)
    if user.is_superuser:
        return waiting
    role = {ReviewTask: [SeriesRole.Role.EDITOR, SeriesRole.Role.ASSISTANT], DecisionTask: [SeriesRole.Role.EDITOR]}
    wanted = role.get(type(task.specific), [])
    series = [held.series_id for held in roles_of(user) if held.role in wanted]
    pages = CommentaryPage.objects.filter(series_id__in=series).values_list("pk", flat=True)
    return waiting.filter(workflow_state__object_id__in=[str(pk) for pk in pages])


def texts_hidden_from(user: AbstractBaseUser) -> QuerySet[CommentaryPage]:
    """The texts whose titles the user may not know: drafts of others, in series the user does not work on."""
    if user.is_superuser:
        return CommentaryPage.objects.none()
    today = timezone.localdate()
    wanted = {SeriesRole.Role.EDITOR, SeriesRole.Role.ASSISTANT}
    working = [held.series_id for held in roles_of(user) if held.role in wanted and held.holds_on(today)]
    own = Authorship.objects.filter(person__account_id=user.pk).values("page")
    return CommentaryPage.objects.filter(live=False).exclude(
        Q(series_id__in=working) | Q(owner_id=user.pk) | Q(pk__in=own)
    )


class CommentaryPermissionTester(PagePermissionTester):
    """Wagtail's questions about a text, answered by the sentences above."""

    page: CommentaryPage

    def _series_known(self) -> bool:
        return self.page.series_id is not None

    def can_edit(self) -> bool:
        return self.user.is_active and self._series_known() and user_can_edit(self.user, self.page)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """A draft of one's own, or of the series one works on; never what has a number or is in review."""
        if self.page.issue_id or self.page.live or self.page.workflow_in_progress:
            return False
        return self.can_edit() and not self.page.editions.exists()

    def can_publish(self) -> bool:
        return self._series_known() and user_can_decide(self.user, self.page)

    def can_unpublish(self) -> bool:
        return self.page.live and self.can_publish()

    def can_submit_for_moderation(self) -> bool:
        return self._series_known() and user_can_submit(self.user, self.page) and self.page.has_workflow

    def can_view_revisions(self) -> bool:
        return self._series_known() and user_can_see(self.user, self.page)

    def can_lock(self) -> bool:
        return self._series_known() and user_works_on_series(self.user, self.page.series)

    def can_unlock(self) -> bool:
        return self.can_lock() or self.user_has_lock()

    def can_copy(self) -> bool:
        return self.can_edit()

    def can_move(self) -> bool:
        """Between series only before a number is given."""
        return self.can_delete() and user_works_on_series(self.user, self.page.series)

    def can_set_view_restrictions(self) -> bool:
        return self.can_publish()


class SeriesPermissionTester(PagePermissionTester):
    """Wagtail's questions about a series page: who may add a text, and who may change the page."""

    def _works_here(self) -> bool:
        return user_works_on_series(self.user, self.page.series)

    def can_add_subpage(self) -> bool:
        return self.user.is_active and (self._works_here() or user_writes_for_series(self.user, self.page.series))

    def can_edit(self) -> bool:
        return super().can_edit() and (self.user.is_superuser or user_edits_series(self.user, self.page.series))

    def can_publish_subpage(self) -> bool:
        """A text never goes live while it is being created."""
        return False

    def can_reorder_children(self) -> bool:
        """The order is the register's (trap 34)."""
        return False
