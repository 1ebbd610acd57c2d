"""Says in sentences who may take out the contact of a person, and open the files that somebody sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from commentaries.models import Attachment, CommentaryPage, Invitation, Person
from commentaries.permissions.reviews import user_can_invite, user_knows_reviewers
from commentaries.permissions.roles import user_works_on_series
from commentaries.permissions.texts import user_works_on_text

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet


def texts_concerning(person: Person) -> QuerySet[CommentaryPage]:
    """The texts that a person writes, or was asked to review."""
    asked = Invitation.objects.filter(person=person).values("version__page")
    return CommentaryPage.objects.filter(Q(pk__in=person.authorships.values("page")) | Q(pk__in=asked))


def user_can_erase(user: AbstractBaseUser, person: Person) -> bool:
    """Take out the contact of somebody without an account: whoever works on the series of all their texts, and none of
    these is the user's own; and administrators. No guest editor does: others look after the person's next text."""
    if person.account_id is not None or not user.is_active:
        return False
    if user.is_superuser:
        return True
    texts = list(texts_concerning(person).select_related("series"))
    looks_after = (user_works_on_series(user, text.series) and user_can_invite(user, text) for text in texts)
    return bool(texts) and all(looks_after)


def user_can_open(user: AbstractBaseUser, attachment: Attachment, page: CommentaryPage | None) -> bool:
    """Get a file that was sent: those who work on the text, or on the series while it is planned; what names a
    reviewer, whoever may know them. ``page`` is the newest content of its text; none while it is planned."""
    is_theirs = user_works_on_text(user, page) if page else user_works_on_series(user, attachment.line.series)
    if not is_theirs:
        return False
    return attachment.kind != Attachment.Kind.REVIEW or (page is not None and user_knows_reviewers(user, page))
