"""Answers those who keep the list of topics: how to merge two of them, and which names there are."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import EditView, IndexView

from commentaries import merging
from commentaries.forms import MergeForm
from commentaries.models import Topic
from commentaries.permissions import user_can_merge_topics
from commentaries.sanitising import clean_words

OFFERED = 10
"""How many names the editor's field offers at a time, as Wagtail's own."""


def names(request: HttpRequest) -> JsonResponse:
    """The topics whose name begins with ``term``, or that of one merged into them."""
    term = clean_words(request.GET.get("term", ""))
    meant = Q(name__istartswith=term) | Q(merged__name__istartswith=term)
    found = Topic.objects.filter(meant, merged_into=None).distinct() if term else Topic.objects.none()
    return JsonResponse(list(found.values_list("name", flat=True)[:OFFERED]), safe=False)


def merge_buttons(topic: Topic, user: Any, *, priority: int) -> list[Button]:
    """The way to merging, for those who may and where there is something to merge."""
    if topic.merged_into_id or not user_can_merge_topics(user):
        return []
    address = reverse("commentaries:merge_topic", args=[topic.pk])
    return [Button(_("Merge into…"), url=address, icon_name="redirect", priority=priority)]


class TopicIndexView(IndexView):
    """Wagtail's list of topics, with a way to merging."""

    def get_list_more_buttons(self, instance: Topic) -> list[Any]:
        return [*super().get_list_more_buttons(instance), *merge_buttons(instance, self.request.user, priority=25)]


class TopicEditView(EditView):
    """Wagtail's form of a topic, with a way to merging."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return [*super().header_more_buttons, *merge_buttons(self.object, self.request.user, priority=15)]


class MergeView(WagtailAdminTemplateMixin, View):
    """Asks which topic stays, says what that means for the texts, and merges."""

    template_name = "commentaries/admin/merge_topic.html"
    header_icon = "tag"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not user_can_merge_topics(request.user):
            raise PermissionDenied
        self.topic = get_object_or_404(Topic.objects.select_related("merged_into"), pk=kwargs["pk"])
        self.list_address = reverse(Topic.snippet_viewset.get_url_name("list"))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=MergeForm(topic=self.topic)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = MergeForm(request.POST, topic=self.topic)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        into = form.cleaned_data["into"]
        try:
            merging.merge(self.topic, into=into, user=request.user)
        except merging.NotMerged as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.CONFLICT)
        messages.success(request, _("“%(topic)s” is now merged into “%(into)s”.") % {"topic": self.topic, "into": into})
        return redirect(self.list_address)

    def get_page_title(self) -> str:
        return _("Merge “%(topic)s”") % {"topic": self.topic}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse(Topic.snippet_viewset.get_url_name("edit"), args=[self.topic.pk])
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.list_address, "label": capfirst(Topic._meta.verbose_name_plural)},
            {"url": edit, "label": self.topic.name},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            topic=self.topic, texts=self.topic.tagged.count(), list_address=self.list_address, **kwargs
        )
