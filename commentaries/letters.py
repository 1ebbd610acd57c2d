"""Turns a mail that is to be written into a stored follow-up, and that, once due, into a letter that is handed over."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from commentaries import followups, linking, posting
from commentaries.addressees import Plan, Text, address_of, gets_into_admin, language_of
from commentaries.citations import cite, join_names, written_date
from commentaries.models import CommentaryPage, DeskLine, FollowUp, Hold, Issue, Link, Person, Review
from commentaries.record import PublicationDate
from commentaries.recording import record_of
from commentaries.sanitising import clean_words

KIND = "mail"
HELD, RELEASED, REMOVED = "held", "released", "removed"
"""What the mail about a public text taken from its readers says has happened."""


def plan(
    mail: str,
    text: Text | Plan,
    people: Iterable[Person],
    *,
    by: Person | None,
    event: str,
    comment: str = "",
    link: str = "",
    issue: Issue | None = None,
    after: timedelta = timedelta(),
    also_to_sender: bool = False,
    own_link: Callable[[Person], Link] | None = None,
    **facts: Any,
) -> None:
    """One follow-up per person and event. The acting person and those without an address get none.

    Who does not get into the admin gets ``own_link`` in place of ``link``; where there is no ``link``, everybody
    does. The letter is stored with its key and not with its address, which is made when the letter is written.
    """
    addressed: set[str] = set()
    for person in people:
        address = address_of(person).casefold()
        acts = by is not None and person.pk == by.pk and not also_to_sender
        if not address or address in addressed or acts:
            continue
        addressed.add(address)
        if own_link and not (link and gets_into_admin(person)):
            facts["own_link"] = own_link(person).pk
        else:
            facts.pop("own_link", None)
        followups.plan(
            KIND,
            f"{mail}:{event}:{person.pk}",
            page=text.page,
            issue=issue,
            payload={
                "mail": mail,
                "to": person.pk,
                "by": by.pk if by else None,
                "comment": clean_words(comment),
                "link": link,
                "title": text.title,
                "authors": text.printed_names,
                **facts,
            },
            after=after,
        )


@followups.handles(KIND)
def send(follow_up: FollowUp) -> None:
    """Writes and sends one stored mail. What is no longer there, or no longer so, is not announced."""
    facts = follow_up.payload
    if not _is_still_so(facts, follow_up.page):
        return
    person = Person.objects.select_related("account").get(pk=facts["to"])
    sender = Person.objects.select_related("account").filter(pk=facts["by"]).exclude(pk=person.pk).first()
    reply_to = address_of(sender) if sender else ""
    language = language_of(person)
    with translation.override(language):
        context = {**_told(follow_up, language), "person": person, "sender": sender, "can_reply": bool(reply_to)}
        if not context["link"] or (_leads_to_admin(context["link"]) and not gets_into_admin(person)):
            context |= _own_link(facts, language)
        subject = render_to_string(f"commentaries/mails/{facts['mail']}_subject.txt", context)
        body = render_to_string(f"commentaries/mails/{facts['mail']}.txt", context)
    letter = EmailMessage(
        subject=" ".join(subject.split()),
        body=re.sub(r"\n\s*\n", "\n\n", body).strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address_of(person)],
        reply_to=[reply_to] if reply_to else [],
        headers={"Auto-Submitted": "auto-generated", "Message-ID": posting.message_id(follow_up)},
    )
    posting.hand_over(letter, follow_up)


def _own_link(facts: dict[str, Any], language: str) -> dict[str, Any]:
    """In the place of the admin's address that of the recipient's own link, and its last day; or no address."""
    own = Link.objects.select_related("page__series", "line__series").filter(pk=facts.get("own_link")).first()
    if own is None or own.last_day is None:
        return {"link": ""}
    until = written_date(PublicationDate.of(own.last_day), language)
    return {"link": linking.address_of(own), "works_until": until}


def _is_still_so(facts: dict[str, Any], page: CommentaryPage | None) -> bool:
    """Whether a mail that had to wait still says how things stand; if not, a later one does, and goes alone."""
    if own := facts.get("own_link"):
        return linking.leads_somewhere(own)
    if page is None:
        return _plan_of(facts) is not None
    if facts["mail"] == "published":
        return page.live
    if facts["mail"] != "withheld":
        return True
    state = page.issue.state if page.issue else ""
    if facts["what"] == HELD:
        return state == Issue.State.HELD and facts.get("hold") in {None, hold_on(page)}
    return state == (Issue.State.PUBLIC if facts["what"] == RELEASED else Issue.State.REMOVED)


def _plan_of(facts: dict[str, Any]) -> DeskLine | None:
    """The plan that a letter is about; none when it is about a text, or the plan was dropped."""
    return DeskLine.objects.select_related("series").filter(pk=facts.get("line"), dropped_at=None).first()


def hold_on(page: CommentaryPage) -> int | None:
    """The key of the hold that a text is under."""
    return Hold.objects.filter(issue=page.issue_id, ended_at=None).values_list("pk", flat=True).first()


def _told(follow_up: FollowUp, language: str) -> dict[str, Any]:
    """What a mail says, worded in the recipient's language. Titles and names fit on a line."""
    facts, page = follow_up.payload, follow_up.page
    told = {
        **facts,
        "series": (page or _plan_of(facts)).series,
        "authors": join_names(facts["authors"], language),
        "comment": _quoted(facts["comment"]),
        "link": _absolute(facts["link"]),
    }
    if facts.get("due"):
        told["due"] = written_date(PublicationDate.of(date.fromisoformat(facts["due"])), language)
    elif facts["mail"] == "reviewed":
        told["note"] = _quoted(facts["note"])
        told["interests"] = _quoted(facts.get("interests", ""))
        told["recommendation"] = Review.Recommendation(facts["recommendation"]).label
    elif facts["mail"] == "consented":
        moment = timezone.localtime(datetime.fromisoformat(facts["changed_at"]), page.series.zone)
        told["day"] = written_date(PublicationDate.of(moment.date()), language)
    elif facts["mail"] == "scheduled":
        moment = timezone.localtime(datetime.fromisoformat(facts["publish_at"]), page.series.zone)
        told["day"] = written_date(PublicationDate.of(moment.date()), language)
        told["time"] = f"{moment:%H:%M}"
    elif facts["mail"] == "published":
        record = record_of(page)
        told["link"] = page.full_url or ""
        told["title"] = " ".join(record.title.split())
        told["authors"] = join_names([each.name.printed for each in record.authors], language)
        told["number"] = record.label
        told["citation"] = _quoted(cite(record, language))
    return told


def _quoted(text: str) -> str:
    """Somebody's words as an indented block, paragraph by paragraph, addresses unbroken."""
    lines = (
        textwrap.fill(
            line, 72, initial_indent="    ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
        )
        for line in text.strip().splitlines()
    )
    return "\n".join(lines)


def _leads_to_admin(link: str) -> bool:
    return link.startswith(_absolute(reverse("wagtailadmin_home")))


def _absolute(path: str) -> str:
    """The address where the site answers when the mail is sent, which may have waited; a whole one stays."""
    if not path.startswith("/"):
        return path
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"
