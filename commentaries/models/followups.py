"""Holds work to be done after an event: stored with the event, repeatable, visible."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def due(self) -> FollowUpQuerySet:
        """Waiting and due, or claimed by a worker whose lease has run out."""
        now = timezone.now()
        return self.filter(
            Q(state=FollowUp.State.WAITING, next_at__lte=now) | Q(state=FollowUp.State.RUNNING, leased_until__lt=now)
        )

    def kept(self) -> FollowUpQuerySet:
        """Kept for another to gather, and not gathered yet."""
        return self.filter(state=FollowUp.State.KEPT, gathered_in=None)


class FollowUp(models.Model):
    """One piece of work after an event. ``key`` names event and recipient, so it is stored once.

    What is kept is not carried out by itself: another gathers it, and from then on it is ``gathered_in`` that one.
    From ``uncertain_since`` on the work may have taken effect without a word of it: it is not repeated by itself.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")
        KEPT = "kept", _("kept for a digest")

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=200)
    page = models.ForeignKey(
        "commentaries.CommentaryPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="follow_ups"
    )
    issue = models.ForeignKey(
        "commentaries.Issue", null=True, blank=True, on_delete=models.SET_NULL, related_name="follow_ups"
    )
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    uncertain_since = models.DateTimeField(_("uncertain since"), null=True, blank=True, editable=False)
    gathered_in = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="gathered", editable=False
    )
    error = models.TextField(_("error"), blank=True, default="")
    created_at = models.DateTimeField(pgettext_lazy("follow-up", "created at"), auto_now_add=True)
    finished_at = models.DateTimeField(pgettext_lazy("follow-up", "finished at"), null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["next_at", "id"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="follow_up_stored_once")]
        indexes = [models.Index(fields=["state", "next_at"], name="follow_up_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
