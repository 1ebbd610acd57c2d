"""Carries out the mails that are stored, as a worker does, and turns the outbox into who was written to, and what."""

from __future__ import annotations

from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from commentaries import followups, mails
from commentaries.models import CommentaryPage, FollowUp, Invitation, Series
from tests import factories
from tests.factories import House

SITE = "http://127.0.0.1:8000"
TITLE = "Minutes of a silent committee"
WORDS = "Please shorten the second part."


def due_mails() -> list[FollowUp]:
    return list(FollowUp.objects.due().filter(kind=mails.KIND).order_by("pk"))


def deliver() -> list[EmailMessage]:
    """Carries out every stored mail that is due; what was sent leaves the outbox."""
    for follow_up in due_mails():
        assert followups.carry_out(follow_up.pk), FollowUp.objects.get(pk=follow_up.pk).error
    sent = list(mail.outbox)
    mail.outbox.clear()
    return sent


def deliver_later() -> list[EmailMessage]:
    """As a quarter of an hour later."""
    FollowUp.objects.filter(state=FollowUp.State.WAITING).update(next_at=timezone.now())
    return deliver()


def addresses(mails: list[EmailMessage]) -> list[str]:
    """Every address that was written to, once for each time."""
    return sorted(address for message in mails for address in message.recipients())


def subject_of(news: str, *, title: str = TITLE) -> str:
    """Series and title, then what has happened."""
    return f"{Series.objects.get()}: {title} – {news}"


def words_of(message: EmailMessage) -> str:
    """The text part as if it were one line, however it is folded."""
    return " ".join(str(message.body).split())


def check(message: EmailMessage, *, subject: str, link: str, reply_to: str, comment: str = "") -> None:
    """What every mail has."""
    assert message.subject == subject_of(subject)
    assert link in message.body.splitlines()
    assert message.reply_to == [reply_to]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert f"\n    {TITLE}\n" in message.body
    if comment:
        assert f"\n\n    {comment}\n\n" in message.body


def ask_for_reviews(house: House, number: int) -> None:
    Series.objects.filter(pk=house.series.pk).update(reviews_needed=number)
    house.series.refresh_from_db()


def in_review(house: House, *, needed: int = 1) -> tuple[CommentaryPage, Invitation]:
    """A submitted text, and the reviewer asked; the mails so far are delivered."""
    ask_for_reviews(house, needed)
    page = factories.submitted(house)
    invitation = factories.invited(house, page)
    deliver()
    return factories.reloaded(page), invitation


def awaiting_decision(house: House, **facts: object) -> CommentaryPage:
    """A submitted text at the step of decision; the mails so far are delivered."""
    page = factories.submitted(house, **facts)
    deliver()
    return page


def decide_link(page: CommentaryPage) -> str:
    return f"{SITE}/admin/commentaries/{page.pk}/decide/"


def own_text_link(page: CommentaryPage) -> str:
    return f"{SITE}/admin/commentaries/{page.pk}/consent/"


def edit_link(page: CommentaryPage) -> str:
    return f"{SITE}/admin/pages/{page.pk}/edit/"
