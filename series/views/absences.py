"""Answers an editor who is going away, or is back: who is absent, until when, and who stands in."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commentaries import deputising
from commentaries.models import Absence
from commentaries.permissions import user_can_note_absence
from commentaries.telling import written_days
from series import desk
from series.forms import LeaveForm
from series.views.desk import WorkPage

LATELY = 10
"""How many of those that are over are shown."""


class AbsencesView(WorkPage):
    """Who is away now and later, in the series that one works on; and the form of one who is going."""

    template_name = "series/admin/absences.html"
    page_title = gettext_lazy("Absence")
    header_icon = "calendar-alt"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=self.form()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        said = form.cleaned_data
        try:
            absence = deputising.leave(said["series"], request.user, said["leave"])
        except deputising.CannotLeave as refusal:
            form.add_error(None, str(refusal))
            return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.CONFLICT)
        messages.success(
            request,
            _("%(deputy)s stands in for %(editor)s %(days)s. Please let %(deputy)s know: no mail is sent.")
            % {
                "deputy": absence.deputy,
                "editor": absence.person,
                "days": written_days(absence.first_day, absence.last_day),
            },
        )
        return redirect("series_absences")

    def form(self, sent: Any = None) -> LeaveForm:
        return LeaveForm(sent, user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        series = desk.series_on_the_desk(self.request.user)
        noted = Absence.objects.lasting().with_roles().filter(series__in=series)
        today = timezone.now().date()  # the clock of a series may be a day before, or after
        shown = [
            {
                "absence": absence,
                "is_in_force": absence.is_in_force(absence.series.today()),
                "may_end": user_can_note_absence(self.request.user, absence.series, absence.person),
            }
            for absence in noted.filter(last_day__gte=today - timedelta(days=1))
            if not absence.is_over(absence.series.today())
        ]
        past = noted.filter(last_day__lte=today).order_by("-last_day", "-pk")[: LATELY + len(shown)]
        over = [absence for absence in past if absence.is_over(absence.series.today())][:LATELY]
        return super().get_context_data(absences=shown, over=over, names_series=len(series) > 1, **kwargs)


class EndAbsenceView(WorkPage):
    """Ends an absence at once, by one click."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        absence = get_object_or_404(Absence.objects.select_related("series"), pk=pk)
        try:
            absence = deputising.come_back(absence, request.user)
        except deputising.NotAway as refusal:
            messages.error(request, str(refusal))
        else:
            facts = {"deputy": absence.deputy, "editor": absence.person}
            messages.success(request, _("%(deputy)s does not stand in for %(editor)s any more.") % facts)
        return redirect("series_absences")
