"""Holds what was said of a text to a registrar of DOIs, and what the registrar answered."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DepositQuerySet(models.QuerySet["Deposit"]):
    def set_out(self) -> DepositQuerySet:
        """Those that have set out, and of which nobody knows yet how they end."""
        unsettled = [Deposit.State.SENDING, Deposit.State.SENT, Deposit.State.GIVEN_UP]
        return self.filter(state__in=unsettled, times_sent__gt=0)

    def newest_first(self) -> DepositQuerySet:
        """The registrar holds the one with the greatest stamp."""
        return self.order_by("-stamp")


class Deposit(models.Model):
    """One content of one DOI, as it was or will be sent.

    ``system`` is the registrar's, a test system being another. Name, stamp and bytes are fixed before anything is
    sent: whoever finds the row SENDING, and not how that ended, asks the registrar by the name, and sends the same
    bytes again only if they never arrived. The same content is not sent twice in a row; once it has been another
    meanwhile, it gets a new name and stamp. GIVEN_UP is left to a person, who lets it be asked about again, or sent
    if it never set out. ``digest`` is that of the facts alone, without the head of the file. ``begun_at`` is when it
    was prepared, ``sent_at`` when its bytes first set out, ``settled_at`` when its end was known.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent, not confirmed yet")
        REGISTERED = "registered", _("registered")
        REJECTED = "rejected", _("rejected")
        GIVEN_UP = "given_up", _("not confirmed in time")

    issue = models.ForeignKey(
        "commentaries.Issue", verbose_name=_("issue"), on_delete=models.PROTECT, related_name="deposits"
    )
    doi = models.CharField(_("DOI"), max_length=120)
    system = models.CharField(_("system"), max_length=40)
    digest = models.CharField(_("digest"), max_length=64)
    name = models.CharField(_("name"), max_length=100, unique=True)
    stamp = models.BigIntegerField(_("stamp"))
    xml = models.TextField("XML")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    times_sent = models.PositiveSmallIntegerField(_("times sent"), default=0)
    receipt = models.CharField(_("receipt"), max_length=60, blank=True, default="")
    message = models.TextField(_("message"), blank=True, default="")
    answer = models.TextField(_("answer"), blank=True, default="")
    begun_at = models.DateTimeField(_("begun at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = DepositQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("deposit of a DOI")
        verbose_name_plural = _("deposits of DOIs")
        ordering = ["stamp"]
        constraints = [
            models.UniqueConstraint(fields=["doi", "system", "digest"], name="content_deposited_once"),
            models.UniqueConstraint(fields=["doi", "system", "stamp"], name="stamp_given_once"),
        ]
        indexes = [
            models.Index(fields=["issue", "-stamp"], name="deposit_newest"),
            models.Index(fields=["state", "begun_at"], name="deposit_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.doi}, {self.stamp}"
