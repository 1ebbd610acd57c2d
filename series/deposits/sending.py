"""Sends a file to the registrar and finds out what became of it, by its row: sent once, asked about before it is again.

The row is stored, with its very bytes, before anything sets out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NoReturn

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from commentaries import followups
from commentaries.citations.crossref import Deposited
from commentaries.models import Deposit, Issue
from commentaries.sanitising import storable
from series.deposits.files import digest_of, stamp_now, write
from series.registrars import Outcome, PerhapsArrived, Receipt, Refused, Registrar, RegistrarAway, Verdict

CONFIRMED_WITHIN = timedelta(hours=1)
"""After which a person is asked to see to it."""
ARRIVES_WITHIN = timedelta(minutes=10)
"""After which what the registrar does not know of has never arrived, and is sent again."""
_OFTEN, _SELDOM = timedelta(minutes=1), timedelta(minutes=5)
_LEFT_ALONE = "deposits-left-alone-%s"
_KEPT = 4000
"""Letters of an answer that are stored."""
_State = Deposit.State


@transaction.atomic
def prepare(said: Deposited, key: int, registrar: Registrar) -> Deposit | None:
    """The row of what is to be sent, with name, stamp and bytes; none where the registrar holds exactly this.

    Raises:
        NotYet: another worker is at it.
    """
    issue = Issue.objects.select_for_update().get(pk=key)
    digest = digest_of(said)
    known = Deposit.objects.filter(doi=issue.doi, system=registrar.system)
    list(known.select_for_update().values_list("pk"))  # who sends changes the row alone, between two looks at it
    not_set_out = known.filter(state__in=[_State.WAITING, _State.GIVEN_UP], times_sent=0)
    not_set_out.exclude(digest=digest).delete()  # it says what is no more so
    if known.set_out().exists():  # by another worker, after this one had found nothing to ask about
        raise followups.NotYet(_("It was sent, and is not confirmed yet."), wait=_OFTEN)
    newest = known.newest_first().first()
    if newest and newest.digest == digest and newest.state == _State.REGISTERED:
        return None
    if newest and newest.state == _State.WAITING:
        return newest
    stamp = max(stamp_now(), newest.stamp + 1 if newest else 0)
    name = f"issue-{issue.pk}-{stamp}-{digest[:8]}"
    facts = {
        "issue": issue,
        "name": name,
        "stamp": stamp,
        "xml": write([said], name=name, stamp=stamp).decode(),
        "state": _State.WAITING,
        "times_sent": 0,
        "receipt": "",
        "message": "",
        "answer": "",
        "begun_at": timezone.now(),
        "sent_at": None,
        "settled_at": None,
    }
    deposit, _made = Deposit.objects.update_or_create(
        doi=issue.doi, system=registrar.system, digest=digest, defaults=facts
    )
    return deposit


def send(deposit: Deposit, registrar: Registrar) -> None:
    """Lets the bytes set out, and stores that they have arrived. Of what broke off it is asked the next time.

    Raises:
        InVain: the registrar took nothing, and why; or the time is over.
        NotYet: it could not be reached, or nobody knows whether it arrived.
    """
    _respect(registrar, deposit)
    before = {"state": deposit.state, "times_sent": deposit.times_sent}
    mine = Deposit.objects.filter(pk=deposit.pk, name=deposit.name)
    is_first = deposit.sent_at is None or deposit.state == _State.GIVEN_UP
    sent_at = timezone.now() if is_first else deposit.sent_at
    sets_out = {"state": _State.SENDING, "times_sent": F("times_sent") + 1, "sent_at": sent_at}
    if not mine.filter(**before).update(**sets_out):
        raise followups.LeaseLost
    try:
        receipt = registrar.deposit(Receipt(deposit.name, deposit.doi), deposit.xml.encode())
    except (RegistrarAway, Refused) as fault:  # nothing has arrived: as if it had not set out
        said = {"message": storable(str(fault), _KEPT), "answer": storable(getattr(fault, "answer", ""), _KEPT)}
        mine.update(**before, sent_at=deposit.sent_at, **said)
        if isinstance(fault, Refused):
            raise followups.InVain(_("The registrar took nothing: %(message)s") % {"message": fault}) from fault
        _wait_until_back(registrar, deposit, fault)
    except PerhapsArrived as fault:
        deposit.sent_at, deposit.state = sent_at, _State.SENDING
        mine.update(message=storable(str(fault), _KEPT))
        wait_for(deposit, _("It was sent, and nobody knows whether it arrived: %(why)s") % {"why": fault})
    arrived = {"state": _State.SENT, "message": "", "answer": storable(receipt.answer, _KEPT)}
    mine.filter(state=_State.SENDING).update(**arrived)
    deposit.sent_at, deposit.state = sent_at, _State.SENT


def ask(deposit: Deposit, registrar: Registrar, *, may_send: bool) -> str:
    """Stores what became of what was sent; returns why it was rejected, and nothing when it is registered.

    What never arrived is sent again if it may be, else forgotten: the text says something else by now, or is held.

    Raises:
        NotYet: nobody knows yet.
        InVain: it is not confirmed in time.
    """
    _respect(registrar, deposit)
    try:
        outcome = registrar.outcome(Receipt(deposit.name, deposit.doi))
    except Refused as fault:
        why = _("The registrar does not tell this account what became of it: %(message)s") % {"message": fault}
        raise followups.InVain(why) from fault
    except RegistrarAway as fault:
        _wait_until_back(registrar, deposit, fault)
    if outcome.verdict in {Verdict.REGISTERED, Verdict.REJECTED}:
        return _settle(deposit, outcome)
    if outcome.verdict is Verdict.UNKNOWN and _is_lost(deposit):
        if not may_send:  # unless another worker has sent it meanwhile
            Deposit.objects.filter(pk=deposit.pk, name=deposit.name, times_sent=deposit.times_sent).delete()
            return ""
        send(deposit, registrar)
    elif outcome.verdict is Verdict.PENDING:
        sent_at = timezone.now() if deposit.state == _State.GIVEN_UP else deposit.sent_at
        Deposit.objects.filter(pk=deposit.pk, name=deposit.name).update(state=_State.SENT, sent_at=sent_at)
        deposit.sent_at, deposit.state = sent_at, _State.SENT
    wait_for(deposit)
    return ""


def _is_lost(deposit: Deposit) -> bool:
    """Whether what the registrar does not know of has had its time to arrive, as often as it set out."""
    gone = timezone.now() - _since(deposit)
    return deposit.state == _State.GIVEN_UP or gone >= ARRIVES_WITHIN * deposit.times_sent


def _settle(deposit: Deposit, outcome: Outcome) -> str:
    is_rejected = outcome.verdict is Verdict.REJECTED
    Deposit.objects.filter(pk=deposit.pk, name=deposit.name).update(
        state=_State.REJECTED if is_rejected else _State.REGISTERED,
        message=storable(outcome.message, _KEPT),
        answer=storable(outcome.answer, _KEPT),
        receipt=storable(outcome.number, 60),
        settled_at=timezone.now(),
    )
    return (outcome.message or _("no reason was given")) if is_rejected else ""


def wait_for(deposit: Deposit, why: str = "", *, patience: timedelta = timedelta()) -> NoReturn:
    """Looks again soon, after as much patience as is asked for, at the latest when the time is over.

    Raises:
        NotYet, InVain: the time is not over yet, or is.
    """
    why = why or _("It was sent, and is not confirmed yet.")
    _demand_in_time(deposit, why)
    gone = timezone.now() - _since(deposit)
    wait = max(_OFTEN if gone < _SELDOM else _SELDOM, patience)
    raise followups.NotYet(why, wait=min(wait, CONFIRMED_WITHIN - gone))


def _demand_in_time(deposit: Deposit, why: str) -> None:
    """Leaves to a person what is not confirmed in time.

    Raises:
        InVain: the time is over.
    """
    if not _is_late(deposit):
        return
    under_way = [_State.WAITING, _State.SENDING, _State.SENT]
    Deposit.objects.filter(pk=deposit.pk, name=deposit.name, state__in=under_way).update(state=_State.GIVEN_UP)
    raise followups.InVain(_("Not confirmed for an hour: %(why)s") % {"why": why})


def _is_late(deposit: Deposit) -> bool:
    return timezone.now() - _since(deposit) >= CONFIRMED_WITHIN


def _since(deposit: Deposit) -> datetime:
    since: datetime = deposit.sent_at or deposit.begun_at
    return since


def _wait_until_back(registrar: Registrar, deposit: Deposit, fault: RegistrarAway) -> NoReturn:
    """Whoever cannot be reached is tried at ever longer distances; patience that it asks for holds for every text."""
    if patience := min(fault.patience, CONFIRMED_WITHIN):
        cache.set(_LEFT_ALONE % registrar.system, timezone.now() + patience, patience.total_seconds())
    why = _("The registrar cannot be reached: %(why)s") % {"why": fault}
    wait_for(deposit, why, patience=max(timezone.now() - _since(deposit), patience))


def _respect(registrar: Registrar, deposit: Deposit) -> None:
    """Asks nothing of a registrar that has asked to be left alone.

    Raises:
        NotYet, InVain: it has; and the time for this text is not over yet, or is.
    """
    until = cache.get(_LEFT_ALONE % registrar.system)
    if until and until > timezone.now():
        wait_for(deposit, _("The registrar has asked to be left alone for a while."), patience=until - timezone.now())
