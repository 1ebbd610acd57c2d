"""Turns everything that happened to a text, from the plan on, into sentences in order of time: who did what, and when.

Each kind of event is read from the rows that hold it, in one query, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry

from commentaries.attaching import attachments_of
from commentaries.chronicle import steps_of
from commentaries.citations import written_date
from commentaries.models import (
    Affirmation,
    Attachment,
    AuthorDetails,
    CommentaryPage,
    DeskLine,
    Edition,
    FollowUp,
    Invitation,
    Objection,
    Person,
    Reply,
    Review,
)
from commentaries.models.absences import in_place_of
from commentaries.models.attachments import CameByMail
from commentaries.permissions import invitations_known_to, user_is_among_authors
from commentaries.record import PublicationDate

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AbstractBaseUser

_TOLD_ELSEWHERE = {Affirmation.Kind.SUBMISSION, Affirmation.Kind.REVIEW, Affirmation.Kind.DECISION}
"""A yes that goes with a submission, a review or a decision, which is told itself."""


_ABOUT_REVIEWERS = {"invited", "review_postponed", "declined", "reviewed"}
"""Mails that go to a reviewer, or name one."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. Nobody did what the clock did; ``detail`` is what they said about it."""

    when: datetime
    who: str
    what: str
    detail: str = ""


def events_of(page: CommentaryPage, user: AbstractBaseUser) -> list[Event]:
    """All events of a text, the first first, as this user may know them.

    Of a text of one's own one learns who reviewed it only in the open: else reviewers have no name, and mails to them
    and from them are left out always.
    """
    hides = user_is_among_authors(user, page)
    known = {each.pk for each in invitations_known_to(user, page)} if hides else set()
    found = [
        *_planned(page),
        *_logged(page),
        *_invited(page, hides=hides, known=known),
        *_reviewed(page, hides=hides, known=known),
        *_affirmed(page),
        *_objected(page),
        *_decided(page),
        *_replied(page),
        *_published(page),
        *_sent(page, hides=hides),
        *_described(page),
        *_mailed(page, hides=hides),
    ]
    return sorted(found, key=attrgetter("when"))


def _planned(page: CommentaryPage) -> Iterator[Event]:
    for line in DeskLine.objects.filter(page=page).exclude(working_title="").select_related("planned_by"):
        title = {"title": line.working_title}
        yield Event(line.planned_at, str(line.planned_by or ""), _("planned it as “%(title)s”") % title, line.note)


def _logged(page: CommentaryPage) -> Iterator[Event]:
    """What only the log knows. One person's changes that follow each other on one day are told once, as of the last."""
    sentences = _sentences()
    entries = PageLogEntry.objects.filter(page=page.pk, action__in=[*sentences, "wagtail.edit"])
    rows = list(entries.order_by("timestamp", "pk").values_list("timestamp", "action", "user", "data"))
    names = _names_of({user for _when, _action, user, _data in rows if user})
    edited: tuple[datetime, int | None] | None = None
    for when, action, user, data in rows:
        if action == "wagtail.edit":
            if edited and (edited[1], edited[0].date()) != (user, when.date()):
                yield Event(edited[0], names.get(edited[1], ""), _("changed the text"))
            edited = when, user
            continue
        if edited:
            yield Event(edited[0], names.get(edited[1], ""), _("changed the text"))
            edited = None
        who, editor = names.get(user, ""), (data or {}).get("deputy_for")
        yield Event(when, in_place_of(who, editor) if editor else who, sentences[action], _detail(action, data or {}))
    if edited:
        yield Event(edited[0], names.get(edited[1], ""), _("changed the text"))


