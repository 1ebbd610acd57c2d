"""Takes an address, or a whole name, out of whatever somebody typed about texts or a program noted of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from wagtail.models import (
    COMMENTS_RELATION_NAME,
    Comment,
    CommentReply,
    ModelLogEntry,
    PageLogEntry,
    Revision,
    TaskState,
)

from commentaries.models import (
    Absence,
    Affirmation,
    Attachment,
    AuthorDetails,
    CommentaryPage,
    Decision,
    DeskLine,
    FastTrack,
    FollowUp,
    Hold,
    Invitation,
    Issue,
    Link,
    Objection,
    PrintVersion,
    Removal,
    Reply,
    Review,
    UnsentReview,
    VersionName,
    Waiver,
    Withdrawal,
)

MASK = "…"
PLACES: dict[type[models.Model], tuple[str, ...]] = {
    Absence: ("note",),
    Affirmation: ("reason",),
    Attachment: ("name", "note"),
    AuthorDetails: ("biography", "affiliation", "interests"),
    Comment: ("text",),
    CommentReply: ("text",),
    Decision: ("reasons", "alone_reason"),
    DeskLine: ("note", "working_title"),
    FastTrack: ("reason",),
    FollowUp: ("payload", "error"),
    Hold: ("reason",),
    Invitation: ("message", "decline_reason", "instead_name", "instead_email"),
    Issue: ("void_reason",),
    Link: ("note",),
    ModelLogEntry: ("label", "data"),
    Objection: ("note",),
    PageLogEntry: ("data",),
    PrintVersion: ("reason",),
    Removal: ("reason",),
    Reply: ("text",),
    Review: ("text", "note", "interests", "passages"),
    TaskState: ("comment",),
    UnsentReview: ("text", "note", "interests", "passages"),
    VersionName: ("name",),
    Waiver: ("reason",),
    Withdrawal: ("reason", "answer"),
}
"""Where an address may stand in words that somebody typed. What the text itself says is printed, and stays."""


def mask(words: str, texts: Iterable[CommentaryPage]) -> None:
    """Puts a mark in the place of these words, everywhere; also in the comments that revisions of these texts keep."""
    pattern = re.compile(re.escape(words), re.IGNORECASE)
    for model, names in PLACES.items():
        for name in names:
            for pk, value in _met(model._default_manager.all(), name, words).values_list("pk", name):
                model._default_manager.filter(pk=pk).update(**{name: _masked(value, pattern)})
    for page in texts:
        drafts = Revision.page_revisions.filter(object_id=str(page.pk))
        for pk, content in _met(drafts, "content", words).values_list("pk", "content"):
            if comments := content.get(COMMENTS_RELATION_NAME):
                kept = content | {COMMENTS_RELATION_NAME: _masked(comments, pattern)}
                Revision.objects.filter(pk=pk).update(content=kept)


def _met(rows: models.QuerySet[Any], name: str, words: str) -> models.QuerySet[Any]:
    """The rows in which they stand, with an accent as it is or as JSON writes it."""
    is_met = Q(stored__icontains=words) | Q(stored__icontains=json.dumps(words)[1:-1])
    return rows.annotate(stored=Cast(name, TextField())).filter(is_met)


def _masked(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(MASK, value)
    if isinstance(value, dict):
        return {key: _masked(each, pattern) for key, each in value.items()}
    if isinstance(value, list):
        return [_masked(each, pattern) for each in value]
    return value
