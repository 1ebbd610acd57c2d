"""Keeps a text that has a number, is in review or is to appear where it is: nobody deletes or moves it elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import Page, WorkflowState

from commentaries import numbering
from commentaries.models import CommentaryPage, Edition
from commentaries.telling import within_quotation

if TYPE_CHECKING:
    from django.db.models import QuerySet


class TextStays(PermissionDenied):
    """A text that has a number, is in review or is to appear was to be deleted or moved."""


def refuse_deletion(page: CommentaryPage) -> None:
    """Refuses to delete what readers may have cited, and what others are at work on, whoever asks (trap 7).

    Raises:
        TextStays: with a sentence that says why, and what to do instead.
    """
    if sentence := why_not_deleted(page):
        raise TextStays(sentence)


def why_not_deleted(page: CommentaryPage) -> str:
    """Why this text may not be deleted, as a sentence with what to do; empty when it may."""
    if page.issue_id or Edition.objects.filter(page=page.pk).exists():
        sentence = _(
            "“%(title)s” has been published, so it cannot be deleted, nor can a page above it. "
            "To take it from its readers, remove it on its page “Decide”: its number and its citation stay."
        )
    elif page.workflow_in_progress:
        sentence = _(
            "“%(title)s” is with the editors, so it cannot be deleted, nor can a page above it. "
            "Withdraw it or decide on it first."
        )
    elif page.approved_schedule:
        sentence = _(
            "“%(title)s” is scheduled to appear, so it cannot be deleted, nor can a page above it. "
            "Take it off the schedule first."
        )
    else:
        return ""
    return sentence % {"title": within_quotation(page.title)}


def why_not_deleted_with(page: Page) -> str:
    """Why a page may not be deleted with all that is below it: the sentence about the first text that stays."""
    below = CommentaryPage.objects.descendant_of(page, inclusive=True).order_by("path")
    published = below.filter(issue__isnull=False), below.filter(editions__isnull=False)
    for texts in (*published, _in_review(below), _scheduled(below)):
        if first := texts.first():
            return why_not_deleted(first)
    return ""


def refuse_move(page: CommentaryPage, *, to: Page) -> None:
    """Lets a text change its place in the tree only before it has a number, and not during a review.

    Raises:
        TextStays: with a sentence that says why, and what to do instead.
    """
    parent = page.get_parent()
    if parent is not None and parent.pk == to.pk:
        return
    if sentence := why_not_moved(page):
        raise TextStays(sentence)


def why_not_moved(page: CommentaryPage) -> str:
    """Why this text may not be moved to another series, as a sentence with what to do; empty when it may."""
    if page.issue_id or Edition.objects.filter(page=page.pk).exists():
        sentence = _(
            "“%(title)s” has been published: its number and its address stay where they are, and so does the text."
        )
    elif page.workflow_in_progress:
        sentence = _("“%(title)s” is with the editors. Withdraw it or decide on it first, then move it.")
    else:
        return ""
    return sentence % {"title": within_quotation(page.title)}


def deleted(page: CommentaryPage) -> None:
    """A text is gone: a number that was reserved for it becomes void, unless a translation may still use it."""
    if not CommentaryPage.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk).exists():
        numbering.forsake(page)


def _scheduled(texts: QuerySet[CommentaryPage]) -> QuerySet[CommentaryPage]:
    """Those that were accepted for a date to come."""
    return texts.annotate_approved_schedule().filter(_approved_schedule=True)


def _in_review(texts: QuerySet[CommentaryPage]) -> QuerySet[CommentaryPage]:
    """Those with a round under way; rounds are few, whatever the archive holds."""
    pages = ContentType.objects.get_for_model(Page)
    under_way = WorkflowState.objects.filter(base_content_type=pages, status=WorkflowState.STATUS_IN_PROGRESS)
    return texts.filter(pk__in=[int(key) for key in under_way.values_list("object_id", flat=True)])