def _sentences() -> dict[str, str]:
    return {
        "wagtail.create": _("began the text"),
        "wagtail.copy": _("copied it from another text"),
        "wagtail.revert": _("went back to an earlier state"),
        "wagtail.workflow.start": _("submitted it"),
        "wagtail.workflow.resume": _("submitted it again"),
        "wagtail.workflow.cancel": _("withdrew it"),
        "wagtail.schedule.cancel": _("took it off the schedule"),
        "wagtail.unpublish": _("unpublished it"),
        "wagtail.move": _("moved it"),
        "commentaries.ask_back": _("asked to withdraw it, and so took it off the schedule"),
        "commentaries.end_fast_track": _("let it wait for reviews again"),
        "commentaries.postpone": _("changed the moment at which it appears"),
        "commentaries.publish_now": _("published it before its moment"),
        "commentaries.waive_consent": _("waived the yes of an author"),
        "commentaries.appoint": _("made somebody its guest editor"),
        "commentaries.dismiss": _("ended the part of its guest editor"),
        "commentaries.aim": _("set the day on which it is to appear"),
        "commentaries.ask_consent": _("asked the authors for consent"),
        "commentaries.brief": _("let the press read it"),
        "commentaries.end_review": _("ended the review without all answers"),
        "commentaries.hand_over": _("handed it over"),
        "commentaries.pass_advice": _("submitted it with open points"),
        "commentaries.postpone_review": _("set another day for a reviewer’s answer"),
        "commentaries.set_details_aside": _("set aside what an author sent about themselves"),
        "commentaries.set_due": _("set the day on which the step is due"),
        "commentaries.take_details": _("took over what an author sent about themselves"),
    }


def _detail(action: str, data: dict[str, Any]) -> str:
    """What the log kept of an action, in words; a day as it was stored."""
    known = {
        "commentaries.aim": ["target_on"],
        "commentaries.appoint": ["guest"],
        "commentaries.ask_back": ["reason"],
        "commentaries.brief": ["whom"],
        "commentaries.dismiss": ["guest"],
        "commentaries.end_review": ["reason"],
        "commentaries.hand_over": ["to"],
        "commentaries.postpone": ["reason"],
        "commentaries.set_details_aside": ["person"],
        "commentaries.set_due": ["due_on"],
        "commentaries.take_details": ["person"],
        "commentaries.waive_consent": ["person", "reason"],
    }
    return ": ".join(str(data[name]) for name in known.get(action, []) if data.get(name))


def _invited(page: CommentaryPage, *, hides: bool, known: set[int]) -> Iterator[Event]:
    asked = Invitation.objects.filter(version__page=page).select_related("person", "invited_by")
    for each in asked:
        reviewer = _("a reviewer") if hides and each.pk not in known else str(each.person)
        facts = {"person": reviewer, "day": _in_words(each.due_on)}
        sentence = _("asked %(person)s for a review until %(day)s") % facts
        yield Event(each.invited_at, str(each.invited_by), sentence, "" if hides else each.message)
        if each.closed_at and each.state == Invitation.State.DECLINED:
            who = _("A reviewer") if hides else reviewer
            yield Event(each.closed_at, who, _("declined to review it"), "" if hides else each.decline_reason)


def _reviewed(page: CommentaryPage, *, hides: bool, known: set[int]) -> Iterator[Event]:
    for each in Review.objects.filter(version__page=page).select_related("invitation__person", "recorded_by"):
        who = _("A reviewer") if hides and each.invitation_id not in known else str(each.invitation.person)
        what = _("answered: %(recommendation)s") % {"recommendation": each.get_recommendation_display()}
        yield Event(each.answered_at, who, _as_it_came(what, each), "" if hides else each.text)
        if each.amended_at:
            yield Event(each.amended_at, who, _("amended the answer"))


def _affirmed(page: CommentaryPage) -> Iterator[Event]:
    said = Affirmation.objects.filter(version__page=page).exclude(kind__in=_TOLD_ELSEWHERE)
    for each in said.select_related("person", "deputy_for", "recorded_by"):
        yield Event(each.affirmed_at, each.speaker, _as_it_came(str(each.get_kind_display()), each), each.reason)
        if each.withdrawn_at:
            yield Event(each.withdrawn_at, each.speaker, _("has no yes to this text any more, as it was changed"))


def _objected(page: CommentaryPage) -> Iterator[Event]:
    for each in Objection.objects.filter(version__page=page).select_related("person", "recorded_by"):
        yield Event(each.made_at, str(each.person), _as_it_came(_("objected to it as it stood"), each), each.note)


def _as_it_came(what: str, answer: CameByMail) -> str:
    """What somebody answered, and who took it down if it came by mail."""
    if answer.recorded_by is None or answer.came_on is None:
        return what
    facts = {"what": what, "day": _in_words(answer.came_on), "person": answer.recorded_by}
    return _("%(what)s, by mail of %(day)s, recorded by %(person)s") % facts


