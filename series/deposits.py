"""Registers the DOI of a published text at a registrar: once, in its newest content, and never a held or removed one.

The follow-up of an issue brings the registrar up to date, however often it runs. What was sent has a row that was
stored first (``Deposit``), so that whoever takes over asks what became of it before anything is sent again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commentaries import conf, followups
from commentaries.citations.crossref import Batch, Deposited, write_batch, write_text
from commentaries.models import CommentaryPage, Deposit, FollowUp, Issue
from commentaries.recording import pdf_path, record_of
from series.registrars import Outcome, PerhapsArrived, Receipt, Refused, Registrar, RegistrarAway, Verdict
from series.registrars.crossref import REAL, TEST, Account, Crossref

if TYPE_CHECKING:
    from django.db.models import QuerySet

KIND = "deposit"
CONFIRMED_WITHIN = timedelta(hours=1)
"""After which a person is asked to see to it."""
ARRIVES_WITHIN = timedelta(minutes=10)
"""After which what the registrar does not know of has never arrived, and is sent again."""
_OFTEN, _SELDOM = timedelta(minutes=1), timedelta(minutes=5)
_KEPT = 4000
"""Letters of an answer that are stored."""
_MOMENT = "%Y%m%d%H%M%S%f"
_State = Deposit.State


def in_force() -> Registrar | None:
    """The registrar that the settings name; none without a login, and then nothing is sent."""
    given = conf.get()
    if not (given.CROSSREF_LOGIN and given.CROSSREF_PASSWORD):
        return None
    address = given.CROSSREF_ADDRESS or (TEST if given.CROSSREF_TEST else REAL)
    agent = f"wagtail-commentaries (+{settings.WAGTAILADMIN_BASE_URL})"
    return Crossref(Account(given.CROSSREF_LOGIN, given.CROSSREF_PASSWORD), address, agent)


def plan(page: CommentaryPage, issue: Issue, *, after: timedelta | None = None) -> FollowUp | None:
    """Stores, in the caller's transaction, that the registrar is to be brought up to date; by default it waits as long
    as mails about a publication do.
    """
    if not issue.doi or in_force() is None:
        return None
    wait = timedelta(minutes=conf.get().MAIL_DELAY_MINUTES) if after is None else after
    return followups.plan_anew(KIND, f"issue-{issue.pk}", page=page, issue=issue, after=wait)


@followups.handles(KIND, does=_("Its DOI is registered at Crossref."))
def carry_out(follow_up: FollowUp) -> None:
    """Asks what became of what was sent, then sends what the registrar does not hold yet.

    Raises:
        NotYet: it was sent, and is not confirmed yet.
        InVain: the registrar rejected it, takes nothing, or has not confirmed it for an hour.
        NoLongerSo: the text is held, removed, for a closed circle, or there is no registrar any more.
    """
    registrar, issue = in_force(), follow_up.issue
    if registrar is None or issue is None or not issue.doi:
        raise followups.NoLongerSo
    rejected = {}
    for deposit in deposits_at(registrar, issue).set_out():
        if message := _ask(deposit, registrar):
            rejected[deposit.digest] = message
    text = public_texts().filter(issue=issue).first()
    if text is None:
        raise followups.NoLongerSo
    said = deposited(text)
    if message := rejected.get(digest_of(said)):
        raise followups.InVain(gettext("The registrar rejected it: %(message)s") % {"message": message})
    if deposit := _prepare(said, issue.pk, registrar):
        _send(deposit, registrar)
        _wait_for(deposit)


def public_texts() -> QuerySet[CommentaryPage]:
    """The public texts with a DOI, the original before its translations; with their facts, and without the body."""
    texts: QuerySet[CommentaryPage] = CommentaryPage.objects.public().exclude(issue__doi="").for_lists()
    return texts.order_by("pk")


def deposits_at(registrar: Registrar, issue: Issue) -> QuerySet[Deposit]:
    return Deposit.objects.filter(issue=issue, system=registrar.system)


def deposited(text: CommentaryPage) -> Deposited:
    """What is said of a text: its facts, and where machines read it whole."""
    record = record_of(text)
    root = record.url.removesuffix(record.path)
    pdf = pdf_path(record)
    return Deposited(record, f"{root}{pdf}" if pdf else "", _original_of(text))


def digest_of(said: Deposited) -> str:
    return sha256(write_text(said)).hexdigest()


def write(said: Iterable[Deposited], *, name: str = "", stamp: int = 0) -> bytes:
    """The file with all of them, to be sent or handed in by hand."""
    texts = list(said)
    given = conf.get()
    institute = next((each.record.series.publisher for each in texts if each.record.series.publisher), "")
    who = given.CROSSREF_DEPOSITOR or institute or settings.WAGTAIL_SITE_NAME
    email = given.CROSSREF_EMAIL or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    stamp = stamp or stamp_now()
    return write_batch(Batch(name or f"texts-{stamp}", stamp, who, email, institute or who), texts)


def stamp_now() -> int:
    """The moment in UTC with its milliseconds, as one number: the form that most depositors use, so none is greater."""
    return int(timezone.now().astimezone(UTC).strftime(_MOMENT)[:-3])


def _original_of(text: CommentaryPage) -> str:
    """The DOI of the text that this one translates, where translations have numbers of their own."""
    if not text.series.language_editions_number_for_themselves:
        return ""
    of_one_work = public_texts().filter(translation_key=text.translation_key)
    first = of_one_work.values_list("pk", "issue__doi").first()
    return first[1] if first and first[0] != text.pk else ""


@transaction.atomic
def _prepare(said: Deposited, key: int, registrar: Registrar) -> Deposit | None:
    """The row of what is to be sent, with name, stamp and bytes; none where the registrar holds exactly this."""
    issue = Issue.objects.select_for_update().get(pk=key)
    digest = digest_of(said)
    known = Deposit.objects.filter(doi=issue.doi, system=registrar.system)
    not_set_out = known.filter(state__in=[_State.WAITING, _State.GIVEN_UP], times_sent=0)
    not_set_out.exclude(digest=digest).delete()  # it says what is no more so
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


def _send(deposit: Deposit, registrar: Registrar) -> None:
    """Lets the bytes set out, and stores that they have arrived. Of what broke off it is asked the next time.

    Raises:
        InVain: the registrar took nothing, and why.
        RegistrarAway, PerhapsArrived: it is seen to again.
    """
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
        said = {"message": str(fault)[:_KEPT], "answer": getattr(fault, "answer", "")[:_KEPT]}
        mine.update(**before, sent_at=deposit.sent_at, **said)
        if isinstance(fault, Refused):
            raise followups.InVain(_refusal(str(fault))) from fault
        _demand_in_time(deposit, str(fault))
        raise
    except PerhapsArrived as fault:
        deposit.sent_at, deposit.state = sent_at, _State.SENDING
        _demand_in_time(deposit, str(fault))
        raise
    mine.filter(state=_State.SENDING).update(state=_State.SENT, message="", answer=receipt.answer[:_KEPT])
    deposit.sent_at, deposit.state = sent_at, _State.SENT


def _ask(deposit: Deposit, registrar: Registrar) -> str:
    """Stores what became of what was sent; returns why it was rejected, and nothing when it is registered.

    Raises:
        NotYet: nobody knows yet.
        InVain: it is not confirmed in time.
    """
    try:
        outcome = registrar.outcome(Receipt(deposit.name, deposit.doi))
    except Refused as fault:
        raise followups.InVain(_refusal(str(fault))) from fault
    except RegistrarAway as fault:
        _demand_in_time(deposit, str(fault))
        raise
    if outcome.verdict in {Verdict.REGISTERED, Verdict.REJECTED}:
        return _settle(deposit, outcome)
    if outcome.verdict is Verdict.UNKNOWN and _is_lost(deposit):
        _send(deposit, registrar)
    elif outcome.verdict is Verdict.PENDING:
        sent_at = timezone.now() if deposit.state == _State.GIVEN_UP else deposit.sent_at
        Deposit.objects.filter(pk=deposit.pk, name=deposit.name).update(state=_State.SENT, sent_at=sent_at)
        deposit.sent_at, deposit.state = sent_at, _State.SENT
    _wait_for(deposit)
    return ""


def _is_lost(deposit: Deposit) -> bool:
    """Whether what the registrar does not know of has had its time to arrive, as often as it set out."""
    gone = timezone.now() - _since(deposit)
    return deposit.state == _State.GIVEN_UP or gone >= ARRIVES_WITHIN * deposit.times_sent


def _settle(deposit: Deposit, outcome: Outcome) -> str:
    is_rejected = outcome.verdict is Verdict.REJECTED
    Deposit.objects.filter(pk=deposit.pk, name=deposit.name).update(
        state=_State.REJECTED if is_rejected else _State.REGISTERED,
        message=outcome.message[:_KEPT],
        answer=outcome.answer[:_KEPT],
        receipt=outcome.number[:60],
        settled_at=timezone.now(),
    )
    return (outcome.message or gettext("no reason was given")) if is_rejected else ""


def _wait_for(deposit: Deposit) -> None:
    """Looks again soon, at the latest when the time is over."""
    why = gettext("It was sent, and is not confirmed yet.")
    _demand_in_time(deposit, why)
    gone = timezone.now() - _since(deposit)
    raise followups.NotYet(why, wait=min(_OFTEN if gone < _SELDOM else _SELDOM, CONFIRMED_WITHIN - gone))


def _demand_in_time(deposit: Deposit, why: str) -> None:
    """Leaves to a person what is not confirmed in time.

    Raises:
        InVain: the time is over.
    """
    if not _is_late(deposit):
        return
    under_way = [_State.WAITING, _State.SENDING, _State.SENT]
    Deposit.objects.filter(pk=deposit.pk, name=deposit.name, state__in=under_way).update(state=_State.GIVEN_UP)
    raise followups.InVain(gettext("Not confirmed for an hour: %(why)s") % {"why": why})


def _is_late(deposit: Deposit) -> bool:
    return timezone.now() - _since(deposit) >= CONFIRMED_WITHIN


def _since(deposit: Deposit) -> datetime:
    since: datetime = deposit.sent_at or deposit.begun_at
    return since


def _refusal(message: str) -> str:
    return gettext("The registrar took nothing: %(message)s") % {"message": message}
