"""Lets a text go live when two persons have affirmed exactly this content, and gives it its number.

The guard runs in ``pre_save`` and the rest in ``post_save``, inside the transaction that
``Page.save()`` opens, so they hold for every door (trap 38).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Revision

from commentaries import mails, numbering, versions
from commentaries.models import (
    Affirmation,
    ClosedDays,
    CommentaryPage,
    Decision,
    Edition,
    Issue,
    Person,
    Removal,
    Series,
    Withdrawal,
)
from commentaries.models.series import SecondAffirmation
from commentaries.signals import issue_published, public_content_changed
from commentaries.steps import NO_STEPS, Steps, steps_of

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

SECOND_KINDS = {
    Affirmation.Kind.SUBMISSION,
    Affirmation.Kind.CONSENT,
    Affirmation.Kind.REVIEW,
    Affirmation.Kind.COLLEAGUE,
}
"""How somebody other than the editor says yes."""
SECOND_DAYS = 2
"""Working days within which the second yes follows a decision taken alone."""

_FIRST_KINDS = {Affirmation.Kind.DECISION, Affirmation.Kind.OVERRIDE, Affirmation.Kind.ENTERED}

_SCHEDULED = "wagtail.publish.scheduled"
"""How Wagtail's own ``publish_scheduled`` names in the history what the clock has published."""


class NotAffirmed(PermissionDenied):
    """Two persons have not said yes to exactly this content."""


class TextIsHeld(NotAffirmed):
    """An editor holds the text: nothing but a release, or a decision to publish it at once, shows it again."""


class WithdrawalIsAsked(NotAffirmed):
    """An author wants a decided text not to appear, and no editor has settled that."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Which affirmations a content has, and whether they are enough: the one place that says so (D2).

    ``authors`` are the persons whose names the content bears. ``taken_back`` is what was said and holds no more.
    """

    affirmations: tuple[Affirmation, ...]
    authors: frozenset[int]
    taken_back: tuple[Affirmation, ...] = ()
    second_may_follow: bool = False
    is_archived: bool = False
    series: Series | None = None
    steps: Steps = NO_STEPS

    @property
    def decisions(self) -> list[Affirmation]:
        """Those by editors who are not among the authors."""
        return [a for a in self.affirmations if a.kind == Affirmation.Kind.DECISION and not a.voices & self.authors]

    @property
    def waiver(self) -> Affirmation | None:
        """An administrator's override, or the entering of an archive entry."""
        waiving = {Affirmation.Kind.OVERRIDE} | ({Affirmation.Kind.ENTERED} if self.is_archived else set())
        return next((a for a in self.affirmations if a.kind in waiving), None)

    def seconds_beside(self, person: Person | None, *, deputy_for: Person | None = None) -> list[Affirmation]:
        """What others than this person have affirmed: the second yes, should this person decide.

        The word of a deputy is that of two, and a second yes to neither: not to the deputy's, not to the editor's.
        """
        return self._beside(voices_of(person, deputy_for))

    def _beside(self, voices: frozenset[int]) -> list[Affirmation]:
        return [a for a in self.affirmations if a.kind in SECOND_KINDS and not a.voices & voices]

    def is_affirmed_by(self, person: Person | None) -> bool:
        """Whether this person has said yes to exactly this content; to have checked its facts is another thing."""
        said = (a for a in self.affirmations if a.kind != Affirmation.Kind.FACT_CHECK)
        return person is not None and any(a.person_id == person.pk for a in said)

    @property
    def is_enough(self) -> bool:
        return self.waiver is not None or any(self._is_complete(decision) for decision in self.decisions)

    def _is_complete(self, decision: Affirmation) -> bool:
        """Whether this decision has a second yes beside it, or does without, and every step that it was to have."""
        has_second = self._beside(decision.voices) or (self.second_may_follow and decision.reason)
        return bool(has_second) and not self._lacking(decision)

    def _lacking(self, decision: Affirmation) -> list[str]:
        asked = self.steps.asked_by(decision)
        return self.steps.lacking(self.affirmations, beside=decision.voices, asked=asked)

    @property
    def second_due_on(self) -> date | None:
        """The day until which the second yes is owed; none when nothing is."""
        is_owed = self.decisions and not any(self._beside(each.voices) for each in self.decisions)
        if self.series is None or self.waiver or not is_owed:
            return None
        days = ClosedDays.objects.working_days_of(self.series)
        return days.after(self.series.today(self.decisions[0].affirmed_at), SECOND_DAYS)

    @property
    def missing(self) -> str:
        """What is missing, as a sentence with what to do; empty when nothing is."""
        if self.is_enough:
            return ""
        if not self.decisions and any(each.kind in _FIRST_KINDS for each in self.taken_back):
            return _(
                "The decision to publish exactly this text was taken back. "
                "Submit it again, then decide on it anew on its page “Decide”."
            )
        if not self.decisions:
            return _(
                "No editor has decided to publish exactly this text. Open “Decide” and publish it there; "
                "after a change, a text needs a new decision."
            )
        decision = self.decisions[0]
        if lacking := self._lacking(decision):
            return self.steps.demand(lacking[0], self.affirmations)
        return self.missing_beside(decision.person, deputy_for=decision.deputy_for)

    def step_lacking_beside(self, person: Person | None, *, deputy_for: Person | None = None) -> str:
        """What a step of the series still lacks should this person decide now, in a sentence; empty when nothing."""
        beside = voices_of(person, deputy_for)
        lacking = self.steps.lacking(self.affirmations, beside=beside, asked=self.steps.asked)
        return self.steps.demand(lacking[0], self.affirmations) if lacking else ""

    def missing_beside(self, person: Person | None, *, deputy_for: Person | None = None) -> str:
        """What this person reads before deciding, when nobody else stands behind this content."""
        if self.seconds_beside(person, deputy_for=deputy_for):
            return ""
        return _(
            "Nobody else has said yes to exactly this text. Ask an author for consent, or let a colleague read it."
        )


