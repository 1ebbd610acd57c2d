"""Stops a decided text on an author's word before it appears, until an editor settles whether it is withdrawn (D2)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from commentaries import deciding, mails, numbering, publishing, register, scheduling, standings, versions
from commentaries.links import ending, revoking
from commentaries.locking import lock_text
from commentaries.models import Affirmation, CommentaryPage, Issue, Link, Person, Withdrawal
from commentaries.permissions import person_is_among_authors, user_can_decide, user_is_author_of
from commentaries.telling import on_behalf, written_moment

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class AskedAlready(Exception):
    """An author was quicker; the message says who and when."""


class NothingToSettle(Exception):
    """No author asks for the text back (any more); the message says how it was settled, and by whom."""


@transaction.atomic
def ask(page: CommentaryPage, user: AbstractBaseUser, *, reason: str) -> Withdrawal:
    """Stops the schedule of a text at once, on the word of one of its authors, and tells the editors.

    The author's own yes to what was to appear is taken back.

    Raises:
        PermissionDenied: the user is no author of the text.
        AskedAlready: it is asked back already.
        NotScheduled: it has appeared, or was taken off the schedule.
    """
    page = _read_again(page)
    if not user_is_author_of(user, versions.latest_of(page)):
        raise PermissionDenied(_("Only an author of the text asks to withdraw it."))
    return _stop(page, Person.objects.for_account(user), reason)


@transaction.atomic
def ask_through(link: Link, *, reason: str) -> Withdrawal:
    """The same on the word of an author who comes by their link, with an account or without.

    Raises:
        LinkEnded: the link was taken back, or the person is no author any more.
        PermissionDenied: the link is one for somebody else.
        AskedAlready, NotScheduled: as for ``ask``.
    """
    page = _read_again(link.page)
    ending.demand_still_open(link)
    if link.kind != Link.Kind.CONSENT or not person_is_among_authors(link.person, versions.latest_of(page)):
        raise PermissionDenied(_("Only an author of the text asks to withdraw it."))
    return _stop(page, link.person, reason)


def is_possible(page: CommentaryPage) -> bool:
    """Whether a text is still to appear for the first time, so that its authors may stop it."""
    return not page.live and page.scheduled_revision is not None


def _stop(page: CommentaryPage, person: Person, reason: str) -> Withdrawal:
    """For a verb that has locked the text and asked whether this person may."""
    if standing := withdrawal_of(page):
        facts = {"person": standing.person, "when": written_moment(standing.asked_at, page.series.zone)}
        raise AskedAlready(_("%(person)s already asked for that on %(when)s; the text does not appear.") % facts)
    revision = scheduling.demand_scheduled(page)
    asked = Withdrawal.objects.create(
        page=page, revision=revision, publish_at=revision.approved_go_live_at, person=person, reason=reason
    )
    scheduling.set_moment(revision, None)
    CommentaryPage.objects.filter(pk=page.pk).update(go_live_at=None)
    _take_back_yes(page, revision, person)
    data = {"reason": reason} | ({} if person.account else {"person": person.name})
    log(instance=page, action="commentaries.ask_back", user=person.account, data=data)
    mails.asked_back(page, by=person, event=f"withdrawal-{asked.pk}", reason=reason)
    return asked


@transaction.atomic
def confirm(page: CommentaryPage, user: AbstractBaseUser, *, keeps_number: bool, answer: str = "") -> None:
    """Makes a text a draft of its authors again. Decision and links end, and a reserved number is kept or made void.

    Raises:
        PermissionDenied: the user may not decide on this text.
        NothingToSettle: nobody asks for it back (any more).
    """
    page, asked = _locked(page, user)
    person = Person.objects.for_account(user)
    _settle(asked, person, Withdrawal.Outcome.CONFIRMED, answer)
    deciding.withdraw_earlier_decisions(page)
    revoking.revoke_all(page, person)
    entry = register.entry_of(page, lock=True)
    if not keeps_number and entry and entry.state == Issue.State.RESERVED:
        numbering.void(entry, reason=_("The text was withdrawn by its authors."))
    data = {"keeps_number": keeps_number, **on_behalf(user, page)}
    log(instance=page, action="commentaries.confirm_withdrawal", user=user, data=data)
    mails.withdrawn(page, by=person, event=f"withdrawal-{asked.pk}", comment=answer)


@transaction.atomic
def schedule_again(page: CommentaryPage, user: AbstractBaseUser, *, at: datetime, answer: str = "") -> None:
    """Lets a text that was asked back appear after all, as it was decided on, if two persons still stand behind it.

    Raises:
        PermissionDenied: the user may not decide on this text.
        NothingToSettle: nobody asks for it back (any more).
        MomentIsPast: the moment is not in the future.
        NotAffirmed: with the author's yes taken back, nobody else has said yes to it.
    """
    page, asked = _locked(page, user)
    scheduling.demand_future(at)
    if asked.revision is None:
        raise NothingToSettle(_("What was scheduled is not kept any more. Confirm the withdrawal, then decide anew."))
    standing = standings.standing_of(asked.revision.as_object())
    if not standing.is_enough:
        raise publishing.NotAffirmed(standing.missing)
    person = Person.objects.for_account(user)
    _settle(asked, person, Withdrawal.Outcome.SCHEDULED, answer)
    scheduling.set_moment(asked.revision, at)
    CommentaryPage.objects.filter(pk=page.pk).update(go_live_at=at)
    data = {"to": at.isoformat(), "reason": answer, **on_behalf(user, page)}
    log(instance=page, action="commentaries.schedule_again", user=user, data=data)
    mails.postponed(
        page,
        by=person,
        event=f"withdrawal-{asked.pk}",
        moment=at,
        before=asked.publish_at,
        comment=answer,
        again=True,
    )


def withdrawal_of(page: CommentaryPage) -> Withdrawal | None:
    """What an author has asked and no editor has settled."""
    return Withdrawal.objects.open().filter(page=page.pk).select_related("person").first()


def _read_again(page: CommentaryPage) -> CommentaryPage:
    lock_text(page)
    return CommentaryPage.objects.select_related("issue").get(pk=page.pk)


def _locked(page: CommentaryPage, user: AbstractBaseUser) -> tuple[CommentaryPage, Withdrawal]:
    page = _read_again(page)
    if not user_can_decide(user, versions.latest_of(page)):
        raise PermissionDenied(_("Only an editor of the series who is not among the authors settles a withdrawal."))
    asked = withdrawal_of(page)
    if asked is None:
        raise NothingToSettle(_how_settled(page))
    return page, asked


def _settle(asked: Withdrawal, person: Person, outcome: Withdrawal.Outcome, answer: str) -> None:
    asked.outcome, asked.settled_by, asked.settled_at, asked.answer = outcome, person, timezone.now(), answer
    asked.save(update_fields=["outcome", "settled_by", "settled_at", "answer"])


def _take_back_yes(page: CommentaryPage, revision: Revision, person: Person) -> None:
    digest = versions.digest_of(revision.as_object())
    said = Affirmation.objects.filter(version__page=page, version__digest=digest, person=person)
    said.filter(kind__in=[Affirmation.Kind.SUBMISSION, Affirmation.Kind.CONSENT]).withdraw()


def _how_settled(page: CommentaryPage) -> str:
    last = page.withdrawals.exclude(settled_at=None).select_related("settled_by").order_by("-settled_at").first()
    if last is None:
        return _("Nobody asks to withdraw this text. Nothing was changed.")
    return _("Already settled by %(person)s on %(when)s: %(outcome)s. Nothing was changed.") % {
        "person": last.settled_by,
        "when": written_moment(last.settled_at, page.series.zone),
        "outcome": last.get_outcome_display(),
    }
