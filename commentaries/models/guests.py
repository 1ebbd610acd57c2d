"""Holds who edits one text without editing its series."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class GuestEditor(models.Model):
    """An editor of one named text, and of no other."""

    page = models.ForeignKey(
        "commentaries.CommentaryPage", verbose_name=_("text"), on_delete=models.CASCADE, related_name="guest_editors"
    )
    person = models.ForeignKey(
        "commentaries.Person", verbose_name=_("person"), on_delete=models.PROTECT, related_name="guest_texts"
    )
    appointed_by = models.ForeignKey(
        "commentaries.Person", verbose_name=_("appointed by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    appointed_at = models.DateTimeField(_("appointed at"), default=timezone.now)

    class Meta:
        verbose_name = _("guest editor")
        verbose_name_plural = _("guest editors")
        ordering = ["appointed_at", "id"]
        constraints = [models.UniqueConstraint(fields=["page", "person"], name="guest_once_per_text")]

    def __str__(self) -> str:
        return f"{self.person}: {self.page_id}"
