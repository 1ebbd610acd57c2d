"""Takes a link back, so that it opens nothing any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from commentaries import versions
from commentaries.locking import lock_text
from commentaries.models import CommentaryPage, Link, Person
from commentaries.permissions import user_can_revoke, user_works_on_series

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def revoke(link: Link, user: AbstractBaseUser) -> None:
    """Takes a link back: from now on it opens nothing. What was answered by it stays.

    Raises:
        PermissionDenied: the user may not, or the text is gone.
    """
    if link.page:
        lock_text(link.page)  # whoever answers by the link holds the text
    if not _may_revoke(user, link):
        raise PermissionDenied(_("Only the editors of the series take a link back."))
    standing = Link.objects.standing().filter(pk=link.pk)
    taken_back = standing.update(revoked_at=timezone.now(), revoked_by=Person.objects.for_account(user))
    if taken_back and link.page:
        log(instance=link.page, action="commentaries.revoke_link", user=user, data={"kind": link.kind})


def revoke_all(page: CommentaryPage, by: Person) -> int:
    """Takes back every link to a text, whatever it is for and whoever has it, also that by which its manuscript came.
    For a verb that has locked the text."""
    leading_there = Link.objects.standing().filter(Q(page=page.pk) | Q(line__page=page.pk))
    return leading_there.update(revoked_at=timezone.now(), revoked_by=by)


def _may_revoke(user: AbstractBaseUser, link: Link) -> bool:
    if link.page:
        return user_can_revoke(user, link, versions.latest_of(link.page))
    return link.line is not None and user_works_on_series(user, link.line.series)
