"""Lets a scheduled text appear at once or at another moment: the same content, so nobody is asked for a yes again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import log
from wagtail.models import Revision

from commentaries import mails, publishing, versions
from commentaries.locking import lock_text
from commentaries.models import CommentaryPage, Person
from commentaries.permissions import user_can_decide
from commentaries.telling import on_behalf, written_moment

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


TAKEN_OFF = "wagtail.schedule.cancel"
"""Wagtail's own word for it, so that its history and ours tell it once, whichever door it came through."""


class NotScheduled(Exception):
    """The text has no moment at which it appears (any more); the message says what became of it."""


class MomentIsPast(Exception):
    """A text appears now or later, and not earlier."""


@transaction.atomic
def publish_now(page: CommentaryPage, user: AbstractBaseUser) -> CommentaryPage:
    """Publishes what is scheduled before its moment. The guard looks at it as at any other moment.

    Raises:
        PermissionDenied: the user may not decide on this text.
        NotScheduled: it appeared, was taken off the schedule, or is asked back.
        NotAffirmed: two persons do not stand behind it any more.
    """
    page, revision = _locked(page, user)
    data = {**_moments(revision), **on_behalf(user, page)}
    log(instance=page, action="commentaries.publish_now", user=user, data=data)
    set_moment(revision, None)
    PublishPageRevisionAction(revision, user=user).execute(skip_permission_checks=True)
    return CommentaryPage.objects.select_related("issue").get(pk=page.pk)


@transaction.atomic
def postpone(page: CommentaryPage, user: AbstractBaseUser, *, to: datetime, reason: str = "") -> None:
    """Lets what is scheduled appear at another moment, later or earlier, and tells the authors.

    Raises:
        PermissionDenied: the user may not decide on this text.
        NotScheduled: as for ``publish_now``.
        MomentIsPast: the moment is not in the future.
    """
    page, revision = _locked(page, user)
    demand_future(to)
    before = revision.approved_go_live_at
    if to == before:
        return
    data = {**_moments(revision), "to": to.isoformat(), "reason": reason, **on_behalf(user, page)}
    set_moment(revision, to)
    CommentaryPage.objects.filter(pk=page.pk).update(go_live_at=to)
    log(instance=page, action="commentaries.postpone", user=user, data=data)
    mails.postponed(
        page,
        by=Person.objects.for_account(user),
        event=f"revision-{revision.pk}-{timezone.now():%Y%m%d%H%M%S%f}",
        moment=to,
        before=before,
        comment=reason,
    )


@transaction.atomic
def unschedule(page: CommentaryPage, user: AbstractBaseUser, *, reason: str = "") -> None:
    """Lets what is scheduled not appear, and tells the authors, whose draft it is again if it is not public already.

    Raises:
        PermissionDenied: the user may not decide on this text.
        NotScheduled: as for ``publish_now``.
    """
    page, revision = _locked(page, user)
    before = revision.approved_go_live_at
    data = {**_moments(revision), "reason": reason, **on_behalf(user, page)}
    set_moment(revision, None)
    CommentaryPage.objects.filter(pk=page.pk).update(go_live_at=None)
    log(instance=page, action=TAKEN_OFF, user=user, data=data)
    mails.unscheduled(
        page,
        by=Person.objects.for_account(user),
        event=f"revision-{revision.pk}-{timezone.now():%Y%m%d%H%M%S%f}",
        before=before,
        comment=reason,
    )


def set_moment(revision: Revision, moment: datetime | None) -> None:
    """Writes the moment into a revision that somebody decided to publish. No yes depends on it (D2).

    Not by ``Revision.save()``, which would write into the history that nobody in particular took it off the schedule:
    the verb that calls this says who did what.
    """
    revision.content = {**revision.content, "go_live_at": moment.isoformat() if moment else None}
    revision.approved_go_live_at = moment
    Revision.objects.filter(pk=revision.pk).update(content=revision.content, approved_go_live_at=moment)


def demand_future(moment: datetime) -> None:
    """Refuses a moment that is past.

    Raises:
        MomentIsPast: saying what to do.
    """
    if moment <= timezone.now():
        raise MomentIsPast(_("This moment is past. Choose a later one, or publish the text now."))


def demand_scheduled(page: CommentaryPage) -> Revision:
    """The revision of a text that appears by itself, as it stands now. For a verb that has locked the text.

    Raises:
        NotScheduled: saying what became of it.
    """
    if revision := page.scheduled_revision:
        return revision
    raise NotScheduled(_what_became_of(page))


def _locked(page: CommentaryPage, user: AbstractBaseUser) -> tuple[CommentaryPage, Revision]:
    lock_text(page)
    page = CommentaryPage.objects.select_related("issue").get(pk=page.pk)
    if not user_can_decide(user, versions.latest_of(page)):
        raise PermissionDenied(
            _("Only an editor of the series who is not among the authors decides when a text appears.")
        )
    return page, demand_scheduled(page)


def _moments(revision: Revision) -> dict[str, str]:
    return {"from": revision.approved_go_live_at.isoformat()}


def _what_became_of(page: CommentaryPage) -> str:
    """Why there is no moment any more: the other of two who acted at once is told the same story."""
    if asked := page.withdrawals.open().select_related("person").first():
        facts = {"person": asked.person, "when": written_moment(asked.asked_at, page.series.zone)}
        sentence = _("%(person)s asked to withdraw this text on %(when)s, so it does not appear for the moment.")
        return f"{sentence % facts} {publishing.withdrawal_is_asked()}"
    edition = page.editions.order_by("-pk").first()
    if page.live and edition:
        facts = {
            "when": written_moment(edition.published_at, page.series.zone),
            "number": page.issue.label or page.title,
        }
        return _("This text appeared as %(number)s on %(when)s. Nothing was changed.") % facts
    return _("This text is not scheduled (any more). Nothing was changed.")
