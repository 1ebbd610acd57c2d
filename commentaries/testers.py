"""Answers Wagtail's questions about a text, and about the page of a series, by our sentences of permission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.models import Page, PagePermissionTester

from commentaries.models import CommentaryPage
from commentaries.permissions import (
    user_can_decide,
    user_can_edit,
    user_can_see,
    user_can_set_up,
    user_can_submit,
    user_is_author_of,
    user_works_on_series,
    user_works_on_text,
    user_writes_for_series,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class CommentaryPermissionTester(PagePermissionTester):
    """Wagtail's questions about a text, answered by the sentences of ``permissions``."""

    page: CommentaryPage

    def _series_known(self) -> bool:
        return self.page.series_id is not None

    def _is_guests(self) -> bool:
        """Whether nothing but being its guest editor gives the user this text: it stays where it is, and one."""
        in_series = self._series_known() and user_works_on_series(self.user, self.page.series)
        return not in_series and not user_is_author_of(self.user, self.page)

    def can_edit(self) -> bool:
        return self.user.is_active and self._series_known() and user_can_edit(self.user, self.page)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """A draft of one's own, or of the series one works on; never what has a number or is in review."""
        if self._is_guests() or self.page.issue_id or self.page.live or self.page.workflow_in_progress:
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
        return self._series_known() and user_works_on_text(self.user, self.page)

    def can_unlock(self) -> bool:
        return self.can_lock() or (self.user_has_lock() and self.can_view_revisions())

    def can_copy(self) -> bool:
        return self.can_edit() and not self._is_guests()

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
