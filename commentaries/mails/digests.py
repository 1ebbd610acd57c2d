"""Turns the letters that somebody wants once a day into one letter each morning."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from commentaries import followups
from commentaries.citations import written_date
from commentaries.mails import letters, posting, reasons, ways
from commentaries.mails.addressees import address_of, language_of
from commentaries.mails.stationery import Words, lay_out, on_one_line
from commentaries.models import FollowUp
from commentaries.record import PublicationDate

if TYPE_CHECKING:
    from django.core.mail import EmailMultiAlternatives

KIND = "digest"


def plan_due() -> None:
    """One digest for each person for whom letters are kept and due: one a day, however often this is asked."""
    now = timezone.now()
    due = FollowUp.objects.kept().filter(next_at__lte=now).select_related("page__series").defer("page__body")
    first_of = {letter.payload["to"]: letter for letter in due.order_by("-pk")}
    for person, first in first_of.items():
        zone = first.page.series.zone if first.page else None
        key = f"{person}:{timezone.localdate(now, zone).isoformat()}"
        followups.plan(KIND, key, page=first.page, payload={"to": person})


@followups.handles(KIND)
def send(follow_up: FollowUp) -> None:
    """Writes and sends one digest of what is still so. Where nothing is, none is sent.

    What it has gathered stays its own, whether it is tried again or given up: no letter is in two digests.
    """
    gathered = _gather(follow_up)
    told = [letter for letter in gathered if letter.page and reasons.is_still_so(letter.payload, letter.page)]
    if told:
        posting.hand_over(written(follow_up, told), follow_up)
    try:
        _close(gathered, told)
    except DatabaseError as error:  # the letter is gone by now, and must not go again
        raise followups.PerhapsDone(f"{type(error).__name__}: {error}") from error


def written(follow_up: FollowUp, told: list[FollowUp]) -> EmailMultiAlternatives:
    """The letter that tells all these, in the recipient's language; what is about one text stands together."""
    person = letters.recipient_of(follow_up.payload)
    pages = list(dict.fromkeys(letter.page for letter in told))
    told = sorted(told, key=lambda letter: pages.index(letter.page))
    series = list(dict.fromkeys(page.series for page in pages))
    with translation.override(language_of(person)):
        contexts = [letters.context_of(letter, person) for letter in told]
        frame: dict[str, Any] = {
            "person": on_one_line(str(person)),
            "series": ", ".join(on_one_line(str(each)) for each in series),
            "title": contexts[0]["title"],
            "others": len(pages) - 1,
            "day": written_date(PublicationDate.of(_day_of(follow_up)), translation.get_language() or ""),
            "choices": ways.to_account(),
        }
        opening, closing, subject = (
            render_to_string(f"commentaries/mails/digest/{part}.txt", frame)
            for part in ("opening", "closing", "subject")
        )
        words = Words(
            head=frame["series"],
            sections=(opening, *(letters.said(context, in_digest=True) for context in contexts)),
            closing=closing,
            titles=frozenset(context["title"] for context in contexts),
            addresses=frozenset({frame["choices"], *(context["link"] for context in contexts)} - {""}),
        )
        return lay_out(
            words,
            subject=on_one_line(subject),
            to=address_of(person),
            headers=posting.headers_of(follow_up),
            accent=series[0].accent if len(series) == 1 else "",
        )


@transaction.atomic
def _gather(follow_up: FollowUp) -> list[FollowUp]:
    due = FollowUp.objects.kept().filter(payload__to=follow_up.payload["to"], next_at__lte=timezone.now())
    due.update(gathered_in=follow_up)
    mine = follow_up.gathered.filter(state=FollowUp.State.KEPT)
    return list(mine.select_related("page__series", "issue").order_by("pk"))


@transaction.atomic
def _close(gathered: list[FollowUp], told: list[FollowUp]) -> None:
    """What was told is done; the rest was no longer so."""
    keys = [letter.pk for letter in told]
    mine = FollowUp.objects.filter(pk__in=[letter.pk for letter in gathered], state=FollowUp.State.KEPT)
    mine.filter(pk__in=keys).update(state=FollowUp.State.DONE, finished_at=timezone.now())
    mine.update(state=FollowUp.State.STOPPED)


def _day_of(follow_up: FollowUp) -> date:
    return date.fromisoformat(follow_up.key.rpartition(":")[2])
