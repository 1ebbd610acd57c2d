"""Turns what an editor notes about a text into its line on the desk: planned, due, begun or dropped."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext, log

from commentaries import mails
from commentaries.citations import written_day
from commentaries.links import standing
from commentaries.locking import lock_text
from commentaries.models import Authorship, CommentaryPage, DeskLine, FollowUp, Person, Series
from commentaries.permissions import user_works_on_series, user_works_on_text
from commentaries.record import PublicationDate

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class NotPlanned(Exception):
    """The line is no plan any more: it was dropped, or its text was begun."""


class PlannedMeanwhile(Exception):
    """Somebody else changed the plan since the user looked at it."""


class AimedMeanwhile(Exception):
    """Somebody else set the day on which the text is to appear; the message says which day that is."""


class NoPlace(Exception):
    """There is no page of the series below which a text could be begun."""


@transaction.atomic
def plan(
    series: Series,
    user: AbstractBaseUser,
    *,
    title: str,
    author: Person | None = None,
    target_on: date | None = None,
    note: str = "",
) -> DeskLine:
    """Notes a text that is to be written.

    Raises:
        PermissionDenied: the user does not work on the series.
    """
    _demand_work_on(series, user)
    by = Person.objects.for_account(user)
    return DeskLine.objects.create(
        series=series, working_title=title, author=author, target_on=target_on, note=note, planned_by=by
    )


@transaction.atomic
def aim(page: CommentaryPage, user: AbstractBaseUser, *, target_on: date | None, seen: str | None = None) -> DeskLine:
    """Sets, or takes away, the day on which a text is to appear. It is a wish; a schedule is the editor's decision.

    ``seen`` is the day that was noted as far as the user knows, as ``2026-12-24``, empty for none; with ``None``,
    nothing is asked.

    Raises:
        PermissionDenied: the user does not work on the series.
        AimedMeanwhile: another day is noted by now.
    """
    line = locked_line(page, user)
    if seen is not None and seen != day_as_seen(line):
        raise AimedMeanwhile(_already_aimed(line))
    line.target_on = target_on
    line.save(update_fields=["target_on"])
    shown = target_on.isoformat() if target_on else ""
    log(instance=page, action="commentaries.aim", user=user, data={"target_on": shown})
    return line


@transaction.atomic
def replan(
    line: DeskLine,
    user: AbstractBaseUser,
    *,
    title: str,
    author: Person | None = None,
    target_on: date | None = None,
    note: str = "",
    seen: str | None = None,
) -> DeskLine:
    """Changes what is noted of a text that is to be written.

    ``seen`` is the plan ``as_seen`` when the user began; with ``None``, nothing is asked.

    Raises:
        PermissionDenied: the user does not work on the series.
        NotPlanned: it was dropped or begun meanwhile.
        PlannedMeanwhile: somebody else changed it.
    """
    line = _planned(line, user)
    if seen is not None and seen != as_seen(line):
        raise PlannedMeanwhile(
            _("Somebody else changed this plan meanwhile, so nothing was saved. What is noted now stands below.")
        )
    before = _noted(line)
    line.working_title, line.author, line.target_on, line.note = title, author, target_on, note
    line.save(update_fields=["working_title", "author", "target_on", "note"])
    if before != (after := _noted(line)):
        log(instance=line, action="commentaries.replan", user=user, data={"before": before, "after": after})
    return line


@transaction.atomic
def drop(line: DeskLine, user: AbstractBaseUser, *, message: str = "") -> None:
    """Takes a planned text from the desk; what was noted of it is kept. Who was asked for the manuscript is told.

    Raises:
        PermissionDenied: the user does not work on the series.
        NotPlanned: it was dropped or begun meanwhile.
    """
    line = _planned(line, user)
    asked = standing.link_to_manuscript(line)
    line.dropped_at = timezone.now()
    line.save(update_fields=["dropped_at"])
    if asked and asked.person:
        mails.manuscript_dropped(line, asked.person, by=Person.objects.for_account(user), comment=message)


@transaction.atomic
def begin(line: DeskLine, user: AbstractBaseUser) -> CommentaryPage:
    """Makes the empty draft of a planned text, under its working title and with its author.

    Raises:
        PermissionDenied: the user does not work on the series.
        NotPlanned: it was dropped or begun meanwhile.
        NoPlace: the series has no page.
    """
    return draft_of(_planned(line, user), user)


def draft_of(line: DeskLine, owner: AbstractBaseUser | None, *, title: str = "") -> CommentaryPage:
    """The draft of a plan whose row is locked, for a verb that has asked who may begin it.

    Raises:
        NoPlace: the series has no page.
    """
    place = line.series.pages.order_by("pk").first()
    if place is None:
        raise NoPlace(_("The series has no page yet, below which its texts could stand. Make one first."))
    page = CommentaryPage(title=title or line.working_title, series=line.series, owner=owner, live=False)
    if line.author:
        name, affiliation = line.author.name, line.author.affiliation
        page.authorships = [Authorship(person=line.author, name=name, affiliation=affiliation)]
    with LogContext(user=owner):
        place.add_child(instance=page)
    page.save_revision(user=owner)
    line.page = page
    line.save(update_fields=["page"])
    FollowUp.objects.filter(page=None, payload__line=line.pk).update(page=page)  # letters, for what happened to it
    return page


def as_seen(line: DeskLine) -> str:
    """A plan in a word, which is another one as soon as something else is noted."""
    noted = [line.working_title, line.author_id, day_as_seen(line), line.note]
    return sha256(json.dumps(noted).encode()).hexdigest()[:16]


def day_as_seen(line: DeskLine | None) -> str:
    """The day on which a text is to appear, as a form hands it back; empty for none."""
    return line.target_on.isoformat() if line and line.target_on else ""


def demand_work_on(page: CommentaryPage, user: AbstractBaseUser) -> None:
    """Refuses whoever does not work on this text.

    Raises:
        PermissionDenied: the user neither works on the series nor is the text's guest editor.
    """
    if not user_works_on_text(user, page):
        raise PermissionDenied(_("Only those who work on the series do this."))


def locked_line(page: CommentaryPage, user: AbstractBaseUser) -> DeskLine:
    """The line of a text, its row locked; one is made where nothing was noted so far.

    Raises:
        PermissionDenied: the user does not work on the text.
    """
    demand_work_on(page, user)
    lock_text(page)
    line, _made = DeskLine.objects.get_or_create(page_id=page.pk, defaults={"series_id": page.series_id})
    return line


def _already_aimed(line: DeskLine) -> str:
    if line.target_on is None:
        return _("Somebody else has taken away the day on which the text is to appear. Nothing was changed.")
    facts = {"day": written_day(PublicationDate.of(line.target_on), get_language() or "en")}
    return _("Somebody else wants the text to appear on another day: %(day)s. Nothing was changed.") % facts


def _noted(line: DeskLine) -> dict[str, str]:
    """What the log keeps of a plan; its note is for those who work on the series, and a log is read by others."""
    return {
        "title": line.working_title,
        "author": line.author.name if line.author else "",
        "target_on": line.target_on.isoformat() if line.target_on else "",
    }


def _demand_work_on(series: Series, user: AbstractBaseUser) -> None:
    if not user_works_on_series(user, series):
        raise PermissionDenied(_("Only those who work on the series do this."))


def _planned(line: DeskLine, user: AbstractBaseUser) -> DeskLine:
    """The line as it stands now, its row locked."""
    _demand_work_on(line.series, user)
    line = DeskLine.objects.select_for_update(of=("self",)).select_related("series").get(pk=line.pk)
    if line.page_id or line.dropped_at:
        raise NotPlanned(_("This text is not planned any more: it was begun, or dropped, meanwhile."))
    return line
