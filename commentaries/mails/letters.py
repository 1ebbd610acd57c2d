"""Turns a mail that is to be written into a stored follow-up, and that, once due, into a letter that is handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from commentaries import followups, linking
from commentaries.blinding import promise_of
from commentaries.citations import cite, join_names, written_date
from commentaries.mails import posting, wishes
from commentaries.mails.addressees import Plan, Text, address_of, gets_into_admin, language_of, part_in
from commentaries.mails.stationery import Words, lay_out, on_one_line
from commentaries.models import CommentaryPage, DeskLine, FollowUp, Hold, Issue, Link, Person, Review
from commentaries.record import PublicationDate
from commentaries.recording import record_of
from commentaries.sanitising import clean_words

if TYPE_CHECKING:
    from django.core.mail import EmailMultiAlternatives

KIND = "mail"
HELD, RELEASED, REMOVED = "held", "released", "removed"
"""What the mail about a public text taken from its readers says has happened."""
Reason = Callable[[dict[str, Any], CommentaryPage], bool]
_reasons: dict[str, Reason] = {}


def goes_only_if(*mails: str) -> Callable[[Reason], Reason]:
    """Registers a question about stored mails of these names, asked when one is to be sent: no, and it is not."""

    def register(reason: Reason) -> Reason:
        _reasons.update(dict.fromkeys(mails, reason))
        return reason

    return register


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
    """One follow-up per person and event. The acting person, those without an address and who wants none get none.

    Who does not get into the admin gets ``own_link`` in place of ``link``; where there is no ``link``, everybody
    does. The letter is stored with its key and not with its address, which is made when the letter is written.
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
                "title": on_one_line(text.title),
                "authors": text.names_for(person),
                **facts,
            },
            after=after,
            kept_until=digest_at if wish == wishes.When.DIGEST else None,
        )


@followups.handles(KIND)
def send(follow_up: FollowUp) -> None:
    """Writes and sends one stored mail.

    Raises:
        NoLongerSo: what it tells is no longer there, or no longer so, and is not announced.
    """
    if not is_still_so(follow_up.payload, follow_up.page):
        raise followups.NoLongerSo
    posting.hand_over(written(follow_up), follow_up)


def written(follow_up: FollowUp) -> EmailMultiAlternatives:
    """The letter that a stored mail about a text, or the plan for one, becomes, in the recipient's language."""
    about, person = _about(follow_up), recipient_of(follow_up.payload)
    with translation.override(language_of(person)):
        context = context_of(follow_up, person)
        words = Words(
            head=on_one_line(str(about.series)),
            sections=(said(context),),
            closing=_closing(follow_up, person, context),
            titles=frozenset({context["title"]}),
            addresses=frozenset({context["link"], account_address()} - {""}),
        )
        return lay_out(
            words,
            subject=_subject(context),
            to=address_of(person),
            reply_to=context["reply_to"],
            headers={**posting.headers_of(follow_up), **posting.thread_of(about)},
            accent=about.series.accent,
        )


def recipient_of(facts: dict[str, Any]) -> Person:
    return Person.objects.select_related("account").get(pk=facts["to"])


def context_of(follow_up: FollowUp, person: Person) -> dict[str, Any]:
    """What a mail says to this person, in the language in force. Titles and names fit on a line."""
    facts, language = follow_up.payload, translation.get_language() or settings.LANGUAGE_CODE
    sender = Person.objects.select_related("account").filter(pk=facts["by"]).exclude(pk=person.pk).first()
    reply_to = address_of(sender) if sender else ""
    context = {
        **_told(follow_up, language),
        "person": on_one_line(str(person)),
        "sender": on_one_line(str(sender or "")),
        "reply_to": reply_to,
        "can_reply": bool(reply_to),
    }
    if not context["link"] or (_leads_to_admin(context["link"]) and not gets_into_admin(person)):
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
        "part": "reviewer" if _asks_a_reviewer(context) else part_in(_about(follow_up), person),
        "gets_into_admin": gets_into_admin(person),
        "choices": account_address() if wishes.is_news(context["mail"], follow_up.payload) else "",
    }
    return render_to_string("commentaries/mails/closing.txt", {**context, **known})


def _asks_a_reviewer(context: dict[str, Any]) -> bool:
    asks = {"invited", "review_postponed", "closed"}
    return context["mail"] in asks or (context["mail"] == "reminder" and context["what"] == "review")


def account_address() -> str:
    return _absolute(reverse("wagtailadmin_account"))


