"""Turns everything that happened to a text, from the plan on, into sentences in order of time: who did what, and when.

Each kind of event is read from the rows that hold it, in one query, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, PageLogEntry

from commentaries.attaching import attachments_of
from commentaries.chronicle import steps_of
from commentaries.happenings.wording import detail_of, detail_of_plan, in_words, mails, sentences
from commentaries.models import (
    Affirmation,
    Attachment,
    AuthorDetails,
    CommentaryPage,
    DeskLine,
    Edition,
    FollowUp,
    Invitation,
    Issue,
    Objection,
    Person,
    Reply,
    Review,
)
from commentaries.models.absences import in_place_of
from commentaries.models.attachments import CameByMail
from commentaries.permissions import invitations_known_to, user_knows_reviewers
from commentaries.steps import AUTHORS_YES

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

Kind = Affirmation.Kind
_TOLD_ELSEWHERE = {Kind.SUBMISSION, Kind.REVIEW, Kind.DECISION}
"""A yes that goes with a submission, a review or a decision, which is told itself."""


_ABOUT_REVIEWERS = {"invited", "review_postponed", "declined", "reviewed", "closed"}
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

    Of a text of one's own, or of whom one stands in for, one learns who reviewed it only in the open: else reviewers
    have no name, and mails to them and from them are left out always.
    """
    hides = not user_knows_reviewers(user, page)
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
        *_reserved(page),
        *_published(page),
        *_sent(page, hides=hides),
        *_described(page),
        *_mailed(page, hides=hides),
    ]
    return sorted(found, key=attrgetter("when"))


def _planned(page: CommentaryPage) -> Iterator[Event]:
    """The plan as it was noted first, and what was changed of it before the text was begun."""
    for line in DeskLine.objects.filter(page=page).exclude(working_title="").select_related("planned_by"):
        entries = ModelLogEntry.objects.for_instance(line).filter(action="commentaries.replan").select_related("user")
        changes = list(entries.order_by("timestamp", "pk"))
        titles = [each.data["before"]["title"] for each in changes] or [line.working_title]
        names = _names_of({each.user_id for each in changes if each.user_id})
        title = {"title": titles[0]}
        yield Event(line.planned_at, str(line.planned_by or ""), _("planned it as “%(title)s”") % title, line.note)
        for each in changes:
            yield Event(each.timestamp, names.get(each.user_id, ""), _("changed the plan"), detail_of_plan(each.data))


def _logged(page: CommentaryPage) -> Iterator[Event]:
    """What only the log knows. One person's changes that follow each other on one day are told once, as of the last."""
    worded = sentences()
    entries = PageLogEntry.objects.filter(page=page.pk, action__in=[*worded, "wagtail.edit"])
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
        yield Event(when, in_place_of(who, editor) if editor else who, worded[action], detail_of(action, data or {}))
    if edited:
        yield Event(edited[0], names.get(edited[1], ""), _("changed the text"))


def _invited(page: CommentaryPage, *, hides: bool, known: set[int]) -> Iterator[Event]:
    asked = Invitation.objects.filter(version__page=page).select_related("person", "invited_by")
    for each in asked:
        reviewer = _("a reviewer") if hides and each.pk not in known else str(each.person)
        facts = {"person": reviewer, "day": in_words(each.due_on)}
        sentence = _("asked %(person)s for a review until %(day)s") % facts
        yield Event(each.invited_at, str(each.invited_by), sentence, "" if hides else each.message)
        if each.closed_at and each.state == Invitation.State.DECLINED:
            who = _("A reviewer") if hides else reviewer
            yield Event(each.closed_at, who, _("declined to review it"), "" if hides else each.decline_reason)


def _reviewed(page: CommentaryPage, *, hides: bool, known: set[int]) -> Iterator[Event]:
    for each in Review.objects.filter(version__page=page).select_related("invitation__person", "recorded_by"):
        who = _("A reviewer") if hides and each.invitation_id not in known else str(each.invitation.person)
        given = {"recommendation": each.get_recommendation_display()}
        what = _("answered as reviewer") if hides else _("answered: %(recommendation)s") % given
        yield Event(each.answered_at, who, _as_it_came(what, each), "" if hides else each.text)
        if each.amended_at:
            yield Event(each.amended_at, who, _("amended the answer"))


def _affirmed(page: CommentaryPage) -> Iterator[Event]:
    """Who said yes, and whose yes holds no more: an author takes it back, by an objection or by asking for the text."""
    said = Affirmation.objects.filter(version__page=page).exclude(kind__in=_TOLD_ELSEWHERE - {Kind.SUBMISSION})
    for each in said.select_related("person", "deputy_for", "recorded_by"):
        if each.kind not in _TOLD_ELSEWHERE:
            yield Event(each.affirmed_at, each.speaker, _as_it_came(str(each.get_kind_display()), each), each.reason)
        if each.withdrawn_at and each.kind in AUTHORS_YES:
            yield Event(each.withdrawn_at, each.speaker, _("took back the yes"))
        elif each.withdrawn_at:
            yield Event(each.withdrawn_at, "", _("The yes of %(person)s was taken back.") % {"person": each.speaker})


def _objected(page: CommentaryPage) -> Iterator[Event]:
    for each in Objection.objects.filter(version__page=page).select_related("person", "recorded_by"):
        yield Event(each.made_at, str(each.person), _as_it_came(_("objected to it as it stood"), each), each.note)


def _as_it_came(what: str, answer: CameByMail) -> str:
    """What somebody answered, and who took it down if it came by mail."""
    if answer.recorded_by is None or answer.came_on is None:
        return what
    facts = {"what": what, "day": in_words(answer.came_on), "person": answer.recorded_by}
    return _("%(what)s, by mail of %(day)s, recorded by %(person)s") % facts


def _decided(page: CommentaryPage) -> Iterator[Event]:
    for step in steps_of(page):
        yield Event(step.when, str(step.person), _("decided: %(outcome)s") % {"outcome": step.what}, step.why)


def _replied(page: CommentaryPage) -> Iterator[Event]:
    for each in Reply.objects.filter(version__page=page).select_related("person"):
        yield Event(each.sent_at, str(each.person), _("said what was done about the requests"), each.text)


def _reserved(page: CommentaryPage) -> Iterator[Event]:
    """Also a number that was not used in the end: it is void and stays in the register."""
    reserved = Issue.objects.filter(work=page.translation_key).exclude(reserved_at=None).select_related("reserved_by")
    for issue in reserved:
        sentence = _("reserved the number %(number)s") % {"number": issue.label}
        yield Event(issue.reserved_at, str(issue.reserved_by or ""), sentence)


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
    worded = mails()
    for when, payload in rows:
        if hides and (payload["mail"] in _ABOUT_REVIEWERS or payload.get("what") == "review"):
            continue
        facts = {"person": people.get(payload["to"], ""), "mail": worded.get(payload["mail"], payload["mail"])}
        yield Event(when, "", _("Mail to %(person)s: %(mail)s.") % facts)


def _names_of(users: set[int]) -> dict[int | None, str]:
    people = Person.objects.filter(account__in=users)
    names: dict[int | None, str] = {person.account_id: str(person) for person in people}
    for account in get_user_model().objects.filter(pk__in=users - names.keys()):
        names[account.pk] = account.get_full_name() or account.get_username()
    return names
