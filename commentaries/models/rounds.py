"""Holds what authors say after a decision: what they did about its requests, or that the text is not to appear."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Reply(models.Model):
    """What the authors did about the changes that a decision asks for, in their words.

    It is written beside the text and belongs to nothing yet; submitted with it, it belongs to that version.
    """

    decision = models.OneToOneField("commentaries.Decision", on_delete=models.CASCADE, related_name="reply")
    text = models.TextField(_("what was done about the requests"), blank=True, default="")
    person = models.ForeignKey("commentaries.Person", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"), default=timezone.now)
    version = models.ForeignKey("commentaries.Version", null=True, on_delete=models.PROTECT, related_name="replies")
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reply to requests")
        verbose_name_plural = _("replies to requests")
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version=None, sent_at=None) | Q(version__isnull=False, sent_at__isnull=False),
                name="reply_is_sent_with_a_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.decision}"


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def open(self) -> WithdrawalQuerySet:
        """Those that no editor has settled."""
        return self.filter(settled_at=None)


class Withdrawal(models.Model):
    """An author's wish that a decided text does not appear, until an editor settles it. Each is kept.

    ``publish_at`` is the moment for which ``revision`` was scheduled.
    """

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("withdrawn")
        SCHEDULED = "scheduled", _("scheduled again")

    page = models.ForeignKey(
        "commentaries.CommentaryPage", verbose_name=_("text"), on_delete=models.CASCADE, related_name="withdrawals"
    )
    revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+")
    publish_at = models.DateTimeField(_("publish at"))
    person = models.ForeignKey("commentaries.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True, default="")
    answer = models.TextField(_("answer"), blank=True, default="")
    settled_by = models.ForeignKey("commentaries.Person", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["page"], condition=Q(settled_at=None), name="withdrawal_asked_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.reason}"
