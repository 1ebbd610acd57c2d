"""Holds when a person wants mails of one kind: at once, in the daily digest, or not at all."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterWish(models.Model):
    """One person's wish about one kind of mail. Who has stated none gets it at once."""

    class When(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DIGEST = "digest", _("In a daily digest")
        NEVER = "never", _("Not at all")

    person = models.ForeignKey("commentaries.Person", on_delete=models.CASCADE, related_name="letter_wishes")
    mail = models.CharField(_("mail"), max_length=40)
    when = models.CharField(_("when"), max_length=10, choices=When.choices, default=When.AT_ONCE)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("wish about mails")
        verbose_name_plural = _("wishes about mails")
        ordering = ["person", "mail"]
        constraints = [models.UniqueConstraint(fields=["person", "mail"], name="one_wish_per_person_and_mail")]

    def __str__(self) -> str:
        return f"{self.person}: {self.mail} {self.when}"
