"""Turns a person and what they are asked into a link that opens without an account, and a token back into the link."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import TaskState

from commentaries import conf, versions
from commentaries.locking import lock_text
from commentaries.models import CommentaryPage, DeskLine, Hold, Invitation, Issue, Link, Person, Removal, Version
from commentaries.permissions import (
    person_is_among_authors,
    text_is_with_the_author,
    user_can_revoke,
    user_works_on_series,
    withdrawal_is_asked,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

_SALT = "commentaries.link"
_KEY_BYTES = 16
"""128 bits; the token that is made of them and of the site's secret has 256."""
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


class UnknownLink(Exception):
    """No link has this token."""


class ForeignLink(Exception):
    """The token is that of a link to something else."""


class LinkEnded(Exception):
    """The link was made, and leads nowhere any more. ``sentence`` says why, and what to do."""

    def __init__(self, link: Link, why: str) -> None:
        self.link, self.why = link, why
        super().__init__(why)

    @property
    def sentence(self) -> str:
        return str(_ENDINGS[self.why])


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
    key = token_hex(_KEY_BYTES)
    return Link.objects.create(
        kind=Link.Kind.PRESS,
        key=key,
        token_hash=_hash_of(_token_of(key)),
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
    key = token_hex(_KEY_BYTES)
    new = {"key": key, "token_hash": _hash_of(_token_of(key))}
    link, is_new = Link.objects.get_or_create(**named, revoked_at=None, defaults={**facts, **new})
    if not is_new:
        link.version = facts["version"]
        link.expires_at = max(link.expires_at, facts["expires_at"])
        link.save(update_fields=["version", "expires_at"])
    return link


def address_of(link: Link) -> str:
    """The whole address as a letter bears it; empty where the site does not serve such addresses.

    A link whose token the site cannot make again, since its secret is another one, gets a new token: the
    address in an earlier letter works no longer. So it is for whoever writes a letter, and for no page that is
    merely looked at.
    """
    return _address(link, _known_token(link) or _renew(link))


def address_if_known(link: Link) -> str:
    """The same without writing anything: empty where the site cannot make the token again."""
    token = _known_token(link)
    return _address(link, token) if token else ""


def _known_token(link: Link) -> str:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    tokens = (_token_of(link.key, secret) for secret in secrets)
    return next((each for each in tokens if _is_of(link, each)), "")


def _address(link: Link, token: str) -> str:
    try:
        path = reverse(f"outside:{link.kind}", args=[token])
    except NoReverseMatch:  # a system check names it
        return ""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def opened(token: str, kind: Link.Kind) -> Link:
    """The link with this token, if it still leads somewhere. Writes nothing, however often it is asked.

    Raises:
        UnknownLink: there is none.
        ForeignLink: it is one of another kind.
        LinkEnded: it was taken back, its day is past, or nothing is asked any more.
    """
    link = (
        Link.objects.select_related(
            "person__account",
            "page__series",
            "version",
            "invitation__version__page__series",
            "invitation__invited_by",
            "line__series",
            "line__page",
        )
        .filter(token_hash=_hash_of(token))
        .first()
    )
    if link is None or not _is_of(link, token):
        raise UnknownLink
    if link.kind != kind:
        raise ForeignLink
    demand_open(link)
    return link


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


def is_withheld(page: CommentaryPage) -> bool:
    """Whether the text was taken from its readers, for the moment or for good."""
    return page.issue is not None and page.issue.state in {Issue.State.HELD, Issue.State.REMOVED}


def _renew(link: Link) -> str:
    link.key = token_hex(_KEY_BYTES)
    token = _token_of(link.key)
    link.token_hash = _hash_of(token)
    link.save(update_fields=["key", "token_hash"])
    return token


def _is_of(link: Link, token: str) -> bool:
    return constant_time_compare(link.token_hash, _hash_of(token))


def _token_of(key: str, secret: str | None = None) -> str:
    """256 bits in the letters of an address: HMAC-SHA256 of the key under the site's secret, without padding."""
    made = salted_hmac(_SALT, key, secret=secret, algorithm="sha256").digest()
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def _hash_of(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()
