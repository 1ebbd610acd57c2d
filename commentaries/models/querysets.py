"""Names the selections of texts that every outlet starts from."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Length, Substr
from wagtail.models import Page, PageViewRestriction, WorkflowState
from wagtail.query import PageQuerySet

from commentaries.models.issues import Issue

if TYPE_CHECKING:
    from wagtail.models import Locale

    from commentaries.models.commentaries import CommentaryPage
    from commentaries.models.persons import Person
    from commentaries.models.series import Series
    from commentaries.models.topics import Topic


def restrictions_on(path: OuterRef) -> Exists:
    """Whether the page at this path, or one above it, is for a closed circle of readers.

    The few restrictions are read first, and each looks up its page by key. With a join in its place
    PostgreSQL, which takes an empty table for one of a hundred rows, starts at times from all pages instead:
    once for every text.
    """
    closed = Page.objects.filter(pk=OuterRef("page_id")).order_by().values("path")[:1]
    return Exists(
        PageViewRestriction.objects.alias(closed=Subquery(closed)).filter(closed=Substr(path, 1, Length("closed")))
    )


def open_to_everyone() -> Q:
    """The condition on pages of any make that they are live and for no closed circle."""
    return Q(~restrictions_on(OuterRef("path")), live=True)


def authorships_with_persons(*, biographies_in: str = "") -> Prefetch:
    """Authorships and their persons in one query, with each person's biography in one language if asked."""
    authorships = apps.get_model("commentaries", "Authorship").objects.select_related("person__photo")
    if biographies_in:
        own = apps.get_model("commentaries", "Biography").objects.filter(person=OuterRef("person"))
        best = own.annotate(is_asked=Q(language__startswith=biographies_in)).order_by("-is_asked", "pk")
        authorships = authorships.annotate(biography=Subquery(best.values("text")[:1]))
    return Prefetch("authorships", queryset=authorships)


class Place(NamedTuple):
    """Where a text stands in the lists: its moment, and its register entry for those of the same moment."""

    placed_at: Any
    issue_id: Any


class CommentaryQuerySet(PageQuerySet):
    """The vocabulary of selection. ``public()`` is the only definition of "public"."""

    def public(self) -> CommentaryQuerySet:
        """Texts that everyone may read: live, public in the register, without a view restriction."""
        return self.filter(open_to_everyone(), issue__state=Issue.State.PUBLIC)

    def lock(self, pk: int) -> CommentaryPage:
        """The row of one text as it stands now; nobody else writes to it until the transaction ends."""
        page: CommentaryPage = self.select_for_update().order_by("pk").get(pk=pk)
        return page

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As treebeard's, which counts the children of the page above first: whole or not at all."""
        with transaction.atomic():
            deleted: tuple[int, dict[str, int]] = super().delete(*args, **kwargs)
        return deleted

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def for_readers_in(self, locale: Locale) -> CommentaryQuerySet:
        """Every public text once: in the reader's language where there is one, else in its first language."""
        siblings = self.model.objects.public().filter(issue_id=OuterRef("issue_id"))
        translated = Exists(siblings.filter(locale=locale))
        elder = Exists(siblings.filter(pk__lt=OuterRef("pk")))
        return self.public().filter(Q(locale=locale) | (~translated & ~elder))

    def newest_first(self) -> CommentaryQuerySet:
        """In the order of the series' own list, which is the order of an index."""
        return self.filter(placed_at__isnull=False).order_by("-placed_at", "-issue_id")

    def placed_before(self, text: Place) -> CommentaryQuerySet:
        """Older than this, for keyset paging; the second condition is the one an index can walk."""
        at, issue = text.placed_at, text.issue_id
        return self.filter(Q(placed_at__lt=at) | Q(issue_id__lt=issue), placed_at__lte=at)

    def placed_after(self, text: Place) -> CommentaryQuerySet:
        """Newer than this."""
        at, issue = text.placed_at, text.issue_id
        return self.filter(Q(placed_at__gt=at) | Q(issue_id__gt=issue), placed_at__gte=at)

    def in_series(self, series: Series) -> CommentaryQuerySet:
        return self.filter(series=series)

    def in_year(self, year: int) -> CommentaryQuerySet:
        """Published in this year; the range around it is there for the index, and fits into the calendar."""
        if not MINYEAR < year < MAXYEAR:
            return self.none()
        first, last = datetime(year, 1, 1, tzinfo=UTC), datetime(year, 12, 31, tzinfo=UTC)
        margin = timedelta(days=2)
        return self.filter(issue__year=year, placed_at__range=(first - margin, last + margin))

    def by(self, person: Person) -> CommentaryQuerySet:
        """The texts that bear this person's name, each once, whatever their roles."""
        return self.filter(pk__in=person.authorships.values("page"))

    def about(self, topic: Topic) -> CommentaryQuerySet:
        return self.filter(pk__in=topic.tagged.values("content_object"))

    def prefetch_workflow_states(self) -> CommentaryQuerySet:
        """As Wagtail's, which asks by the content type of all pages and so finds none for a page type."""
        states = WorkflowState.objects.active().select_related("current_task_state__task")
        return self.prefetch_related(
            Prefetch("_specific_workflow_states", queryset=states, to_attr="_current_workflow_states")
        )

    def for_lists(self, *, biographies_in: str = "") -> CommentaryQuerySet:
        """With what a line of a list prints and without the body, in two queries."""
        return (
            self.select_related("series", "issue", "locale")
            .defer("body", "search_description")
            .prefetch_related(authorships_with_persons(biographies_in=biographies_in))
        )

    def for_reading(self) -> CommentaryQuerySet:
        """With what the page of a text asks of its row: neighbours, pages in print, and whether it is restricted."""
        here = Place(OuterRef("placed_at"), OuterRef("issue_id"))
        same = self.model.objects.public().filter(series=OuterRef("series"), locale=OuterRef("locale"))
        older = same.placed_before(here).newest_first()
        newer = same.placed_after(here).order_by("placed_at", "issue_id")
        prints = apps.get_model("commentaries", "PrintVersion").objects.filter(edition__page=OuterRef("pk"))
        return (
            self.select_related("series", "issue", "locale", "image")
            .annotate(
                older_id=Subquery(older.values("pk")[:1]),
                newer_id=Subquery(newer.values("pk")[:1]),
                is_restricted=restrictions_on(OuterRef("path")),
                print_pages=Subquery(prints.order_by("-pk").values("pages")[:1]),
            )
            .prefetch_related("notes")
        )
