"""Answers Wagtail's questions about all pages and about all series: which of them a user may know of or change.

Wagtail asks a policy wherever it lists (explorer, search, reports, admin API, API v3) and a
permission tester, which is in ``permissions``, wherever one page is at hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from commentaries.hiding import texts_hidden_from, texts_of_others
from commentaries.models import Series, SeriesRole
from commentaries.permissions import own_series_of, user_can_set_up

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet


class PagesPolicy(PagePermissionPolicy):
    """Wagtail's policy for pages, but for the texts of others; every other page is as it was."""

    def explorable_instances(self, user: AbstractBaseUser) -> QuerySet[Page]:
        """Public texts of other series are met, their drafts are not."""
        found = PagePermissionPolicy(self.model).explorable_instances(user)
        return found.exclude(pk__in=texts_hidden_from(user).values("pk"))

    def instances_user_has_any_permission_for(self, user: AbstractBaseUser, actions: Iterable[str]) -> QuerySet[Page]:
        """Texts of other series, public ones included: API v3 shows the draft of whatever is found here."""
        found = super().instances_user_has_any_permission_for(user, actions)
        return found.exclude(pk__in=texts_of_others(user).values("pk"))

    def user_has_any_permission_for_instance(
        self, user: AbstractBaseUser, actions: Iterable[str], instance: Page
    ) -> bool:
        """Asked of plain pages too, so a text is looked up by its key."""
        if not super().user_has_any_permission_for_instance(user, actions, instance):
            return False
        return not texts_of_others(user).filter(pk=instance.pk).exists()


class SeriesPolicy(ModelPermissionPolicy):
    """The permissions of Django's groups, each worth something only in the series that the user edits."""

    def user_has_permission_for_instance(self, user: AbstractBaseUser, action: str, instance: Series) -> bool:
        return user_can_set_up(user, instance) and self.user_has_permission(user, action)

    def instances_user_has_any_permission_for(self, user: AbstractBaseUser, actions: Iterable[str]) -> QuerySet[Series]:
        found = super().instances_user_has_any_permission_for(user, actions)
        return found if user.is_superuser else found.filter(pk__in=own_series_of(user, SeriesRole.Role.EDITOR))


def register() -> None:
    """Puts both in the place of Wagtail's own, before anything asks for them."""
    register_permission_policy(Page, PagesPolicy(Page))
    register_permission_policy(Series, SeriesPolicy(Series))