def voices_of(person: Person | None, deputy_for: Person | None) -> frozenset[int]:
    """Whose word it would be: the keys of the person, and of the editor in whose place they speak."""
    return frozenset(each.pk for each in (person, deputy_for) if each is not None)


def standing_of(page: CommentaryPage, *, digest: str | None = None) -> Standing:
    """The affirmations of this content on this page. A page that was never saved has none."""
    affirmed: list[Affirmation] = []
    if page.pk:
        content = {"version__page_id": page.pk, "version__digest": digest or versions.digest_of(page)}
        affirmed = list(Affirmation.objects.filter(**content).select_related("person", "deputy_for"))
    standing = tuple(each for each in affirmed if each.withdrawn_at is None)
    return Standing(
        affirmations=standing,
        taken_back=tuple(each for each in affirmed if each.withdrawn_at is not None),
        authors=frozenset(authorship.person_id for authorship in page.authorships.all()),
        second_may_follow=page.series.second_affirmation == SecondAffirmation.MAY_FOLLOW,
        is_archived=page.archived,
        series=page.series,
        steps=steps_of(page, standing),
    )


def guard(page: CommentaryPage, update_fields: Iterable[str] | None = None) -> None:
    """Refuses to write a row that would be public with a content that is not affirmed.

    Raises:
        NotAffirmed: with a sentence that says what is missing.
    """
    if page.alias_of_id and (page._state.adding or page.live):
        raise NotAffirmed(no_alias())
    if not page.live or not touches_content(update_fields):
        return
    entry = numbering.entry_of(page)
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


def publish_due() -> tuple[list[str], list[str]]:
    """Publishes what is scheduled and due; whatever goes wrong with one text stops no other (trap 39).

    Returns the titles that went live and, for those refused, sentences with title and reason.
    The schedule of a refused text stays as it is.
    """
    done, refused = [], []
    due = Revision.objects.filter(approved_go_live_at__lte=timezone.now()).select_related("content_type")
    for revision in sorted(due, key=_turn):
        title = revision.object_str
        try:
            if _publish_scheduled(revision):
                done.append(title)
        except PermissionDenied as error:
            logger.warning("scheduled text %r was refused: %s", title, error)
            refused.append(f"{title}: {error}")
        except Exception as error:  # one broken text must not keep all others from their hour
            logger.exception("scheduled text %r could not be published", title)
            fault = _("It could not be published (%(error)s) and keeps its schedule.")
            refused.append(f"{title}: {fault % {'error': type(error).__name__}}")
    return done, refused


def _turn(revision: Revision) -> tuple[Any, ...]:
    """Where a due text stands in the queue for numbers: by minute, reserved number, time of decision (D1)."""
    minute = revision.approved_go_live_at.replace(second=0, microsecond=0)
    reserved = decided_at = None
    if page := _text_of(revision).first():
        entry = numbering.entry_of(page)
        reserved = entry.sequence if entry and entry.state == Issue.State.RESERVED else None
        decisions = Decision.objects.filter(version__page_id=page.pk, outcome=Decision.Outcome.PUBLISH)
        decided_at = decisions.aggregate(last=Max("decided_at"))["last"]
    return minute, reserved is None, reserved or 0, decided_at is None, decided_at or minute, revision.pk


@transaction.atomic
def _publish_scheduled(revision: Revision) -> bool:
    """Publishes one revision as Wagtail's scheduler does; ``False`` when it was unscheduled in the meantime.

    A text goes through the action itself: ``CommentaryPage.publish()`` would swallow the refusal.
    """
    text = _text_of(revision).select_for_update().order_by("pk").first()
    still_due = Revision.objects.filter(pk=revision.pk, approved_go_live_at__lte=timezone.now()).first()
    if still_due is None:
        return False
    if text is None:
        still_due.publish(log_action=_SCHEDULED)
    else:
        PublishPageRevisionAction(still_due, log_action=_SCHEDULED).execute(skip_permission_checks=True)
    return True


def _text_of(revision: Revision) -> QuerySet[CommentaryPage]:
    """The text that a revision is of; none for a revision of something else."""
    if revision.content_type.model_class() is not CommentaryPage:
        return CommentaryPage.objects.none()
    return CommentaryPage.objects.filter(pk=revision.object_id)


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
