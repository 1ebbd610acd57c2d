"""Names the selections of texts that every outlet starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from wagtail.query import PageQuerySet

from commentaries.models.issues import Issue

if TYPE_CHECKING:
    from commentaries.models.series import Series


class CommentaryQuerySet(PageQuerySet):
    """The vocabulary of selection. ``public()`` is the only definition of "public"."""

    def public(self) -> CommentaryQuerySet:
        """Texts that everyone may read: live, public in the register, without a view restriction."""
        return super().public().filter(live=True, issue__state=Issue.State.PUBLIC)

    def newest_first(self) -> CommentaryQuerySet:
        """In the order of the series' own list; the register holds the index for it."""
        return self.order_by("-issue__placed_at", "-issue_id")

    def placed_before(self, issue: Issue) -> CommentaryQuerySet:
        """Older than this entry, for keyset paging."""
        return self.filter(
            Q(issue__placed_at__lt=issue.placed_at) | Q(issue__placed_at=issue.placed_at, issue_id__lt=issue.pk)
        )

    def placed_after(self, issue: Issue) -> CommentaryQuerySet:
        """Newer than this entry."""
        return self.filter(
            Q(issue__placed_at__gt=issue.placed_at) | Q(issue__placed_at=issue.placed_at, issue_id__gt=issue.pk)
        )

    def in_series(self, series: Series) -> CommentaryQuerySet:
        return self.filter(series=series, issue__series=series)

    def in_year(self, year: int) -> CommentaryQuerySet:
        return self.filter(issue__year=year)

    def for_lists(self) -> CommentaryQuerySet:
        """With what a line of a list prints and without the body, in two queries."""
        return (
            self.select_related("series", "issue", "locale")
            .defer("body", "search_description")
            .prefetch_related("authorships__person")
        )
