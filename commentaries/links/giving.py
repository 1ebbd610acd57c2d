"""Turns a person and what they are asked into a link that opens without an account, or into the one that stands."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from commentaries import conf
from commentaries.links.addressing import new_token
from commentaries.models import CommentaryPage, DeskLine, Invitation, Link, Person, Version


def link_to_review(invitation: Invitation) -> Link:
    """The link by which the invited person answers without an account: the one that stands, for longer, or a new one.

    It works for some weeks more than the answer is due in, since the answer may be amended until the decision.
    """
    page = invitation.version.page
    return _made(
        {"kind": Link.Kind.REVIEW, "invitation": invitation},
        person=invitation.person,
        page=page,
        version=invitation.version,
        made_by=invitation.invited_by,
        expires_at=_end_of(invitation.due_on, page),
    )


def link_to_consent(page: CommentaryPage, author: Person, *, by: Person | None) -> Link:
    """The link by which an author answers about the newest content without an account."""
    return _made(
        {"kind": Link.Kind.CONSENT, "person": author, "page": page, "invitation": None},
        version=None,
        made_by=by,
        expires_at=_end_of(page.series.today(), page),
    )


def link_to_send(line: DeskLine, *, by: Person | None) -> Link:
    """The link by which the author of a planned text sends the manuscript; that of an earlier author ends."""
    earlier = Link.objects.standing().filter(kind=Link.Kind.MANUSCRIPT, line=line).exclude(person=line.author)
    earlier.update(revoked_at=timezone.now(), revoked_by=by)
    return _made(
        {"kind": Link.Kind.MANUSCRIPT, "line": line},
        person=line.author,
        version=None,
        made_by=by,
        expires_at=_end_of(line.target_on or line.series.today(), line),
    )


def link_to_press(page: CommentaryPage, version: Version, *, whom: str, until: date, by: Person | None) -> Link:
    """A new link for one reader of the press to one version, until the end of a day by the clock of the series."""
    return Link.objects.create(
        **new_token(),
        kind=Link.Kind.PRESS,
        page=page,
        version=version,
        note=whom,
        made_by=by,
        expires_at=datetime.combine(until + timedelta(days=1), time(), page.series.zone),
    )


def _end_of(day: date, about: CommentaryPage | DeskLine) -> datetime:
    """Some weeks after the end of this day, or of today if it is past, by the clock of the series."""
    last = max(day, about.series.today()) + timedelta(days=conf.get().LINK_DAYS + 1)
    return datetime.combine(last, time(), about.series.zone)


@transaction.atomic
def _made(named: dict[str, Any], **facts: Any) -> Link:
    """The standing link of this name brought up to date, or a new one with a token of its own."""
    link, is_new = Link.objects.get_or_create(**named, revoked_at=None, defaults={**facts, **new_token()})
    if not is_new:
        link.version = facts["version"]
        link.expires_at = max(link.expires_at, facts["expires_at"])
        link.save(update_fields=["version", "expires_at"])
    return link
