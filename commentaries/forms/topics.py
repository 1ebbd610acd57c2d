"""Checks the shape of topics as they are typed into a text, and of merging one into another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminTagWidget

from commentaries.models import Topic


class TopicsWidget(AdminTagWidget):
    """Wagtail's field for topics, which offers none that was merged into another, and has no help of its own.

    That speaks of tags, and of the quotation marks that words with spaces get.
    """

    template_name = "django/forms/widgets/text.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-w-tag-url-value"] = reverse("commentaries:topic_names")
        return context


class MergeForm(forms.Form):
    """Which topic stays when another is merged into it."""

    into = forms.ModelChoiceField(Topic.objects.none(), label=_("The topic that stays"))

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Topic.objects.filter(merged_into=None).exclude(pk=topic.pk)
