"""Says in sentences who may do what with a text, and tells Wagtail so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, IntegerField, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, PagePermissionTester, TaskState, WorkflowState

from commentaries.models import (
    Authorship,
    CommentaryPage,
    DecisionTask,
    Invitation,
    Person,
    ReviewTask,
    Series,
    SeriesRole,
    Version,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet
    from wagtail.models import Task

EDITORIAL = (SeriesRole.Role.EDITOR, SeriesRole.Role.ASSISTANT)
"""The roles of those who work on a series."""


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
            list(SeriesRole.objects.filter(person__account_id=user.pk).select_related("series"))
            if user.is_authenticated
            else []
        )
    return user._commentaries_roles


def series_of(user: AbstractBaseUser, *roles: str) -> set[int]:
    """The series in which this account holds one of these roles today, by the calendar of each."""
    if not user.is_active:
        return set()
    return {held.series_id for held in roles_of(user) if held.role in roles and held.holds_on(held.series.today())}


def user_edits_series(user: AbstractBaseUser, series: Series) -> bool:
    return series.pk in series_of(user, SeriesRole.Role.EDITOR)


def user_assists_series(user: AbstractBaseUser, series: Series) -> bool:
    return series.pk in series_of(user, SeriesRole.Role.ASSISTANT)


def user_writes_for_series(user: AbstractBaseUser, series: Series) -> bool:
    return series.pk in series_of(user, SeriesRole.Role.AUTHOR)


def user_can_set_up(user: AbstractBaseUser, series: Series) -> bool:
    """Change a series itself, the roles in it and its page: its editors, and administrators."""
    return user.is_active and (user.is_superuser or user_edits_series(user, series))


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
    """A draft, or one sent back for changes; not in review, not scheduled, not published, not taken from readers."""
    state = page.current_workflow_state
    if state is not None:
        return not page.live and state.status == WorkflowState.STATUS_NEEDS_CHANGES
    return not page.live and page.issue_id is None and not page.approved_schedule


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


def persons_to_invite(user: AbstractBaseUser, page: CommentaryPage) -> QuerySet[Person]:
    """Whom the user may ask to review this content: everybody with an account but its authors and the user.

    An administrator's account is offered if a person of the trade stands behind it: one who has or had a role,
    writes, was asked before, or belongs to a group, such as that of the reviewers.
    """
    writing = [authorship.person_id for authorship in page.authorships.all()]
    of_the_trade = (
        Q(pk__in=SeriesRole.objects.values("person"))
        | Q(pk__in=Authorship.objects.values("person"))
        | Q(pk__in=Invitation.objects.values("person"))
        | Q(account__in=Group.objects.filter(user__isnull=False).values("user"))
    )
    return (
        Person.objects.filter(Q(account__is_superuser=False) | of_the_trade, account__is_active=True)
        .exclude(pk__in=writing)
        .exclude(account=user.pk)
        .order_by("sort_name")
    )


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


def user_can_withhold(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """Hold, release and remove what is public: whoever may decide on it, alone."""
    return user_can_decide(user, page)


def user_can_review(user: AbstractBaseUser, invitation: Invitation) -> bool:
    """The invited person, and nobody else."""
    person = person_of(user)
    return person is not None and user.is_active and invitation.person_id == person.pk


def user_can_read(user: AbstractBaseUser, version: Version) -> bool:
    """A version: those who may see the text, and whoever is asked to review it and has not declined."""
    if version.page is None:
        return False
    person = person_of(user)
    asked = version.invitations.filter(person=person, state__in=[Invitation.State.OPEN, Invitation.State.ANSWERED])
    return user_can_see(user, version.page) or (person is not None and user.is_active and asked.exists())


def user_can_reserve(user: AbstractBaseUser, series: Series) -> bool:
    return user.is_active and (user.is_superuser or user_edits_series(user, series))


def user_can_audit(user: AbstractBaseUser, series: Series) -> bool:
    """See where register and texts of a series disagree: its editors, who can mend it, and administrators."""
    return user.is_active and (user.is_superuser or user_edits_series(user, series))


def user_can_audit_some(user: AbstractBaseUser) -> bool:
    """Whether there may be a series whose register this user can hold against its texts."""
    return user.is_active and (user.is_superuser or bool(series_of(user, SeriesRole.Role.EDITOR)))


def user_can_merge_topics(user: AbstractBaseUser) -> bool:
    """Of two topics one is changed and the other goes, so both are asked for."""
    return user.has_perms(["commentaries.change_topic", "commentaries.delete_topic"])


def task_states_for(task: Task, user: AbstractBaseUser) -> QuerySet[TaskState]:
    """The rounds of this step that wait for the user, for Wagtail's home page and reports.

    Nobody invites to, or decides on, a text that bears their name. The text is looked up by the
    round's own key, so that the cost is that of the rounds and not of the archive.
    """
    waiting = TaskState.objects.filter(
        task=task,
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__base_content_type=ContentType.objects.get_for_model(Page),
    )
    roles = {ReviewTask: EDITORIAL, DecisionTask: (SeriesRole.Role.EDITOR,)}
    texts = CommentaryPage.objects.exclude(_bears_name_of(user))
    if not user.is_superuser:
        texts = texts.filter(series__in=series_of(user, *roles.get(type(task.specific), ())))
    return waiting.filter(Exists(texts.filter(pk=Cast(OuterRef("workflow_state__object_id"), IntegerField()))))


def texts_of(user: AbstractBaseUser) -> QuerySet[CommentaryPage]:
    """The texts that bear the user's name, or that the user began."""
    if not user.is_authenticated:
        return CommentaryPage.objects.none()
    return CommentaryPage.objects.filter(Q(owner_id=user.pk) | _bears_name_of(user))


