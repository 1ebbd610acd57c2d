"""Gives one thing that is asked of a person its words, its place and its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from commentaries.models import CommentaryPage


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One thing asked of a person, and where to do it."""

    what: str
    title: str
    url: str
    due_on: date | None = None
    is_late: bool = False


def title_of(page: CommentaryPage) -> str:
    return page.draft_title or page.title


def link_to(view: str, page: CommentaryPage) -> str:
    return reverse(view, args=[page.pk])
