"""Turns what a reviewer is to read into what they may read: without a word about its authors where these are hidden."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commentaries import versions
from commentaries.models import Anonymity, CommentaryPage, Invitation, Person, Version
from commentaries.permissions import authors_are_hidden_from, invitation_hides_authors


def text_asked_about(invitation: Invitation) -> CommentaryPage:
    """The version of an invitation as the invited person may read it; for showing, never for saving."""
    page = versions.page_as_of(invitation.version)
    return without_authors(page) if invitation_hides_authors(invitation) else page


def text_for(person: Person | None, version: Version) -> CommentaryPage:
    """A version as this person may read it; for showing, never for saving."""
    page = versions.page_as_of(version)
    return without_authors(page) if authors_are_hidden_from(person, version.page) else page


def without_authors(page: CommentaryPage) -> CommentaryPage:
    """A content, made for showing, that says nothing of who wrote it but in its own words and pictures.

    Funding and interests are what authors state of themselves.
    """
    page.authorships = []
    page.funding = page.interests = ""
    page.hides_authors = True
    return page


def promise_of(mode: str) -> str:
    """What somebody who is asked for a review is told of who learns of whom."""
    return {
        Anonymity.OPEN: _("This review is open: once you have answered, the authors may learn that it was you."),
        Anonymity.REVIEWERS: _("The authors do not learn that you review their text."),
        Anonymity.BOTH: _(
            "You do not learn who wrote the text, and the authors do not learn that you review it. "
            "If you recognise it, say so under interests."
        ),
    }.get(Anonymity(mode) if mode else mode, "")
