"""Turns an invitation into an answer with reasons, and enough answers into the next step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext, log
from wagtail.models import TaskState

from commentaries import mailing, versions
from commentaries.locking import lock_round, lock_text
from commentaries.models import Affirmation, CommentaryPage, Decision, Invitation, Person, Review, ReviewTask, Version
from commentaries.permissions import user_can_invite, user_can_review, user_is_among_authors
from commentaries.telling import last_step

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class OwnText(Exception):
    """Nobody reviews a text of their own."""


class NotInReview(Exception):
    """The text is not at the step of review any more."""


class AnswerChanged(Exception):
    """What the reviewer answers to is not what they had before them: another answer, or another version."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reviewer says: a recommendation, a text for all, a note for the editor alone."""

    recommendation: Review.Recommendation
    text: str = ""
    note: str = ""


@transaction.atomic
def invite(
    page: CommentaryPage,
    user: AbstractBaseUser,
    persons: Iterable[Person],
    *,
    due_on: date | None = None,
    message: str = "",
) -> list[Invitation]:
    """Asks persons to review the newest version. Who declined, or was asked about an earlier version
    or until another day, is asked anew.

    Returns the invitations that were sent.

    Raises:
        PermissionDenied: the user does not work on the series.
        NotInReview: the text is not at the step of review.
        OwnText: one of the persons is among the authors.
    """
    task_state = lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    latest = versions.latest_of(page)
    if not user_can_invite(user, latest):
        raise PermissionDenied(_("Only the editors of the series invite reviewers."))
    _demand_review(task_state, page)
    inviting = Person.objects.for_account(user)
    version = versions.keep(latest, by=inviting)
    writing = {authorship.person_id for authorship in latest.authorships.all()}
    due = due_on or due_date(page)
    invitations: list[Invitation] = []
    for person in persons:
        if person.pk in writing:
            raise OwnText(_("%(person)s is an author of this text and cannot review it.") % {"person": person})
        known = Invitation.objects.filter(person=person, task_state=task_state).first()
        if known and _stands(known, version, due):
            continue
        invitation = _to_renew(known, task_state) or Invitation(person=person, task_state=task_state)
        invitation.version, invitation.invited_by, invitation.invited_at = version, inviting, timezone.now()
        invitation.due_on, invitation.message = due, message
        invitation.state, invitation.closed_at, invitation.decline_reason = Invitation.State.OPEN, None, ""
        invitation.save()
        invitations.append(invitation)
        log(instance=page, action="commentaries.invite", user=user, data={"invitation": invitation.pk})
        mailing.invited(latest, invitation)
    return invitations


def carry_over(version: Version, task_state: TaskState) -> None:
    """Lets answers to exactly this content, from earlier rounds, count in a new one: nobody is asked for them again.

    Of a person who answered in several rounds, the last.
    """
    answered = Invitation.objects.filter(version=version, state=Invitation.State.ANSWERED).order_by("pk")
    last = {invitation.person_id: invitation.pk for invitation in answered}
    Invitation.objects.filter(pk__in=last.values()).update(task_state=task_state)


def answers_missing(page: CommentaryPage, task_state: TaskState) -> int:
    """How many of the reviews that the series asks for a round lacks."""
    return max(page.series.reviews_needed - _answers_in(task_state), 0)


def due_date(page: CommentaryPage) -> date:
    """The day until which a review asked for today is due."""
    return page.series.today() + timedelta(days=page.series.review_days)


def state_of(invitation: Invitation) -> str:
    """What a reviewer has before them: the version asked about, and the moment of their own last answer."""
    review = Review.objects.filter(invitation=invitation).first()
    moment = (review.amended_at or review.answered_at).isoformat() if review else ""
    return f"{invitation.version_id}/{moment}"


