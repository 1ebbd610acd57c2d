"""Answers an editor about the number of a text: that which it has, that which is to come, and keeping it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from commentaries import numbering, register
from commentaries.citations import unbroken
from commentaries.models import CommentaryPage, Person
from commentaries.permissions import user_can_reserve

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

CONFLICTS = (numbering.NumberAlreadyGiven, numbering.NothingToVoid)
REFUSALS = (numbering.NoNumbers,)


class ReservingMixin:
    """For the page on which a text is decided."""

    request: HttpRequest
    page: CommentaryPage

    def reserve(self, said: dict[str, Any]) -> str:
        if not user_can_reserve(self.request.user, self.page.series):
            raise PermissionDenied(_("Only an editor of the series reserves numbers."))
        year = self._day_of_appearance().year
        issue = numbering.reserve(self.page, by=Person.objects.for_account(self.request.user), year=year)
        return _("%(number)s is reserved for this text.") % {"number": unbroken(issue.label)}

    def number_context(self, *, is_rejected: bool) -> dict[str, Any]:
        series, entry = self.page.series, register.entry_of(self.page)
        is_to_come = entry is None and series.has_numbers and not is_rejected
        return {
            "entry": entry,
            "coming": None if entry else register.next_number(series, day=self._day_of_appearance()),
            "may_reserve": is_to_come and user_can_reserve(self.request.user, series),
        }

    def _day_of_appearance(self) -> date:
        """Today, unless the text waits for its moment."""
        scheduled = self.page.scheduled_revision
        return self.page.series.today(scheduled.approved_go_live_at if scheduled else None)
