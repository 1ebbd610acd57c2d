"""Turns what is asked of a reviewer, and the end of it, into mails to that person, each stored as a follow-up."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from commentaries.links.giving import link_to_review
from commentaries.links.standing import links_to_review
from commentaries.mails.addressees import Text
from commentaries.mails.planning import plan
from commentaries.mails.reasons import goes_only_if
from commentaries.models import CommentaryPage, Invitation, Person
from commentaries.permissions import anonymity_of


def invited(page: CommentaryPage, invitation: Invitation, *, again_by: Person | None = None) -> None:
    """A person is asked for a review, or asked again: to that person."""
    text = Text(page)
    moment = timezone.now() if again_by else invitation.invited_at
    plan(
        "invited",
        text,
        [invitation.person],
        by=again_by or invitation.invited_by,
        event=f"invitation-{invitation.pk}-{moment:%Y%m%d%H%M%S}",
        comment=invitation.message,
        link=reverse("commentaries:review", args=[invitation.pk]),
        own_link=lambda person: link_to_review(invitation),
        due=invitation.due_on.isoformat(),
        anonymity=anonymity_of(invitation),
        again=again_by is not None,
    )


def review_postponed(page: CommentaryPage, invitation: Invitation, *, by: Person) -> None:
    """A reviewer is given another day: to that person. Who has a link gets it for longer; one that was taken back is
    not made anew by another day.
    """
    has_link = bool(links_to_review([invitation]))
    plan(
        "review_postponed",
        Text(page),
        [invitation.person],
        by=by,
        event=f"invitation-{invitation.pk}-{timezone.now():%Y%m%d%H%M%S}",
        link=reverse("commentaries:review", args=[invitation.pk]),
        own_link=(lambda person: link_to_review(invitation)) if has_link else None,
        due=invitation.due_on.isoformat(),
        invitation=invitation.pk,
    )


@goes_only_if("review_postponed")
def is_still_due(facts: dict[str, Any], page: CommentaryPage | None) -> bool:
    """Whether the reviewer is still asked to answer until the day that a stored mail names."""
    still = {"state": Invitation.State.OPEN, "due_on": facts["due"]}
    return Invitation.objects.filter(pk=facts["invitation"], **still).exists()


def closed(page: CommentaryPage, invitation: Invitation) -> None:
    """Nobody needs a review any more: to the person who was asked. Whoever asked gets the answer, unless that is an
    author, and why it ended is not told: it may be an author's doing, who is perhaps hidden.
    """
    text = Text(page)
    plan(
        "closed",
        text,
        [invitation.person],
        by=invitation.invited_by if invitation.invited_by_id not in text.writing() else None,
        event=f"invitation-{invitation.pk}-{timezone.now():%Y%m%d%H%M%S%f}",
        invitation=invitation.pk,
    )


@goes_only_if("closed")
def is_still_closed(facts: dict[str, Any], page: CommentaryPage | None) -> bool:
    """Whether the person was not asked anew before the letter went."""
    return Invitation.objects.filter(pk=facts["invitation"], state=Invitation.State.CANCELLED).exists()
