"""Turns what a request asks of a series' list into the texts that are left: a year, a topic, a person, words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404

from commentaries.models import CommentaryPage, Person, Topic
from series import listings
from series.asking import asked, person_asked, topic_in_use, year_asked
from series.searching import typed_words

if TYPE_CHECKING:
    from django.http import HttpRequest

    from commentaries.models import CommentaryQuerySet
    from series.models import SeriesPage

TopicsInUse = list[tuple[Topic, str, str]]
"""Topics with their name and address in the reader's language."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """By what the list of a series is narrowed."""

    year: int | None = None
    topic: Topic | None = None
    person: Person | None = None
    query: str = ""

    @property
    def names(self) -> list[str]:
        """Year, topic and person in the reader's language."""
        names = [str(self.year or ""), self.topic.in_language()[0] if self.topic else ""]
        return [name for name in (*names, self.person.name if self.person else "") if name]

    @property
    def as_query(self) -> dict[str, str]:
        """What an address says of it beside the year."""
        topic = self.topic.in_language()[1] if self.topic else ""
        return {"topic": topic, "author": self.person.slug if self.person else "", "q": self.query}

    def of(self, page: SeriesPage) -> CommentaryQuerySet:
        """The texts that are left, before their words are looked at."""
        texts = CommentaryPage.objects.for_readers_in(page.locale).in_series(page.series)
        if self.year:
            texts = texts.in_year(self.year)
        if self.topic:
            texts = texts.about(self.topic)
        return texts.by(self.person) if self.person else texts


def narrowing_asked(
    request: HttpRequest, *, years: list[int], in_use: TopicsInUse, year: int | None = None
) -> Narrowing:
    """What narrows a list must be there: a year without issues, an unknown topic or author is not found."""
    narrowing = Narrowing(
        year=year_asked(request) if year is None else year,
        topic=topic_in_use(asked(request, "topic"), in_use),
        person=person_asked(asked(request, "author")),
        query=typed_words(request.GET.get("q", "")),
    )
    if narrowing.year is not None and narrowing.year not in years:
        raise Http404
    return narrowing


def topics_in_language() -> TopicsInUse:
    """The topics in use, in no order."""
    return [(each, *each.in_language()) for each in listings.topics_in_use()]
