"""Says in sentences who may take out the contact of a person, and open the files that somebody sent."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from commentaries.models import Attachment, CommentaryPage, DeskLine, Person
from commentaries.permissions.reviews import user_can_invite, user_knows_reviewers
from commentaries.permissions.roles import user_works_on_series
from commentaries.permissions.texts import user_works_on_text

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet


def texts_concerning(person: Person) -> QuerySet[CommentaryPage]:
    """The texts that a person writes or was asked to review; and those, once theirs, of which they have a link or to
    which they sent a file."""
    ways: tuple[QuerySet[Any], ...] = (
        person.authorships.values("page"),
        person.invitations.values("version__page"),
        person.links.values("page"),
        person.links.values("line__page"),
        person.attachments.values("page"),
        person.attachments.values("line__page"),
    )
    return CommentaryPage.objects.filter(reduce(or_, (Q(pk__in=way) for way in ways)))


def plans_concerning(person: Person) -> QuerySet[DeskLine]:
    """The plans, dropped or not, of which no text has come: those that name this person, and those of which they have
    a link or to which they sent a file."""
    is_theirs = Q(author=person) | Q(pk__in=person.links.values("line")) | Q(pk__in=person.attachments.values("line"))
    return DeskLine.objects.filter(is_theirs, page=None)


def user_can_erase(user: AbstractBaseUser, person: Person) -> bool:
    """Take out the contact of somebody without an account: whoever works on the series of all their texts and plans,
    and none of these texts is the user's own; and administrators, who alone do it where no series is known. No guest
    editor does: others look after the person's next text."""
    if person.account_id is not None or not user.is_active:
        return False
    if user.is_superuser:
        return True
    texts = texts_concerning(person).select_related("series")
    looked_after = [user_works_on_series(user, text.series) and user_can_invite(user, text) for text in texts]
    plans = plans_concerning(person).select_related("series")
    looked_after += [user_works_on_series(user, plan.series) for plan in plans]
    return bool(looked_after) and all(looked_after)


def user_can_open(user: AbstractBaseUser, attachment: Attachment, page: CommentaryPage | None) -> bool:
    """Get a file that was sent: those who work on the text, or on the series while it is planned; what names a
    reviewer, whoever may know them. ``page`` is the newest content of its text; none while it is planned."""
    is_theirs = user_works_on_text(user, page) if page else user_works_on_series(user, attachment.line.series)
    if not is_theirs:
        return False
    return attachment.kind != Attachment.Kind.REVIEW or (page is not None and user_knows_reviewers(user, page))
