"""Tells editors how far the DOIs of their texts are: on the desk in a word, and red where a person is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commentaries.models import CommentaryPage, Deposit, FollowUp
from series.deposits.planning import KIND, in_force, is_on_trial
from series.deposits.sending import CONFIRMED_WITHIN

if TYPE_CHECKING:
    from django.utils.functional import Promise

_State = Deposit.State
_NOTHING_SENT = ""
_WORDED: dict[str, Promise | str] = {
    _State.WAITING: _("DOI to be sent"),
    _State.SENDING: _("DOI sent, not confirmed yet"),
    _State.SENT: _("DOI sent, not confirmed yet"),
    _State.REGISTERED: _("DOI registered"),
    _State.REJECTED: _("DOI rejected"),
    _State.GIVEN_UP: _("DOI not confirmed in time"),
}
_UNDER_WAY = [_State.WAITING, _State.SENDING, _State.SENT]
_FOR_A_PERSON = [_State.REJECTED, _State.GIVEN_UP]
_SET_OUT = [_State.SENDING, _State.SENT]
_NOTHING_OUT = [None, _State.WAITING, _State.REGISTERED]
_DUE = [FollowUp.State.WAITING, FollowUp.State.RUNNING]


@dataclass(frozen=True, slots=True)
class Registration:
    """How far the DOI of a text is, in words; ``needs_somebody`` when it is not confirmed for an hour, or rejected.

    ``may_be_sent`` says that a press of a button would do something: nothing is under way, or that has failed.
    """

    worded: str = ""
    needs_somebody: bool = False
    may_be_sent: bool = False


def with_registrations(texts: QuerySet[CommentaryPage]) -> QuerySet[CommentaryPage]:
    """The texts with what ``registration_of`` asks of them, in no query of its own."""
    registrar = in_force()
    sent = Deposit.objects.filter(issue=OuterRef("issue"), system=registrar.system if registrar else _NOTHING_SENT)
    sent = sent.annotate(since=Coalesce("sent_at", "begun_at")).newest_first()
    planned = FollowUp.objects.filter(kind=KIND, issue=OuterRef("issue"))
    return texts.annotate(
        deposit_state=Subquery(sent.values("state")[:1]),
        deposit_since=Subquery(sent.values("since")[:1]),
        deposit_due=Subquery(planned.filter(state__in=_DUE).values("next_at")[:1]),
        deposit_failed=Exists(planned.filter(state=FollowUp.State.FAILED)),
    )


def registration_of(text: CommentaryPage) -> Registration:
    """Of a text that was read ``with_registrations``; nothing for one without a DOI, no state where nothing is sent."""
    if not (text.issue and text.issue.doi):
        return Registration()
    if in_force() is None:
        return Registration(str(_("DOI")))
    state = text.deposit_state
    if text.deposit_failed and state in _NOTHING_OUT:
        return Registration(str(_("DOI could not be sent")), needs_somebody=True, may_be_sent=True)
    if state is None:
        words = _("DOI to be registered") if text.deposit_due else _("DOI not registered")
        return Registration(str(words), _is_over(text.deposit_due), may_be_sent=True)
    is_late = state in _UNDER_WAY and _is_over(text.deposit_since)
    needs_somebody = is_late or text.deposit_failed or state in _FOR_A_PERSON
    may_be_sent = text.deposit_failed or state not in [*_SET_OUT, _State.REGISTERED]
    words = _("DOI taken by the test system") if state == _State.REGISTERED and is_on_trial() else _WORDED[state]
    return Registration(str(words), needs_somebody, may_be_sent)


def is_unconfirmed() -> Q:
    """Public texts whose DOI nobody has confirmed for an hour, also while no worker is there to say so."""
    registrar = in_force()
    if registrar is None:
        return Q(pk__in=[])
    long_ago = timezone.now() - CONFIRMED_WITHIN
    sent = Deposit.objects.filter(system=registrar.system)
    sent = sent.filter(Q(state__in=_FOR_A_PERSON) | Q(state__in=_UNDER_WAY, begun_at__lt=long_ago))
    planned = FollowUp.objects.filter(kind=KIND, state=FollowUp.State.WAITING, next_at__lt=long_ago)
    return Q(live=True) & (Q(issue__in=sent.values("issue")) | Q(issue__in=planned.values("issue")))


def _is_over(moment: datetime | None) -> bool:
    return moment is not None and timezone.now() - moment >= CONFIRMED_WITHIN