def _own_link(facts: dict[str, Any], language: str) -> dict[str, Any]:
    """In the place of the admin's address that of the recipient's own link, and its last day; or no address."""
    own = Link.objects.select_related("page__series", "line__series").filter(pk=facts.get("own_link")).first()
    if own is None or own.last_day is None:
        return {"link": ""}
    until = written_date(PublicationDate.of(own.last_day), language)
    return {"link": linking.address_of(own), "works_until": until}


def is_still_so(facts: dict[str, Any], page: CommentaryPage | None) -> bool:
    """Whether a mail that had to wait still says how things stand; if not, a later one does, and goes alone."""
    if page is None and facts["mail"] != "manuscript_dropped" and _plan_of(facts) is None:
        return False
    if (reason := _reasons.get(facts["mail"])) and not reason(facts, page):
        return False
    if own := facts.get("own_link"):
        return linking.leads_somewhere(own)
    if page is None:
        return True
    if facts["mail"] == "published":
        return page.live
    if facts["mail"] != "withheld":
        return True
    state = page.issue.state if page.issue else ""
    if facts["what"] == HELD:
        return state == Issue.State.HELD and facts.get("hold") in {None, hold_on(page)}
    return state == (Issue.State.PUBLIC if facts["what"] == RELEASED else Issue.State.REMOVED)


def _about(follow_up: FollowUp) -> CommentaryPage | DeskLine:
    """The text that a letter is about, or the plan for one."""
    return follow_up.page or DeskLine.objects.select_related("series").get(pk=follow_up.payload["line"])


def _plan_of(facts: dict[str, Any]) -> DeskLine | None:
    """The plan that a letter is about; none when it is about a text, or the plan was dropped."""
    return DeskLine.objects.select_related("series").filter(pk=facts.get("line"), dropped_at=None).first()


def hold_on(page: CommentaryPage) -> int | None:
    """The key of the hold that a text is under."""
    return Hold.objects.filter(issue=page.issue_id, ended_at=None).values_list("pk", flat=True).first()


def _told(follow_up: FollowUp, language: str) -> dict[str, Any]:
    """What a mail says, worded in the recipient's language. Titles and names fit on a line."""
    facts, page, series = follow_up.payload, follow_up.page, _about(follow_up).series
    told = {
        **facts,
        "series": series,
        "authors": join_names(facts["authors"], language),
        "comment": _quoted(facts["comment"]),
        "link": _absolute(facts["link"]),
    }
    if facts.get("recorded_by"):
        told["recorded_by"] = on_one_line(facts["recorded_by"])
    if facts["mail"] == "invited":
        told["promise"] = promise_of(facts.get("anonymity", ""))
    if facts.get("due"):
        told["due"] = written_date(PublicationDate.of(date.fromisoformat(facts["due"])), language)
    if facts["mail"] == "late":
        told["late"] = join_names(facts["late"], language)
    elif facts["mail"] == "declined":
        told["instead"] = on_one_line(facts["instead"])
    elif facts["mail"] == "reviewed":
        told["note"] = _quoted(facts["note"])
        told["interests"] = _quoted(facts.get("interests", ""))
        told["recommendation"] = Review.Recommendation(facts["recommendation"]).label
    elif facts["mail"] == "consented":
        moment = timezone.localtime(datetime.fromisoformat(facts["changed_at"]), series.zone)
        told["day"] = written_date(PublicationDate.of(moment.date()), language)
    elif facts["mail"] == "scheduled":
        moment = timezone.localtime(datetime.fromisoformat(facts["publish_at"]), series.zone)
        told["day"] = written_date(PublicationDate.of(moment.date()), language)
        told["time"] = f"{moment:%H:%M}"
    elif facts["mail"] in {"postponed", "unscheduled"}:
        for name in {"publish_at", "before"} & facts.keys():
            moment = timezone.localtime(datetime.fromisoformat(facts[name]), series.zone)
            told[f"{name}_day"] = written_date(PublicationDate.of(moment.date()), language)
            told[f"{name}_time"] = f"{moment:%H:%M}"
    elif facts["mail"] == "published":
        record = record_of(page)
        told["link"] = page.full_url or ""
        told["title"] = on_one_line(record.title)
        told["authors"] = join_names([each.name.printed for each in record.authors], language)
        told["number"] = record.label
        told["citation"] = _quoted(cite(record, language))
    return told


def _quoted(text: str) -> str:
    """Somebody's words as an indented block, line by line, so that nothing in them passes for ours."""
    return "\n".join(f"    {line}" for line in text.strip().splitlines())


def _leads_to_admin(link: str) -> bool:
    return link.startswith(_absolute(reverse("wagtailadmin_home")))


def _absolute(path: str) -> str:
    """The address where the site answers when the mail is sent, which may have waited; a whole one stays."""
    if not path.startswith("/"):
        return path
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"
