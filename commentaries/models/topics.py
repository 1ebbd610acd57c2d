"""Holds the managed list of topics, one row each with a name and an address per language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel, InlinePanel

from commentaries.fields import validate_language


class Topic(ClusterableModel, TagBase):
    """A topic of the managed list. Its own name and slug are those of the default language.

    One that was merged into another keeps its row, so that its old addresses and the drafts that name it
    lead to the other; that one is never merged itself.
    """

    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
    )

    free_tagging = False

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        InlinePanel("names", heading=_("In other languages"), label=_("name")),
    ]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_topic_per_name",
                violation_error_message=_("There is already a topic of this name."),
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="topic_not_merged_into_itself"
            ),
        ]

    @property
    def stands_for(self) -> Topic:
        """The topic it was merged into, else itself."""
        return self.merged_into or self

    def in_language(self, language: str | None = None) -> tuple[str, str]:
        """Name and slug in this language (default: the active one), else in the default language."""
        wanted = (language or get_language() or settings.LANGUAGE_CODE).split("-")[0]
        if wanted == settings.LANGUAGE_CODE.split("-")[0]:
            return self.name, self.slug
        for row in self.names.all():
            if row.language.split("-")[0] == wanted:
                return row.name, row.slug
        return self.name, self.slug


class TopicName(models.Model):
    """A topic's name and address in one more language."""

    topic = ParentalKey(Topic, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=20, validators=[validate_language])
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=100)

    panels = [FieldPanel("language"), FieldPanel("name"), FieldPanel("slug")]

    class Meta:
        verbose_name = _("topic name")
        verbose_name_plural = _("topic names")
        constraints = [
            models.UniqueConstraint(fields=["topic", "language"], name="one_topic_name_per_language"),
            models.UniqueConstraint(fields=["language", "slug"], name="one_topic_per_slug_and_language"),
        ]

    def __str__(self) -> str:
        return self.name


class TaggedCommentary(ItemBase):
    """A topic on a text."""

    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="tagged")
    content_object = ParentalKey("commentaries.CommentaryPage", on_delete=models.CASCADE, related_name="tagged_topics")

    class Meta:
        verbose_name = _("topic of a text")
        verbose_name_plural = _("topics of texts")
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="topic_once_per_text")]


def without_merged(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """A revision's rows of ``TaggedCommentary``: a merged topic gives way to the one it stands for, each once."""
    rows = list(rows)
    merged = dict(
        Topic.objects.filter(pk__in=[row["tag"] for row in rows], merged_into__isnull=False).values_list(
            "pk", "merged_into"
        )
    )
    named = {row["tag"] for row in rows} - merged.keys()
    kept = []
    for row in rows:
        target = merged.get(row["tag"])
        if target in named:
            continue
        if target is not None:
            named.add(target)
        kept.append(row if target is None else {**row, "tag": target})
    return kept
