"""Keeps what the addresses that texts link to last answered."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from django.db import models
from django.utils.translation import gettext_lazy as _

_CLOSED_TO_MACHINES = frozenset({401, 402, 403, 405, 406, 407, 418, 425, 429, 451, 503, 999})
"""What publishers with a paywall or a guard against machines answer us, and not a reader."""


def key_of_address(address: str) -> str:
    """An address as it is looked up, however long it is."""
    return sha256(address.encode()).hexdigest()


class CheckedLinkQuerySet(models.QuerySet["CheckedLink"]):
    def of(self, addresses: Iterable[str]) -> dict[str, CheckedLink]:
        """What is known of these addresses, in one query; none where there are none."""
        keys = [key_of_address(address) for address in addresses]
        return {each.address: each for each in self.filter(key__in=keys)} if keys else {}


class CheckedLink(models.Model):
    """One address of the web, whichever texts link to it. ``checked_at`` is null while somebody waits to hear of it.

    ``status`` is that of the answer, 0 where there was none; ``error`` then says what was in the way.
    """

    class Error(models.TextChoices):
        TIME = "time", _("it does not answer in time")
        HOST = "host", _("nobody knows its host")
        REFUSED = "refused", _("its server cannot be reached")
        BROKEN = "broken", _("its server breaks off")
        CERTIFICATE = "certificate", _("its certificate is not valid")
        REDIRECTS = "redirects", _("it leads on and on")
        PRIVATE = "private", _("it is not on the public internet")
        ADDRESS = "address", _("it names a password, or no usual place of the web")
        UNKNOWN = "unknown", _("it could not be looked up from here")

    key = models.CharField(_("key"), max_length=64, unique=True)
    address = models.TextField(_("address"))
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("status"), default=0)
    error = models.CharField(_("error"), max_length=12, choices=Error.choices, blank=True, default="")

    objects = CheckedLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.address

    @property
    def is_dead(self) -> bool:
        """Whether a reader would get nothing there, as far as a machine can tell."""
        if self.checked_at is None or self.error == self.Error.UNKNOWN:
            return False
        return bool(self.error) or (self.status >= 400 and not self.is_closed)

    @property
    def is_closed(self) -> bool:
        """Whether it answers, but perhaps not to machines: only a person can tell."""
        return self.status in _CLOSED_TO_MACHINES
