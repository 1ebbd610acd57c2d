"""Turns a link into why it leads nowhere any more, and that into a sentence for its holder."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from wagtail.models import TaskState

from commentaries import versions
from commentaries.models import CommentaryPage, Hold, Invitation, Issue, Link, Removal
from commentaries.permissions import person_is_among_authors, text_is_with_the_author, withdrawal_is_asked

_ENDINGS: dict[str, Promise] = {
    "revoked": gettext_lazy(
        "The editors have taken this link back. If you think that this is a mistake, "
        "answer the mail in which you received it."
    ),
    "expired": gettext_lazy(
        "The last day of this link is past. Answer the mail in which you received it, and ask for another."
    ),
    "declined": gettext_lazy(
        "You have told the editors that you cannot. Thank you for saying so. "
        "If you can after all, answer the mail in which you were asked."
    ),
    "cancelled": gettext_lazy(
        "The editors have gone on meanwhile, and no answer is needed any more. Thank you all the same."
    ),
    "no_author": gettext_lazy(
        "You are not named as an author of this text any more. If you think that this is a mistake, please answer the "
        "mail with the link."
    ),
    "dropped": gettext_lazy(
        "The editors do not wait for a manuscript any more. If you have written one, answer the mail in which you "
        "received this link."
    ),
    "begun": gettext_lazy(
        "The text is on its way already, so no file is taken here any more. To send something else, answer the mail in "
        "which you received this link."
    ),
    "withdrawn": gettext_lazy(
        "What this link led to does not appear as announced. If you have a question, ask whoever gave you the link."
    ),
    "withheld": gettext_lazy(
        "What this link led to cannot be read at the moment. If you have a question, answer the mail in which you "
        "received it."
    ),
    "gone": gettext_lazy(
        "What this link led to is not there any more. If you have a question, answer the mail in which you received it."
    ),
}
"""How a link may have ended, and what its holder is told, without a word about what it led to."""


class LinkEnded(Exception):
    """The link was made, and leads nowhere any more. ``sentence`` says why, and what to do."""

    def __init__(self, link: Link, why: str) -> None:
        self.link, self.why = link, why
        super().__init__(why)

    @property
    def sentence(self) -> str:
        return str(_ENDINGS[self.why])


def is_open(link: Link) -> bool:
    """Whether it leads somewhere still."""
    return not _why_ended(link)


def leads_somewhere(pk: int) -> bool:
    """Whether a letter may name the link with this key."""
    link = Link.objects.select_related("invitation").filter(pk=pk).first()
    return link is not None and not _why_ended(link)


def demand_open(link: Link) -> None:
    """Refuses a link that leads nowhere any more.

    Raises:
        LinkEnded: saying why.
    """
    if why := _why_ended(link):
        raise LinkEnded(link, why)


def demand_still_open(link: Link | None) -> None:
    """The same as the rows say now, and until the transaction ends. For a verb that has locked the text.

    Raises:
        LinkEnded: saying why.
    """
    if link is not None:
        demand_open(Link.objects.select_for_update(of=("self",)).get(pk=link.pk))


def is_withheld(page: CommentaryPage) -> bool:
    """Whether the text was taken from its readers, for the moment or for good."""
    return page.issue is not None and page.issue.state in {Issue.State.HELD, Issue.State.REMOVED}


def _why_ended(link: Link) -> str:
    if link.revoked_at:
        return "revoked"
    if link.expires_at <= timezone.now():
        return "expired"
    if link.kind == Link.Kind.MANUSCRIPT:
        return _why_no_manuscript(link)
    if link.page is None:
        return "gone"
    if link.kind == Link.Kind.PRESS:
        return "" if _will_appear(link.page, link.made_at) else "withdrawn"
    if link.kind == Link.Kind.CONSENT and not person_is_among_authors(link.person, versions.latest_of(link.page)):
        return "no_author"
    if link.invitation and _was_withheld_since(link.page, link.invitation):
        return "withheld"
    state = link.invitation.state if link.invitation else ""
    return state if state in {Invitation.State.DECLINED, Invitation.State.CANCELLED} else ""


def _why_no_manuscript(link: Link) -> str:
    """Files are taken as long as the text is the author's: also when an editor has begun its draft meanwhile."""
    line = link.line
    if line is None:
        return "gone"
    if line.dropped_at or line.author_id != link.person_id:
        return "dropped"
    return "" if line.page is None or text_is_with_the_author(line.page) else "begun"


def _will_appear(page: CommentaryPage, since: datetime) -> bool:
    """Whether a text is on its way, or public, as it was then: not withdrawn, asked back, sent back or withheld
    since."""
    if text_is_with_the_author(page) or withdrawal_is_asked(page) or is_withheld(page):
        return False
    rounds = TaskState.objects.filter(workflow_state__in=page.workflow_states.all())
    undone = rounds.filter(status__in=[TaskState.STATUS_CANCELLED, TaskState.STATUS_REJECTED], finished_at__gt=since)
    return not undone.exists() and not page.workflow_states.filter(created_at__gt=since).exists()


def _was_withheld_since(page: CommentaryPage, invitation: Invitation) -> bool:
    """Whether a text was taken from its readers after this person was asked about it. Whoever is asked while it is
    withheld reads what is to bring it back."""
    if not is_withheld(page):
        return False
    moments = [
        *Hold.objects.filter(issue=page.issue_id, ended_at=None).values_list("held_at", flat=True),
        *Removal.objects.filter(issue=page.issue_id, ended_at=None).values_list("removed_at", flat=True),
    ]
    if not moments:  # a door of Wagtail's took it off, which notes no moment
        return invitation.state != Invitation.State.OPEN
    return invitation.invited_at <= max(moments)
