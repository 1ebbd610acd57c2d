"""Holds what was asked of reviewers and what they answered."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commentaries.models.attachments import CameByMail
from commentaries.models.series import Anonymity


class Invitation(models.Model):
    """Asking one person to review one version by a date; once per round, renewed when they are asked again."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        DECLINED = "declined", _("declined")
        CANCELLED = "cancelled", _("cancelled")

    version = models.ForeignKey("commentaries.Version", on_delete=models.PROTECT, related_name="invitations")
    task_state = models.ForeignKey(
        "wagtailcore.TaskState",
        verbose_name=_("round"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="commentary_invitations",
    )
    person = models.ForeignKey("commentaries.Person", on_delete=models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey("commentaries.Person", on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited at"), default=timezone.now)
    due_on = models.DateField(_("due on"))
    anonymity = models.CharField(
        _("who learns of whom"), max_length=10, choices=Anonymity.choices, default=Anonymity.REVIEWERS, editable=False
    )
    """What the person was promised when they were asked; the same for all that they were asked about one text."""
    message = models.TextField(_("message"), blank=True, default="")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    decline_reason = models.TextField(_("reason for declining"), blank=True, default="")
    instead_name = models.CharField(_("somebody else to ask"), max_length=200, blank=True, default="")
    instead_email = models.EmailField(_("their e-mail"), blank=True, default="")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["invited_at", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "task_state"], name="invited_once_per_round")]

    def __str__(self) -> str:
        return f"{self.person}: {self.version.title}"


class Recommendation(models.TextChoices):
    PUBLISH = "publish", _("Publish as it is")
    CHANGES = "changes", _("Publish after changes")
    REJECT = "reject", _("Do not publish")


class ReviewersWords(models.Model):
    """What a reviewer says besides the recommendation, sent or not."""

    text = models.TextField(_("to the author and the editor"), blank=True, default="")
    note = models.TextField(_("for the editor alone"), blank=True, default="")
    interests = models.TextField(_("interests of the reviewer"), blank=True, default="")
    has_no_interests = models.BooleanField(_("has no interest to declare"), default=False)
    passages = models.JSONField(_("passages"), blank=True, default=list)
    """Rows of ``words`` that stand in the version, and a ``remark`` on them: said like the text, to be passed on."""

    class Meta:
        abstract = True

    @property
    def whole(self) -> str:
        """The text, and behind it each passage with its remark."""
        marked = [f"“{each['words']}”\n{each['remark']}" for each in self.passages]
        return "\n\n".join(part for part in (self.text, *marked) if part)


class Review(CameByMail, ReviewersWords):
    """A reviewer's answer on one version, the last that was asked about. It may be amended until the decision."""

    Recommendation = Recommendation
    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, related_name="review")
    version = models.ForeignKey("commentaries.Version", on_delete=models.PROTECT, related_name="reviews")
    recommendation = models.CharField(_("recommendation"), max_length=10, choices=Recommendation.choices)
    answered_at = models.DateTimeField(_("answered at"), default=timezone.now)
    amended_at = models.DateTimeField(_("amended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["answered_at", "id"]

    def __str__(self) -> str:
        return f"{self.invitation.person}: {self.get_recommendation_display()}"


class UnsentReview(ReviewersWords):
    """What a reviewer has written so far and keeps for later: no answer, and read by nobody else."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="unsent")
    recommendation = models.CharField(
        _("recommendation"), max_length=10, choices=Recommendation.choices, blank=True, default=""
    )
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("unsent review")
        verbose_name_plural = _("unsent reviews")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} ({self.pk})"
