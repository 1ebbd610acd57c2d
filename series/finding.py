"""Says what a disagreement of register, texts and files is, and in which texts it is looked for."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from commentaries.models import CommentaryPage, Series
from commentaries.telling import within_quotation


@dataclass(frozen=True, slots=True)
class Finding:
    """One disagreement: what it is, what an editor can do about it if anything, and the text or work it is about."""

    sentence: str
    to_do: str = ""
    page_id: int | None = None
    follow_up_id: int | None = None

    def __str__(self) -> str:
        return f"{self.sentence} {self.to_do}".strip()


@dataclass(frozen=True, slots=True)
class Portion:
    """The texts of a series with primary keys above ``after`` and up to ``up_to``; all of them by default."""

    after: int = 0
    up_to: int | None = None

    @property
    def is_first(self) -> bool:
        return self.after == 0

    def of(self, key: str) -> Q:
        """The condition on a primary key of texts."""
        return Q(**{f"{key}__gt": self.after}) & (Q(**{f"{key}__lte": self.up_to}) if self.up_to else Q())


WHOLE = Portion()


def portion_after(series: Series, after: int, *, size: int) -> Portion:
    """The next texts of a series, as many as can be looked at while a person waits."""
    there = CommentaryPage.objects.filter(series=series, pk__gt=after).order_by("pk").values_list("pk", flat=True)
    more = list(there[size - 1 : size + 1])
    return Portion(after, up_to=more[0] if len(more) == 2 else None)


def named(page: CommentaryPage) -> str:
    """A text by its title, as titles change and may be alike also by its key."""
    return _("“%(title)s” (page %(number)s)") % {"title": within_quotation(page.title), "number": page.pk}
