"""Holds what people sent as a file: for which text, who, when, and where it lies out of everybody's reach."""

from __future__ import annotations

import secrets

from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import LazyObject
from django.utils.translation import gettext_lazy as _

STORAGE = "private"
"""The name in ``STORAGES`` of the place that is served at no address."""


class _PrivateStorage(LazyObject):
    def _setup(self) -> None:
        self._wrapped = storages[STORAGE]


def private_storage() -> LazyObject:
    """The private place, looked up when a file is first needed: a system check says before if there is none."""
    return _PrivateStorage()


def place_for(attachment: Attachment, name: str) -> str:
    """Where a file lies: under a word without a name or an ending, so that nothing there is ever opened by its name."""
    return f"attachments/{secrets.token_hex(16)}"


class Attachment(models.Model):
    """A file about one text, or about one that is planned. It is handed out as it came, and never opened by the site.

    ``ending`` is what the file is by its content, and ``name`` ends so; ``sha256`` and ``size`` are those of its bytes.
    """

    class Kind(models.TextChoices):
        MANUSCRIPT = "manuscript", _("manuscript")
        REVISION = "revision", _("new file from an author")
        REVIEW = "review", _("review that came by mail")
        CONSENT = "consent", _("author’s answer that came by mail")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    page = models.ForeignKey(
        "commentaries.CommentaryPage",
        verbose_name=_("text"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="attachments",
    )
    line = models.ForeignKey(
        "commentaries.DeskLine",
        verbose_name=_("plan"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="attachments",
    )
    file = models.FileField(_("file"), storage=private_storage, upload_to=place_for, max_length=100)
    name = models.CharField(_("name"), max_length=120)
    ending = models.CharField(_("kind of file"), max_length=4)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    note = models.TextField(_("message"), blank=True, default="")
    sent_by = models.ForeignKey(
        "commentaries.Person", verbose_name=_("sent by"), on_delete=models.PROTECT, related_name="attachments"
    )
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)

    wagtail_reference_index_ignore = True
    """Wagtail's list of what refers to a page is open to its authors, and some of these name a reviewer."""

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["sent_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=False) | Q(line__isnull=False), name="attachment_is_about_something"
            )
        ]

    def __str__(self) -> str:
        return self.name


class CameByMail(models.Model):
    """How an answer came that nobody gave on a page: in a mail of this day, taken down by somebody of the series.

    Without ``recorded_by`` the person gave it themselves, by their account or their link.
    """

    recorded_by = models.ForeignKey(
        "commentaries.Person",
        verbose_name=_("recorded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    came_on = models.DateField(_("came by mail on"), null=True, blank=True)
    evidence = models.ForeignKey(
        Attachment, verbose_name=_("the mail"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True
