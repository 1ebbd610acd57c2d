"""Turns an editor's word that they are away into an absence with a deputy, and their return into its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from commentaries.mails import address_of
from commentaries.models import Absence, Person, Series, SeriesRole
from commentaries.permissions import user_can_note_absence
from commentaries.telling import written_days

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet


class CannotLeave(Exception):
    """These days, or this deputy, do not fit what is noted already; the message says what to choose instead."""


class NotAway(Exception):
    """The absence is over: its last day has passed, or somebody ended it."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Who is away, on which days (both included), and who stands in."""

    person: Person
    deputy: Person
    first_day: date
    last_day: date
    note: str = ""

    @property
    def days(self) -> tuple[date, date]:
        return self.first_day, self.last_day


@transaction.atomic
def leave(series: Series, user: AbstractBaseUser, away: Leave) -> Absence:
    """Notes that an editor is away. On those days the deputy has what the editor has, beside the editor.

    Absences of a series are noted one after the other, so that no two contradict each other.

    Raises:
        PermissionDenied: the user is neither this editor nor an administrator.
        CannotLeave: with a sentence that says why.
    """
    series = Series.objects.select_for_update().order_by("pk").get(pk=series.pk)
    if not user_can_note_absence(user, series, away.person):
        raise PermissionDenied(_("An editor says when they are away; an administrator may say it for them."))
    if reason := why_not(series, away):
        raise CannotLeave(reason)
    absence = Absence.objects.create(
        series=series,
        person=away.person,
        deputy=away.deputy,
        first_day=away.first_day,
        last_day=away.last_day,
        note=away.note,
        noted_by=Person.objects.for_account(user),
    )
    _log(absence, "commentaries.leave", user)
    return absence


@transaction.atomic
def come_back(absence: Absence, user: AbstractBaseUser) -> Absence:
    """Ends an absence before its last day, or calls it off before its first: the deputy stands in no more.

    Raises:
        PermissionDenied: the user is neither this editor nor an administrator.
        NotAway: it is over.
    """
    Series.objects.select_for_update().order_by("pk").get(pk=absence.series_id)
    absence = Absence.objects.select_related("series", "person", "deputy").get(pk=absence.pk)
    if not user_can_note_absence(user, absence.series, absence.person):
        raise PermissionDenied(_("An editor says when they are away; an administrator may say it for them."))
    if absence.is_over(absence.series.today()):
        raise NotAway(_("This absence is over already. Nothing was changed."))
    absence.ended_at = timezone.now()
    absence.save(update_fields=["ended_at"])
    _log(absence, "commentaries.come_back", user)
    return absence


def persons_to_stand_in() -> QuerySet[Person]:
    """Everybody with an account: who stands in need not have had anything to do with the series."""
    active = get_user_model().objects.filter(is_active=True)
    return Person.objects.filter(account__in=active).select_related("account").order_by("sort_name", "pk")


def why_not(series: Series, away: Leave) -> str:
    """Why this person cannot be away on these days with this deputy, and what to do; empty where they can."""
    facts = {"person": away.person, "deputy": away.deputy}
    if away.last_day < away.first_day:
        return _("The last day comes before the first.")
    if away.last_day < series.today():
        return _("These days are past. Choose a last day that is still to come.")
    if not _edits_on_some_day(series, away):
        return _("%(person)s does not edit this series on these days, so nobody has to stand in.") % facts
    if away.deputy.pk == away.person.pk:
        return _("Nobody stands in for themselves. Choose somebody else.")
    if away.deputy.account is None or not away.deputy.account.is_active:
        return _("%(deputy)s has no account. Choose somebody who can log in.") % facts
    if not address_of(away.deputy):
        return _("%(deputy)s has no address to which the mails could go. Note one with the person first.") % facts
    return _why_not_beside_others(series, away)


def _why_not_beside_others(series: Series, away: Leave) -> str:
    """Nobody is away twice, and no deputy is away: so it is always one person who stands in, and never by detours."""
    first, last = away.days
    others = Absence.objects.lasting().filter(series=series, first_day__lte=last, last_day__gte=first)
    clash = others.filter(
        Q(person=away.person) | Q(person=away.deputy) | Q(deputy=away.person)
    ).select_related("person", "deputy").first()  # fmt: skip
    if clash is None:
        return ""
    facts = {"person": clash.person, "deputy": clash.deputy, "days": written_days(clash.first_day, clash.last_day)}
    if clash.person_id == away.person.pk:
        return _("%(person)s is away %(days)s already. End that absence first, or choose other days.") % facts
    if clash.person_id == away.deputy.pk:
        return _("%(person)s is away too, %(days)s. Choose another deputy, or other days.") % facts
    return _("%(deputy)s stands in for %(person)s %(days)s. Let somebody else do that first.") % facts


def _edits_on_some_day(series: Series, away: Leave) -> bool:
    roles = away.person.series_roles.filter(series=series, role=SeriesRole.Role.EDITOR)
    begun = Q(since=None) | Q(since__lte=away.last_day)
    return roles.filter(begun).exclude(until__lt=max(away.first_day, series.today())).exists()


def _log(absence: Absence, action: str, user: AbstractBaseUser) -> None:
    data = {
        "person": absence.person.name,
        "deputy": absence.deputy.name,
        "first_day": absence.first_day.isoformat(),
        "last_day": absence.last_day.isoformat(),
    }
    log(instance=absence.series, action=action, user=user, data=data)
