"""Opens Wagtail's own pages about one series to those who may change this series.

Wagtail's views of a snippet ask whether the user may change series at large.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wagtail.snippets.views.snippets import DeleteView, EditView, HistoryView, InspectView, UsageView

if TYPE_CHECKING:
    from commentaries.models import Series


class OneSeriesMixin:
    """Asks the policy about the series at hand."""

    object: Series

    def user_has_permission(self, permission: str) -> bool:
        return self.user_has_permission_for_instance(permission, self.object)

    def user_has_any_permission(self, permissions: Iterable[str]) -> bool:
        return any(self.user_has_permission(permission) for permission in permissions)


class SeriesEditView(OneSeriesMixin, EditView):
    pass


class SeriesDeleteView(OneSeriesMixin, DeleteView):
    pass


class SeriesHistoryView(OneSeriesMixin, HistoryView):
    pass


class SeriesUsageView(OneSeriesMixin, UsageView):
    pass


class SeriesInspectView(OneSeriesMixin, InspectView):
    pass
