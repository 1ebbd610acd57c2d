"""Turns follow-ups that have failed for good into what was not done, and what to do, for those who may see to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from commentaries.models import Authorship, CommentaryPage, FollowUp, Person
from commentaries.permissions import EDITORIAL, series_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class FailedWork:
    """A follow-up that has failed for good, in words: what was not done, and what to do about it."""

    pk: int
    what: str
    to_do: str
    page: CommentaryPage | None
    error: str


def failed_follow_ups(user: AbstractBaseUser) -> QuerySet[FollowUp]:
    """What has failed for good, for those who work on the series; all of it for administrators.

    Nobody reads whom a mail about a text of their own was for: it may be a reviewer.
    """
    failed = FollowUp.objects.filter(state=FollowUp.State.FAILED).select_related("page", "issue")
    if user.is_superuser:
        return failed
    own = Q(page__in=Authorship.objects.filter(person__account=user.pk).values("page"), payload__has_key="to")
    return failed.filter(page__series__in=series_of(user, *EDITORIAL)).exclude(own)


def failed_for(user: AbstractBaseUser, *, limit: int = 20) -> list[FailedWork]:
    """Failed follow-ups as the home page lists them, the newest first."""
    found = list(failed_follow_ups(user).order_by("-next_at")[:limit])
    people = Person.objects.in_bulk([work.payload["to"] for work in found if work.payload.get("to")])
    return [
        FailedWork(work.pk, *_told_of(work, people.get(work.payload.get("to", 0))), work.page, work.error)
        for work in found
    ]


def _told_of(work: FollowUp, addressee: Person | None) -> tuple[str, str]:
    """What was not done, and what to do."""
    if addressee and work.uncertain_since:
        return (
            _("Nobody knows whether a mail to %(person)s was sent") % {"person": addressee},
            _("Ask whether it has arrived, and try again only if it has not."),
        )
    if addressee:
        return (
            _("A mail to %(person)s was not sent") % {"person": addressee},
            _("Check the address. If it is right, tell your administrator the reason, then try again."),
        )
    what = {
        "index": _("The search does not know the newest state of this text"),
        "refresh": _("Readers may see older pages until midnight"),
        "fit-groups": _("Accounts may still get into the admin by a role that has ended"),
    }.get(work.kind, _("Not done: %(kind)s") % {"kind": work.kind})
    return what, _("Try again. If it fails once more, tell your administrator the reason.")
