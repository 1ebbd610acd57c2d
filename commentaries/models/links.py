"""Holds the links by which people without an account do one thing: who for, to what, until when, taken back or not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from commentaries.models.series import Series


class LinkQuerySet(models.QuerySet["Link"]):
    def standing(self) -> LinkQuerySet:
        """Those that nobody has taken back, whether or not their day is past."""
        return self.filter(revoked_at=None)


class Link(models.Model):
    """One address for one person and one thing. ``commentaries.links`` makes it and says where it leads.

    The address bears a token that is made of ``key``, 128 random bits in hexadecimal, and of the site's secret.
    It is kept nowhere; the row has its SHA-256. So whoever reads the database opens nothing (docs/decisions/0015).
    """

    class Kind(models.TextChoices):
        REVIEW = "review", _("to review a text")
        CONSENT = "consent", _("to consent as author")
        PRESS = "press", _("to read before the day")
        MANUSCRIPT = "manuscript", _("to send a manuscript")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    key = models.CharField(_("key"), max_length=32, editable=False)
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True, editable=False)
    person = models.ForeignKey(
        "commentaries.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    page = models.ForeignKey(
        "commentaries.CommentaryPage",
        verbose_name=_("text"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="links",
    )
    invitation = models.ForeignKey(
        "commentaries.Invitation", null=True, blank=True, on_delete=models.CASCADE, related_name="links"
    )
    version = models.ForeignKey(
        "commentaries.Version", null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    line = models.ForeignKey(
        "commentaries.DeskLine",
        verbose_name=_("plan"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="links",
    )
    note = models.CharField(_("note"), max_length=250, blank=True, default="")
    made_by = models.ForeignKey("commentaries.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    expires_at = models.DateTimeField(_("works until"))
    revoked_by = models.ForeignKey(
        "commentaries.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = LinkQuerySet.as_manager()
    wagtail_reference_index_ignore = True
    """Wagtail's list of what refers to a page is open to its authors."""

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "invitation"], condition=Q(revoked_at=None), name="one_link_per_invitation"
            ),
            models.UniqueConstraint(
                fields=["kind", "person", "page"],
                condition=Q(revoked_at=None, invitation=None),
                name="one_link_per_person_and_text",
            ),
            models.UniqueConstraint(
                fields=["kind", "line"], condition=Q(revoked_at=None, line__isnull=False), name="one_link_per_plan"
            ),
            models.CheckConstraint(condition=Q(kind="press") | Q(person__isnull=False), name="link_has_a_person"),
            models.CheckConstraint(
                condition=~Q(kind="review") | Q(invitation__isnull=False), name="review_link_has_an_invitation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"

    @property
    def series(self) -> Series | None:
        """That of the text, or of the plan for one; none when both are gone."""
        about = self.page or self.line
        return about.series if about else None

    @property
    def last_day(self) -> date | None:
        """The last day on which it works, by the clock of the series; none when the text is gone."""
        if self.series is None:
            return None
        return timezone.localtime(self.expires_at - timedelta(seconds=1), self.series.zone).date()
