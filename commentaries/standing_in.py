"""Turns an account into the editors for whom it stands in today, and the texts that it edits as a guest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commentaries.models import Absence, GuestEditor, Person, Series

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

REMEMBERED = ("_commentaries_absences", "_commentaries_guest_texts")
"""What is kept with an account for the length of a request."""


def absences_known_to(user: AbstractBaseUser) -> list[Absence]:
    """All absences in force today, by the calendar of each series; asked once per request. There are never many."""
    if not hasattr(user, "_commentaries_absences"):
        user._commentaries_absences = absences_in_force()
    return user._commentaries_absences


def absences_covered_by(user: AbstractBaseUser) -> list[Absence]:
    """Those in which this account stands in."""
    if not user.is_active:
        return []
    return [absence for absence in absences_known_to(user) if absence.deputy.account_id == user.pk]


def absences_in_force(series: Series | None = None) -> list[Absence]:
    """The absences of today, of one series or of all."""
    yesterday = timezone.now().date() - timedelta(days=1)  # somewhere it is yesterday still
    lasting = Absence.objects.lasting().with_roles().filter(last_day__gte=yesterday)
    found = lasting.filter(series=series) if series else lasting
    return [absence for absence in found.order_by("first_day", "pk") if absence.is_in_force(absence.series.today())]


def guest_texts_of(user: AbstractBaseUser) -> frozenset[int]:
    """The texts that this account edits as a guest, by their keys; asked once per request."""
    if not user.is_active:
        return frozenset()
    if not hasattr(user, "_commentaries_guest_texts"):
        rows = GuestEditor.objects.filter(person__account_id=user.pk).values_list("page", flat=True)
        user._commentaries_guest_texts = frozenset(rows)
    return user._commentaries_guest_texts


def deputies_in(absences: Iterable[Absence]) -> dict[tuple[int, int], Person]:
    """Who stands in, by the keys of the series and of the editor who is away."""
    return {(absence.series_id, absence.person_id): absence.deputy for absence in absences}
