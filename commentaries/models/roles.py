"""Holds who edits a series, assists in it and writes for it, and from when until when."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from commentaries.models.series import Series


class SeriesRole(models.Model):
    """What a person is to a series, from a day and until a day."""

    class Role(models.TextChoices):
        EDITOR = "editor", _("editor")
        ASSISTANT = "assistant", _("assistant")
        AUTHOR = "author", _("author")

    series = ParentalKey(Series, on_delete=models.CASCADE, related_name="roles")
    person = models.ForeignKey(
        "commentaries.Person", verbose_name=_("person"), on_delete=models.PROTECT, related_name="series_roles"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day, included."))

    panels = [
        FieldPanel("person"),
        FieldPanel("role"),
        FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
    ]

    class Meta:
        verbose_name = _("role in a series")
        verbose_name_plural = _("roles in series")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"

    def clean(self) -> None:
        super().clean()
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": _("The last day comes before the first.")})

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