def _decided(page: CommentaryPage) -> Iterator[Event]:
    for step in steps_of(page):
        yield Event(step.when, str(step.person), _("decided: %(outcome)s") % {"outcome": step.what}, step.why)


def _replied(page: CommentaryPage) -> Iterator[Event]:
    for each in Reply.objects.filter(version__page=page).select_related("person"):
        yield Event(each.sent_at, str(each.person), _("said what was done about the requests"), each.text)


def _published(page: CommentaryPage) -> Iterator[Event]:
    for edition in Edition.objects.filter(page=page).select_related("issue"):
        facts = {"number": edition.issue.label or edition.issue.address, "edition": edition.number}
        what = (
            _("It appeared as %(number)s.") if edition.number == 1 else _("Edition %(edition)s of %(number)s appeared.")
        )
        yield Event(edition.published_at, "", what % facts)


def _sent(page: CommentaryPage, *, hides: bool) -> Iterator[Event]:
    """Files from authors; a mail that was attached is told with the answer in it."""
    kinds = {
        Attachment.Kind.MANUSCRIPT: _("sent the manuscript “%(file)s”"),
        Attachment.Kind.REVISION: _("sent a new file, “%(file)s”"),
    }
    for each in attachments_of(page, with_reviews=not hides):
        if sentence := kinds.get(Attachment.Kind(each.kind)):
            yield Event(each.sent_at, str(each.sent_by), sentence % {"file": each.name}, each.note)


def _described(page: CommentaryPage) -> Iterator[Event]:
    """The newest that each author sent; what it says stands where it is taken over."""
    for each in AuthorDetails.objects.filter(page=page).select_related("person"):
        yield Event(each.sent_at, str(each.person), _("sent details about themselves"))


def _mailed(page: CommentaryPage, *, hides: bool) -> Iterator[Event]:
    sent = FollowUp.objects.filter(page=page, kind="mail", state=FollowUp.State.DONE).exclude(finished_at=None)
    rows = list(sent.values_list("finished_at", "payload"))
    people = Person.objects.in_bulk({payload["to"] for _when, payload in rows})
    for when, payload in rows:
        if hides and (payload["mail"] in _ABOUT_REVIEWERS or payload.get("what") == "review"):
            continue
        facts = {"person": people.get(payload["to"], ""), "mail": _mails().get(payload["mail"], payload["mail"])}
        yield Event(when, "", _("Mail to %(person)s: %(mail)s.") % facts)


def _mails() -> dict[str, str]:
    return {
        "submitted": _("the text was submitted"),
        "reviews_in": _("the review was ended"),
        "invited": _("a review is asked for"),
        "review_postponed": _("a review has another day"),
        "reviewed": _("a review is in"),
        "declined": _("a reviewer has declined"),
        "changes_asked": _("changes are asked for"),
        "rejected": _("the text is rejected"),
        "scheduled": _("the text is scheduled"),
        "postponed": _("the text appears at another moment"),
        "asked_back": _("a withdrawal is asked for"),
        "withdrawn": _("the text is withdrawn"),
        "consent_asked": _("a consent is asked for"),
        "consented": _("a consent is in"),
        "reminder": _("a reminder of what is due"),
        "late": _("something is late"),
        "objected": _("an author objects"),
        "published": _("the text has appeared"),
        "handed_over": _("the text is in their hands"),
        "manuscript_asked": _("a manuscript is asked for"),
        "manuscript_arrived": _("a file has arrived"),
        "details_sent": _("an author has sent details about themselves"),
        "withheld": _("the text was taken from its readers, or shown again"),
    }


def _names_of(users: set[int]) -> dict[int | None, str]:
    people = Person.objects.filter(account__in=users)
    names: dict[int | None, str] = {person.account_id: str(person) for person in people}
    for account in get_user_model().objects.filter(pk__in=users - names.keys()):
        names[account.pk] = account.get_full_name() or account.get_username()
    return names


def _in_words(day: date) -> str:
    return written_date(PublicationDate.of(day), get_language() or "en")
