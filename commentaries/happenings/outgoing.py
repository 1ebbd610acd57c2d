"""Turns what came of a text, and what was sent about it, into events: numbers, editions, DOIs, files, mails."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from commentaries.attaching import attachments_of
from commentaries.happenings.events import Event
from commentaries.happenings.wording import mails
from commentaries.models import (
    Attachment,
    AuthorDetails,
    CommentaryPage,
    Deposit,
    Edition,
    FollowUp,
    Issue,
    Person,
)

_ABOUT_REVIEWERS = {"invited", "review_postponed", "declined", "reviewed", "closed"}
"""Mails that go to a reviewer, or name one."""


def reserved(page: CommentaryPage) -> Iterator[Event]:
    """Also a number that was not used in the end: it is void and stays in the register."""
    kept = Issue.objects.filter(work=page.translation_key).exclude(reserved_at=None).select_related("reserved_by")
    for issue in kept:
        sentence = _("reserved the number %(number)s") % {"number": issue.label}
        yield Event(issue.reserved_at, str(issue.reserved_by or ""), sentence)


def published(page: CommentaryPage) -> Iterator[Event]:
    for edition in Edition.objects.filter(page=page).select_related("issue"):
        facts = {"number": edition.issue.label or edition.issue.address, "edition": edition.number}
        what = (
            _("It appeared as %(number)s.") if edition.number == 1 else _("Edition %(edition)s of %(number)s appeared.")
        )
        yield Event(edition.published_at, "", what % facts)


def deposited(page: CommentaryPage) -> Iterator[Event]:
    """Of each content of the DOI: when it last set out, and how that ended."""
    if page.issue_id is None:
        return
    ends = {
        Deposit.State.REGISTERED: _("The DOI %(doi)s was registered."),
        Deposit.State.REJECTED: _("The DOI %(doi)s was rejected."),
    }
    for each in Deposit.objects.filter(issue=page.issue_id).exclude(sent_at=None).defer("xml", "answer"):
        yield Event(each.sent_at, "", _("The DOI %(doi)s was sent to be registered.") % {"doi": each.doi}, each.system)
        if each.settled_at and (end := ends.get(Deposit.State(each.state))):
            yield Event(each.settled_at, "", end % {"doi": each.doi}, each.message)


def sent(page: CommentaryPage, *, hides: bool) -> Iterator[Event]:
    """Files from authors; a mail that was attached is told with the answer in it."""
    kinds = {
        Attachment.Kind.MANUSCRIPT: _("sent the manuscript “%(file)s”"),
        Attachment.Kind.REVISION: _("sent a new file, “%(file)s”"),
    }
    for each in attachments_of(page, with_reviews=not hides):
        if sentence := kinds.get(Attachment.Kind(each.kind)):
            yield Event(each.sent_at, str(each.sent_by), sentence % {"file": each.name}, each.note)


def described(page: CommentaryPage) -> Iterator[Event]:
    """The newest that each author sent; what it says stands where it is taken over."""
    for each in AuthorDetails.objects.filter(page=page).select_related("person"):
        yield Event(each.sent_at, str(each.person), _("sent details about themselves"))


def mailed(page: CommentaryPage, *, hides: bool) -> Iterator[Event]:
    done = FollowUp.objects.filter(page=page, kind="mail", state=FollowUp.State.DONE).exclude(finished_at=None)
    rows = list(done.values_list("finished_at", "payload"))
    people = Person.objects.in_bulk({payload["to"] for _when, payload in rows})
    worded = mails()
    for when, payload in rows:
        if hides and (payload["mail"] in _ABOUT_REVIEWERS or payload.get("what") == "review"):
            continue
        facts = {"person": people.get(payload["to"], ""), "mail": worded.get(payload["mail"], payload["mail"])}
        yield Event(when, "", _("Mail to %(person)s: %(mail)s.") % facts)