def texts_of_others(user: AbstractBaseUser) -> QuerySet[CommentaryPage]:
    """The texts, public or not, that are not the user's own and stand in series the user does not work on."""
    if user.is_active and user.is_superuser:
        return CommentaryPage.objects.none()
    elsewhere = CommentaryPage.objects.exclude(series__in=series_of(user, *EDITORIAL))
    return elsewhere.exclude(pk__in=texts_of(user).values("pk"))


def texts_hidden_from(user: AbstractBaseUser) -> QuerySet[CommentaryPage]:
    """The texts whose titles the user may not know: drafts of others, in series the user does not work on."""
    return texts_of_others(user).filter(live=False)


def text_is_hidden_from(user: AbstractBaseUser, pk: int) -> bool:
    return texts_hidden_from(user).filter(pk=pk).exists()


def entries_hidden_from(user: AbstractBaseUser) -> Q:
    """The log entries about the texts of others, and about texts that are no more."""
    if user.is_active and user.is_superuser:
        return Q(pk=None)
    theirs = CommentaryPage.objects.exclude(pk__in=texts_of_others(user).values("pk"))
    text = ContentType.objects.get_for_model(CommentaryPage)
    return Q(page__in=texts_of_others(user).values("pk")) | (Q(content_type=text) & ~Q(page__in=theirs.values("pk")))


def title_in_admin(page: CommentaryPage, title: str) -> str:
    """The title, or in its place a word for a text that whoever is at work in Wagtail's admin may not know of.

    Who that is Wagtail keeps for its log; nobody is in a task, in a command and on the pages of readers.
    """
    user = get_active_log_context().user
    if user is None or page.live or _works_on_text(user, page) or user_is_author_of(user, page):
        return title
    return _("(private %(kind)s)") % {"kind": page._meta.verbose_name}


def _works_on_text(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """As ``user_works_on_series``, without reading the series of each text of a list."""
    return bool(user.is_active and user.is_superuser) or page.series_id in series_of(user, *EDITORIAL)


def _bears_name_of(user: AbstractBaseUser) -> Q:
    return Q(pk__in=Authorship.objects.filter(person__account=user.pk).values("page"))


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
        return self.can_lock() or (self.user_has_lock() and self.can_view_revisions())

    def can_copy(self) -> bool:
        return self.can_edit()

    def can_move(self) -> bool:
        """Between series only before a number is given."""
        return self.can_delete() and user_works_on_series(self.user, self.page.series)

    def can_set_view_restrictions(self) -> bool:
        return self.can_publish()


class SeriesPermissionTester(PagePermissionTester):
    """Wagtail's questions about a series page: who may add a text, and who may change the page.

    Our groups have their permissions on the page of every series; a role in this one decides what they are worth.
    """

    def __init__(self, user: AbstractBaseUser, page: Page) -> None:
        super().__init__(user, page)
        is_asked_by_role = hasattr(self, "permissions") and page.series_id is not None
        if is_asked_by_role and not user_can_set_up(user, page.series):
            self.permissions &= {"add"} if self.can_add_subpage() else set()

    def can_add_subpage(self) -> bool:
        works_here = user_works_on_series(self.user, self.page.series)
        return self.user.is_active and (works_here or user_writes_for_series(self.user, self.page.series))

    def can_edit(self) -> bool:
        return super().can_edit() and user_can_set_up(self.user, self.page.series)

    def can_publish_subpage(self) -> bool:
        """A text never goes live while it is being created."""
        return False

    def can_reorder_children(self) -> bool:
        """The order is the register's (trap 34)."""
        return False
