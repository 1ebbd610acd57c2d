"""Lets the decision on one text not wait for reviews, on an editor's word and with a reason (D2 stays)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from commentaries import versions
from commentaries.locking import lock_round
from commentaries.models import CommentaryPage, FastTrack, Person, ReviewTask
from commentaries.permissions import user_can_decide
from commentaries.telling import on_behalf, written_moment

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from wagtail.models import TaskState


class OnFastTrack(Exception):
    """The text is on the fast track already; the message says since when, and by whom."""


class NotOnFastTrack(Exception):
    """Reviews of the text are waited for (again) already."""


@transaction.atomic
def mark(page: CommentaryPage, user: AbstractBaseUser, *, reason: str) -> FastTrack:
    """Sends a text straight to the decision: at once if it is in review, else whenever it is submitted.

    Invitations that are out stay open until the decision.

    Raises:
        PermissionDenied: the user may not decide on this text.
        OnFastTrack: it is marked already.
    """
    task_state, page = _locked(page, user)
    if standing := track_of(page):
        facts = {"person": standing.marked_by, "when": written_moment(standing.marked_at, page.series.zone)}
        raise OnFastTrack(
            _("%(person)s already marked this text as fast track on %(when)s. Nothing was changed.") % facts
        )
    made = FastTrack.objects.create(page=page, reason=reason, marked_by=Person.objects.for_account(user))
    log(instance=page, action="commentaries.fast_track", user=user, data={"reason": reason, **on_behalf(user, page)})
    if task_state is not None and isinstance(task_state.task.specific, ReviewTask):
        task_state.specific.approve(user=user, comment=reason)
    return made


@transaction.atomic
def unmark(page: CommentaryPage, user: AbstractBaseUser) -> None:
    """Lets the reviews of a text be waited for again, from its next submission on.

    Raises:
        PermissionDenied: the user may not decide on this text.
        NotOnFastTrack: it is not marked (any more).
    """
    _task_state, page = _locked(page, user)
    if not end(page, Person.objects.for_account(user)):
        raise NotOnFastTrack(_("This text is not on the fast track (any more). Nothing was changed."))
    log(instance=page, action="commentaries.end_fast_track", user=user, data=on_behalf(user, page))


def end(page: CommentaryPage, person: Person) -> bool:
    """Ends the fast track of a text, if it is on one. For a verb that has locked the text."""
    standing = FastTrack.objects.standing().filter(page=page.pk)
    return bool(standing.update(ended_by=person, ended_at=timezone.now()))


def track_of(page: CommentaryPage) -> FastTrack | None:
    """The fast track that a text is on."""
    return FastTrack.objects.standing().filter(page=page.pk).select_related("marked_by").first()


def _locked(page: CommentaryPage, user: AbstractBaseUser) -> tuple[TaskState | None, CommentaryPage]:
    task_state = lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    if not user_can_decide(user, versions.latest_of(page)):
        raise PermissionDenied(
            _("Only an editor of the series who is not among the authors decides how a text goes on.")
        )
    return task_state, page
