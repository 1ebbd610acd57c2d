"""Holds immutable copies of a content: what was submitted, reviewed, decided and published."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string


class Version(models.Model):
    """One content of one page with its digest. Made by ``commentaries.versions``, never changed.

    ``content`` holds the affirmed fields as Wagtail serialises them for a revision, and nothing of
    the row around them; ``digest`` is the SHA-256 of these fields in normal form (D2), in hexadecimal;
    ``digest_version`` names the rule by which it was made. ``images`` are the pictures shown, whose
    files nobody replaces or deletes from then on.
    """

    page = models.ForeignKey(
        "commentaries.CommentaryPage",
        verbose_name=_("text"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="versions",
    )
    work = models.UUIDField(_("work"))
    language = models.CharField(_("language"), max_length=20)
    title = models.CharField(_("title"), max_length=255)
    digest = models.CharField(_("digest"), max_length=64)
    digest_version = models.PositiveSmallIntegerField(_("digest version"))
    content = models.JSONField(_("content"))
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_by = models.ForeignKey(
        "commentaries.Person", null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )

    images = models.ManyToManyField(
        get_image_model_string(), verbose_name=_("pictures"), through="commentaries.VersionImage", related_name="+"
    )

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["made_at", "id"]
        constraints = [models.UniqueConstraint(fields=["page", "digest"], name="version_once_per_page")]

    def __str__(self) -> str:
        return f"{self.title} ({self.digest[:8]})"


class VersionImage(models.Model):
    """A picture that a version shows."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="version_images")
    image = models.ForeignKey(get_image_model_string(), on_delete=models.PROTECT, related_name="commentary_versions")

    class Meta:
        verbose_name = _("picture of a version")
        verbose_name_plural = _("pictures of versions")
        constraints = [models.UniqueConstraint(fields=["version", "image"], name="picture_once_per_version")]

    def __str__(self) -> str:
        return f"{self.image} – {self.version}"


class VersionName(models.Model):
    """What those who work on a series call a version, such as “before the cuts”; the version itself never changes."""

    version = models.OneToOneField(Version, verbose_name=_("version"), on_delete=models.CASCADE, related_name="naming")
    name = models.CharField(_("name"), max_length=80)
    named_by = models.ForeignKey(
        "commentaries.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("named by")
    )
    named_at = models.DateTimeField(_("named at"), default=timezone.now)

    class Meta:
        verbose_name = _("name of a version")
        verbose_name_plural = _("names of versions")

    def __str__(self) -> str:
        return self.name
