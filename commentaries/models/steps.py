"""Holds what changes the way of one text: reviews that are not waited for, an author's yes that is waived."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EndingQuerySet(models.QuerySet["models.Model"]):
    def standing(self) -> EndingQuerySet:
        """Those that nobody has ended."""
        return self.filter(ended_at=None)


class FastTrack(models.Model):
    """A text whose reviews are not waited for, and why; until an editor ends it or decides to publish. Each is kept."""

    page = models.ForeignKey(
        "commentaries.CommentaryPage", verbose_name=_("text"), on_delete=models.CASCADE, related_name="fast_tracks"
    )
    reason = models.TextField(_("reason"))
    marked_by = models.ForeignKey("commentaries.Person", on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(_("marked at"), default=timezone.now)
    ended_by = models.ForeignKey("commentaries.Person", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = EndingQuerySet.as_manager()

    class Meta:
        verbose_name = _("fast track")
        verbose_name_plural = _("fast tracks")
        ordering = ["marked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["page"], condition=Q(ended_at=None), name="fast_track_once_at_a_time"),
            models.CheckConstraint(condition=~Q(reason=""), name="fast_track_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.reason


class Waiver(models.Model):
    """An author whose yes to a text is not waited for, and why. Asking the author again ends it. Each is kept."""

    page = models.ForeignKey(
        "commentaries.CommentaryPage", verbose_name=_("text"), on_delete=models.CASCADE, related_name="waivers"
    )
    person = models.ForeignKey("commentaries.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    waived_by = models.ForeignKey("commentaries.Person", on_delete=models.PROTECT, related_name="+")
    waived_at = models.DateTimeField(_("waived at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = EndingQuerySet.as_manager()

    class Meta:
        verbose_name = _("waived yes of an author")
        verbose_name_plural = _("waived yeses of authors")
        ordering = ["waived_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["page", "person"], condition=Q(ended_at=None), name="waived_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.reason}"
