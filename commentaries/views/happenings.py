"""Answers those who work on a series with what happened to one text, as a page or as a table for elsewhere."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commentaries.happenings import Event, events_of
from commentaries.permissions import user_works_on_text
from commentaries.sanitising import safe_cell
from commentaries.views.base import TextView


class HappeningsView(TextView):
    """Every event of a text in order; ``?export=csv`` gives the same as a file."""

    template_name = "commentaries/admin/happenings.html"
    page_title = gettext_lazy("What happened")
    header_icon = "history"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.read_text(kwargs["pk"])
        if not user_works_on_text(request.user, self.page):
            raise PermissionDenied(_("What happened to a text is told to those who work on the series."))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        events = events_of(self.latest, request.user)
        if request.GET.get("export") == "csv":
            return self.as_table(events)
        context = self.get_context_data(page=self.page, title=self.latest.title, days=list(self.by_day(events)))
        return self.render_to_response(context)

    def by_day(self, events: list[Event]) -> Iterator[tuple[date, list[tuple[str, Event]]]]:
        """Each day, by the clock of the series, with its events and their times."""
        local = [(timezone.localtime(event.when, self.page.series.zone), event) for event in events]
        for day, together in groupby(local, key=lambda each: each[0].date()):
            yield day, [(f"{moment:%H:%M}", event) for moment, event in together]

    def as_table(self, events: list[Event]) -> HttpResponse:
        """One row for each event; moments by the clock of the series, as ISO 8601 writes them."""
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{self.page.slug}-what-happened.csv"'
        table = csv.writer(response)
        table.writerow([_("When"), _("Who"), _("What"), _("In their words")])
        for event in events:
            when = timezone.localtime(event.when, self.page.series.zone).isoformat(timespec="seconds")
            table.writerow([when, *(safe_cell(words) for words in (event.who, event.what, event.detail))])
        return response

    def get_page_subtitle(self) -> str:
        title: str = self.latest.title
        return title
