"""Lets somebody of the press read one version of a text before its day, by a link that can be taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from commentaries import affirming, versions
from commentaries.links import addressing, ending, giving
from commentaries.locking import lock_round
from commentaries.models import CommentaryPage, Link, Person
from commentaries.permissions import text_is_with_the_author, user_can_brief, withdrawal_is_asked

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class NothingToBrief(Exception):
    """The text is a draft, is asked back, or was taken from its readers: there is nothing that will appear."""


@transaction.atomic
def brief(page: CommentaryPage, user: AbstractBaseUser, *, whom: str, until: date, digest: str) -> Link:
    """A link to the version with this digest for one reader, whom ``whom`` names, until the end of a day.

    Raises:
        PermissionDenied: the user may not decide on this text.
        NothingToBrief: it is with its authors, or withheld.
        ContentChanged: the newest content has another digest.
    """
    lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    latest = versions.latest_of(page)
    if not user_can_brief(user, latest):
        raise PermissionDenied(_("Only an editor who is not among the authors gives a text to the press."))
    if not will_appear(page):
        raise NothingToBrief(_("There is nothing to give to the press: the text is a draft, or is withheld."))
    affirming.demand_seen(page, latest, digest)
    person = Person.objects.for_account(user)
    version = versions.keep(latest, by=person, digest=digest)
    link = giving.link_to_press(page, version, whom=whom, until=until, by=person)
    log(instance=page, action="commentaries.brief", user=user, data={"whom": whom, "digest": digest, "link": link.pk})
    return link


@transaction.atomic
def renew_address(link: Link, user: AbstractBaseUser) -> None:
    """Gives a link of the press a new address where the site cannot make the one that is out: that one ends.

    Raises:
        PermissionDenied: the user may not decide on this text.
        NothingToBrief: the link no longer works.
    """
    lock_round(link.page)
    if not user_can_brief(user, versions.latest_of(CommentaryPage.objects.get(pk=link.page_id))):
        raise PermissionDenied(_("Only an editor who is not among the authors gives a text to the press."))
    link = Link.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if not ending.is_open(link):
        raise NothingToBrief(_("This link no longer works."))
    if addressing.address_if_known(link):
        return
    addressing.address_of(link)
    log(instance=link.page, action="commentaries.renew_link", user=user, data={"link": link.pk})


def will_appear(page: CommentaryPage) -> bool:
    """Whether a text is on its way to its readers, or before them."""
    return not (text_is_with_the_author(page) or withdrawal_is_asked(page) or ending.is_withheld(page))


def moment_of(page: CommentaryPage) -> datetime | None:
    """When the text will appear, as far as that is decided."""
    scheduled = page.scheduled_revision
    return scheduled.approved_go_live_at if scheduled else None
