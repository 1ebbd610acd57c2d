"""Holds what a feed says of its texts, whatever its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from commentaries.citations.dublin_core import elements_of
from commentaries.record import Record

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The moment of a feed in which nothing has appeared yet: Atom asks for one."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One text. ``id`` never changes, whatever becomes of title, number, address and host (RFC 4287, section 4.2.6).

    ``published`` is none where only the year is known. ``html`` is sanitised and all its addresses are absolute;
    ``cover_url`` is a picture of the first printed page.
    """

    id: str
    record: Record
    updated: datetime
    published: datetime | None = None
    summary: str = ""
    html: str = ""
    pdf_url: str = ""
    cover_url: str = ""

    @property
    def title(self) -> str:
        """The whole number stands in the line that a reader of feeds sees."""
        return f"{self.record.label} – {self.record.title}" if self.record.label else self.record.title

    def facts(self, *, without: Sequence[str] = ()) -> list[tuple[str, str]]:
        """The elements of Dublin Core, without those that a form says in its own words."""
        return [(name, value) for name, value in elements_of(self.record) if name not in without]


@dataclass(frozen=True, slots=True)
class Feed:
    """The newest of some texts, or those older than a place; ``next_url`` leads on. All addresses are absolute."""

    title: str
    url: str
    page_url: str
    language: str
    publisher: str = ""
    description: str = ""
    next_url: str = ""
    entries: tuple[FeedEntry, ...] = ()

    @property
    def updated(self) -> datetime:
        return max((entry.updated for entry in self.entries), default=NEVER)
