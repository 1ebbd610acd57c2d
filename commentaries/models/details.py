"""Holds what an author says about themselves for one text, until somebody who edits it has looked at it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commentaries.fields import OrcidField


class AuthorDetailsQuerySet(models.QuerySet["AuthorDetails"]):
    def open(self) -> AuthorDetailsQuerySet:
        """Those that nobody has settled."""
        return self.filter(settled_at=None)


class AuthorDetails(models.Model):
    """One author's own words about themselves, beside one text: the newest that they sent, in plain words.

    Text and person stay as they are until it is taken over. What says nothing new is taken over from the beginning,
    by nobody.
    """

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("taken over")
        ASIDE = "aside", _("set aside")

    page = models.ForeignKey(
        "commentaries.CommentaryPage", verbose_name=_("text"), on_delete=models.CASCADE, related_name="author_details"
    )
    person = models.ForeignKey("commentaries.Person", on_delete=models.PROTECT, related_name="details_sent")
    language = models.CharField(_("language of the biography"), max_length=20)
    biography = models.TextField(_("biography"), blank=True, default="")
    affiliation = models.CharField(_("affiliation"), max_length=300, blank=True, default="")
    orcid = OrcidField(_("ORCID iD"), blank=True, default="")
    interests = models.TextField(_("interests to declare"), blank=True, default="")
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    link = models.ForeignKey(
        "commentaries.Link",
        verbose_name=_("link"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("By which they came; none where they came by an account."),
    )
    outcome = models.CharField(_("outcome"), max_length=5, choices=Outcome.choices, blank=True, default="")
    settled_by = models.ForeignKey("commentaries.Person", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = AuthorDetailsQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("details of an author")
        verbose_name_plural = _("details of authors")
        ordering = ["sent_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["page", "person"], name="newest_details_per_author_and_text"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at=None) | (~Q(outcome="") & Q(settled_at__isnull=False)),
                name="details_are_settled_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.page}"

    @property
    def moment(self) -> str:
        """What tells these words from newer ones."""
        return f"{self.sent_at:%Y%m%d%H%M%S%f}"
