"""Holds how many words and open points a text had when they were last counted, so that a list need not read it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tally(models.Model):
    """What was counted of one text. ``of_state`` is the moment of the draft that was counted."""

    page = models.OneToOneField(
        "commentaries.CommentaryPage",
        verbose_name=_("text"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="tally",
    )
    words = models.PositiveIntegerField(_("words"))
    forbidding = models.PositiveIntegerField(_("open points that forbid submission"))
    advice = models.PositiveIntegerField(_("open points that advise"))
    of_state = models.DateTimeField(_("state of"), null=True)

    wagtail_reference_index_ignore = True
    """Wagtail's list of what refers to a page is open to its authors."""

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return f"{self.page_id}: {self.words}"

    @property
    def open_points(self) -> int:
        return self.forbidding + self.advice
