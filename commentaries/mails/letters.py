"""Turns a stored mail, once it is due, into a letter in the recipient's language, and hands it over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from commentaries import followups
from commentaries.citations import written_date
from commentaries.links import addressing
from commentaries.mails import posting, reasons, ways, wishes
from commentaries.mails.addressees import address_of, gets_into_admin, language_of, part_in
from commentaries.mails.planning import KIND
from commentaries.mails.stationery import Words, lay_out, on_one_line
from commentaries.mails.wording import text_or_plan, told
from commentaries.models import FollowUp, Link, Person
from commentaries.record import PublicationDate

if TYPE_CHECKING:
    from django.core.mail import EmailMultiAlternatives


@followups.handles(KIND)
def send(follow_up: FollowUp) -> None:
    """Writes and sends one stored mail.

    Raises:
        NoLongerSo: what it tells is no longer there, or no longer so, and is not announced.
    """
    if not reasons.is_still_so(follow_up.payload, follow_up.page):
        raise followups.NoLongerSo
    posting.hand_over(written(follow_up), follow_up)


def written(follow_up: FollowUp) -> EmailMultiAlternatives:
    """The letter that a stored mail about a text, or the plan for one, becomes, in the recipient's language."""
    text, person = text_or_plan(follow_up), recipient_of(follow_up.payload)
    with translation.override(language_of(person)):
        context = context_of(follow_up, person)
        words = Words(
            head=on_one_line(str(text.series)),
            sections=(said(context),),
            closing=_closing(follow_up, person, context),
            titles=frozenset({context["title"]}),
            addresses=frozenset({context["link"], ways.to_account()} - {""}),
        )
        return lay_out(
            words,
            subject=_subject(context),
            to=address_of(person),
            reply_to=context["reply_to"],
            headers={**posting.headers_of(follow_up), **posting.thread_of(text)},
            accent=text.series.accent,
        )


def recipient_of(facts: dict[str, Any]) -> Person:
    return Person.objects.select_related("account").get(pk=facts["to"])


def context_of(follow_up: FollowUp, person: Person) -> dict[str, Any]:
    """What a mail says to this person, in the language in force. Titles and names fit on a line."""
    facts, language = follow_up.payload, translation.get_language() or settings.LANGUAGE_CODE
    sender = Person.objects.select_related("account").filter(pk=facts["by"]).exclude(pk=person.pk).first()
    reply_to = address_of(sender) if sender else ""
    context = {
        **told(follow_up, language),
        "person": on_one_line(str(person)),
        "sender": on_one_line(str(sender or "")),
        "reply_to": reply_to,
        "can_reply": bool(reply_to),
    }
    if not context["link"] or (ways.leads_to_admin(context["link"]) and not gets_into_admin(person)):
        context |= _own_link(facts, language)
    return context


def said(context: dict[str, Any], *, in_digest: bool = False) -> str:
    """The words of one mail: what happened, the comment, the way there."""
    return render_to_string(f"commentaries/mails/{context['mail']}.txt", {**context, "in_digest": in_digest})


def _subject(context: dict[str, Any]) -> str:
    """Series and title first, so that letters about one text stand together in a list of letters."""
    news = render_to_string(f"commentaries/mails/{context['mail']}_subject.txt", context)
    return on_one_line(render_to_string("commentaries/mails/subject.txt", {**context, "news": news.strip()}))


def _closing(follow_up: FollowUp, person: Person, context: dict[str, Any]) -> str:
    """To whom an answer goes, why this person gets the letter, and what they can do about it."""
    known = {
        "part": "reviewer" if _asks_a_reviewer(context) else part_in(text_or_plan(follow_up), person),
        "gets_into_admin": gets_into_admin(person),
        "choices": ways.to_account() if wishes.is_news(context["mail"], follow_up.payload) else "",
    }
    return render_to_string("commentaries/mails/closing.txt", {**context, **known})


def _asks_a_reviewer(context: dict[str, Any]) -> bool:
    asks = {"invited", "review_postponed", "closed"}
    return context["mail"] in asks or (context["mail"] == "reminder" and context["what"] == "review")


def _own_link(facts: dict[str, Any], language: str) -> dict[str, Any]:
    """In the place of the admin's address that of the recipient's own link, and its last day; or no address.

    One that was taken back before the letter went is not named, whatever else the letter tells.
    """
    own = Link.objects.select_related("page__series", "line__series").filter(pk=facts.get("own_link")).first()
    if own is None or own.last_day is None or own.revoked_at:
        return {"link": ""}
    until = written_date(PublicationDate.of(own.last_day), language)
    return {"link": addressing.address_of(own), "works_until": until}
