"""Says in sentences who may do what with a series, its register, its editors and its topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentaries.models import Person, Series, SeriesRole
from commentaries.permissions.roles import person_of, series_of, user_edits_series, user_is_editor_in_person

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def user_can_set_up(user: AbstractBaseUser, series: Series) -> bool:
    """Change a series itself, the roles in it and its page: its editors, and administrators. No deputy does."""
    return user.is_active and (user.is_superuser or user_is_editor_in_person(user, series))


def user_can_note_absence(user: AbstractBaseUser, series: Series, person: Person) -> bool:
    """Say when an editor is away, and who stands in: the editor, or an administrator. No deputy names another."""
    own = person_of(user)
    is_own = own is not None and own.pk == person.pk and user_is_editor_in_person(user, series)
    return user.is_active and (user.is_superuser or is_own)


def editorships_of(user: AbstractBaseUser) -> list[SeriesRole]:
    """For whom the user may note an absence, and where: their own part as editor; for administrators, everybody's."""
    roles = SeriesRole.objects.filter(role=SeriesRole.Role.EDITOR).select_related("series", "person")
    roles = roles.order_by("series__title", "person__sort_name", "pk")
    return [
        role
        for role in roles
        if (role.until is None or role.series.today() <= role.until)
        and user_can_note_absence(user, role.series, role.person)
    ]


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
