"""Keeps every PDF that was made of an edition, with its checksum."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

CHECKSUM_SHOWN = 12
"""How much of a checksum, in hexadecimal, stands in the address of a print version."""
FOLDER = "prints"
"""Where prints are stored, below the root of the storage."""


def place_for(print_version: PrintVersion, name: str) -> str:
    """Where a file is stored: under a word that nobody guesses, as a text may be withheld from its readers."""
    return f"{FOLDER}/{secrets.token_hex(8)}-{name}"


class PrintVersion(models.Model):
    """A made PDF of one edition. The newest is the one that readers get; the others keep their own address.

    The first of an edition has no reason; each later one says why it was made, which may be that an earlier one was
    better after all. ``sha256`` is that of the file, in hexadecimal; ``size`` counts its bytes. The covers show its
    first page.
    """

    edition = models.ForeignKey(
        "commentaries.Edition", verbose_name=_("edition"), on_delete=models.PROTECT, related_name="prints"
    )
    file = models.FileField(_("file"), upload_to=place_for, max_length=250)
    sha256 = models.CharField(_("checksum"), max_length=64)
    size = models.PositiveIntegerField(_("size"))
    pages = models.PositiveSmallIntegerField(_("pages"))
    cover_small = models.FileField(_("small picture of the first page"), upload_to=place_for, max_length=250)
    cover_large = models.FileField(_("large picture of the first page"), upload_to=place_for, max_length=250)
    made_at = models.DateTimeField(_("printed at"), default=timezone.now)
    reason = models.TextField(_("reason"), blank=True, default="")

    class Meta:
        verbose_name = _("print version")
        verbose_name_plural = _("print versions")
        ordering = ["edition", "id"]
        constraints = [
            models.UniqueConstraint(fields=["edition"], condition=Q(reason=""), name="one_first_print"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}, {self.sha256[:CHECKSUM_SHOWN]}"
