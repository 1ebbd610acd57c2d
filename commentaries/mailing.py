"""Turns an event of the workflow into mails to exactly those concerned, each stored as a follow-up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from commentaries import conf, followups
from commentaries.citations.wording import wording_for
from commentaries.models import (
    CommentaryPage,
    Edition,
    FollowUp,
    Invitation,
    Issue,
    Person,
    Review,
    SeriesRole,
)

KIND = "mail"


def submitted(page: CommentaryPage, *, by: Person, event: str, comment: str = "") -> None:
    """A text was submitted, first or again: to the editors."""
    _plan("submitted", page, editors_of(page), by=by, event=event, comment=comment, link=_edit_link(page))


def reviews_in(page: CommentaryPage, *, by: Person, event: str) -> None:
    """The reviews are in: to the editors, who now decide."""
    _plan("reviews_in", page, editors_of(page), by=by, event=event, link=_decision_link(page))


def invited(page: CommentaryPage, invitation: Invitation) -> None:
    """A person is asked for a review: to that person."""
    _plan(
        "invited", page, [invitation.person], by=invitation.invited_by, event=f"invitation-{invitation.pk}",
        comment=invitation.message, link=_absolute(reverse("commentaries:review", args=[invitation.pk])),
        due=invitation.due_on.isoformat(),
    )  # fmt: skip


def reviewed(page: CommentaryPage, review: Review) -> None:
    """A reviewer has answered: to the editors."""
    _plan(
        "reviewed", page, editors_of(page), by=review.invitation.person, event=f"review-{review.pk}",
        comment=review.text, link=_decision_link(page), recommendation=review.get_recommendation_display(),
    )  # fmt: skip


def declined(page: CommentaryPage, invitation: Invitation, *, reason: str) -> None:
    """A reviewer cannot: to the one who asked."""
    _plan(
        "declined", page, [invitation.invited_by], by=invitation.person, event=f"declined-{invitation.pk}",
        comment=reason, link=_decision_link(page),
    )  # fmt: skip


def changes_asked(page: CommentaryPage, *, by: Person, event: str, reasons: str) -> None:
    """The editor asks for changes: to the authors."""
    _plan("changes_asked", page, authors_of(page), by=by, event=event, comment=reasons, link=_edit_link(page))


def rejected(page: CommentaryPage, *, by: Person, event: str, reasons: str) -> None:
    """The editor rejects the text: to the authors."""
    _plan("rejected", page, authors_of(page), by=by, event=event, comment=reasons, link=_edit_link(page))


def scheduled(page: CommentaryPage, *, by: Person, event: str, comment: str, publish_at: str) -> None:
    """The text will appear at a date: to the authors."""
    _plan("scheduled", page, authors_of(page), by=by, event=event, comment=comment, link=_edit_link(page),
          publish_at=publish_at)  # fmt: skip


def consent_asked(page: CommentaryPage, *, by: Person, event: str, comment: str) -> None:
    """The editor has changed the text and asks for a yes: to the authors."""
    link = _absolute(reverse("commentaries:consent", args=[page.pk]))
    _plan("consent_asked", page, authors_of(page), by=by, event=event, comment=comment, link=link)


def consented(page: CommentaryPage, *, by: Person, event: str, comment: str) -> None:
    """An author or a colleague said yes: to the editors."""
    _plan("consented", page, editors_of(page), by=by, event=event, comment=comment, link=_decision_link(page))


def published(page: CommentaryPage, issue: Issue, edition: Edition) -> None:
    """The text is public: to its authors and the editors, after a while, so that it can be stopped."""
    people = [*authors_of(page), *editors_of(page)]
    _plan(
        "published", page, people, by=None, event=f"edition-{edition.pk}", issue=issue,
        link=page.full_url or "", after=timedelta(minutes=conf.get().MAIL_DELAY_MINUTES),
    )  # fmt: skip


def editors_of(page: CommentaryPage) -> list[Person]:
    """The editors in office, without those who wrote the text."""
    today = page.series.today()
    writing = {authorship.person_id for authorship in page.authorships.all()}
    return [
        role.person
        for role in page.series.roles.select_related("person")
        if role.role == SeriesRole.Role.EDITOR and role.holds_on(today) and role.person_id not in writing
    ]


def authors_of(page: CommentaryPage) -> list[Person]:
    return [authorship.person for authorship in page.authorships.all()]


@followups.handles(KIND)
def send(follow_up: FollowUp) -> None:
    """Writes and sends one stored mail."""
    facts = follow_up.payload
    person = Person.objects.select_related("account").get(pk=facts["to"])
    sender = Person.objects.filter(pk=facts["by"]).first() if facts.get("by") else None
    page = follow_up.page
    with translation.override(_language_of(person)):
        context = {**facts, "person": person, "sender": sender, "page": page, "issue": follow_up.issue,
                   "series": page.series if page else None}  # fmt: skip
        subject = render_to_string(f"commentaries/mails/{facts['mail']}_subject.txt", context)
        body = render_to_string(f"commentaries/mails/{facts['mail']}.txt", context)
    EmailMessage(
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address_of(person)],
        reply_to=[address_of(sender)] if sender and address_of(sender) else [],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()


def address_of(person: Person) -> str:
    """Where to write to a person: their own address, else their account's."""
    return person.email or (person.account.email if person.account else "")


def _language_of(person: Person) -> str:
    profile = getattr(person.account, "wagtail_userprofile", None) if person.account else None
    return wording_for(profile.get_preferred_language() if profile else settings.LANGUAGE_CODE)


def _plan(
    mail: str,
    page: CommentaryPage,
    people: Iterable[Person],
    *,
    by: Person | None,
    event: str,
    comment: str = "",
    link: str = "",
    issue: Issue | None = None,
    after: timedelta = timedelta(),
    **facts: Any,
) -> None:
    """One follow-up per person and event. The acting person and those without an address get none."""
    addressed: set[str] = set()
    for person in people:
        address = address_of(person).casefold()
        if not address or address in addressed or (by and person.pk == by.pk):
            continue
        addressed.add(address)
        followups.plan(
            KIND,
            f"{mail}:{event}:{person.pk}",
            page=page,
            issue=issue,
            payload={"mail": mail, "to": person.pk, "by": by.pk if by else None, "comment": comment, "link": link,
                     "title": page.title, **facts},
            after=after,
        )  # fmt: skip


def _absolute(path: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def _edit_link(page: CommentaryPage) -> str:
    return _absolute(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def _decision_link(page: CommentaryPage) -> str:
    return _absolute(reverse("commentaries:decide", args=[page.pk]))
