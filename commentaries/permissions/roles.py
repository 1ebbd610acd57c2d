"""Says which part an account has in a series, in its own right or in the place of an editor who is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentaries.models import Person, Series, SeriesRole
from commentaries.standing_in import absences_covered_by, guest_texts_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


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


def own_series_of(user: AbstractBaseUser, *roles: str) -> set[int]:
    """The series in which this account holds one of these roles today in its own right, by the calendar of each."""
    if not user.is_active:
        return set()
    return {held.series_id for held in roles_of(user) if held.role in roles and held.holds_on(held.series.today())}


def series_of(user: AbstractBaseUser, *roles: str) -> set[int]:
    """The same with those whose editor this account stands in for."""
    found = own_series_of(user, *roles)
    if SeriesRole.Role.EDITOR in roles:
        found |= {absence.series_id for absence in absences_covered_by(user)}
    return found


def user_edits_series(user: AbstractBaseUser, series: Series) -> bool:
    """An editor of the series, or who stands in for one."""
    return series.pk in series_of(user, SeriesRole.Role.EDITOR)


def user_is_editor_in_person(user: AbstractBaseUser, series: Series) -> bool:
    """An editor of the series in their own right, and not by standing in for one."""
    return series.pk in own_series_of(user, SeriesRole.Role.EDITOR)


def user_assists_series(user: AbstractBaseUser, series: Series) -> bool:
    return series.pk in series_of(user, SeriesRole.Role.ASSISTANT)


def user_writes_for_series(user: AbstractBaseUser, series: Series) -> bool:
    return series.pk in series_of(user, SeriesRole.Role.AUTHOR)


def user_works_on_series(user: AbstractBaseUser, series: Series) -> bool:
    """Editors and assistants of the series, and administrators."""
    return bool(user.is_active and user.is_superuser) or (
        user_edits_series(user, series) or user_assists_series(user, series)
    )


def user_plans_texts(user: AbstractBaseUser) -> bool:
    """Whether the account works on any series."""
    return user.is_active and (user.is_superuser or bool(series_of(user, *EDITORIAL)))


def user_has_a_desk(user: AbstractBaseUser) -> bool:
    """Those who work on a series, and guest editors, for their texts."""
    return user_plans_texts(user) or bool(guest_texts_of(user))
