"""Registers with Wagtail's admin the desk, and the report on register and texts."""

from __future__ import annotations

from django.urls import URLPattern, path, reverse
from wagtail import hooks

from series.reports import ICON, TITLE, AuditItem, AuditsView, AuditView
from series.views import desk


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """Our pages, and the home page in our hands: Wagtail asks for them while its addresses lie open in its module."""
    from wagtail.admin import urls as wagtails  # it is being loaded, and asks for this

    wagtails.urlpatterns[:0] = [path("", desk.HomeOrDeskView.as_view(), name="wagtailadmin_home")]
    return [
        path("desk/", desk.DeskView.as_view(), name="series_desk"),
        path("desk/calendar/", desk.CalendarView.as_view(), name="series_calendar"),
        path("desk/plan/", desk.PlanFormView.as_view(), name="series_plan_new"),
        path("desk/plans/<int:pk>/", desk.PlanView.as_view(), name="series_plan"),
        path("desk/texts/<int:pk>/", desk.HandlingView.as_view(), name="series_handling"),
        path("reports/register/", AuditsView.as_view(), name="series_audits"),
        path("reports/register/<int:pk>/", AuditView.as_view(), name="series_audit"),
    ]


@hooks.register("register_admin_menu_item")
def desk_item() -> desk.DeskItem:
    return desk.DeskItem(desk.TITLE, reverse("series_desk"), name="series-desk", icon_name=desk.ICON, order=90)


@hooks.register("register_reports_menu_item")
def audit_item() -> AuditItem:
    return AuditItem(TITLE, reverse("series_audits"), name="series-audits", icon_name=ICON, order=600)
