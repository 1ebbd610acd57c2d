"""Turns a mail that is to be written into a stored follow-up for each of those who are told, and want to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from commentaries import followups
from commentaries.mails import wishes
from commentaries.mails.addressees import Plan, Text, address_of, gets_into_admin
from commentaries.mails.stationery import on_one_line
from commentaries.models import Issue, Link, Person
from commentaries.sanitising import clean_words

KIND = "mail"


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
    own_link: Callable[[Person], Link | None] | None = None,
    **facts: Any,
) -> None:
    """One follow-up per person and event. The acting person, those without an address and who wants none get none.

    Who does not get into the admin gets ``own_link`` in place of ``link``, if they have one; where there is no
    ``link``, everybody does. The letter is stored with its key and not with its address, which is made when it is
    written.
    """
    addressed: set[str] = set()
    people = list(people)
    stated = wishes.wishes_about(mail, people) if wishes.is_news(mail, facts) else {}
    digest_at = wishes.next_digest(text.series.zone, timezone.now() + after)
    for person in people:
        address = address_of(person).casefold()
        acts = by is not None and person.pk == by.pk and not also_to_sender
        wish = stated.get(person.pk)
        if not address or address in addressed or acts or wish == wishes.When.NEVER:
            continue
        addressed.add(address)
        own = own_link(person) if own_link and not (link and gets_into_admin(person)) else None
        if own:
            facts["own_link"] = own.pk
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
                "title": on_one_line(text.title),
                "authors": text.names_for(person),
                **facts,
            },
            after=after,
            kept_until=digest_at if wish == wishes.When.DIGEST else None,
        )
