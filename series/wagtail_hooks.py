"""Registers with Wagtail's admin the report on register and texts."""

from __future__ import annotations

from django.urls import URLPattern, path, reverse
from wagtail import hooks

from series.reports import ICON, TITLE, AuditItem, AuditsView, AuditView


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("reports/register/", AuditsView.as_view(), name="series_audits"),
        path("reports/register/<int:pk>/", AuditView.as_view(), name="series_audit"),
    ]


@hooks.register("register_reports_menu_item")
def audit_item() -> AuditItem:
    return AuditItem(TITLE, reverse("series_audits"), name="series-audits", icon_name=ICON, order=600)
