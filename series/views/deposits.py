"""Answers those who work on a series with the DOIs that are not registered, all together, and with one file of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from series import deposits, desk
from series.deposits import batches, runs
from series.deposits.states import registration_of
from series.forms import DoisForm, DoisOf
from series.views.desk import WorkPage
from series.views.registrations import ICON, as_download

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commentaries.models import CommentaryPage

ON_A_PAGE = 50


class OfManyTexts(WorkPage):
    """What both answers share: the series and the year that were chosen, among those of whoever asks."""

    def chosen(self) -> DoisForm:
        series = desk.series_on_the_desk(self.request.user)
        return DoisForm(self.request.GET, series=series, years=batches.years_of(series))

    @staticmethod
    def texts_of(choice: DoisOf) -> QuerySet[CommentaryPage]:
        return batches.unregistered(choice.series, year=choice.year)


class RegistrationsView(OfManyTexts):
    """The texts whose DOI is not registered, with the file that registers them and a button that sends them."""

    template_name = "series/admin/registrations.html"
    page_title = gettext_lazy("DOIs")
    header_icon = ICON

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.chosen()
        shown = Paginator(self.texts_of(form.choice()), ON_A_PAGE).get_page(request.GET.get("p"))
        context = self.get_context_data(
            form=form,
            texts=shown,
            lines=[(text, registration_of(text)) for text in shown],
            total=shown.paginator.count,
            most=batches.MOST,
            sends=deposits.in_force() is not None,
            on_trial=deposits.is_on_trial(),
            query=request.GET.urlencode(),
        )
        return self.render_to_response(context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        runs.plan_for_series(self.chosen().choice().series)
        messages.success(request, _("The DOIs are seen to, one after the other. Look here again in a few minutes."))
        return redirect("series_registrations")


class DepositsFileView(OfManyTexts):
    """One file that registers the DOIs of all texts that are listed, to be handed in by hand."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        xml = batches.file_of(self.texts_of(self.chosen().choice()))
        if not xml:
            raise Http404(_("There is no text whose DOI is to be registered."))
        return as_download(xml, "dois-crossref.xml")
