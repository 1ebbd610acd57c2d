"""Turns an invitation into an answer with reasons, and enough answers into the next step."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext, log
from wagtail.models import TaskState

from commentaries import fasttracking, mails, versions
from commentaries.links import ending
from commentaries.locking import lock_round, lock_text
from commentaries.models import (
    Affirmation,
    CommentaryPage,
    Decision,
    Invitation,
    Link,
    Person,
    Review,
    ReviewTask,
    UnsentReview,
    Version,
)
from commentaries.permissions import (
    invitation_hides_authors,
    person_can_review,
    person_wrote,
    user_can_invite,
)
from commentaries.telling import last_step

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from commentaries.transcribing import Recorded


class OwnText(Exception):
    """Nobody reviews a text of their own."""


class NotInReview(Exception):
    """The text is not at the step of review any more."""


class AnswerChanged(Exception):
    """What the reviewer answers to is not what they had before them: another answer, or another version."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reviewer says: a recommendation, a text for all, a note for the editor alone, their interests,
    and passages of the text with a remark each.

    Kept for later it may want the recommendation.
    """

    recommendation: Review.Recommendation | str
    text: str = ""
    note: str = ""
    interests: str = ""
    has_no_interests: bool = False
    passages: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a reviewer cannot, and whom they would ask instead."""

    reason: str = ""
    instead_name: str = ""
    instead_email: str = ""


def state_of(invitation: Invitation) -> str:
    """What a reviewer has before them: the version asked about, and the moments of their own last words."""
    review, unsent = _standing(invitation), unsent_of(invitation)
    answered = (review.amended_at or review.answered_at).isoformat() if review else ""
    return f"{invitation.version_id}/{answered}" + (f"/{unsent.saved_at.isoformat()}" if unsent else "")


@transaction.atomic
def answer(
    invitation: Invitation,
    by: Person,
    given: Answer,
    *,
    seen: str | None = None,
    through: Link | None = None,
    recorded: Recorded | None = None,
) -> Review:
    """Stores a reviewer's answer; a later one amends it until the round is over, the same one twice is one.

    A recommendation to publish as it is affirms the version that was read. ``seen`` is the ``state_of``
    the invitation when the reviewer began to answer; without it nothing is compared. ``through`` is the link
    by which the answer came; ``recorded`` says who took it down from a mail.

    Raises:
        PermissionDenied: the invitation is another person's.
        OwnText: the reviewer has become an author of the text.
        NotInReview: the round is over.
        AnswerChanged: an answer was given meanwhile, or another version is asked about.
        LinkEnded: the link was taken back.
    """
    task_state, page, invitation = _demand_answerable(invitation, by, through)
    standing = _standing(invitation)
    if standing and invitation.state == Invitation.State.ANSWERED and _is_nothing_new(standing, given, recorded):
        return standing
    _demand_seen(invitation, seen)
    was_asked_anew = invitation.state == Invitation.State.OPEN
    review, is_new = Review.objects.update_or_create(
        invitation=invitation,
        defaults={"version_id": invitation.version_id, **asdict(given), **how_it_came(recorded)},
    )
    if recorded is None:  # else the reviewer has not seen what is kept, and may want it
        UnsentReview.objects.filter(invitation=invitation).delete()
    _keep_affirmation(review)
    invitation.state, invitation.closed_at = Invitation.State.ANSWERED, timezone.now()
    invitation.save(update_fields=["state", "closed_at"])
    if not is_new:
        review.amended_at = timezone.now()
        review.save(update_fields=["amended_at"])
        if not was_asked_anew:
            mails.review_amended(page, review)
            return review
    with LogContext():  # authors read the history and the rounds of their text, and no name of a reviewer (trap 18)
        log(instance=page, action="commentaries.review", data={"recommendation": given.recommendation})
        mails.reviewed(page, review)
        if isinstance(task_state.task.specific, ReviewTask) and not answers_missing(page, task_state):
            task_state.specific.approve()
    return review


@transaction.atomic
def save_for_later(
    invitation: Invitation, by: Person, words: Answer, *, seen: str | None = None, through: Link | None = None
) -> UnsentReview:
    """Keeps what a reviewer has written so far. It is no answer, and nobody is told.

    Raises:
        PermissionDenied, OwnText, NotInReview, AnswerChanged, LinkEnded: as for ``answer``.
    """
    _task_state, _page, invitation = _demand_answerable(invitation, by, through)
    kept = unsent_of(invitation)
    if kept and _says(kept, words):
        return kept
    _demand_seen(invitation, seen)
    unsent, _is_new = UnsentReview.objects.update_or_create(
        invitation=invitation, defaults={**asdict(words), "saved_at": timezone.now()}
    )
    return unsent


