"""Turns persons, known or named for the first time, into invitations to review one version by a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import TaskState

from commentaries import mails, versions
from commentaries.conflicts import Conflicts
from commentaries.introducing import Newcomer, introduce
from commentaries.locking import lock_round
from commentaries.models import Anonymity, ClosedDays, CommentaryPage, Invitation, Person, Version
from commentaries.permissions import person_wrote, user_can_invite
from commentaries.reviewing import NotInReview, OwnText, is_closed
from commentaries.telling import last_step

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def invite(
    page: CommentaryPage,
    user: AbstractBaseUser,
    persons: Iterable[Person],
    *,
    newcomers: Iterable[Newcomer] = (),
    due_on: date | None = None,
    message: str = "",
    despite_conflicts: bool = False,
) -> list[Invitation]:
    """Asks persons, and those named in words, to review the newest version. Who declined, or was asked about
    an earlier version or until another day, is asked anew. That somebody who may be partial was asked all the same,
    knowingly, is logged.

    A text that waits for the decision goes on waiting: its editor may want another pair of eyes, as in a second round.

    Returns the invitations that were sent.

    Raises:
        PermissionDenied: the user does not work on the series.
        NotInReview: the text is neither in review nor waiting for the decision.
        OwnText: one of the persons is among the authors, or has the address of one.
    """
    task_state = lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    latest = versions.latest_of(page)
    if not user_can_invite(user, latest):
        raise PermissionDenied(_("Only the editors of the series invite reviewers."))
    if task_state is None:
        raise NotInReview(f"{_('This text is not with the editors.')} {last_step(page)}".strip())
    inviting = Person.objects.for_account(user)
    version = versions.keep(latest, by=inviting)
    conflicts = Conflicts(latest)
    due = due_on or due_date(page)
    invitations: list[Invitation] = []
    for person in dict.fromkeys([*persons, *map(introduce, newcomers)]):
        if conflicts.is_author(person) or person_wrote(person, latest):
            raise OwnText(_("%(person)s is an author of this text and cannot review it.") % {"person": person})
        known = Invitation.objects.filter(person=person, task_state=task_state).first()
        if known and _stands(known, version, due):
            continue
        invitation = _to_renew(known, task_state) or Invitation(person=person, task_state=task_state)
        invitation.due_on, invitation.message, invitation.anonymity = due, message, _promised(person, page)
        _open(invitation, version, by=inviting)
        invitations.append(invitation)
        data = {"invitation": invitation.pk, **({"despite_conflicts": True} if despite_conflicts else {})}
        log(instance=page, action="commentaries.invite", user=user, data=data)
        mails.invited(latest, invitation)
    return invitations


@transaction.atomic
def send_again(invitation: Invitation, user: AbstractBaseUser) -> None:
    """Writes an invitation that is still open to the same person once more, with a link that works.

    Raises:
        PermissionDenied: the user does not work on the series.
        NotInReview: the person has answered, or the round is over.
    """
    page = CommentaryPage.objects.get(pk=invitation.version.page_id)
    lock_round(page)
    latest = versions.latest_of(page)
    if not user_can_invite(user, latest):
        raise PermissionDenied(_("Only the editors of the series invite reviewers."))
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.state != Invitation.State.OPEN or is_closed(invitation):
        raise NotInReview(_("This invitation is not open any more."))
    log(instance=page, action="commentaries.remind", user=user, data={"invitation": invitation.pk})
    mails.invited(latest, invitation, again_by=Person.objects.for_account(user))


def due_date(page: CommentaryPage) -> date:
    """The day until which a review asked for today is due."""
    days = ClosedDays.objects.working_days_of(page.series)
    return days.after(page.series.today(), page.series.review_days)


def _open(invitation: Invitation, version: Version, *, by: Person) -> None:
    """Asks about this version from now on, whatever was answered to the invitation before."""
    invitation.version, invitation.invited_by, invitation.invited_at = version, by, timezone.now()
    invitation.state, invitation.closed_at, invitation.decline_reason = Invitation.State.OPEN, None, ""
    invitation.instead_name = invitation.instead_email = ""
    invitation.save()


def _promised(person: Person, page: CommentaryPage) -> Anonymity:
    """Who learns of whom, by what the series says today or, if that hides more, by what this person was told before.

    It holds for all that they were asked about this text.
    """
    asked = Invitation.objects.filter(person=person, version__page=page)
    mode = Anonymity.strictest(page.series.anonymity, *asked.values_list("anonymity", flat=True))
    asked.exclude(anonymity=mode).update(anonymity=mode)
    return mode


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
