"""Plans that a text's DOI is registered, and sees to it: once, in its newest content, never held or removed.

The follow-up of an issue brings the registrar up to date, however often it runs.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commentaries import conf, followups
from commentaries.citations.crossref import Deposited
from commentaries.models import CommentaryPage, Deposit, FollowUp, Issue
from series.deposits.files import deposited, digest_of, leads_nowhere, public_texts
from series.deposits.sending import ask, prepare, send, wait_for
from series.registrars import Registrar
from series.registrars.crossref import REAL, TEST, Account, Crossref

KIND = "deposit"


def in_force() -> Registrar | None:
    """The registrar that the settings name; none without a login, and then nothing is sent."""
    given = conf.get()
    if not (given.CROSSREF_LOGIN and given.CROSSREF_PASSWORD):
        return None
    address = given.CROSSREF_ADDRESS or (TEST if given.CROSSREF_TEST else REAL)
    agent = f"wagtail-commentaries (+{settings.WAGTAILADMIN_BASE_URL})"
    return Crossref(Account(given.CROSSREF_LOGIN, given.CROSSREF_PASSWORD), address, agent)


def is_on_trial() -> bool:
    """Whether what is sent goes to a test system, which registers nothing."""
    return conf.get().CROSSREF_TEST and in_force() is not None


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
        InVain: the registrar rejected it, takes nothing, or has not confirmed it for an hour; or it has no address.
        NoLongerSo: the text is held, removed, for a closed circle, or there is no registrar any more.
    """
    registrar, issue = in_force(), follow_up.issue
    if registrar is None or issue is None or not issue.doi:
        raise followups.NoLongerSo
    rejected = {}
    for deposit in Deposit.objects.filter(issue=issue, system=registrar.system).set_out():
        if message := ask(deposit, registrar, may_send=deposit.digest == _digest(_said_of(issue))):
            rejected[deposit.digest] = message
    said = _said_of(issue)  # once more: to ask takes its time, and an editor may have held the text meanwhile
    if said is None:
        raise followups.NoLongerSo
    if leads_nowhere(said):
        raise followups.InVain(
            gettext("The DOI would lead to %(address)s, where no reader finds the text. Give the site its host name.")
            % {"address": said.record.url or "–"}
        )
    if message := rejected.get(_digest(said)):
        raise followups.InVain(gettext("The registrar rejected it: %(message)s") % {"message": message})
    if deposit := prepare(said, issue.pk, registrar):
        send(deposit, registrar)
        wait_for(deposit)


def register_now(page: CommentaryPage) -> bool:
    """Lets the DOI of a public text be seen to at once, at the wish of a person; whether there was anything to do.

    Two wishes at once are one follow-up, and what is under way is merely asked about.
    """
    text = public_texts().filter(pk=page.pk).first()
    follow_up = plan(text, text.issue, after=timedelta()) if text else None
    if follow_up is None:
        return False
    followups.hasten(follow_up)
    return True


def do_not_send(issue: Issue) -> bool:
    """Stops a deposit that waits to set out; whether it was in time."""
    if Deposit.objects.filter(issue=issue, state__in=[Deposit.State.SENDING, Deposit.State.SENT]).exists():
        return False
    return any(followups.stop(each) for each in FollowUp.objects.filter(kind=KIND, issue=issue))


def _said_of(issue: Issue) -> Deposited | None:
    """What is to be said of an issue now; nothing of one that is not for everybody."""
    text = public_texts().filter(issue=issue).first()
    return deposited(text) if text else None


def _digest(said: Deposited | None) -> str:
    return digest_of(said) if said else ""
