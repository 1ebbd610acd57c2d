"""Registers the DOIs of many texts that the registrar does not hold as they are, or writes them into one file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from commentaries import conf, followups
from commentaries.citations.crossref import Deposited
from commentaries.models import CommentaryPage, Deposit, FollowUp, Series
from series.deposits import planning
from series.deposits.files import deposited, digest_of, public_texts

if TYPE_CHECKING:
    from django.db.models import QuerySet

KIND = "deposits"
AT_A_TIME = 500
_State = Deposit.State


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one DOI; ``fault`` says why it did not set out."""

    doi: str
    state: str = ""
    fault: str = ""


def plan_for_texts_at(page: int) -> None:
    """Stores that the texts at this page and below have other addresses or other readers than before."""
    if planning.in_force() is not None and _texts_at(page).exists():
        wait = timedelta(minutes=conf.get().MAIL_DELAY_MINUTES)
        followups.plan_anew(KIND, f"page-{page}", after=wait)


def plan_for_series(series: Iterable[Series]) -> None:
    """Stores, at the wish of a person, that the DOIs of these series are to be registered as far as they are not."""
    if planning.in_force() is not None:
        for each in series:
            followups.plan_anew(KIND, f"series-{each.pk}")


@followups.handles(KIND, does=_("The DOIs of its texts are registered anew."))
def carry_out(follow_up: FollowUp) -> None:
    """Plans a deposit for each text of a series, or below a page, that the registrar does not hold as it stands."""
    what, _dash, key = follow_up.key.rpartition("-")
    if what == "series":
        texts = public_texts().filter(series=key)
    else:
        texts = public_texts().filter(pk__in=_texts_at(int(key)).values("pk"))
    for text, _said in lacking(texts):
        planning.plan(text, text.issue, after=timedelta())


def _texts_at(page: int) -> QuerySet[CommentaryPage]:
    """Those at this page and below; none where it is gone."""
    place = Page.objects.filter(pk=page).first()
    return CommentaryPage.objects.descendant_of(place, inclusive=True) if place else CommentaryPage.objects.none()


def texts_with_dois(series: Iterable[Series], *, year: int | None = None) -> QuerySet[CommentaryPage]:
    """The public texts of these series that have a DOI."""
    texts = public_texts().filter(series__in=series)
    return texts.filter(issue__year=year) if year is not None else texts


def lacking(texts: QuerySet[CommentaryPage]) -> Iterator[tuple[CommentaryPage, Deposited]]:
    """Each issue once whose DOI the registrar does not hold as the text stands now, with what is to be said of it.

    Without a registrar it holds nothing. Two queries for every ``AT_A_TIME`` texts, and the body of none.
    """
    registrar = planning.in_force()
    seen: set[int] = set()
    for pages in _in_portions(texts):
        issues = [page.issue_id for page in pages]
        sent = (
            Deposit.objects.filter(issue__in=issues, system=registrar.system) if registrar else Deposit.objects.none()
        )
        held = {each.issue_id: each for each in sent.defer("xml", "answer").order_by("stamp")}
        for page in pages:
            if page.issue_id in seen:  # a translation, which shares the DOI of its original
                continue
            seen.add(page.issue_id)
            said, newest = deposited(page), held.get(page.issue_id)
            is_held = newest is not None and newest.state == _State.REGISTERED
            if not is_held or newest.digest != digest_of(said):
                yield page, said


def deposit(page: CommentaryPage) -> Outcome:
    """Lets the follow-up of a text's issue run now; one that waits for its time, or for an answer, is left to it."""
    follow_up = planning.plan(page, page.issue, after=timedelta())
    if follow_up is None:
        return Outcome(page.issue.doi, fault="no registrar")
    followups.carry_out(follow_up.pk)
    follow_up.refresh_from_db()
    newest = Deposit.objects.filter(issue=page.issue).newest_first().first()
    is_waiting = newest is None or newest.state == _State.WAITING
    if follow_up.state == FollowUp.State.FAILED or (follow_up.error and is_waiting):
        return Outcome(page.issue.doi, newest.state if newest else "", follow_up.error)
    return Outcome(page.issue.doi, newest.state if newest else _State.WAITING)


def _in_portions(texts: QuerySet[CommentaryPage]) -> Iterator[list[CommentaryPage]]:
    """In the order of their keys, from where the last portion ended: what is published meanwhile shifts nothing."""
    last = 0
    while portion := list(texts.filter(pk__gt=last).order_by("pk")[:AT_A_TIME]):
        yield portion
        last = portion[-1].pk
