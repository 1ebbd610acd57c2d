"""Holds what the desk notes about one text, from the first idea on: who handles it, and by when it is to appear."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DeskLine(models.Model):
    """One text on the desk. Before it is written it has a working title and, perhaps, an author to come.

    A text of which nothing is noted has none. ``handled_by`` is one of the editors; without, it is with all of them.
    ``step_due_on`` is a day that an editor has set, and counts for the step of that name and for no other.
    """

    series = models.ForeignKey(
        "commentaries.Series", verbose_name=_("series"), on_delete=models.CASCADE, related_name="desk_lines"
    )
    page = models.OneToOneField(
        "commentaries.CommentaryPage",
        verbose_name=_("text"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="desk_line",
    )
    working_title = models.CharField(_("working title"), max_length=255, blank=True, default="")
    author = models.ForeignKey(
        "commentaries.Person",
        verbose_name=_("author"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    handled_by = models.ForeignKey(
        "commentaries.Person",
        verbose_name=_("handled by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    target_on = models.DateField(_("to appear on"), null=True, blank=True)
    step = models.CharField(max_length=60, blank=True, default="", editable=False)
    step_due_on = models.DateField(_("due on"), null=True, blank=True, editable=False)
    note = models.TextField(_("note"), blank=True, default="", help_text=_("For those who work on the series."))
    planned_by = models.ForeignKey(
        "commentaries.Person", verbose_name=_("planned by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    planned_at = models.DateTimeField(_("planned at"), default=timezone.now)
    dropped_at = models.DateTimeField(_("dropped at"), null=True, blank=True)

    wagtail_reference_index_ignore = True
    """Wagtail's list of what refers to a page is open to its authors."""

    class Meta:
        verbose_name = _("line of the desk")
        verbose_name_plural = _("lines of the desk")
        ordering = ["target_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(page__isnull=False) | ~Q(working_title=""), name="line_has_a_name")
        ]
        indexes = [models.Index(fields=["series", "target_on"], name="line_by_target")]

    def __str__(self) -> str:
        return self.page.draft_title if self.page else self.working_title
