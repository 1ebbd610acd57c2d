"""Turns a step of a text into the persons whose turn it is, those of them who are reached, and whom they answer."""

from __future__ import annotations

from wagtail.models import PageLogEntry

from commentaries import due
from commentaries.links.standing import links_to_consent
from commentaries.mails import Text, gets_into_admin
from commentaries.models import CommentaryPage, DeskLine, Person


def in_charge(text: Text) -> list[Person]:
    """The editor to whom a text was handed over, or who stands in for them, else all who may decide on it."""
    editors = text.editors()
    line = DeskLine.objects.filter(page=text.page.pk).select_related("handled_by__account").first()
    if line is None or line.handled_by is None or line.handled_by_id in text.writing():
        return editors
    told = text.in_place_of(line.handled_by)
    return [person for person in editors if person in told] or editors


def holders_of(text: Text, step: due.Step) -> list[Person]:
    """Whose turn a step is that is not the reviewers'; of the authors those who are silent, if all are waited for."""
    if step.code not in due.OF_AUTHORS:
        return in_charge(text)
    return [author for author in text.authors() if step.silent is None or author.pk in step.silent]


def reached(text: Text, step: due.Step) -> list[Person]:
    """Those of them who can be asked: if an editor took the link of an author back, no clock makes another."""
    holders = holders_of(text, step)
    if step.code != due.CONSENT:
        return holders
    links = links_to_consent(text.page)
    return [person for person in holders if gets_into_admin(person) or person.pk in links]


def who_asked(page: CommentaryPage, step: due.Step) -> Person | None:
    """To whom an author's answer to the mail goes: the editor who asked."""
    if step.code == due.CHANGES:
        return Person.objects.filter(decisions=page.last_decision).first()
    if step.code == due.CONSENT:
        asked = PageLogEntry.objects.filter(page=page.pk, action="commentaries.ask_consent").order_by("-timestamp")
        return Person.objects.filter(account=asked.values("user")[:1]).first()
    return None
