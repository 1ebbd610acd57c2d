"""Holds the days on which nobody works: the institute's own, and those of one series."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from commentaries.models.publishers import Publisher
from commentaries.models.series import Series
from commentaries.working_days import Closed, WorkingDays


class ClosedDaysQuerySet(models.QuerySet["ClosedDays"]):
    def working_days_of(self, series: Series) -> WorkingDays:
        """The days on which people work on a series."""
        return self.working_days_of_each([series])[series.pk]

    def working_days_of_each(self, series: Iterable[Series]) -> dict[int, WorkingDays]:
        """The days on which people work on each of these series, by its key, in one query."""
        wanted = {each.pk: each for each in series}
        rows = list(self.filter(Q(series__in=list(wanted)) | Q(series=None)).order_by("first_on", "pk"))
        return {
            key: WorkingDays(
                frozenset(int(number) for number in each.weekend),
                tuple(row.as_closed() for row in rows if row.series_id in {None, key}),
            )
            for key, each in wanted.items()
        }


class ClosedDays(models.Model):
    """A day, or several in a row, on which nobody works: on one series, or, at the institute, on any."""

    series = ParentalKey(Series, null=True, blank=True, on_delete=models.CASCADE, related_name="closed_days")
    publisher = ParentalKey(Publisher, null=True, blank=True, on_delete=models.CASCADE, related_name="closed_days")
    name = models.CharField(_("name"), max_length=100, help_text=_("Such as Christmas, or summer break."))
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day. Empty: one day only."))
    every_year = models.BooleanField(
        _("every year"), default=False, help_text=_("On the same days of every year, whatever year is written here.")
    )

    objects = ClosedDaysQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("first_on"), FieldPanel("last_on")]),
        FieldPanel("every_year"),
    ]

    class Meta:
        verbose_name = _("closed days")
        verbose_name_plural = _("closed days")
        ordering = ["first_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(series=None, publisher__isnull=False) | Q(series__isnull=False, publisher=None),
                name="closed_days_have_one_owner",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.first_on})"

    def clean(self) -> None:
        super().clean()
        if self.first_on and self.last_on and self.last_on < self.first_on:
            raise ValidationError({"last_on": _("The last day comes before the first.")})

    def as_closed(self) -> Closed:
        return Closed(self.first_on, self.last_on or self.first_on, self.every_year)
