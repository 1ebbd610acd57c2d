"""Holds the register: every number a series has given, and never gives again.

Only ``commentaries.numbering`` writes here.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class IssueQuerySet(models.QuerySet["Issue"]):
    def counting(self) -> IssueQuerySet:
        """Those that stand for a text or keep a place for one: all but the void ones."""
        return self.exclude(state=Issue.State.VOID)


class Issue(models.Model):
    """The entry a published text holds in the register of its series.

    ``period`` is the year of the number, or 0 where numbers never restart. ``sequence`` is null
    for a text without a number; its label is then empty and its address the slug. ``work`` is
    the page's translation key, null only while a number is reserved without a text.
    ``placed_at`` is the moment by which the series is listed, ``changed_at`` that of the last change
    that a catalogue should hear of, and ``as_printed`` the snapshot of D10 (``commentaries.imprints``).
    """

    class State(models.TextChoices):
        RESERVED = "reserved", _("reserved")
        PUBLIC = "public", _("public")
        HELD = "held", _("held")
        REMOVED = "removed", _("removed")
        VOID = "void", _("void")

    series = models.ForeignKey(
        "commentaries.Series", verbose_name=_("series"), on_delete=models.PROTECT, related_name="issues"
    )
    work = models.UUIDField(_("work"), null=True, blank=True)
    language_edition = models.CharField(_("language edition"), max_length=20, blank=True, default="")
    period = models.PositiveSmallIntegerField(_("period"), default=0)
    sequence = models.PositiveIntegerField(_("number"), null=True, blank=True)
    suffix = models.CharField(_("suffix"), max_length=8, blank=True, default="")
    label = models.CharField(_("printed number"), max_length=60, blank=True, default="")
    address = models.CharField(_("address"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    published_on = models.DateField(_("date of publication"), null=True, blank=True)
    placed_at = models.DateTimeField(_("placed at"))
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    doi = models.CharField(_("DOI"), max_length=120, blank=True, default="")
    as_printed = models.JSONField(_("as printed"), default=dict, blank=True)
    reserved_by = models.ForeignKey(
        "commentaries.Person",
        verbose_name=_("reserved by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reserved_at = models.DateTimeField(_("reserved at"), null=True, blank=True)
    void_reason = models.TextField(_("reason"), blank=True, default="")
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["-placed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["series", "period", "sequence", "suffix"], name="number_given_once"),
            models.UniqueConstraint(fields=["series", "address"], name="address_given_once"),
            models.UniqueConstraint(
                fields=["work", "language_edition"], condition=~Q(state="void"), name="one_issue_per_work"
            ),
            models.UniqueConstraint(fields=["doi"], condition=~Q(doi=""), name="doi_given_once"),
            models.CheckConstraint(
                condition=Q(sequence__isnull=False) | (Q(label="") & ~Q(state="reserved")),
                name="only_a_number_is_printed_or_reserved",
            ),
            models.CheckConstraint(condition=~Q(state="void") | ~Q(void_reason=""), name="void_has_a_reason"),
        ]
        indexes = [
            models.Index(fields=["series", "-placed_at", "-id"], name="issue_by_place"),
            models.Index(fields=["series", "year", "-placed_at", "-id"], name="issue_by_year"),
            models.Index(fields=["-placed_at", "-id"], name="issue_of_all_series"),
            models.Index(fields=["changed_at", "id"], name="issue_by_change"),
        ]

    def __str__(self) -> str:
        return self.label or self.address


class NumberCounter(models.Model):
    """The last number taken in a period of a series. Its row is the lock."""

    series = models.ForeignKey("commentaries.Series", on_delete=models.PROTECT, related_name="counters")
    period = models.PositiveSmallIntegerField()
    suffix = models.CharField(max_length=8, blank=True, default="")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number counter")
        verbose_name_plural = _("number counters")
        constraints = [models.UniqueConstraint(fields=["series", "period", "suffix"], name="one_counter_per_period")]

    def __str__(self) -> str:
        return f"{self.series} {self.period}{self.suffix}: {self.last}"


class Edition(models.Model):
    """A published version of an issue in one language, counted from 1."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="editions")
    page = models.ForeignKey(
        "commentaries.CommentaryPage", null=True, on_delete=models.SET_NULL, related_name="editions"
    )
    version = models.ForeignKey("commentaries.Version", on_delete=models.PROTECT, related_name="editions")
    language = models.CharField(_("language"), max_length=20)
    number = models.PositiveSmallIntegerField(_("edition"))
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["issue", "language", "number"]
        constraints = [models.UniqueConstraint(fields=["issue", "language", "number"], name="edition_counted_once")]

    def __str__(self) -> str:
        return f"{self.issue}, {self.language}, {self.number}"
