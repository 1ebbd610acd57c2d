"""Finds the links that stand: of those who are asked to review, of the authors, of the one who sends a manuscript."""

from __future__ import annotations

from collections.abc import Iterable

from commentaries.models import CommentaryPage, DeskLine, Invitation, Link


def links_to_review(invitations: Iterable[Invitation]) -> dict[int, Link]:
    """The standing link of each invitation that has one, by the key of the invitation."""
    found = Link.objects.standing().filter(kind=Link.Kind.REVIEW, invitation__in=invitations)
    found = found.select_related("page__series")
    return {link.invitation_id: link for link in found}


def links_to_consent(page: CommentaryPage) -> dict[int, Link]:
    """The standing link of each author who has one, by the key of the person."""
    found = Link.objects.standing().filter(kind=Link.Kind.CONSENT, page=page.pk)
    return {link.person_id: link for link in found.select_related("page__series")}


def link_to_manuscript(line: DeskLine | None) -> Link | None:
    """The standing link by which the manuscript of a planned text is sent."""
    if line is None:
        return None
    found = Link.objects.standing().filter(kind=Link.Kind.MANUSCRIPT, line=line)
    return found.select_related("person__account", "made_by", "line__series", "line__page").first()
