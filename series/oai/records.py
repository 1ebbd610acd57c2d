"""Turns items into records: headers with their sets, and what everyone may read of each text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from commentaries.elements import element, said
from commentaries.models import CommentaryPage, TaggedCommentary, Topic
from commentaries.record import Record, Subject
from commentaries.recording import record_of, topic_path
from series.models import OaiItem
from series.oai.formats import Format
from series.oai.identifiers import identifier_of
from series.oai.requests import written
from series.oai.sets import specs_of

if TYPE_CHECKING:
    from django.http import HttpRequest


class Shelf:
    """Some items with all that is shown of them, read at once: the same queries for one and for a hundred."""

    def __init__(self, items: Sequence[OaiItem], *, domain: str, now: datetime) -> None:
        self.items, self.domain, self.now = items, domain, now
        self._keys = [item.page_id for item in items if item.page_id]
        self._topics = self._read_topics()

    def headers(self) -> list[str]:
        public = set(CommentaryPage.objects.public().filter(pk__in=self._keys).order_by().values_list("pk", flat=True))
        return [self._header(item, is_deleted=item.page_id not in public) for item in self.items]

    def records(self, form: Format, request: HttpRequest) -> list[str]:
        """A text that not everyone may read (any more) is a deleted record, whatever it was."""
        texts = form.texts(CommentaryPage.objects.public().filter(pk__in=self._keys)).order_by()
        public = {text.pk: text for text in texts}
        found = []
        for item in self.items:
            text = public.get(item.page_id)
            header = self._header(item, is_deleted=text is None)
            told = element("metadata", form.write(self._record(text, request), text)) if text else ""
            found.append(element("record", header + told))
        return found

    def _record(self, text: CommentaryPage, request: HttpRequest) -> Record:
        """Its topics are named in its own language."""
        named = [topic.in_language(text.language) for topic in self._topics[text.pk]]
        subjects = tuple(Subject(name, topic_path(slug)) for name, slug in named)
        return replace(record_of(text, request=request), subjects=subjects)

    def _header(self, item: OaiItem, *, is_deleted: bool) -> str:
        """What lies ahead by some seconds is dated now: no date is later than that of the answer."""
        specs = specs_of(item, [topic.slug for topic in self._topics[item.page_id or 0]])
        return element(
            "header",
            said("identifier", identifier_of(item.name, self.domain))
            + said("datestamp", written(min(item.datestamp, self.now)))
            + "".join(said("setSpec", spec) for spec in specs),
            {"status": "deleted" if is_deleted else ""},
        )

    def _read_topics(self) -> dict[int, list[Topic]]:
        tagged = TaggedCommentary.objects.filter(content_object__in=self._keys, tag__merged_into=None)
        found = defaultdict(list)
        for row in tagged.select_related("tag").prefetch_related("tag__names").order_by("tag__name"):
            found[row.content_object_id].append(row.tag)
        return found
