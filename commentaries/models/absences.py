"""Holds the days on which an editor of a series is away, and who stands in for them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commentaries.models.roles import SeriesRole

if TYPE_CHECKING:
    from commentaries.models.persons import Person


def in_place_of(deputy: Person | str, editor: Person | str) -> str:
    """How a deputy is named where it matters in whose place they act."""
    return _("%(deputy)s for %(editor)s") % {"deputy": deputy, "editor": editor}


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def lasting(self) -> AbsenceQuerySet:
        """Those that nobody has ended early; some may be over by their date."""
        return self.filter(ended_at=None)

    def with_roles(self) -> AbsenceQuerySet:
        """With what ``is_in_force`` asks of each."""
        return self.select_related("series", "person", "deputy").prefetch_related("person__series_roles")


class Absence(models.Model):
    """The days, by the calendar of the series, on which one person decides and is written to in another's place."""

    series = models.ForeignKey(
        "commentaries.Series", verbose_name=_("series"), on_delete=models.CASCADE, related_name="absences"
    )
    person = models.ForeignKey(
        "commentaries.Person", verbose_name=_("editor"), on_delete=models.PROTECT, related_name="absences"
    )
    deputy = models.ForeignKey(
        "commentaries.Person", verbose_name=_("deputy"), on_delete=models.PROTECT, related_name="deputyships"
    )
    first_day = models.DateField(_("away from"))
    last_day = models.DateField(_("to"), help_text=_("The last day, included."))
    note = models.CharField(_("note"), max_length=255, blank=True, default="")
    noted_by = models.ForeignKey(
        "commentaries.Person", verbose_name=_("noted by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    noted_at = models.DateTimeField(_("noted at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_has_days"),
            models.CheckConstraint(condition=~Q(person=F("deputy")), name="nobody_is_their_own_deputy"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.first_day:%Y-%m-%d} – {self.last_day:%Y-%m-%d}: {self.deputy}"

    def covers(self, day: date) -> bool:
        return self.ended_at is None and self.first_day <= day <= self.last_day

    def is_in_force(self, day: date) -> bool:
        """Whether the deputy stands in on this day: nobody does for a person who edits the series no more."""
        return self.covers(day) and any(
            role.series_id == self.series_id and role.role == SeriesRole.Role.EDITOR and role.holds_on(day)
            for role in self.person.series_roles.all()
        )

    def is_over(self, day: date) -> bool:
        return self.ended_at is not None or self.last_day < day