@transaction.atomic
def decline(invitation: Invitation, by: Person, said: Refusal | None = None, *, through: Link | None = None) -> None:
    """A reviewer cannot; the one who asked is told, and whom to ask instead.

    Raises:
        PermissionDenied: the invitation is another person's.
        NotInReview: it was answered or cancelled already.
        LinkEnded: the link was taken back.
    """
    if not person_can_review(by, invitation):
        raise PermissionDenied(_("This invitation is addressed to somebody else."))
    lock_text(invitation.version.page)  # a decision holds the text when it closes invitations
    ending.demand_still_open(through)
    invitation.refresh_from_db(from_queryset=Invitation.objects.select_for_update(of=("self",)))
    if invitation.state != Invitation.State.OPEN:
        raise NotInReview(_("This invitation is not open any more."))
    said = said or Refusal()
    words = {"decline_reason": said.reason, "instead_name": said.instead_name, "instead_email": said.instead_email}
    for name, value in {**words, "state": Invitation.State.DECLINED, "closed_at": timezone.now()}.items():
        setattr(invitation, name, value)
    invitation.save(update_fields=[*words, "state", "closed_at"])  # and not past what cleans words on their way in
    UnsentReview.objects.filter(invitation=invitation).delete()
    mails.declined(invitation.version.page, invitation)


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
    task_state = demand_review(task_state, page)
    log(instance=page, action="commentaries.end_review", user=user, data={"reason": reason})
    task_state.specific.approve(user=user, comment=reason)


def how_it_came(recorded: Recorded | None) -> dict[str, Any]:
    """The fields of an answer that say whether it came by mail; a later one by the link has them empty again."""
    by, came_on = (recorded.by, recorded.came_on) if recorded else (None, None)
    return {"recorded_by": by, "came_on": came_on, "evidence": None}


def carry_over(version: Version, task_state: TaskState) -> None:
    """Lets answers to exactly this content, from earlier rounds, count in a new one: nobody is asked for them again.

    Of a person who answered in several rounds, the last.
    """
    answered = Invitation.objects.filter(version=version, state=Invitation.State.ANSWERED).order_by("pk")
    last = {invitation.person_id: invitation.pk for invitation in answered}
    Invitation.objects.filter(pk__in=last.values()).update(task_state=task_state)


def answers_missing(page: CommentaryPage, task_state: TaskState) -> int:
    """How many of the reviews that the series asks for a round lacks; none where they are not waited for."""
    if fasttracking.track_of(page):
        return 0
    return max(page.series.reviews_needed - _answers_in(task_state), 0)


def unsent_of(invitation: Invitation) -> UnsentReview | None:
    """What the reviewer keeps for later."""
    return UnsentReview.objects.filter(invitation=invitation).first()


def _standing(invitation: Invitation) -> Review | None:
    return Review.objects.filter(invitation=invitation).first()


def _says(stored: Review | UnsentReview, given: Answer) -> bool:
    """Whether these words are stored already: a button pressed twice says nothing new."""
    is_about_the_same = not isinstance(stored, Review) or stored.version_id == stored.invitation.version_id
    return is_about_the_same and all(getattr(stored, name) == value for name, value in asdict(given).items())


def _is_nothing_new(standing: Review, given: Answer, recorded: Recorded | None) -> bool:
    """Whether this was said already; said in person, it is new beside a mail that was recorded."""
    return _says(standing, given) and (recorded is not None or standing.recorded_by_id is None)


def _demand_answerable(
    invitation: Invitation, by: Person, through: Link | None
) -> tuple[TaskState, CommentaryPage, Invitation]:
    """Locks the round, and gives it with text and invitation as they are now, if this person may still answer."""
    if not person_can_review(by, invitation):
        raise PermissionDenied(_("This invitation is addressed to somebody else."))
    page = invitation.version.page
    task_state = lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    if person_wrote(by, versions.latest_of(page)):
        raise OwnText(_("You have become an author of this text, so you cannot review it any more."))
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    ending.demand_still_open(through)
    if task_state is None or is_closed(invitation):
        sentence = _("The editor has gone on meanwhile; this review is closed. Thank you all the same.")
        by_whom = "" if invitation_hides_authors(invitation) else last_step(page)  # it may have been an author's
        raise NotInReview(f"{sentence} {by_whom}".strip())
    return task_state, page, invitation


def _demand_seen(invitation: Invitation, seen: str | None) -> None:
    if seen is not None and seen != state_of(invitation):
        raise AnswerChanged(
            _("You wrote in another window meanwhile, or are asked about a newer version. Nothing was changed.")
        )


def is_closed(invitation: Invitation) -> bool:
    """Whether an answer, or another one, would come too late: a decision ends the round it is asked in."""
    if invitation.state in {Invitation.State.CANCELLED, Invitation.State.DECLINED}:
        return True
    page = invitation.version.page
    if page is None or page.current_workflow_task is None:
        return True
    return Decision.objects.filter(version__page=page, decided_at__gt=invitation.invited_at).exists()


def demand_review(task_state: TaskState | None, page: CommentaryPage) -> TaskState:
    """The round of review that a text is in.

    Raises:
        NotInReview: it is at another step, or at none.
    """
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
    elif said_yes.exists():
        if review.recorded_by_id is None:  # said in person at last
            said_yes.update(**how_it_came(None))
    else:
        Affirmation.objects.create(
            version_id=review.version_id,
            person_id=review.invitation.person_id,
            kind=Affirmation.Kind.REVIEW,
            recorded_by=review.recorded_by,
            came_on=review.came_on,
        )
