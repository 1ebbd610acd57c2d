"""Registers with Wagtail's admin the desk, and the report on register and texts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from commentaries.permissions import editorships_of
from series.reports import ICON, TITLE, AuditItem, AuditsView, AuditView
from series.views import absences, deposits, desk, handing, plans, registrations


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """Our pages, and the home page in our hands: Wagtail asks for them while its addresses lie open in its module."""
    from wagtail.admin import urls as wagtails  # it is being loaded, and asks for this

    wagtails.urlpatterns[:0] = [path("", desk.HomeOrDeskView.as_view(), name="wagtailadmin_home")]
    return [
        path("desk/", desk.DeskView.as_view(), name="series_desk"),
        path("desk/calendar/", desk.CalendarView.as_view(), name="series_calendar"),
        path("desk/plan/", plans.PlanFormView.as_view(), name="series_plan_new"),
        path("desk/plans/<int:pk>/", plans.PlanView.as_view(), name="series_plan"),
        path("desk/texts/<int:pk>/", handing.HandlingView.as_view(), name="series_handling"),
        path("desk/texts/<int:pk>/doi/", registrations.RegistrationView.as_view(), name="series_registration"),
        path("desk/texts/<int:pk>/doi.xml", registrations.DepositFileView.as_view(), name="series_deposit_file"),
        path("desk/dois/", deposits.RegistrationsView.as_view(), name="series_registrations"),
        path("desk/dois.xml", deposits.DepositsFileView.as_view(), name="series_deposits_file"),
        path("desk/hand-over/", handing.HandAllView.as_view(), name="series_hand_all"),
        path("desk/absences/", absences.AbsencesView.as_view(), name="series_absences"),
        path("desk/absences/<int:pk>/end/", absences.EndAbsenceView.as_view(), name="series_absence_end"),
        path("reports/register/", AuditsView.as_view(), name="series_audits"),
        path("reports/register/<int:pk>/", AuditView.as_view(), name="series_audit"),
    ]


@hooks.register("register_admin_menu_item")
def desk_item() -> desk.DeskItem:
    return desk.DeskItem(desk.TITLE, reverse("series_desk"), name="series-desk", icon_name=desk.ICON, order=90)


@hooks.register("register_account_menu_item")
def absence_item(request: HttpRequest) -> dict[str, Any] | None:
    """The way to the page of absences, for those who may go away or have somebody go."""
    if not editorships_of(request.user):
        return None
    return {
        "url": reverse("series_absences"),
        "label": _("Absence"),
        "help_text": _("Say when you are away, and who stands in for you."),
    }


@hooks.register("register_reports_menu_item")
def audit_item() -> AuditItem:
    return AuditItem(TITLE, reverse("series_audits"), name="series-audits", icon_name=ICON, order=600)