@transaction.atomic
def answer(invitation: Invitation, user: AbstractBaseUser, given: Answer, *, seen: str | None = None) -> Review:
    """Stores a reviewer's answer; a later one amends it until the round is over.

    A recommendation to publish as it is affirms the version that was read. ``seen`` is the ``state_of``
    the invitation when the reviewer began to answer; without it nothing is compared.

    Raises:
        PermissionDenied: the invitation is another person's.
        OwnText: the reviewer has become an author of the text.
        NotInReview: the round is over.
        AnswerChanged: an answer was given meanwhile, or another version is asked about.
    """
    if not user_can_review(user, invitation):
        raise PermissionDenied(_("This invitation is addressed to somebody else."))
    page = invitation.version.page
    task_state = lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    if user_is_among_authors(user, versions.latest_of(page)):
        raise OwnText(_("You have become an author of this text, so you cannot review it any more."))
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if task_state is None or is_closed(invitation):
        sentence = _("The editor has gone on meanwhile; this review is closed. Thank you all the same.")
        raise NotInReview(f"{sentence} {last_step(page)}".strip())
    if seen is not None and seen != state_of(invitation):
        raise AnswerChanged(
            _("You answered in another window meanwhile, or are asked about a newer version. Nothing was changed.")
        )
    was_asked_anew = invitation.state == Invitation.State.OPEN
    review, is_new = Review.objects.update_or_create(
        invitation=invitation,
        defaults={
            "version_id": invitation.version_id,
            "recommendation": given.recommendation,
            "text": given.text,
            "note": given.note,
        },
    )
    _keep_affirmation(review)
    invitation.state, invitation.closed_at = Invitation.State.ANSWERED, timezone.now()
    invitation.save(update_fields=["state", "closed_at"])
    if not is_new:
        review.amended_at = timezone.now()
        review.save(update_fields=["amended_at"])
        if not was_asked_anew:
            mailing.review_amended(page, review)
            return review
    with LogContext():  # authors read the history and the rounds of their text, and no name of a reviewer (trap 18)
        log(instance=page, action="commentaries.review", data={"recommendation": given.recommendation})
        mailing.reviewed(page, review)
        if isinstance(task_state.task.specific, ReviewTask) and not answers_missing(page, task_state):
            task_state.specific.approve()
    return review


@transaction.atomic
def decline(invitation: Invitation, user: AbstractBaseUser, *, reason: str = "") -> None:
    """A reviewer cannot; the one who asked is told.

    Raises:
        PermissionDenied: the invitation is another person's.
        NotInReview: it was answered or cancelled already.
    """
    if not user_can_review(user, invitation):
        raise PermissionDenied(_("This invitation is addressed to somebody else."))
    lock_text(invitation.version.page)  # a decision holds the text when it closes invitations
    changed = Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.OPEN).update(
        state=Invitation.State.DECLINED, decline_reason=reason, closed_at=timezone.now()
    )
    if not changed:
        raise NotInReview(_("This invitation is not open any more."))
    mailing.declined(invitation.version.page, invitation, reason=reason)


@transaction.atomic
def go_on(page: CommentaryPage, user: AbstractBaseUser, *, reason: str) -> None:
    """Takes the text to the decision without the reviews that are missing; the reason is logged.

    Raises:
        PermissionDenied: the user does not work on the series.
        NotInReview: the text is not at the step of review.
    """
    task_state = lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    if not user_can_invite(user, versions.latest_of(page)):
        raise PermissionDenied(_("Only the editors of the series end a review."))
    task_state = _demand_review(task_state, page)
    log(instance=page, action="commentaries.end_review", user=user, data={"reason": reason})
    task_state.specific.approve(user=user, comment=reason)


def _stands(invitation: Invitation, version: Version, due: date) -> bool:
    """Whether a person need not be asked anew: they were asked about this version, until this day, or answered."""
    if invitation.version_id != version.pk:
        return False
    is_open_until_then = invitation.state == Invitation.State.OPEN and invitation.due_on == due
    return is_open_until_then or invitation.state == Invitation.State.ANSWERED


def _to_renew(known: Invitation | None, task_state: TaskState) -> Invitation | None:
    """The invitation of this round, to be sent anew; one carried over leaves the round with its answer as it was."""
    if known is None or known.invited_at >= task_state.started_at:
        return known
    Invitation.objects.filter(pk=known.pk).update(task_state=None)
    return None


def is_closed(invitation: Invitation) -> bool:
    """Whether an answer, or another one, would come too late: a decision ends the round it is asked in."""
    if invitation.state in {Invitation.State.CANCELLED, Invitation.State.DECLINED}:
        return True
    page = invitation.version.page
    if page is None or page.current_workflow_task is None:
        return True
    return Decision.objects.filter(version__page=page, decided_at__gt=invitation.invited_at).exists()


def _demand_review(task_state: TaskState | None, page: CommentaryPage) -> TaskState:
    if task_state is None or not isinstance(task_state.task.specific, ReviewTask):
        raise NotInReview(f"{_('This text is not in review.')} {last_step(page)}".strip())
    return task_state


def _answers_in(task_state: TaskState) -> int:
    return Invitation.objects.filter(task_state=task_state, state=Invitation.State.ANSWERED).count()


def _keep_affirmation(review: Review) -> None:
    """The affirmation follows the recommendation, also when it is amended."""
    said_yes = Affirmation.objects.standing().filter(
        version_id=review.version_id, person_id=review.invitation.person_id, kind=Affirmation.Kind.REVIEW
    )
    if review.recommendation != Review.Recommendation.PUBLISH:
        said_yes.withdraw()
    elif not said_yes.exists():
        Affirmation.objects.create(
            version_id=review.version_id, person_id=review.invitation.person_id, kind=Affirmation.Kind.REVIEW
        )
