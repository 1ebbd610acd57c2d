"""Answers an editor with the desk: its lines, and its calendar."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.home import HomeView

from commentaries.menus import NumberedMenuItem
from commentaries.permissions import user_has_a_desk, user_plans_texts, user_works_on_series
from commentaries.waiting import waiting_for
from series import desk, months
from series.forms import ChoiceForm

TITLE = gettext_lazy("Desk")
ICON = "tasks"
LINES_ON_A_PAGE = 50
"""More than most desks have; the late ones stand on the first page."""
AFTER_LOGIN = "series_desk_after_login"
"""Stands in the session of whoever logs in to the home page and has a desk, until they see it."""


class HomeOrDeskView(HomeView):
    """Wagtail's home page; straight after login the desk, for those who have one."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.session.pop(AFTER_LOGIN, False) and user_has_a_desk(request.user):
            return redirect("series_desk")
        return super().get(request, *args, **kwargs)


def remember_login(request: HttpRequest, **kwargs: Any) -> None:
    """Notes a login that was on its way to the home page, and not, by the link in a mail, to one text."""
    is_home = request.method == "POST" and request.POST.get("next", "") in {"", reverse("wagtailadmin_home")}
    if is_home and request.path == reverse("wagtailadmin_login"):
        request.session[AFTER_LOGIN] = True


class DeskItem(NumberedMenuItem):
    """Leads those who work on a series to its desk."""

    def is_shown(self, request: HttpRequest) -> bool:
        return user_has_a_desk(request.user)


class DeskPage(WagtailAdminTemplateMixin, View):
    """A page of the desk, for those who work on a series."""

    header_icon = ICON
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not user_has_a_desk(request.user):
            raise PermissionDenied(_("The desk is for those who work on a series."))
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": reverse("series_desk"), "label": TITLE}] if self.page_title != TITLE else []
        return [*super().get_breadcrumbs_items(), *above, {"url": "", "label": self.get_page_title()}]

    def way_back(self) -> str:
        """To the month of the calendar that somebody came from, else to the desk."""
        month = self.request.GET.get("month")
        return f"{reverse('series_calendar')}?{urlencode({'month': month})}" if month else reverse("series_desk")

    def demand_work_on(self, series: Any) -> None:
        if not user_works_on_series(self.request.user, series):
            raise PermissionDenied(_("Only those who work on the series do this."))


class WorkPage(DeskPage):
    """A page of the desk for those who work on a series, and not for guest editors, who have their texts alone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not user_plans_texts(request.user):
            raise PermissionDenied(_("This page is for those who work on a series."))
        return super().dispatch(request, *args, **kwargs)


class DeskView(DeskPage):
    """Everything under way, as the editor wants to see it, below what waits for her."""

    template_name = "series/admin/desk.html"
    page_title = TITLE

    def get(self, request: HttpRequest) -> HttpResponse:
        lines = desk.lines_for(request.user)
        form = ChoiceForm(request.GET, series=desk.series_on_the_desk(request.user), holders=desk.holders_in(lines))
        shown = desk.chosen(lines, form.choice())
        context = self.get_context_data(
            form=form,
            lines=Paginator(shown, LINES_ON_A_PAGE).get_page(request.GET.get("p")),
            shown=len(shown),
            total=len(lines),
            late=sum(line.is_late for line in lines),
            columns=_columns(request),
            items=waiting_for(request.user),
            plans=user_plans_texts(request.user),
            has_dois=any(each.doi_prefix for each in form.series),
        )
        return self.render_to_response(context)


def _columns(request: HttpRequest) -> list[dict[str, Any]]:
    """The heads of the columns, each with the address that sorts by it; that of the chosen one the other way round."""
    labels = {
        "number": _("Number"),
        "title": _("Text"),
        "stage": _("Stage"),
        "since": _("Since"),
        "holder": _("With"),
        "due": _("Due"),
    }
    order = request.GET.get("order", "")
    order = order if order.removeprefix("-") in labels else "due"
    query = request.GET.copy()
    query.pop("p", None)
    columns = []
    for name, label in labels.items():
        query["order"] = f"-{name}" if name == order else name
        sort = {name: "ascending", f"-{name}": "descending"}.get(order, "")
        columns.append({"label": label, "url": f"?{query.urlencode()}", "sort": sort})
    return columns


class CalendarView(DeskPage):
    """A month of the desk: what is planned, due, scheduled and published on each day."""

    template_name = "series/admin/calendar.html"
    page_title = gettext_lazy("Calendar")
    header_icon = "calendar-alt"

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        month = months.month_of(
            request.user, months.month_named(request.GET.get("month", ""), today=today), today=today
        )
        return self.render_to_response(self.get_context_data(month=month))
