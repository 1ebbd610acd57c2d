"""Keeps why a published text was taken from its readers, for the moment or for good, by whom, and until when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Hold(models.Model):
    """An issue out of sight, in every language, until the hold is ended. Each is kept."""

    issue = models.ForeignKey(
        "commentaries.Issue", verbose_name=_("issue"), on_delete=models.PROTECT, related_name="holds"
    )
    held_by = models.ForeignKey(
        "commentaries.Person", verbose_name=_("held by"), on_delete=models.PROTECT, related_name="+"
    )
    held_at = models.DateTimeField(_("held at"), default=timezone.now)
    reason = models.TextField(_("reason"))
    ended_by = models.ForeignKey(
        "commentaries.Person",
        verbose_name=_("ended by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["held_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["issue"], condition=Q(ended_at=None), name="held_once_at_a_time"),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.issue}: {self.reason}"


class Removal(models.Model):
    """An issue taken from its readers for good, in every language; a new decision brings it back. Each is kept.

    A text that was unpublished by a door of Wagtail's has none: it comes back by the same door, as it was.
    """

    issue = models.ForeignKey(
        "commentaries.Issue", verbose_name=_("issue"), on_delete=models.PROTECT, related_name="removals"
    )
    removed_by = models.ForeignKey(
        "commentaries.Person", verbose_name=_("removed by"), on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(_("removed at"), default=timezone.now)
    reason = models.TextField(_("reason"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("removal")
        verbose_name_plural = _("removals")
        ordering = ["removed_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["issue"], condition=Q(ended_at=None), name="removed_once_at_a_time"),
            models.CheckConstraint(condition=~Q(reason=""), name="removal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.issue}: {self.reason}"


class HeldText(models.Model):
    """One page that a hold took from readers, and the revision that they saw."""

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="texts")
    page = models.ForeignKey("commentaries.CommentaryPage", on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("held text")
        verbose_name_plural = _("held texts")
        constraints = [models.UniqueConstraint(fields=["hold", "page"], name="text_once_per_hold")]

    def __str__(self) -> str:
        return f"{self.page}"
