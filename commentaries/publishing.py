"""Lets a text go live when two persons have affirmed exactly this content, and gives it its number.

The guard runs in ``pre_save`` and the rest in ``post_save``, inside the transaction that
``Page.save()`` opens, so they hold for every door (trap 38).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from commentaries import mailing, numbering, versions
from commentaries.models import Affirmation, CommentaryPage, Edition, Issue
from commentaries.models.series import SecondAffirmation
from commentaries.signals import issue_published, public_content_changed

logger = logging.getLogger(__name__)

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

_SECOND_KINDS = {
    Affirmation.Kind.SUBMISSION,
    Affirmation.Kind.CONSENT,
    Affirmation.Kind.REVIEW,
    Affirmation.Kind.COLLEAGUE,
}


class NotAffirmed(PermissionDenied):
    """Two persons have not said yes to exactly this content."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Which affirmations a content has, as the guard sees it."""

    decision: Affirmation | None
    second: Affirmation | None
    waiver: Affirmation | None
    affirmations: tuple[Affirmation, ...]
    second_may_follow: bool = False

    @property
    def is_enough(self) -> bool:
        if self.waiver:
            return True
        return bool(self.decision and (self.second or (self.second_may_follow and self.decision.reason)))

    @property
    def missing(self) -> str:
        """What is missing, as a sentence with what to do; empty when nothing is."""
        if self.is_enough:
            return ""
        if self.decision is None:
            return _(
                "No editor has decided to publish exactly this text. Open “Decide” and publish it there; "
                "a text that was changed afterwards needs a new decision."
            )
        return _(
            "Besides the editor nobody has said yes to exactly this text. Ask an author for consent, "
            "or let a colleague read it."
        )


def standing_of(page: CommentaryPage, *, digest: str | None = None) -> Standing:
    """The affirmations of this content on this page. A page that was never saved has none."""
    affirmed: list[Affirmation] = []
    if page.pk:
        affirmed = list(
            Affirmation.objects.filter(
                version__page_id=page.pk, version__digest=digest or versions.digest_of(page)
            ).select_related("person")
        )
    authors = {authorship.person_id for authorship in page.authorships.all()}
    decision = next((a for a in affirmed if a.kind == Affirmation.Kind.DECISION and a.person_id not in authors), None)
    second = next(
        (a for a in affirmed if a.kind in _SECOND_KINDS and (decision is None or a.person_id != decision.person_id)),
        None,
    )
    return Standing(
        decision=decision,
        second=second,
        waiver=next((a for a in affirmed if _waives(a, page)), None),
        affirmations=tuple(affirmed),
        second_may_follow=page.series.second_affirmation == SecondAffirmation.MAY_FOLLOW,
    )


def guard(page: CommentaryPage, update_fields: Iterable[str] | None = None) -> None:
    """Refuses to write a row that would be public with a content that is not affirmed.

    Raises:
        NotAffirmed: with a sentence that says what is missing.
    """
    if not page.live or not touches_content(update_fields):
        return
    if page.alias_of_id:
        raise NotAffirmed(_("A text cannot be an alias of another: publish a translation or link to it instead."))
    digest = versions.digest_of(page)
    if page.pk and _latest_digest(page) == digest:
        return
    standing = standing_of(page, digest=digest)
    if not standing.is_enough:
        raise NotAffirmed(standing.missing)


def went_live(page: CommentaryPage, update_fields: Iterable[str] | None = None) -> Edition | None:
    """Number, snapshot, edition and follow-ups of a text that has just become public or changed.

    Runs after ``guard`` in the same transaction. Returns the new edition, or ``None`` when the
    public content is what it was.
    """
    if not page.live or not touches_content(update_fields):
        return None
    digest = versions.digest_of(page)
    if _latest_digest(page) == digest:
        return None
    issue = numbering.take(page)
    if page.issue_id != issue.pk:
        CommentaryPage.objects.filter(pk=page.pk).update(issue=issue, placed_at=issue.placed_at)
        page.issue, page.placed_at = issue, issue.placed_at
    numbering.print_facts(issue, page)
    edition = _new_edition(page, issue, digest)
    if not page.archived:
        mailing.published(page, issue, edition)
    issue_published.send(sender=CommentaryPage, page=page, issue=issue, edition=edition)
    public_content_changed.send(sender=CommentaryPage, instance=page)
    return edition


def touches_content(update_fields: Iterable[str] | None) -> bool:
    """Whether a save writes anything that a reader sees."""
    return update_fields is None or bool(set(update_fields) - _UNGUARDED)


def publish_due() -> tuple[list[str], list[str]]:
    """Publishes what is scheduled and due; a refusal for one text stops no other (trap 39).

    Returns the titles that went live and, for those refused, sentences with title and reason.
    The schedule of a refused text stays as it is.
    """
    done, refused = [], []
    due = Revision.objects.filter(approved_go_live_at__lte=timezone.now()).order_by("approved_go_live_at", "pk")
    for revision in due:
        title = revision.object_str
        try:
            revision.publish()
            done.append(title)
        except (PermissionDenied, numbering.NumberAlreadyGiven) as error:
            logger.warning("scheduled text %r was refused: %s", title, error)
            refused.append(f"{title}: {error}")
    return done, refused


def _waives(affirmation: Affirmation, page: CommentaryPage) -> bool:
    if affirmation.kind == Affirmation.Kind.OVERRIDE:
        return True
    return affirmation.kind == Affirmation.Kind.ENTERED and page.archived


def _latest_digest(page: CommentaryPage) -> str | None:
    """The digest of the edition that readers see now."""
    return Edition.objects.filter(page_id=page.pk).order_by("-number").values_list("version__digest", flat=True).first()


def _new_edition(page: CommentaryPage, issue: Issue, digest: str) -> Edition:
    version = versions.keep(page, by=None, digest=digest)
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
