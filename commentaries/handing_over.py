"""Hands one text, or all that one editor has, to another editor, so that of two who do it at once one is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import PageLogEntry

from commentaries import mails
from commentaries.handling import demand_work_on, locked_line
from commentaries.mails import Text
from commentaries.models import CommentaryPage, DeskLine, Person, SeriesRole
from commentaries.permissions import person_of, user_can_hand_over
from commentaries.telling import on_behalf, written_moment

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

ACTION = "commentaries.hand_over"


class NotAnEditor(Exception):
    """A text is handed to somebody who edits it, and to nobody else."""


class HandedOverMeanwhile(Exception):
    """Somebody else handed the text over first; the message says who, to whom and when."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of many texts: those handed over, those the new editor wrote, those that were gone already, and
    those that bear the name of whoever wanted to hand them over."""

    given: tuple[CommentaryPage, ...]
    own: tuple[CommentaryPage, ...]
    gone: tuple[CommentaryPage, ...]
    refused: tuple[CommentaryPage, ...]


@transaction.atomic
def hand_over(page: CommentaryPage, user: AbstractBaseUser, *, to: Person | None, seen: str | None = None) -> DeskLine:
    """Gives a text to one of its editors, or back to all of them, and writes to the one who has it now.

    ``seen`` is the key of the person who had it as far as the user knows, empty for all; with ``None``, nothing is
    asked.

    Raises:
        PermissionDenied: the user does not work on the text, or is among the authors.
        NotAnEditor: the person does not edit the text today, or is among the authors.
        HandedOverMeanwhile: somebody else has it by now.
    """
    line = locked_line(page, user)
    text = Text(CommentaryPage.objects.get(pk=page.pk))
    if not user_can_hand_over(user, text.latest):
        raise PermissionDenied(_("You are an author of this text: another editor says who decides on it."))
    demand_with(line, text.page, seen)
    if to is not None and to not in _editors_of(text):
        raise NotAnEditor(
            _("%(person)s cannot decide on this text: choose an editor of the series who is not among its authors.")
            % {"person": to}
        )
    _give(line, text, user, to)
    return line


def demand_with(line: DeskLine, page: CommentaryPage, seen: str | None) -> None:
    """Refuses to take a text from somebody who has it without the user knowing. For a verb that has locked the text.

    Raises:
        HandedOverMeanwhile: somebody else has it by now.
    """
    if seen is not None and seen != str(line.handled_by_id or ""):
        raise HandedOverMeanwhile(_last_word(page, line))


@transaction.atomic
def hand_over_all(texts: Iterable[int], user: AbstractBaseUser, *, of: Person, to: Person) -> Handed:
    """Gives the texts of these keys that one editor has to another: all of them, or none if something goes wrong.

    What the other editor wrote, or does not edit, stays where it is; so does what somebody handed on meanwhile, and
    what the user wrote.

    Raises:
        PermissionDenied: the user does not work on one of the texts.
    """
    given, own, gone, refused = [], [], [], []
    keys = sorted(set(texts))
    _lock(keys)
    lines = {line.page_id: line for line in DeskLine.objects.filter(page__in=keys)}
    for page in CommentaryPage.objects.filter(pk__in=keys).select_related("series").order_by("pk"):
        demand_work_on(page, user)
        text, line = Text(page), lines.get(page.pk)
        if line is None or line.handled_by_id != of.pk:
            gone.append(page)
        elif not user_can_hand_over(user, text.latest):
            refused.append(page)
        elif to not in _editors_of(text):
            own.append(page)
        else:
            _give(line, text, user, to)
            given.append(page)
    return Handed(tuple(given), tuple(own), tuple(gone), tuple(refused))


def editors_for(page: CommentaryPage) -> list[Person]:
    """Those to whom a text can be handed: the editors of its series and its guests, without those who write it.

    Who is away is among them: the deputy has the text meanwhile.
    """
    return _editors_of(Text(page))


def _editors_of(text: Text) -> list[Person]:
    today, writing = text.page.series.today(), text.writing()
    roles = text.page.series.roles.filter(role=SeriesRole.Role.EDITOR).select_related("person")
    guests = text.page.guest_editors.select_related("person")
    found = [role.person for role in roles if role.holds_on(today)] + [guest.person for guest in guests]
    return [person for person in dict.fromkeys(found) if person.pk not in writing]


def _give(line: DeskLine, text: Text, user: AbstractBaseUser, to: Person | None) -> None:
    """Notes, logs and tells it. The lines of a text are written under the lock of its row."""
    if line.handled_by_id == (to.pk if to else None):
        return
    line.handled_by = to
    line.save(update_fields=["handled_by"])
    log(instance=text.page, action=ACTION, user=user, data={"to": str(to or ""), **on_behalf(user, text.latest)})
    if to is not None:
        event = f"line-{line.pk}-{timezone.now():%Y%m%d%H%M%S%f}"
        mails.handed_over(text, to, by=Person.objects.for_account(user), event=event)


def _lock(keys: list[int]) -> None:
    """All rows at once and in the order of their keys, with the other languages of what is out (``lock_text``)."""
    issues = CommentaryPage.objects.filter(pk__in=keys).exclude(issue=None).values_list("issue", flat=True)
    together = CommentaryPage.objects.filter(issue__in=list(issues)).values_list("pk", flat=True)
    rows = CommentaryPage.objects.select_for_update().filter(pk__in={*keys, *together})
    list(rows.order_by("pk").values_list("pk"))


def _last_word(page: CommentaryPage, line: DeskLine) -> str:
    """Who was quicker."""
    entries = PageLogEntry.objects.filter(page=page.pk, action=ACTION).select_related("user")
    last = entries.order_by("-timestamp").first()
    if last is None:
        return _("Somebody else has this text by now: %(person)s. Nothing was changed.") % {
            "person": line.handled_by or _("all editors of the series")
        }
    return _("%(person)s handed this text to %(to)s on %(when)s. Nothing was changed.") % {
        "person": (last.user and person_of(last.user)) or _("Somebody"),
        "to": last.data.get("to") or _("all editors of the series"),
        "when": written_moment(last.timestamp, page.series.zone),
    }
