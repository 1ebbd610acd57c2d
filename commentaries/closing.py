"""Turns invitations that nobody needs an answer to any more into closed ones, and tells those who were asked."""

from __future__ import annotations

from django.utils import timezone

from commentaries import mails
from commentaries.models import CommentaryPage, Invitation


def close_invitations(page: CommentaryPage) -> None:
    """Ends what is still asked about a text, so that nobody is left with a review that leads nowhere. For a verb that
    has locked the text."""
    asked = Invitation.objects.filter(version__page=page, state=Invitation.State.OPEN)
    closing = list(asked.select_related("person__account", "invited_by").order_by("pk"))
    asked.update(state=Invitation.State.CANCELLED, closed_at=timezone.now())
    for invitation in closing:
        mails.closed(page, invitation)
