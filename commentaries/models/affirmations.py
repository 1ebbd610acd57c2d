"""Holds one person's yes to one version, and the editor's decisions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commentaries.models.absences import in_place_of
from commentaries.models.attachments import CameByMail


class Spoken(models.Model):
    """A person's word on a text; that of a deputy is given in the place of an editor who is away."""

    deputy_for = models.ForeignKey(
        "commentaries.Person",
        verbose_name=_("as the deputy for"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True

    @property
    def speaker(self) -> str:
        """Whose word it is, and in whose place."""
        if self.deputy_for is None:
            return str(self.person)
        return in_place_of(self.person, self.deputy_for)

    @property
    def voices(self) -> frozenset[int]:
        """Everybody whose word it is: the keys of the person, and of the editor in whose place they spoke."""
        return frozenset(key for key in (self.person_id, self.deputy_for_id) if key is not None)


class AffirmationQuerySet(models.QuerySet["Affirmation"]):
    def standing(self) -> AffirmationQuerySet:
        """Those that nobody has taken back."""
        return self.filter(withdrawn_at=None)

    def of_authors(self) -> AffirmationQuerySet:
        """Those that somebody said as an author of the text."""
        return self.filter(kind__in=[Affirmation.Kind.SUBMISSION, Affirmation.Kind.CONSENT])

    def for_publication(self) -> AffirmationQuerySet:
        """Those that let a text appear, beside a second yes or without: taken back, no door shows the text."""
        kinds = Affirmation.Kind
        return self.filter(kind__in=[kinds.DECISION, kinds.OVERRIDE, kinds.ENTERED])

    def withdraw(self) -> int:
        """Takes them back, and keeps them: what was affirmed once is never forgotten."""
        return self.standing().update(withdrawn_at=timezone.now())


class Affirmation(Spoken, CameByMail):
    """One person's yes to one version: to this digest on this page, and to nothing else.

    ``steps_asked`` are the steps that the series asked for when this decision was taken; with none noted, it is asked
    what the series asks for now.
    """

    class Kind(models.TextChoices):
        SUBMISSION = "submission", _("submitted it")
        CONSENT = "consent", _("consented as author")
        REVIEW = "review", _("recommended it as reviewer")
        COLLEAGUE = "colleague", _("read it as colleague")
        FACT_CHECK = "fact_check", _("checked its facts")
        DECISION = "decision", _("decided to publish it")
        OVERRIDE = "override", _("published it by an administrator’s override")
        ENTERED = "entered", _("entered it into the archive")

    version = models.ForeignKey("commentaries.Version", on_delete=models.PROTECT, related_name="affirmations")
    person = models.ForeignKey("commentaries.Person", on_delete=models.PROTECT, related_name="affirmations")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    reason = models.TextField(_("reason"), blank=True, default="")
    affirmed_at = models.DateTimeField(_("affirmed at"), default=timezone.now)
    steps_asked = models.JSONField(_("steps asked for"), null=True, blank=True, default=None)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = AffirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affirmation")
        verbose_name_plural = _("affirmations")
        ordering = ["affirmed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "person", "kind"], condition=Q(withdrawn_at=None), name="affirmed_once"
            ),
            models.CheckConstraint(condition=~Q(kind="override") | ~Q(reason=""), name="override_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.speaker} {self.get_kind_display()}"


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def standing(self) -> ObjectionQuerySet:
        """Those that were not followed by a yes to the same content."""
        return self.filter(withdrawn_at=None)


class Objection(CameByMail):
    """One author's no to one version, with what should be different. A later yes to the same version takes it back."""

    version = models.ForeignKey("commentaries.Version", on_delete=models.PROTECT, related_name="objections")
    person = models.ForeignKey("commentaries.Person", on_delete=models.PROTECT, related_name="objections")
    note = models.TextField(_("what should be different"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], condition=Q(withdrawn_at=None), name="objected_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.version}"


class Decision(Spoken):
    """What the editor decided on a version, once per round of the workflow."""

    class Outcome(models.TextChoices):
        PUBLISH = "publish", _("to be published")
        CHANGES = "changes", _("changes asked for")
        REJECT = "reject", _("rejected")

    version = models.ForeignKey("commentaries.Version", on_delete=models.PROTECT, related_name="decisions")
    person = models.ForeignKey("commentaries.Person", on_delete=models.PROTECT, related_name="decisions")
    task_state = models.OneToOneField(
        "wagtailcore.TaskState",
        verbose_name=_("round"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="commentary_decision",
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    reasons = models.TextField(_("reasons"), blank=True, default="")
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    alone_reason = models.TextField(_("reason for deciding alone"), blank=True, default="")
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["decided_at", "id"]

    def __str__(self) -> str:
        return f"{self.speaker}: {self.get_outcome_display()}"
