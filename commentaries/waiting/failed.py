"""Turns follow-ups that have failed for good into what was not done, and what to do, for those who may see to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import IntegerField, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from commentaries.models import CommentaryPage, DeskLine, FollowUp, Person
from commentaries.permissions import EDITORIAL, series_of, texts_looked_after_by, texts_worked_on_by, written_by

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class FailedWork:
    """A follow-up that has failed for good, in words: what was not done, and what to do about it.

    ``planned`` is the working title, where it is about a text that nobody has begun.
    """

    pk: int
    what: str
    to_do: str
    page: CommentaryPage | None
    error: str
    planned: str = ""


def failed_follow_ups(user: AbstractBaseUser) -> QuerySet[FollowUp]:
    """What has failed for good, for those who work on the text, or on the series of what is planned; all of it for
    administrators.

    Nobody reads whom a mail about a text of their own was for, or of whom they stand in for: it may be a reviewer.
    """
    failed = FollowUp.objects.filter(state=FollowUp.State.FAILED).select_related("page", "issue")
    if user.is_superuser:
        return failed
    stood_in_for = CommentaryPage.objects.filter(texts_worked_on_by(user)).exclude(texts_looked_after_by(user))
    own = Q(page__in=CommentaryPage.objects.filter(written_by(user)).values("pk"))
    own = (own | Q(page__in=stood_in_for.values("pk"))) & Q(payload__has_key="to")
    plans = DeskLine.objects.filter(series__in=series_of(user, *EDITORIAL), page=None)
    of_plans = Q(page=None, line__in=plans.values("pk"))
    of_texts = Q(page__in=CommentaryPage.objects.filter(texts_worked_on_by(user)).values("pk"))
    failed = failed.annotate(line=Cast(KT("payload__line"), IntegerField()))
    return failed.filter(of_texts | of_plans).exclude(own)


def failed_for(user: AbstractBaseUser, *, limit: int = 20) -> list[FailedWork]:
    """Failed follow-ups as the home page lists them, the newest first."""
    found = list(failed_follow_ups(user).order_by("-next_at")[:limit])
    lines = [work.payload["line"] for work in found if work.page is None and work.payload.get("line")]
    plans = dict(DeskLine.objects.filter(pk__in=lines).values_list("pk", "working_title")) if lines else {}
    people = Person.objects.in_bulk([work.payload["to"] for work in found if work.payload.get("to")])
    return [
        FailedWork(
            work.pk,
            *_told_of(work, people.get(work.payload.get("to", 0))),
            work.page,
            work.error,
            plans.get(work.payload.get("line"), ""),
        )
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
    if work.kind == "deposit":
        return (
            _("The DOI of this text is not confirmed"),
            _("Read the reason. Readers can cite the DOI meanwhile, but it leads nowhere until it is registered."),
        )
    what = {
        "index": _("The search does not know the newest state of this text"),
        "refresh": _("Readers may see older pages until midnight"),
        "fit-groups": _("Accounts may still get into the admin by a role that has ended"),
    }.get(work.kind, _("Not done: %(kind)s") % {"kind": work.kind})
    return what, _("Try again. If it fails once more, tell your administrator the reason.")
