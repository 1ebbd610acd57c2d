"""Turns an editor's wish into another due day: of the step a text is at, or of one reviewer's answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from commentaries import due, mails, versions
from commentaries.locking import lock_round, lock_text
from commentaries.models import ClosedDays, CommentaryPage, DeskLine, Invitation, Person
from commentaries.permissions import user_can_invite, user_works_on_text
from commentaries.reviewing import NotInReview, is_closed
from commentaries.rounds import NOBODY, asked_about

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class StepChanged(Exception):
    """The text is at another step meanwhile, or somebody else has set the day of this one."""


def step_of(page: CommentaryPage) -> due.Step | None:
    """The step under way that is due first, if any, as the rows say now."""
    now = due.with_steps(CommentaryPage.objects.filter(pk=page.pk)).get()
    days = ClosedDays.objects.working_days_of(now.series)
    return next(iter(due.steps_of(now, days, asked_about([now]).get(now.pk, NOBODY))), None)


@transaction.atomic
def set_due(page: CommentaryPage, user: AbstractBaseUser, *, seen: str, due_on: date | None) -> None:
    """Sets the day until which a step is due; with ``None`` it is again what the series says.

    ``seen`` is the step ``as_seen`` when the editor began.

    Raises:
        PermissionDenied: the user does not work on the text.
        StepChanged: the step is not the one that was seen, or its day is another.
    """
    if not user_works_on_text(user, page):
        raise PermissionDenied(_("Only those who work on the series do this."))
    lock_text(page)
    step = step_of(page)
    if step is None or step.as_seen != seen or not step.is_changeable:
        raise StepChanged(_("The text has gone on meanwhile, or somebody else has set this day. Nothing was changed."))
    line, _made = DeskLine.objects.get_or_create(page_id=page.pk, defaults={"series_id": page.series_id})
    line.step, line.step_due_on = (step.name, due_on) if due_on else ("", None)
    line.save(update_fields=["step", "step_due_on"])
    shown = (due_on or step.usual_on).isoformat()
    log(instance=page, action="commentaries.set_due", user=user, data={"step": step.code, "due_on": shown})


@transaction.atomic
def postpone(invitation: Invitation, user: AbstractBaseUser, *, due_on: date) -> None:
    """Gives a reviewer who has not answered another day, and tells them. The same day twice is one.

    Raises:
        PermissionDenied: the user does not work on the series.
        NotInReview: the person has answered, or the round is over.
    """
    page = CommentaryPage.objects.get(pk=invitation.version.page_id)
    lock_round(page)
    if not user_can_invite(user, versions.latest_of(page)):
        raise PermissionDenied(_("Only the editors of the series invite reviewers."))
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.state != Invitation.State.OPEN or is_closed(invitation):
        raise NotInReview(_("This invitation is not open any more."))
    if invitation.due_on == due_on:
        return
    invitation.due_on = due_on
    invitation.save(update_fields=["due_on"])
    log(instance=page, action="commentaries.postpone_review", user=user, data={"invitation": invitation.pk})
    mails.review_postponed(page, invitation, by=Person.objects.for_account(user))
