"""Lets a text go live when two persons have affirmed exactly this content, and gives it its number.

The guard runs in ``pre_save`` and the rest in ``post_save``, inside the transaction that
``Page.save()`` opens, so they hold for every door (trap 38).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from commentaries import mails, numbering, register, versions
from commentaries.models import CommentaryPage, Edition, Issue, Removal, Withdrawal
from commentaries.signals import issue_published, public_content_changed
from commentaries.standings import standing_of

_UNGUARDED = {
    "latest_revision",
    "latest_revision_created_at",
    "draft_title",
    "has_unpublished_changes",
    "wagtail_admin_comments",
    "locked",
    "locked_by",
    "locked_at",
    "go_live_at",
    "expire_at",
    "expired",
    "owner",
    "path",
    "depth",
    "numchild",
    "url_path",
    "issue",
    "placed_at",
}
"""Fields that may be written on a public text without anybody's yes: none of them is content."""


class NotAffirmed(PermissionDenied):
    """Two persons have not said yes to exactly this content."""


class TextIsHeld(NotAffirmed):
    """An editor holds the text: nothing but a release, or a decision to publish it at once, shows it again."""


class WithdrawalIsAsked(NotAffirmed):
    """An author wants a decided text not to appear, and no editor has settled that."""


def guard(page: CommentaryPage, update_fields: Iterable[str] | None = None) -> None:
    """Refuses to write a row that would be public with a content that is not affirmed.

    Raises:
        NotAffirmed: with a sentence that says what is missing.
    """
    if page.alias_of_id and (page._state.adding or page.live):
        raise NotAffirmed(no_alias())
    if not page.live or not touches_content(update_fields):
        return
    entry = register.entry_of(page)
    if entry and entry.state == Issue.State.HELD:
        raise TextIsHeld(_("This text is held. Release it first, on its page “Decide”."))
    edition = _edition_of_this(page)
    if edition and page.as_read.get("live"):
        return
    if Withdrawal.objects.open().filter(page=page.pk).exists():
        raise WithdrawalIsAsked(withdrawal_is_asked())
    standing = standing_of(page, digest=edition.version.digest if edition else None)
    if not standing.is_enough:
        raise NotAffirmed(standing.missing)


def no_alias() -> str:
    """Why no text is an alias of another, draft or not: it would be public without anybody's yes to it."""
    return _("A text cannot be an alias of another: publish a translation or link to it instead.")


def withdrawal_is_asked() -> str:
    """Why a decided text does not appear."""
    return _("An author has asked to withdraw this text. Settle that first, on its page “Decide”.")


def copies_are_drafts() -> str:
    """Why no copy of a text is public at once: the yes of two persons was to the original."""
    return _("A copy of a text is a draft: copy it without publishing, then submit it like any other.")


def went_live(
    page: CommentaryPage, update_fields: Iterable[str] | None = None, *, moment: datetime | None = None
) -> Edition | None:
    """Number, snapshot, edition and follow-ups of a text that has just become public or changed.

    Runs after ``guard`` in the same transaction. Returns the new edition, or ``None`` when the
    public content is what it was. ``moment`` is now, but for whoever asks what a later day would bring.
    """
    if not page.live or not touches_content(update_fields):
        return None
    public_content_changed.send(sender=CommentaryPage, instance=page)
    if _edition_of_this(page):
        numbering.bring_back(page)
        _end_removal(page.issue_id)
        return None
    issue = numbering.take(page, moment=moment)
    _end_removal(issue.pk)
    if page.issue_id != issue.pk:
        CommentaryPage.objects.filter(pk=page.pk).update(issue=issue, placed_at=issue.placed_at)
        page.issue, page.placed_at = issue, issue.placed_at
    numbering.print_facts(issue, page)
    edition = _new_edition(page, issue)
    if not page.archived:
        mails.published(page, issue, edition)
    issue_published.send(sender=CommentaryPage, page=page, issue=issue, edition=edition)
    return edition


def touches_content(update_fields: Iterable[str] | None) -> bool:
    """Whether a save writes anything that a reader sees."""
    return update_fields is None or bool(set(update_fields) - _UNGUARDED)


def _edition_of_this(page: CommentaryPage) -> Edition | None:
    """The edition that readers see, or saw last, if this content is it."""
    if not page.pk:
        return None
    latest = Edition.objects.filter(page_id=page.pk).select_related("version").order_by("-pk").first()
    return latest if latest and versions.has_content_of(page, latest.version) else None


def _end_removal(issue: int | None) -> None:
    Removal.objects.filter(issue=issue, ended_at=None).update(ended_at=timezone.now())


def _new_edition(page: CommentaryPage, issue: Issue) -> Edition:
    version = versions.keep(page, by=None)
    last = (
        Edition.objects.filter(issue=issue, language=page.language)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return Edition.objects.create(
        issue=issue,
        page=page,
        version=version,
        language=page.language,
        number=(last or 0) + 1,
        published_at=timezone.now(),
    )
