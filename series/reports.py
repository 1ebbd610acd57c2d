"""Answers in Wagtail's admin, below Reports, where register, texts and files of a series disagree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from commentaries.models import CommentaryPage, Series
from commentaries.permissions import user_can_audit, user_can_audit_some
from commentaries.waiting import failed_follow_ups
from series.auditing import findings
from series.finding import Finding, portion_after

TITLE = gettext_lazy("Register and texts")
AT_A_TIME = 500
"""Texts that are looked at while a person waits: about two seconds."""
MOST_SHOWN = 100
ICON = "clipboard-list"
_LONGEST_KEY = 19


class AuditItem(MenuItem):
    """Leads to the report those whom it concerns."""

    def is_shown(self, request: HttpRequest) -> bool:
        return user_can_audit_some(request.user)


class WayColumn(TitleColumn):
    """A link where there is somewhere to go, else nothing; to whoever hears it, it says which finding it is for."""

    empty_value_display = ""

    def get_link_attrs(self, instance: Finding, parent_context: Any) -> dict[str, Any]:
        spoken = f"{_way(instance)}: {instance.sentence}"
        return {**super().get_link_attrs(instance, parent_context), "aria-label": spoken}


class AuditsView(WagtailAdminTemplateMixin, View):
    """Asks which series is to be looked at."""

    template_name = "series/admin/audits.html"
    page_title = TITLE
    header_icon = ICON

    def get(self, request: HttpRequest) -> HttpResponse:
        if not user_can_audit_some(request.user):
            raise PermissionDenied
        theirs = [series for series in Series.objects.order_by("title", "pk") if user_can_audit(request.user, series)]
        return self.render_to_response(self.get_context_data(table=Table(_OF_SERIES, theirs)))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": TITLE}]


class AuditView(WagtailAdminTemplateMixin, View):
    """Looks at one series and says what disagrees, so many texts at a time; it only reads."""

    template_name = "series/admin/audit.html"
    page_title = TITLE
    header_icon = ICON
    series: Series

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.series = get_object_or_404(Series, pk=pk)
        if not user_can_audit(request.user, self.series):
            raise PermissionDenied
        return self.render_to_response(self.get_context_data())

    def get_page_subtitle(self) -> str:
        return str(self.series)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("series_audits"), "label": TITLE},
            {"url": "", "label": str(self.series)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        portion = portion_after(self.series, _key(self.request.GET.get("after", "")), size=AT_A_TIME)
        found = list(islice(self.seen(findings(self.series, portion)), MOST_SHOWN + 1))
        texts = CommentaryPage.objects.filter(series=self.series)
        return super().get_context_data(
            series=self.series,
            found=found[:MOST_SHOWN],
            is_more=len(found) > MOST_SHOWN,
            table=Table(_OF_FINDINGS, found[:MOST_SHOWN]),
            portion=portion,
            texts=texts.count(),
            looked_at=texts.filter(pk__lte=portion.up_to).count() if portion.up_to else 0,
            **kwargs,
        )

    def seen(self, every: Iterable[Finding]) -> Iterator[Finding]:
        """Work that failed names whom it was for, and not everyone may know who reviews a text."""
        theirs = set(failed_follow_ups(self.request.user).values_list("pk", flat=True))
        return (finding for finding in every if finding.follow_up_id is None or finding.follow_up_id in theirs)


def _key(typed: str) -> int:
    """A primary key from an address, 0 for whatever is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < _LONGEST_KEY else 0


def _editor_of(finding: Finding) -> str | None:
    return reverse("wagtailadmin_pages:edit", args=[finding.page_id]) if finding.page_id else None


def _way(finding: Finding) -> str:
    return _("Open") if finding.page_id else ""


def _to_do(finding: Finding) -> str:
    return finding.to_do or _("Show this to whoever runs the site: it cannot be mended here.")


_BUTTON = "button button-small button-secondary"
_OF_SERIES = [
    TitleColumn("title", label=gettext_lazy("Series"), url_name="series_audit"),
    Column("issn_online", label="ISSN"),
]
_OF_FINDINGS = [
    Column("sentence", label=gettext_lazy("What disagrees"), width="50%"),
    Column("to_do", label=gettext_lazy("What to do"), accessor=_to_do),
    WayColumn("way", label=gettext_lazy("Text"), accessor=_way, get_url=_editor_of, link_classname=_BUTTON),
]
