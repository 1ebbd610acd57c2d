"""Answers an editor about a text that is to be written: noting it, changing it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from commentaries import handling
from commentaries.forms import MessageForm
from commentaries.models import DeskLine
from series import desk
from series.forms import PlanForm
from series.views.desk import WorkPage
from series.views.manuscripts import ManuscriptMixin


def _plan_of(pk: int) -> DeskLine:
    return get_object_or_404(DeskLine.objects.select_related("series", "page", "author"), pk=pk)


class PlanFormView(WorkPage):
    """Asks what is to be written, by whom, and by when."""

    template_name = "series/admin/plan.html"
    page_title = gettext_lazy("Plan a text")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=self.form()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        self.keep(form)
        return redirect(self.way_back())

    def form(self, sent: Any = None) -> PlanForm:
        return PlanForm(sent, series=desk.series_on_the_desk(self.request.user))

    def keep(self, form: ModelForm) -> None:
        said = form.cleaned_data
        line = handling.plan(
            said["series"],
            self.request.user,
            title=said["working_title"],
            author=said["author"],
            target_on=said["target_on"],
            note=said["note"],
        )
        messages.success(
            self.request,
            _("“%(title)s” is on the desk now.") % {"title": said["working_title"]},
            buttons=[messages.button(reverse("series_plan", args=[line.pk]), _("Ask for the manuscript"))],
        )


class PlanView(ManuscriptMixin, PlanFormView):
    """One planned text: what is noted of it, and what may become of it."""

    page_title = gettext_lazy("Planned text")
    line: DeskLine

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.line = _plan_of(kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.demand_work_on(self.line.series)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.line.page_id:
            return redirect("wagtailadmin_pages:edit", self.line.page_id)
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        verbs: dict[str, Callable[[], HttpResponse]] = {
            "begin": self.begin,
            "drop": self.drop,
            "ask": self.ask,
            "revoke": self.revoke,
        }
        try:
            return verbs.get(request.POST.get("action", ""), lambda: super(PlanView, self).post(request, **kwargs))()
        except handling.PlannedMeanwhile as conflict:
            return self.conflict(conflict, noted=_plan_of(self.line.pk))  # another row than the form writes into
        except (handling.NotPlanned, handling.NoPlace) as conflict:
            return self.conflict(conflict)

    def conflict(self, conflict: Exception, **said: Any) -> HttpResponse:
        """What was typed stays; saved once more, it takes the place of what is noted now."""
        self.line = _plan_of(self.line.pk)
        sent = self.request.POST.copy()
        sent["planned_as"] = handling.as_seen(self.line)
        forms = {"ask": ("ask_form", self.ask_form), "drop": ("drop_form", self.drop_form)}
        if form := forms.get(sent.get("action", "")):
            said[form[0]] = form[1](sent)
        form = self.form(None if "action" in sent else sent)
        context = self.get_context_data(form=form, conflict=str(conflict), **said)
        return self.render_to_response(context, status=HTTPStatus.CONFLICT)

    def form(self, sent: Any = None) -> PlanForm:
        return PlanForm(sent, instance=self.line, series=desk.series_on_the_desk(self.request.user))

    def keep(self, form: ModelForm) -> None:
        said = form.cleaned_data
        handling.replan(
            self.line,
            self.request.user,
            title=said["working_title"],
            author=said["author"],
            target_on=said["target_on"],
            note=said["note"],
            seen=said["planned_as"],
        )
        messages.success(self.request, _("The plan was changed."))

    def begin(self) -> HttpResponse:
        page = handling.begin(self.line, self.request.user)
        messages.success(self.request, _("The draft is begun. Its author may be asked to write in it."))
        return redirect("wagtailadmin_pages:edit", page.pk)

    def drop(self) -> HttpResponse:
        form = self.drop_form(self.request.POST)
        if not form.is_valid():
            context = self.get_context_data(form=self.form(), drop_form=form)
            return self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        handling.drop(self.line, self.request.user, message=form.cleaned_data["message"])
        messages.success(self.request, _("“%(title)s” was taken from the desk.") % {"title": self.line.working_title})
        return redirect("series_desk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = {
            "line": self.line,
            "is_over": bool(self.line.page_id or self.line.dropped_at),
            "drop_form": self.drop_form(),
            **self.manuscript_context(),
        }
        return super().get_context_data(**{**known, **kwargs})

    @staticmethod
    def drop_form(sent: Any = None) -> MessageForm:
        return MessageForm(sent, auto_id="id_drop_%s")
